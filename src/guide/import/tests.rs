//! Whole pages in, guides out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Imported, Options, page};
use std::fmt::Write as _;
use std::path::Path;

fn read(source: &str) -> Imported {
    page(source.as_bytes(), &Options::default()).unwrap()
}

fn outline(imported: &Imported) -> Vec<String> {
    imported.guide.steps.iter().map(|step| format!("{} {}", step.number, step.title).trim().to_owned()).collect()
}

fn body<'a>(imported: &'a Imported, number: &str) -> &'a str {
    &imported.guide.steps.iter().find(|step| step.number == number).unwrap().body
}

/// A real page of the kind this was made for, kept outside the repository.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_seed_page_becomes_a_french_guide_of_twenty_steps() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds/help-page.fr.txt");
    let Ok(source) = std::fs::read(&path) else {
        eprintln!("SKIPPED: {} is not there", path.display());
        return;
    };
    let imported = page(&source, &Options::default()).unwrap();
    let guide = &imported.guide;
    assert_eq!((guide.lang.as_str(), guide.id.as_str()), ("fr", "comment-demander-mon-numero-de-compte-ups"));
    let numbers: Vec<&str> = guide.steps.iter().map(|step| step.number.as_str()).collect();
    let expected = "0 1 1.1 1.2 1.3 2 2.1 2.2 2.3 2.4 3 3.1 3.2 3.3 3.4 4 4.1 4.2 4.3 4.4 5";
    assert_eq!(numbers.join(" "), expected);
    assert!(guide.summary.contains("UPS.com") && body(&imported, "0") == "Guide étape par étape");
    assert_eq!(outline(&imported)[20], "5 Dépannage");
    assert!(body(&imported, "4.3").ends_with("\n\n<https://www.ups.com/de/en/support/contact-us.page>"));
    assert!(!body(&imported, "5").contains("utile") && !body(&imported, "5").contains("Dépannage"));
    assert_eq!(imported.dropped.len(), 16);
}

/// What is written is read back as the same steps.
fn assert_reads_back(imported: &Imported) {
    let guide = &imported.guide;
    let file = crate::guide::markdown::write(guide);
    let path = Path::new("guides").join(&guide.lang).join(format!("{}.md", guide.id));
    let (read, problems) = crate::guide::markdown::parse(&file, &guide.lang, &guide.id, &path);
    assert_eq!(problems, [], "{file}");
    let read = read.unwrap();
    let parts = |guide: &crate::guide::Guide| -> Vec<_> {
        guide
            .steps
            .iter()
            .map(|step| (step.number.clone(), step.anchor.clone(), step.title.clone(), step.body.clone()))
            .collect()
    };
    assert_eq!(parts(&read), parts(guide), "{file}");
    assert_eq!((&read.title, &read.summary, &read.url), (&guide.title, &guide.summary, &guide.url));
}

const GERMAN: &str = "Acme Hilfe\r\nStartseite > Versand > Etikett drucken\r\nEtikett drucken\r\nLesezeit: 3 Minuten\r\n\
Zuletzt aktualisiert: 3. März 2026\r\nSchritt 1\r\nDrucker anschließen\r\nStecken Sie das Kabel ein.\r\n1. Zuerst das Kabel\r\n\
2. Dann der Strom\r\nSchritt 2: Etikett wählen\r\nBestellen Sie mindestens\r\n3\r\nRollen auf einmal.\r\nSchritt 3\r\n\
Drucken\r\nFertig.\r\nWar dieser Artikel hilfreich?\r\nJa\r\nNein\r\nVerwandte Artikel\r\nAnderes\r\n\u{a9} 2026 Acme\r\n";

#[test]
fn worded_steps_without_blank_lines_are_found() {
    let imported = read(GERMAN);
    assert_eq!(imported.guide.title, "Etikett drucken");
    assert_eq!(imported.guide.lang, "de");
    assert_eq!(outline(&imported), ["1 Drucker anschließen", "2 Etikett wählen", "3 Drucken"]);
    assert_eq!(body(&imported, "1"), "Stecken Sie das Kabel ein.\n\n1. Zuerst das Kabel\n2. Dann der Strom");
    assert_eq!(body(&imported, "2"), "Bestellen Sie mindestens\n\n3\n\nRollen auf einmal.");
    assert_eq!(body(&imported, "3"), "Fertig.");
    assert_reads_back(&imported);
}

#[test]
fn every_line_is_in_the_guide_or_reported() {
    for source in [GERMAN, ENGLISH, SPANISH] {
        let imported = read(source);
        let guide = &imported.guide;
        let mut all = format!("{}\n{}\n", guide.title, guide.summary);
        for step in &guide.steps {
            let _ = writeln!(all, "{}\n{}\n{}", step.number, step.title, step.body.replace(['\\', '<', '>'], ""));
        }
        for dropped in &imported.dropped {
            let _ = writeln!(all, "{}", dropped.text);
        }
        for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let text = super::markers::parse(line).map_or(line.to_owned(), |marker| marker.title);
            assert!(all.contains(text.trim_start_matches("• ")), "{line} is lost:\n{all}");
        }
    }
}

const ENGLISH: &str = "Help Center

How do I return a parcel?

Written by Ada Lovelace

Updated 3 days ago

In this article

1. Open the order
2. Print the label
2.1 Choose a size

Returns are free for 30 days.
You need the order number.

1. Open the order

Go to Orders at https://shop.example/orders, and choose it.

https://shop.example/orders

Screenshot of Open the order

2. Print the label

• A4 paper
• or a roll

2.1 Choose a size

Pick 103 mm.

2.1.1 Custom sizes

Only for *thermal* printers.

3. Send it

Related articles

How to pack

Did this answer your question?
";

#[test]
fn a_table_of_contents_is_not_the_steps() {
    let imported = read(ENGLISH);
    assert_eq!(imported.guide.title, "How do I return a parcel?");
    assert_eq!(
        outline(&imported),
        ["0", "1 Open the order", "2 Print the label", "2.1 Choose a size", "2.1.1 Custom sizes", "3 Send it"]
    );
    assert_eq!(imported.guide.summary, "Returns are free for 30 days.");
    assert_eq!(body(&imported, "0"), "You need the order number.");
    assert_eq!(body(&imported, "1"), "Go to Orders at <https://shop.example/orders>, and choose it.");
    assert_eq!(body(&imported, "2"), "- A4 paper\n- or a roll");
    assert_eq!(body(&imported, "2.1.1"), "Only for \\*thermal\\* printers.");
    assert_eq!(body(&imported, "3"), "");
    assert_reads_back(&imported);
}

const SPANISH: &str = "¿Cómo cambio mi contraseña?
Tiempo de lectura: 2 min
1
Abre los ajustes de tu cuenta
Pulsa en tu nombre.
Captura de pantalla: Abre los ajustes de tu cuenta
2
Escribe la contraseña nueva
Debe tener al menos
8
caracteres.
2.1
Confírmala
3
Guarda los cambios
Recibirás un correo.
¿Te ha resultado útil este artículo?
👍 👎
";

#[test]
fn numbers_inside_a_text_are_no_steps() {
    let imported = read(SPANISH);
    assert_eq!(imported.guide.lang, "es");
    assert_eq!(
        outline(&imported),
        ["1 Abre los ajustes de tu cuenta", "2 Escribe la contraseña nueva", "2.1 Confírmala", "3 Guarda los cambios"]
    );
    assert_eq!(body(&imported, "1"), "Pulsa en tu nombre.");
    assert_eq!(body(&imported, "2"), "Debe tener al menos\n\n8\n\ncaracteres.");
    assert_eq!(body(&imported, "3"), "Recibirás un correo.");
    assert_reads_back(&imported);
}

const ARTICLE: &str = r##"<!DOCTYPE html><html lang="en-us"><head><title>Print a label – Acme Help</title>
<link rel="canonical" href="https://help.example/en/articles/12"><meta name="description" content="How labels get printed.">
</head><body class="has-sidebar"><header><nav><a href="/">Home</a></nav></header><main>
<article><header><h1>Print a label</h1><div class="article-meta">Jane Doe, updated 3 days ago</div></header>
<p>You need a <strong>printer</strong>. See <a href="/other">the other page</a> or <a href="javascript:alert(1)">click</a>.</p>
<h2 id="size">Choose a size <a class="headerlink" href="#size">¶</a></h2>
<p>Open <em>Settings</em> &gt; <code>print|er</code>. 5 &lt; 6 &amp; *stars*.<br># no heading</p>
<ol><li><p><strong>Log in.</strong></p><p>Use your account.</p></li><li><b>Scroll</b>: to the end.<ul><li>one</li></ul></li></ol>
<h4>Details</h4><ol><li>Click</li><li>Save</li></ol><pre><code class="language-sh">echo `hi`
## no heading</code></pre>
<h2>3 ways to pay</h2><table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>x</td></tr></table>
<blockquote><p>Said so</p></blockquote>
<figure><img src="/a_(1).png" alt="A [small] printer"><figcaption>3 ways to pay</figcaption></figure>
<img src="https://t.example/p.gif" width="1" height="1" alt="pixel"><img src="deco.png">
<footer><div class="votes">Was this article helpful? <button>Yes</button></div></footer>
<div class="related"><h3>Related articles</h3><a href="/x">Other</a></div>
</article></main><footer>© Acme</footer><script>evil()</script></body></html>"##;

#[test]
fn headings_of_an_article_become_steps() {
    let imported = page(ARTICLE.as_bytes(), &Options { keep_url: true, ..Options::default() }).unwrap();
    let guide = &imported.guide;
    assert_eq!(
        (guide.title.as_str(), guide.lang.as_str(), guide.summary.as_str()),
        ("Print a label", "en-US", "How labels get printed.")
    );
    assert_eq!(guide.url.as_deref(), Some("https://help.example/en/articles/12"));
    assert_eq!(guide.deep_link, Some(crate::guide::DeepLink::TextFragment));
    assert_eq!(
        outline(&imported),
        ["0", "1 Choose a size", "1.1 Log in", "1.2 Scroll", "1.3 Details", "2 3 ways to pay"]
    );
    assert_eq!(
        body(&imported, "0"),
        "You need a **printer**. See [the other page](https://help.example/other) or click."
    );
    assert_eq!(guide.steps[1].anchor, "size");
    assert_eq!(body(&imported, "1"), "Open *Settings* > `print|er`. 5 < 6 & \\*stars\\*.\\\n\\# no heading");
    assert_eq!(body(&imported, "1.2"), "to the end.\n\n- one");
    assert_eq!(body(&imported, "1.3"), "1. Click\n2. Save\n\n```sh\necho `hi`\n## no heading\n```");
    assert_eq!(
        body(&imported, "2"),
        "| A | B |\n|---|---|\n| 1\\|2 | x |\n\n> Said so\n\n![A \\[small\\] printer](<https://help.example/a_(1).png>)"
    );
    let dropped: Vec<&str> = imported.dropped.iter().map(|dropped| dropped.text.as_str()).collect();
    assert!(
        dropped.contains(&"Jane Doe, updated 3 days ago") && dropped.contains(&"Related articles Other"),
        "{dropped:?}"
    );
    assert_reads_back(&imported);
}

#[test]
fn numbered_layouts_become_steps() {
    let imported = read(
        r#"<html lang="de"><head><title>Etikett drucken | Acme</title></head><body><div id="root"><div class="topbar">Acme</div>
        <div><h1>Etikett drucken</h1><div>Lesezeit: 3 Minuten</div><p>So drucken Sie ein Etikett.</p>
        <div class="step"><div><span class="step-number">1</span><div>Einstellungen öffnen</div></div><div>Klicken Sie auf <b>Zahnrad</b>.</div></div>
        <div class="step"><h3 id="login"><span>1.1</span><span>Anmelden</span></h3><p>Mit Ihrem Konto.</p></div>
        <div class="step"><span>2</span><p>Drucken</p><p>Fertig.</p></div>
        <h2>Fragen</h2><details><summary>Warum?</summary><p>Darum.</p></details>
        <p>War dieser Artikel hilfreich?</p><p>Ja</p></div></div></body></html>"#,
    );
    assert_eq!(outline(&imported), ["1 Einstellungen öffnen", "1.1 Anmelden", "2 Drucken", "3 Fragen", "3.1 Warum?"]);
    assert_eq!(imported.guide.steps[1].anchor, "login");
    assert_eq!(imported.guide.summary, "So drucken Sie ein Etikett.");
    assert_reads_back(&imported);
}

#[test]
fn ordered_lists_become_steps_with_titles_or_where_nothing_else_is() {
    let titled = read(
        "<h1>Reset it</h1><p>Intro text, long enough to tell that it is English.</p><ol><li><h4>Open the app</h4><p>Tap the icon.</p></li><li>Tap reset<p>It asks.</p></li><li>Done.</li></ol><p>After.</p>",
    );
    assert_eq!(outline(&titled), ["1 Open the app", "2 Tap reset", "3 Done"]);
    assert!(titled.dropped.is_empty(), "{:?}", titled.dropped);
    let plain = read(
        "<h1>Reset it</h1><p>This is how you reset the device in two steps.</p><ol><li>Click Settings.</li><li>Click Reset.</li></ol>",
    );
    assert_eq!(outline(&plain), ["1 Click Settings", "2 Click Reset"]);
    assert_eq!(plain.guide.summary, "This is how you reset the device in two steps.");
    assert_reads_back(&titled);
    assert_reads_back(&plain);
    let below = read(
        "<h1>Reset it</h1><h2>At home</h2><p>Do it in two steps, as the others do.</p><ol><li>Click Settings.</li><li>Click Reset.</li></ol>",
    );
    assert_eq!(outline(&below), ["1 At home"]);
    assert_eq!(body(&below, "1"), "Do it in two steps, as the others do.\n\n1. Click Settings.\n2. Click Reset.");
}

#[test]
fn plain_items_keep_their_links_and_their_own_lists() {
    let imported = read(
        "<html lang=en><h1>Sign up</h1><ol><li>Open <a href='https://a.example/new'>the form</a>.</li><li>Fill it in:<ol><li>Your name</li><li>Your street</li></ol></li></ol>\
         <p>Wait a day.</p><ol start=3><li>Read the letter</li></ol>",
    );
    let expected = ["1 Open the form", "2 Fill it in", "2.1 Your name", "2.2 Your street"];
    assert_eq!(outline(&imported), expected);
    assert_eq!(body(&imported, "1"), "Open [the form](https://a.example/new).");
    assert_eq!(body(&imported, "2.2"), "Wait a day.\n\n3. Read the letter");
    assert_reads_back(&imported);
}

#[test]
fn old_encodings_are_read() {
    let page = page(
        b"<html lang=fr><meta charset=\"iso-8859-1\"><h1>\xC9t\xE9</h1><h2>1. Un</h2>x<h2>2. Deux</h2>y",
        &Options::default(),
    );
    let imported = page.unwrap();
    assert_eq!(
        (imported.guide.title.as_str(), outline(&imported)),
        ("Été", vec!["1 Un".to_owned(), "2 Deux".to_owned()])
    );
}

#[test]
fn pages_without_text_or_language_are_refused() {
    for source in ["", " \n ", "<html><body><div id=root></div><script>x()</script></body></html>"] {
        assert!(page(source.as_bytes(), &Options::default()).is_err(), "{source}");
    }
    for (lang, id) in
        [(Some("../x"), None), (None, Some("../x")), (None, Some("/a")), (None, Some("a//b")), (None, Some(".hidden"))]
    {
        let options = Options { lang: lang.map(str::to_owned), id: id.map(str::to_owned), ..Options::default() };
        assert!(page(GERMAN.as_bytes(), &options).is_err(), "{lang:?} {id:?}");
    }
}

#[test]
fn deep_and_long_pages_end() {
    for source in [
        "<div>".repeat(5_000) + "deep",
        "<b>".repeat(2_000) + "bold",
        "<ol><li>".repeat(3_000) + "x",
        "<blockquote>".repeat(3_000) + "x",
        "<table><tr><td>".repeat(500) + "x",
    ] {
        let options = Options { lang: Some("en".to_owned()), format: Some(super::Format::Html), ..Options::default() };
        let imported = page(source.as_bytes(), &options).unwrap();
        assert!(!imported.guide.steps.is_empty());
    }
    let mut long = String::from("Title of the page\n\n");
    for number in 1..=900 {
        let _ = writeln!(long, "{number}\nDo thing {number}");
    }
    assert_eq!(read(&long).guide.steps.len(), 900);
    let quantities = "Title of the page\n".to_owned() + &"7\n".repeat(50_000);
    assert!(read(&quantities).guide.steps.len() <= 1);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_and_reads_back(lines in proptest::collection::vec("([1-3](\\.[1-3])?\\.? ?)?[ -~é]{0,30}|[1-4]|\n", 1..30)) {
        let options = Options { lang: Some("en".to_owned()), id: Some("x".to_owned()), format: Some(super::Format::Text), ..Options::default() };
        if let Ok(imported) = page(lines.join("\n").as_bytes(), &options) {
            for step in &imported.guide.steps {
                proptest::prop_assert!(step.number == "0" || super::markers::parse(&step.number).is_some());
            }
            reads_back_loosely(&imported);
        }
    }

    #[test]
    fn any_markup_is_read(parts in proptest::collection::vec("</?(h1|h2|p|ol|li|b|i|a href=x|table|td|tr|pre|code|blockquote|img alt=y src=http://x/z|br|div|details|summary|article|span)>|[ -~é]{0,12}", 1..40)) {
        let options = Options { lang: Some("en".to_owned()), id: Some("x".to_owned()), format: Some(super::Format::Html), ..Options::default() };
        if let Ok(imported) = page(parts.concat().as_bytes(), &options) {
            reads_back_loosely(&imported);
        }
    }
}

/// Numbers and titles at least, where random text makes Markdown that is tidied on the way.
fn reads_back_loosely(imported: &Imported) {
    let guide = &imported.guide;
    let file = crate::guide::markdown::write(guide);
    let (read, _) = crate::guide::markdown::parse(&file, "en", "x", Path::new("guides/en/x.md"));
    let titles = |guide: &crate::guide::Guide| -> Vec<(String, String)> {
        guide.steps.iter().map(|step| (step.number.clone(), step.title.clone())).collect()
    };
    assert_eq!(read.as_ref().map(titles), Some(titles(guide)), "{file}");
}

#[test]
fn lines_divided_by_breaks_only_are_steps_too() {
    let imported = read(
        "<html><title>Paczka uszkodzona - Pomoc</title><body><div>Pomoc &gt; Paczki</div><div>Masz na to 7 dni, potem jest za późno.<br><br>\
         <b>Krok 1</b><br>Zrób zdjęcia paczki.<br>Także etykiety.<br><br><b>Krok 2</b><br>Spisz protokół.<br><br>\
         Czy ten artykuł był pomocny?<br>Tak | Nie</div></body></html>",
    );
    assert_eq!(imported.guide.title, "Paczka uszkodzona");
    assert_eq!(outline(&imported), ["1 Zrób zdjęcia paczki", "2 Spisz protokół"]);
    assert_eq!(body(&imported, "1"), "Także etykiety.");
    assert_reads_back(&imported);
}

#[test]
fn what_looks_like_furniture_and_is_text_is_kept() {
    let imported = read(
        "<html lang=en><title>Hooks | Docs</title><main><h1>Hooks<a class=hash-link href='#x'>\u{200b}</a></h1>\
         <h2 class='anchor anchorWithStickyNavbar' id=make>Make one<a class=hash-link href='#make'>#</a></h2>\
         <pre><span>one {</span><br><span>  two</span><br></pre>\
         <ul role=tablist><li role=tab>npm</li><li role=tab>yarn</li></ul><div role=tabpanel><p>npm i</p></div><div role=tabpanel hidden><p>yarn add</p></div>\
         <h2><button aria-expanded=false aria-controls=more>More of it</button></h2><div id=more style='display: none'>It was folded.</div>\
         <div class=callout><h4>Careful</h4><p>It is hot.</p></div><h3>Warning!</h3><p>Very hot.</p></main>",
    );
    assert_eq!(imported.guide.title, "Hooks");
    assert_eq!(outline(&imported), ["1 Make one", "2 More of it"]);
    assert_eq!(body(&imported, "1"), "```\none {\n  two\n```\n\n**npm**\n\nnpm i\n\n**yarn**\n\nyarn add");
    assert_eq!(body(&imported, "2"), "It was folded.\n\n**Careful**\n\nIt is hot.\n\n**Warning!**\n\nVery hot.");
    assert_reads_back(&imported);
}

#[test]
fn headings_below_numbered_ones_are_their_sub_steps() {
    let imported = read(
        "<html lang=it><title>Imballare - Blog</title><article><h1>Imballare</h1><h2>1. Scegli la scatola</h2><p>Nuova.</p>\
         <h2 id=due>2. Avvolgi</h2><h3>Vetro</h3><p>Anche dentro.</p><h4>Bicchieri</h4><p>Uno a uno.</p><h3>Piatti</h3><p>Di taglio.</p>\
         <h2>3. Chiudi</h2><h3>Nastro</h3><p>Largo.</p><h2>Problemi</h2><p>Chiamaci.</p></article>",
    );
    let expected = [
        "1 Scegli la scatola",
        "2 Avvolgi",
        "2.1 Vetro",
        "2.1.1 Bicchieri",
        "2.2 Piatti",
        "3 Chiudi",
        "3.1 Nastro",
        "4 Problemi",
    ];
    assert_eq!(outline(&imported), expected);
    assert_reads_back(&imported);
}

#[test]
fn titles_are_found_without_a_first_heading() {
    let imported = read(
        "<html lang=zh><title>修改收货地址_帮助中心</title><div>首页</div><div><h3>修改收货地址</h3><p>发货前可以修改。</p>\
         <p>第一步：打开订单</p><p>点击订单。</p><p>第二步：保存</p><p>完成。</p><p>以上内容对您是否有帮助？</p><p>有 没有</p></div>",
    );
    assert_eq!(imported.guide.title, "修改收货地址");
    assert_eq!(outline(&imported), ["0", "1 打开订单", "2 保存"]);
    let imported = read(
        "<html lang=es><title>Imprimir etiquetas : Soporte</title><div><h2>Imprimir etiquetas <a href='javascript:print()'>Imprimir</a></h2>\
         <article><p><b>Paso 1: Elegir</b></p><p>Marque las casillas.</p><p><b>Paso 2: Imprimir</b></p><p>Pulse el botón.</p></article></div>",
    );
    assert_eq!(imported.guide.title, "Imprimir etiquetas");
    assert_eq!(outline(&imported), ["1 Elegir", "2 Imprimir"]);
}

#[test]
fn printed_lines_are_joined_below_their_number() {
    let imported = read(
        "HOW TO CALIBRATE THE SCALE\n\n1.  Switch on the scale and wait until it shows 0.00 kg. If it\n    does not, press TARE and wait once more for the display to\n    \
         Settle.\n\n2.  Place the weight.\n\n    a)  Use only ours.\n    b)  Do not touch it.\n\n3.  Press CAL.\n\n                Page 1 of 1\n",
    );
    assert_eq!(
        outline(&imported),
        ["1 Switch on the scale and wait until it shows 0.00 kg", "2 Place the weight", "3 Press CAL"]
    );
    assert_eq!(body(&imported, "1"), "If it does not, press TARE and wait once more for the display to Settle.");
    assert_eq!(imported.dropped.last().map(|dropped| dropped.text.as_str()), Some("Page 1 of 1"));
}
