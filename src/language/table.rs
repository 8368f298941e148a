//! The one table of languages: everything guidepost knows about a language stands in its row.
//!
//! To add a language, add a row; what it lacks (a stemmer, function words) is simply not done for it. Rows are numbered by
//! their place and the number is stored in indexes, so the table is part of the analysis fingerprint.

use crate::language::row::{Row, row};
use crate::language::script::Script;
use frostem::Algorithm as Frost;
use rust_stemmers::Algorithm as Snowball;
use whatlang::Lang;

const FRENCH_ELISIONS: &[&str] = &["l", "m", "t", "s", "j", "d", "c", "n", "qu", "jusqu", "quoiqu", "lorsqu", "puisqu"];
const ITALIAN_ELISIONS: &[&str] = &[
    "l", "un", "d", "c", "s", "m", "t", "v", "n", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl",
    "dagl", "degl", "negl", "sugl", "quest", "quell", "com", "dov",
];
const CATALAN_ELISIONS: &[&str] = &["l", "d", "m", "n", "s", "t"];

/// The languages, the unknown one first.
pub static ROWS: &[Row] = &[
    row("und", "?", Script::Unknown),
    row("en", "English", Script::Latin).detected_as(Lang::Eng).snowball(Snowball::English).function_words(
        "the a an and or but if of to in on at by for with from as is are was were be been being am do does did doing have has \
         had having not no nor so than then that this these those there it its he she they them their we our us you your i my \
         me what which who whom whose when where why how can could will would shall should may might must please about into \
         over under out up down also just too very any some all each both such only own same here again once please",
    ),
    row("fr", "Français", Script::Latin)
        .detected_as(Lang::Fra)
        .snowball(Snowball::French)
        .elisions(FRENCH_ELISIONS)
        .function_words(
            "le la les un une des du de d l et ou mais si a au aux en dans sur sous par pour avec sans chez vers que qui quoi \
             dont est sont etait ete etre sera suis es sommes etes ai as avons avez ont avoir avait ne pas plus ni ce cet cette \
             ces ca cela celui celle il elle ils elles on nous vous je tu me te se moi toi lui leur leurs mon ma mes ton ta tes \
             son sa ses notre nos votre vos y quel quelle quels quelles quand comment pourquoi combien peut peux puis pouvez \
             peuvent pourrais pourrait veux veut voulez veulent va vais vont faire fait faut dois doit doivent devrais devrait \
             tout tous toute toutes meme aussi tres comme entre apres avant lorsque puisque",
        ),
    row("de", "Deutsch", Script::Latin)
        .detected_as(Lang::Deu)
        .snowball(Snowball::German)
        .compound_links(&["", "s", "es", "n", "en", "er", "e"])
        .function_words(
            "der die das den dem des ein eine einen einem einer eines und oder aber wenn ob dass weil als wie wo wer was wann warum \
             wieso welche welcher welches welchen ist sind war waren bin bist sein seid wird werden wurde worden hat haben hatte habe \
             hast nicht kein keine keinen nur noch schon auch sehr zu zum zur in im ins an am auf aus bei beim mit nach von vom vor \
             fur uber unter durch gegen ohne um bis es er sie wir ihr ich du man mich mir dich dir uns euch ihm ihn ihnen mein meine \
             meinen dein seine ihre ihren unser dieser diese dieses diesen diesem jede jeder kann konnen konnte muss mussen soll \
             sollte darf mochte hier da dann so",
        ),
    row("es", "Español", Script::Latin).detected_as(Lang::Spa).snowball(Snowball::Spanish).function_words(
        "el la los las lo un una unos unas y e o u pero si no ni que de del a al en con sin por para sobre entre hasta desde como \
         cuando donde quien quienes cual cuales cuanto cuantos porque es son era eran ser fue sido esta estan estar estaba este \
         esta estos estas ese esa esos esas aquel eso esto hay ha han he has haber habia se me te le les nos os mi mis tu tus su \
         sus nuestro nuestra yo el ella ellos ellas usted ustedes puede puedo pueden podemos debe debo hacer hace hago tengo \
         tiene muy mas tambien ya todo todos toda todas",
    ),
    row("it", "Italiano", Script::Latin)
        .detected_as(Lang::Ita)
        .snowball(Snowball::Italian)
        .elisions(ITALIAN_ELISIONS)
        .function_words(
            "il lo la i gli le un uno una e ed o ma se non ne che chi cui di del dello della dei degli delle a al allo alla ai agli \
             alle da dal dalla dai in nel nella nei nelle con su sul sulla per tra fra come quando dove perche quale quali quanto \
             cosa e sono era essere stato sia ha ho hanno hai abbiamo avere si mi ti ci vi lui lei loro noi voi io tu mio mia suo \
             sua questo questa questi queste quello quella posso puo possono deve devo fare piu anche molto tutto tutti",
        ),
    row("pt", "Português", Script::Latin).detected_as(Lang::Por).snowball(Snowball::Portuguese).function_words(
        "o a os as um uma uns umas e ou mas se nao nem que de do da dos das em no na nos nas por pelo pela para com sem sobre \
         entre ate desde como quando onde quem qual quais quanto porque e sao era ser foi sido esta estao estar este esta estes \
         estas esse essa isso isto aquele ha tem tenho ter me te lhe nos vos seu sua seus suas meu minha eu tu ele ela eles elas \
         voce voces pode posso podem deve devo fazer faz muito mais tambem ja todo todos toda todas ao aos",
    ),
    row("nl", "Nederlands", Script::Latin)
        .detected_as(Lang::Nld)
        .snowball(Snowball::Dutch)
        .compound_links(&["", "s", "en", "e", "n"])
        .function_words(
            "de het een en of maar als dat die dit deze er is zijn was waren ben bent wordt worden werd heeft hebben heb had niet geen \
             nog ook wel al zeer te in op aan bij met voor van naar uit door over onder tussen tot om zonder tegen ik je jij u hij \
             zij ze we wij jullie mij me jou hem haar hun ons mijn jouw uw wat wie waar wanneer waarom hoe welke welk kan kunnen kunt \
             moet moeten mag zal zullen zou hier daar dan zo",
        ),
    row("da", "Dansk", Script::Latin)
        .detected_as(Lang::Dan)
        .snowball(Snowball::Danish)
        .compound_links(&["", "s", "e"])
        .function_words(
            "og i jeg det at en et den til er som pa de med han af for ikke der var mig sig men har om vi min havde ham hun nu over da \
             fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind nar vaere dog noget deres efter \
             ned skulle denne end dette mit ogsa under have dig anden hende mine alt meget sit sine vor mod disse hvis din hos blive \
             mange ad bliver hvordan hvorfor hvem kan",
        ),
    row("sv", "Svenska", Script::Latin)
        .detected_as(Lang::Swe)
        .snowball(Snowball::Swedish)
        .compound_links(&["", "s", "e", "o"])
        .function_words(
            "och det att i en jag hon som han pa den med var sig for sa till ar men ett om hade de av icke mig du henne da sin nu har \
             inte hans honom skulle hennes dar min man ej vid kunde nagot fran ut nar efter upp vi dem vara vad over an dig kan sina \
             har ha mot alla under nagon eller allt mycket sedan ju denna detta at utan hur varfor vem vilken vilka ska kan din ditt \
             dina vill maste",
        ),
    row("no", "Norsk", Script::Latin)
        .aliases(&["nb", "nn"])
        .detected_as(Lang::Nob)
        .snowball(Snowball::Norwegian)
        .compound_links(&["", "s", "e"])
        .function_words(
            "og i jeg det at en et den til er som pa de med han av for ikke der var meg seg men har om vi min hadde ham hun na over \
             da fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil ble kunne inn nar vaere noe deres etter \
             ned skulle denne enn dette mitt ogsa under ha deg hvordan hvorfor hvem kan ma",
        ),
    row("fi", "Suomi", Script::Latin)
        .detected_as(Lang::Fin)
        .snowball(Snowball::Finnish)
        .compound_links(&["", "n"])
        .function_words(
            "ja on ei se etta han oli joka mutta niin kun tai jos kuin myos ovat olla olen ole ette emme en minun sinun sen taman tama \
             nama ne me te he mina sina mika mita miten miksi missa milloin kuka voi voit voiko vain jo kanssa",
        ),
    row("hu", "Magyar", Script::Latin)
        .detected_as(Lang::Hun)
        .snowball(Snowball::Hungarian)
        .compound_links(&[""])
        .function_words(
            "a az egy es vagy de ha nem hogy is van volt vannak lesz meg csak mar ez ezt azt ezek azok aki ami amely mi ki hol mikor \
             miert hogyan melyik en te o mi ti ok kell lehet be el fel le",
        ),
    row("ro", "Română", Script::Latin).detected_as(Lang::Ron).snowball(Snowball::Romanian).function_words(
        "si sau dar de la in pe cu din pentru prin ca sa nu un o unui unei al a ai ale cel cea cei cele este e sunt era fi fost am \
         ai are au avea se ma te il ii le ne va lui ei lor mea meu eu tu el ea noi voi care ce cine cum cand unde cat de pot poate \
         mai acest aceasta acesta",
    ),
    row("tr", "Türkçe", Script::Latin).detected_as(Lang::Tur).snowball(Snowball::Turkish).function_words(
        "ve veya ile bir bu su o da de ki mi mı mu mu icin gibi ama fakat ancak degil var yok ne nasil neden nicin kim hangi nerede \
         zaman ben sen biz siz onlar daha en cok her kadar sonra once olan olarak",
    ),
    row("ru", "Русский", Script::Cyrillic).detected_as(Lang::Rus).snowball(Snowball::Russian).function_words(
        "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из ему теперь \
         когда даже ну ли если уже или ни быть был него до вас они тут где есть надо ней для мы тебя их чем была сам чтоб без чего \
         себя под будет кто этот того потому этого какой какая какие это эти мой моя мои можно нельзя почему зачем сколько куда",
    ),
    row("el", "Ελληνικά", Script::Greek).detected_as(Lang::Ell).frost(Frost::Greek).function_words(
        "ο η το οι τα του της των τον την και κι να με σε για απο στο στη στην στον στα στις στους που πως ποιος ποια ποιο τι οτι \
         αν δεν μη μην ειναι ηταν εχει εχω εχουν θα ως αλλα η ενα ενας μια αυτο αυτη αυτος μου σου μας σας τους ποτε γιατι ποσο",
    ),
    row("ar", "العربية", Script::Arabic).detected_as(Lang::Ara).snowball(Snowball::Arabic).function_words(
        "في من على الى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا متى اين كيف لماذا هل كم من هو هي هم انا انت نحن كان كانت يكون \
         ان او ثم لا لم لن قد كل بعد قبل عند بين حتى اي و",
    ),
    row("ta", "தமிழ்", Script::Tamil).detected_as(Lang::Tam).snowball(Snowball::Tamil),
    row("cs", "Čeština", Script::Latin).detected_as(Lang::Ces).frost(Frost::Czech).function_words(
        "a i o u v ve z ze s se si na do od po pro pri k ke za je jsou byl byla bylo byt jsem jste ma maji mit ne neni ale nebo kdyz \
         jak kde kdy kdo co proc ktery ktera ktere to ten ta ty tento tato toto jeho jeji jejich vas vase muj moje muzete muze lze \
         take jen uz jako pokud",
    ),
    row("sk", "Slovenčina", Script::Latin).detected_as(Lang::Slk).function_words(
        "a i o u v vo z zo s so sa si na do od po pre pri k ku za je su bol bola bolo byt som ste ma maju nie ale alebo ked ako kde \
         kedy kto co preco ktory ktora ktore to ten ta tento tato toto jeho jej ich vas moj moje mozete moze tiez len uz",
    ),
    row("pl", "Polski", Script::Latin).detected_as(Lang::Pol).frost(Frost::Polish).function_words(
        "a i o u w we z ze na do od po przy dla za pod nad przez jest sa byl byla bylo byc jestem ma maja miec nie ale lub albo \
         czy jak gdzie kiedy kto co dlaczego ktory ktora ktore to ten ta te tego tej tym sie jego jej ich moj moja moje mozna moze \
         tylko juz jako jesli oraz takze",
    ),
    row("uk", "Українська", Script::Cyrillic).detected_as(Lang::Ukr).frost(Frost::Ukrainian).function_words(
        "і й та в у на з із до від по для за при про що як де коли хто чому це цей ця ці той та не ні але або чи є був була було \
         бути його її їх мій моя ви ми я він вона вони можна якщо також тільки вже який яка які",
    ),
    row("be", "Беларуская", Script::Cyrillic).detected_as(Lang::Bel),
    row("bg", "Български", Script::Cyrillic).detected_as(Lang::Bul).function_words(
        "и в във на с със за от до по при е са беше бъде не но или да се че как къде кога кой какво защо кои това този тази тези \
         ще ли аз ти той тя ние вие те мога може",
    ),
    row("sr", "Српски", Script::Cyrillic).aliases(&["sh"]).detected_as(Lang::Srp).frost(Frost::Serbian).function_words(
        "и у на је се да су за од са не како где када ко шта зашто који која које ово овај ова ти он она они или али ако ће би до по \
         i u na je se da su za od sa ne kako gde kada ko sta zasto koji koja koje ovo ovaj ova ili ali ako ce bi do po",
    ),
    row("hr", "Hrvatski", Script::Latin).aliases(&["bs"]).detected_as(Lang::Hrv).frost(Frost::Serbian).function_words(
        "i u na je se da su za od sa s ne kako gdje kada tko sto zasto koji koja koje ovo ovaj ova ili ali ako ce bi do po",
    ),
    row("sl", "Slovenščina", Script::Latin).detected_as(Lang::Slv).function_words(
        "in v na je se da so za od z s ne kako kje kdaj kdo kaj zakaj ki to ta te ali ce bi do po pri iz kot tudi lahko",
    ),
    row("mk", "Македонски", Script::Cyrillic).detected_as(Lang::Mkd),
    row("lt", "Lietuvių", Script::Latin).detected_as(Lang::Lit).frost(Frost::Lithuanian),
    row("lv", "Latviešu", Script::Latin).detected_as(Lang::Lav).function_words(
        "un ir no uz ar par pie lai vai ka kas kur kad kapec ne bet ja to sis si tas ta",
    ),
    row("et", "Eesti", Script::Latin).detected_as(Lang::Est).frost(Frost::Estonian).compound_links(&[""]),
    row("ca", "Català", Script::Latin)
        .detected_as(Lang::Cat)
        .frost(Frost::Catalan)
        .elisions(CATALAN_ELISIONS)
        .function_words(
            "el la els les un una uns unes i o pero si no ni que de del dels a al als en amb sense per sobre entre fins des com quan \
             on qui qual quins quant perque es son era ser esta aquest aquesta aquests aixo hi ha han he em et li ens us seu seva meu \
             jo tu ell ella pot puc poden cal fer mes molt tambe ja tot tots",
        ),
    row("gl", "Galego", Script::Latin).function_words(
        "o a os as un unha uns unhas e ou mais pero se non nin que de do da dos das en no na nos nas por polo pola para con sen sobre \
         entre ata desde como cando onde quen cal cales canto porque son era ser foi esta estan este isto iso aquel hai ten teñen ter \
         me te lle nos vos seu sua seus suas meu miña eu ti el ela eles elas vostede pode podo poden debe debo facer fai moi tamen xa \
         todo todos toda todas ao aos",
    ),
    row("eu", "Euskara", Script::Latin).frost(Frost::Basque).function_words(
        "eta edo baina da dira zen ziren du dute ez bai bat hau hori hura hauek horiek zer nor non noiz nola zergatik zein ere baino \
         bezala dago daude behar izan egin duzu zure nire gure",
    ),
    row("eo", "Esperanto", Script::Latin).detected_as(Lang::Epo).frost(Frost::Esperanto),
    row("ga", "Gaeilge", Script::Latin).frost(Frost::Irish),
    row("cy", "Cymraeg", Script::Latin).detected_as(Lang::Cym),
    row("is", "Íslenska", Script::Latin).compound_links(&["", "s", "a", "u", "ar", "na"]),
    row("sq", "Shqip", Script::Latin),
    row("mt", "Malti", Script::Latin),
    row("lb", "Lëtzebuergesch", Script::Latin).compound_links(&["", "s", "en", "er", "e", "n"]),
    row("oc", "Occitan", Script::Latin),
    row("af", "Afrikaans", Script::Latin).detected_as(Lang::Afr).compound_links(&["", "s", "e"]),
    row("id", "Bahasa Indonesia", Script::Latin).detected_as(Lang::Ind).frost(Frost::Indonesian).function_words(
        "yang dan di ke dari untuk dengan pada adalah ini itu atau tidak akan dapat bisa anda saya kami apa bagaimana kapan mengapa \
         siapa juga oleh dalam sebagai jika",
    ),
    row("ms", "Bahasa Melayu", Script::Latin),
    row("jv", "Basa Jawa", Script::Latin).detected_as(Lang::Jav),
    row("tl", "Tagalog", Script::Latin).aliases(&["fil"]).detected_as(Lang::Tgl),
    row("vi", "Tiếng Việt", Script::Latin).detected_as(Lang::Vie).function_words(
        "va la cua co cho voi khong duoc trong mot cac nhung nay do khi neu thi ma o tu den de nhu the nao gi ai dau sao tai toi ban",
    ),
    row("sw", "Kiswahili", Script::Latin),
    row("zu", "isiZulu", Script::Latin).detected_as(Lang::Zul),
    row("sn", "chiShona", Script::Latin).detected_as(Lang::Sna),
    row("ak", "Akan", Script::Latin).detected_as(Lang::Aka),
    row("la", "Latina", Script::Latin).detected_as(Lang::Lat),
    row("az", "Azərbaycan", Script::Latin).detected_as(Lang::Aze),
    row("uz", "Oʻzbek", Script::Latin).detected_as(Lang::Uzb),
    row("tk", "Türkmen", Script::Latin).detected_as(Lang::Tuk),
    row("kk", "Қазақ", Script::Cyrillic),
    row("ky", "Кыргызча", Script::Cyrillic),
    row("tg", "Тоҷикӣ", Script::Cyrillic),
    row("mn", "Монгол", Script::Cyrillic),
    row("hy", "Հայերեն", Script::Armenian).detected_as(Lang::Hye).frost(Frost::Armenian),
    row("ka", "ქართული", Script::Georgian).detected_as(Lang::Kat),
    row("he", "עברית", Script::Hebrew).aliases(&["iw"]).detected_as(Lang::Heb).function_words(
        "של על את עם אל מן כי אם או גם לא כן זה זו זאת הוא היא הם הן אני אתה אנחנו מה מי איך איפה מתי למה האם כל יש אין",
    ),
    row("yi", "ייִדיש", Script::Hebrew).detected_as(Lang::Yid),
    row("fa", "فارسی", Script::Arabic).detected_as(Lang::Pes).frost(Frost::Persian).function_words(
        "و در به از که این را با است برای ان یک تا هم بر ها شما من ما چه چگونه کجا کی چرا ایا می شود یا اگر",
    ),
    row("ur", "اردو", Script::Arabic).detected_as(Lang::Urd),
    row("ps", "پښتو", Script::Arabic),
    row("ku", "Kurdî", Script::Latin),
    row("hi", "हिन्दी", Script::Devanagari).detected_as(Lang::Hin).frost(Frost::Hindi).function_words(
        "का के की को में से पर और या है हैं था थे थी हो कि यह वह ये वे क्या कौन कब कहाँ क्यों कैसे किस एक भी नहीं तो ने लिए अपने",
    ),
    row("mr", "मराठी", Script::Devanagari).detected_as(Lang::Mar),
    row("ne", "नेपाली", Script::Devanagari).detected_as(Lang::Nep).frost(Frost::Nepali),
    row("bn", "বাংলা", Script::Bengali).detected_as(Lang::Ben),
    row("as", "অসমীয়া", Script::Bengali),
    row("gu", "ગુજરાતી", Script::Gujarati).detected_as(Lang::Guj),
    row("pa", "ਪੰਜਾਬੀ", Script::Gurmukhi).detected_as(Lang::Pan),
    row("te", "తెలుగు", Script::Telugu).detected_as(Lang::Tel),
    row("kn", "ಕನ್ನಡ", Script::Kannada).detected_as(Lang::Kan),
    row("ml", "മലയാളം", Script::Malayalam).detected_as(Lang::Mal),
    row("or", "ଓଡ଼ିଆ", Script::Oriya).detected_as(Lang::Ori),
    row("si", "සිංහල", Script::Sinhala).detected_as(Lang::Sin),
    row("am", "አማርኛ", Script::Ethiopic).detected_as(Lang::Amh),
    row("th", "ไทย", Script::Thai).detected_as(Lang::Tha),
    row("lo", "ລາວ", Script::Lao),
    row("km", "ខ្មែរ", Script::Khmer).detected_as(Lang::Khm),
    row("my", "မြန်မာ", Script::Myanmar).detected_as(Lang::Mya),
    row("zh", "中文", Script::Chinese).aliases(&["cmn", "yue"]).detected_as(Lang::Cmn).bigrams().function_words(
        "的 了 在 是 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 吗 呢 吧 什么 怎么 如何 哪里 哪个 谁 为什么 请 与 或 及",
    ),
    row("ja", "日本語", Script::Japanese).detected_as(Lang::Jpn).bigrams().function_words(
        "の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その よう また もの という まで へ か です ます だ どう 何 どこ いつ なぜ 誰",
    ),
    row("ko", "한국어", Script::Korean).detected_as(Lang::Kor).korean_particles().function_words(
        "이 그 저 것 수 등 및 또는 그리고 어떻게 무엇 언제 어디 왜 누가 있다 하다 있는 하는 있습니다 합니다 을 를 은 는 가",
    ),
];
