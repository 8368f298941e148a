//! The words of page furniture in many languages, as data. To teach a language, add its words to the lists.

use crate::guide::import::folding::fold;
use std::sync::LazyLock;

/// A list of phrases, folded for comparing.
pub type Phrases = LazyLock<Vec<String>>;

/// Phrases stand between bars.
fn phrases(list: &str) -> Vec<String> {
    list.split('|').map(fold).filter(|phrase| !phrase.is_empty()).collect()
}

/// Words for minutes.
pub static MINUTES: Phrases = LazyLock::new(|| {
    phrases(
        "min | mins | mn | minute | minutes | minuten | minuto | minutos | minuti | minuut | minuty | minut | minuter | \
         minutter | minuuttia | dk | dakika | минут | минуты | минута | мин | хвилин | хв | λεπτα | دقائق | دقيقة | phut | \
         menit | perc | minute de lecture | minuta",
    )
});

/// Words, or their beginnings, for reading.
pub static READING: Phrases = LazyLock::new(|| {
    phrases(
        "read | lecture | lire | lesezeit | lesen | lectura | leer | lettura | leitura | ler | leestijd | lezen | leestid | \
         lasning | lastid | lesetid | lasetid | læs | læsetid | lukuaika | czytania | czytanie | cteni | citania | чтени | \
         чита | okuma | قراءة | 読 | 阅读 | 閱讀 | 읽 | baca | doc | olvas | citire | αναγνωσ",
    )
});

/// What a line about the last change begins with.
pub static UPDATED: Phrases = LazyLock::new(|| {
    phrases(
        "updated | last updated | last modified | modified | published | last edited | reviewed | mis à jour | \
         mise à jour | dernière mise à jour | modifié | dernière modification | publié | aktualisiert | \
         zuletzt aktualisiert | letzte aktualisierung | zuletzt geändert | veröffentlicht | stand | actualizado | \
         última actualización | publicado | aggiornato | ultimo aggiornamento | ultima modifica | pubblicato | atualizado | \
         última atualização | bijgewerkt | laatst bijgewerkt | gepubliceerd | gewijzigd | zaktualizowano | \
         ostatnia aktualizacja | opublikowano | uppdaterad | senast uppdaterad | opdateret | sidst opdateret | oppdatert | \
         sist oppdatert | päivitetty | обновлено | последнее обновление | оновлено | aktualizováno | aktualizované | \
         frissítve | actualizat | güncellendi | son güncelleme | 更新日 | 最終更新 | 更新于 | 更新於 | 最后更新 | 最後更新 | 업데이트 | 마지막 업데이트 | \
         آخر تحديث | diperbarui | cập nhật",
    )
});

/// What a line about the author begins with.
pub static AUTHOR: Phrases = LazyLock::new(|| {
    phrases(
        "written by | created by | posted by | author | by author | écrit par | rédigé par | auteur | geschrieben von | verfasst von | \
         autor | escrito por | redactado por | scritto da | autore | geschreven door | napisane przez | skriven av | \
         skrevet af | skrevet av | kirjoittanut | автор | yazan | 作者 | 著者 | 작성자",
    )
});

/// Headings above the titles of the steps.
pub static CONTENTS: Phrases = LazyLock::new(|| {
    phrases(
        "table of contents | contents | in this article | on this page | in this guide | sommaire | table des matières | \
         dans cet article | sur cette page | dans ce guide | inhaltsverzeichnis | inhalt | in diesem artikel | \
         auf dieser seite | tabla de contenidos | tabla de contenido | contenido | índice | en este artículo | \
         en esta página | indice | sommario | in questo articolo | in questa pagina | neste artigo | nesta página | \
         conteúdo | inhoudsopgave | inhoud | in dit artikel | op deze pagina | spis treści | w tym artykule | innehåll | \
         i den här artikeln | indhold | i denne artikel | innhold | sisällys | sisällysluettelo | содержание | \
         в этой статье | зміст | obsah | tartalom | cuprins | içindekiler | 目次 | この記事の内容 | 目录 | 目錄 | 本文内容 | 목차 | \
         المحتويات | daftar isi | mục lục",
    )
});

/// Words, or their beginnings, in questions for feedback.
pub static FEEDBACK: Phrases = LazyLock::new(|| {
    phrases(
        "helpful | useful | this help | answer your question | solve your | find what you | utile | vous a aidé | t-il aidé | aidé à | \
         répondu à votre | hilfreich | nützlich | geholfen | frage beantwort | útil | ayudó | ayudado | respondió | \
         d'aiuto | risposto alla | ajudou | respondeu | nuttig | geholpen | vraag beantwoord | pomocn | przydatn | pomógł | \
         hjälp | hjalp | til hjelp | hjelpe deg | nyttig | användbar | hyödylli | auttoi | полезн | помог | корисн | допомогла | 役に立 | お役に | \
         有帮助 | 有幫助 | 有用 | 도움이 되 | yararlı | faydalı | yardımcı | مفيد | ساعد | hữu ích | membantu | bermanfaat | berguna | \
         hasznos | užitečn | pomohl | užitočn | pomohol | folositor | χρήσιμ | उपयोगी | मददगार | มีประโยชน์ | מועיל | עזר",
    )
});

/// What other requests for feedback begin with.
pub static FEEDBACK_PROMPTS: Phrases = LazyLock::new(|| {
    phrases(
        "rate this | give feedback | send feedback | leave feedback | share your feedback | thanks for your feedback | \
         évaluez cet | notez cet | donnez votre avis | artikel bewerten | bewerten sie diesen | feedback geben | \
         valora este | valuta questo | avalie este | beoordeel dit | have more questions | still have questions | \
         vous avez d'autres questions | d'autres questions ? | haben sie fragen | haben sie weitere fragen | \
         noch fragen ? | ¿tiene más preguntas | ¿tienes más preguntas | ¿más preguntas | hai altre domande | ha altre domande | \
         você tem mais dúvidas | tem mais dúvidas | tem mais perguntas | heeft u meer vragen | heb je meer vragen | \
         hebt u meer vragen | masz więcej pytań | har du fler frågor | har du flere spørgsmål | har du flere spørsmål | \
         onko sinulla muita kysymyksiä | máte další otázky | остались вопросы | есть другие вопросы | \
         还有其它问题 | 还有其他问题 | 還有其他問題 | 다른 질문이 있으십니까 | هل لديك المزيد من الأسئلة | daha fazla sorunuz",
    )
});

/// What may be answered to a question for feedback.
pub static ANSWERS: Phrases = LazyLock::new(|| {
    phrases(
        "yes | no | oui | non | ja | nein | si | sim | não | nee | tak | nie | да | нет | так | ні | nej | nei | kyllä | \
         ei | ano | ne | igen | nem | da | nu | evet | hayır | はい | いいえ | 是 | 否 | 예 | 네 | 아니요 | نعم | لا | có | không | \
         ya | tidak | ναι | οχι | 有 | 没有 | 有帮助 | 没有帮助 | 有用 | 没用 | 沒有 | 有幫助 | 没 | \
         helpful | not | really | utile | pas | hilfreich | nicht | útil | submit | send | envoyer | senden | absenden | enviar | invia | verzenden",
    )
});

/// Headings above the titles of other pages.
pub static RELATED: Phrases = LazyLock::new(|| {
    phrases(
        "related articles | related guides | related content | related topics | related | you may also like | \
         recommended articles | more articles | other articles | people also viewed | recently viewed articles | \
         articles connexes | articles associés | articles liés | articles similaires | guides associés | à lire aussi | \
         voir aussi ces articles | ähnliche artikel | verwandte artikel | verwandte themen | weitere artikel | \
         passende artikel | artículos relacionados | contenido relacionado | guías relacionadas | articoli correlati | \
         articoli simili | artigos relacionados | conteúdo relacionado | gerelateerde artikelen | verwante artikelen | \
         powiązane artykuły | relaterade artiklar | relaterede artikler | relaterte artikler | \
         aiheeseen liittyvät artikkelit | похожие статьи | связанные статьи | пов'язані статті | související články | \
         súvisiace články | kapcsolódó cikkek | articole similare | ilgili makaleler | 関連記事 | 相关文章 | 相關文章 | 관련 문서 | \
         مقالات ذات صلة | artikel terkait | bài viết liên quan",
    )
});

/// Links at the foot of a page.
pub static FOOTER: Phrases = LazyLock::new(|| {
    phrases(
        "privacy policy | terms of service | terms of use | cookie settings | cookie policy | \
         politique de confidentialité | mentions légales | conditions d'utilisation | datenschutz | impressum | \
         política de privacidad | aviso legal | informativa sulla privacy | privacybeleid | return to top | back to top | \
         retour en haut | nach oben | volver arriba | terms | privacy | legal | status | cookies | confidentialité | \
         agb | contact us | wszelkie prawa zastrzeżone",
    )
});

/// What notices at the foot of a page begin with.
pub static NOTICES: Phrases = LazyLock::new(|| {
    phrases(
        "copyright | all rights reserved | powered by | tous droits réservés | alle rechte vorbehalten | \
         todos los derechos reservados | tutti i diritti riservati | todos os direitos reservados | \
         alle rechten voorbehouden | still need help | propulsé par | réalisé par | bereitgestellt von | unterstützt von | \
         desarrollado por | con tecnología de | offerto da | desenvolvido por | mogelijk gemaakt door | \
         obsługiwane przez | версия для печати | 技术支持",
    )
});

/// Words of days that are told without a number.
pub static AGO: Phrases = LazyLock::new(|| {
    phrases(
        "ago | today | yesterday | week | month | il y a | aujourd'hui | hier | semaine | heute | gestern | woche | \
         monat | hoy | ayer | hace | semana | oggi | ieri | settimana | hoje | ontem | vandaag | gisteren | geleden | \
         dzisiaj | wczoraj | temu | idag | igår | сегодня | вчера | назад | 今日 | 昨日 | 今天 | 昨天 | 오늘 | 어제",
    )
});

/// Prepositions before the name of an author.
pub static BY: Phrases = LazyLock::new(|| phrases("by | par | von | por | da | di | door | przez | av | af | od"));

/// Words in banners about cookies, beside that word itself.
pub static COOKIES: Phrases = LazyLock::new(|| {
    phrases(
        "accept | we use | this site uses | this website uses | accepter | nous utilisons | utilise des | verwenden | \
         verwendet | akzeptieren | usamos | utilizamos | utiliza | aceptar | usiamo | utilizziamo | utilizza | gebruik | \
         używ | использу | consent | preferences",
    )
});

/// Names of links around a page.
pub static NAVIGATION: Phrases = LazyLock::new(|| {
    phrases(
        "skip to main content | skip to content | home | search | sign in | log in | menu | back | all collections | \
         all categories | help center | help centre | help desk | helpdesk | knowledge base | support | submit a request | \
         faq | accueil | rechercher | recherche | se connecter | connexion | retour | centre d'aide | aide | \
         aller au contenu principal | aller au contenu | toutes les collections | startseite | start | suche | suchen | \
         anmelden | zurück | hilfe | hilfe-center | hilfecenter | zum hauptinhalt springen | zum inhalt springen | inicio | \
         buscar | iniciar sesión | centro de ayuda | ayuda | ir al contenido principal | cerca | accedi | \
         centro assistenza | início | pesquisar | entrar | central de ajuda | ajuda | zoeken | inloggen | helpcentrum | \
         strona główna | szukaj | centrum pomocy | hem | sök | hjälpcenter | hjem | søg | hjælp | etusivu | haku | ohje | \
         главная | поиск | войти | помощь | справка | головна | domů | ana sayfa | ara | yardım | ホーム | 検索 | ヘルプ | 首页 | \
         首頁 | 搜索 | 帮助 | 帮助中心 | 홈 | 검색 | 도움말 | print | share | copy link | imprimer | partager | drucken | teilen | follow | \
         suivre",
    )
});

/// Words for a page of paper.
pub static PAGE: Phrases =
    LazyLock::new(|| phrases("page | seite | página | pagina | strona | sida | side | sivu | страница"));

/// Headings of boxes that warn or advise.
pub static NOTICE_TITLES: Phrases = LazyLock::new(|| {
    phrases(
        "note | notes | please note | warning | caution | important | tip | hint | attention | good to know | remarque | \
         à noter | conseil | astuce | avertissement | bon à savoir | hinweis | achtung | warnung | vorsicht | tipp | \
         wichtig | wichtiger hinweis | gut zu wissen | nota | atención | aviso | advertencia | consejo | importante | \
         precaución | attenzione | avviso | avvertenza | suggerimento | atenção | dica | let op | opmerking | \
         waarschuwing | belangrijk | uwaga | ważne | ostrzeżenie | wskazówka | obs | observera | viktigt | bemærk | vigtigt | \
         merk | viktig | huom | huomio | tärkeää | varoitus | vinkki | poznámka | upozornění | důležité | figyelem | \
         megjegyzés | notă | atenție | not | uyarı | önemli | dikkat | ipucu | примечание | внимание | важно | \
         предупреждение | совет | увага | примітка | σημείωση | προσοχή | προειδοποίηση | 注意 | 警告 | 提示 | 重要 | 备注 | 説明 | ヒント | \
         メモ | ご注意 | 참고 | 주의 | 경고 | 중요 | ملاحظة | تحذير | تنبيه | مهم | नोट | चेतावनी | catatan | peringatan | penting | \
         lưu ý | chú ý | cảnh báo",
    )
});
