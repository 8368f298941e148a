//! Markup that would run in a reader's browser: inert in every page, answer and snippet, wherever it was put.

use crate::harness::{Client, Folders, Server, encoded, guidepost};
use scraper::{ElementRef, Html};
use serde_json::json;

const PAYLOADS: [&str; 44] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror=\"alert(1)\" alt=\"<script>alert(1)</script>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<base href=\"//evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=\"//evil.example/x.css\">",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<form action=\"javascript:alert(1)\"><button>x</button></form>",
    "<form><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"java&#9;script:alert(1)\">x</a>",
    "<a href=\"&#106;avascript&colon;alert(1)\">x</a>",
    "<a href=\" \u{1}javascript:alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1) \"title\")",
    "[x](<java\tscript:alert(1)>)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1) x=\"](https://example.com/a.png)",
    "[x](https://example.com/\" onmouseover=\"alert(1))",
    "\" autofocus onfocus=alert(1) x=\"",
    "'><mark onclick=alert(1)>x</mark>",
    "`</code><script>alert(1)</script>`",
];

/// What would run, load or lead elsewhere by itself in a piece of HTML, as far as it is not the frame of our own pages.
fn active_parts(html: &Html) -> Vec<String> {
    html.root_element().descendent_elements().flat_map(|element| active_parts_of(&element)).collect()
}

/// Our own files, and data that no browser runs.
fn is_our_script(element: &ElementRef<'_>) -> bool {
    let text: String = element.text().collect();
    match element.attr("src") {
        Some(src) => text.is_empty() && (src == "/search-box.js" || src.starts_with("/assets/page-")),
        None => element.attr("type") == Some("application/ld+json") && !text.contains('<'),
    }
}

fn active_parts_of(element: &ElementRef<'_>) -> Vec<String> {
    const NEVER: [&str; 16] = [
        "script",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "math",
        "base",
        "style",
        "use",
        "animate",
        "foreignobject",
        "video",
        "audio",
        "template",
    ];
    let name = element.value().name().to_ascii_lowercase();
    let attribute = |name: &str| element.attr(name).unwrap_or_default();
    let is_ours = match name.as_str() {
        "svg" => {
            element.parent().and_then(ElementRef::wrap).is_some_and(|parent| parent.attr("class") == Some("brand"))
        }
        "form" => match attribute("class") {
            "search" => attribute("role") == "search" && attribute("action") == "/" && attribute("method") == "get",
            class => class == "helpful" && attribute("action") == "/feedback" && attribute("method") == "post",
        },
        "input" => matches!(attribute("name"), "q" | "lang") || attribute("type") == "hidden",
        "script" => is_our_script(element),
        "link" => {
            let href = attribute("href");
            matches!(attribute("rel"), "icon" | "canonical" | "alternate") || href.starts_with("/assets/")
        }
        "meta" => element.attr("http-equiv").is_none(),
        other => !NEVER.contains(&other),
    };
    let mut parts = Vec::new();
    if !is_ours {
        parts.push(element.html());
    }
    for (attribute, value) in element.value().attrs() {
        let scheme: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let scheme = scheme.to_ascii_lowercase();
        let is_script =
            ["javascript:", "vbscript:", "data:text", "livescript:"].iter().any(|bad| scheme.starts_with(bad));
        let attribute = attribute.to_ascii_lowercase();
        // A question stands in its field as it was typed; style and scripts take what is in `data-` for text.
        let is_text = matches!(attribute.as_str(), "value" | "alt" | "title" | "content")
            || ["aria-", "data-"].iter().any(|prefix| attribute.starts_with(prefix));
        let is_handler = attribute.starts_with("on") || matches!(attribute.as_str(), "style" | "srcdoc" | "formaction");
        if is_handler || (is_script && !is_text) {
            parts.push(format!("{name} {attribute}={value:?}"));
        }
    }
    parts
}

fn guide_id(number: usize, form: &str) -> String {
    format!("payload-{number:02}-{form}")
}

/// A site where every payload stands in every place of a guide, as Markdown and as JSON.
fn site() -> Folders {
    let folders = Folders::new();
    let mut lines = String::new();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let quoted = serde_json::to_string(payload).expect("it is text");
        let id = guide_id(number, "md");
        folders.write(
            &format!("en/{id}.md"),
            format!(
                "---\ntitle: {quoted}\nsummary: {quoted}\ntags: [{quoted}]\n---\nIntroduction {payload}\n\n\
                 ## {payload}\n\nneedle{number} {payload} and more\n\n![{payload}](https://example.com/p.png)\n\n\
                 > - {payload}\n\n    {payload}\n"
            ),
        );
        let guide = json!({
            "id": guide_id(number, "json"), "lang": "en", "title": payload, "summary": payload, "tags": [payload],
            "steps": [
                {"number": "1", "title": payload, "body": format!("needle{number} {payload}\n\n![{payload}](x.png)")},
                {"number": "1.1", "title": format!("under {payload}"), "body": payload},
            ],
        });
        lines.extend([guide.to_string(), "\n".to_owned()]);
    }
    folders.write("payloads.jsonl", lines);
    folders
}

/// What runs in the highlights of an answer, which hold marks and nothing else.
fn active_highlights(client: &mut Client, query: &str) -> Vec<String> {
    let answer = client.search(query, "en");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let json = answer.json();
    let hits = json["hits"].as_array().expect("an array");
    let highlights = hits.iter().flat_map(|hit| [&hit["highlight"]["title"], &hit["highlight"]["snippet"]]);
    let mut active = Vec::new();
    for html in highlights.map(|html| html.as_str().expect("a text")) {
        let fragment = Html::parse_fragment(html);
        let elements = fragment.root_element().descendent_elements().skip(1);
        let strange =
            elements.filter(|element| element.value().name() != "mark" || element.value().attrs().count() > 0);
        active.extend(strange.map(|element| format!("{html}: {}", element.html())));
    }
    active
}

fn active_page(client: &mut Client, path: &str) -> Vec<String> {
    let page = client.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    assert!(page.header("content-type").starts_with("text/html"), "{path}");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
    active_parts(&Html::parse_document(&page.text())).into_iter().map(|part| format!("{path}: {part}")).collect()
}

#[test]
fn the_check_itself_sees_what_runs() {
    let unseen: Vec<&&str> = PAYLOADS
        .iter()
        // Markdown, what breaks out of an attribute, and what only a careless cleaner makes whole do nothing by themselves.
        .filter(|payload| {
            payload.starts_with('<') && !payload.starts_with("<javascript") && !payload.starts_with("<scr<")
        })
        .filter(|payload| active_parts(&Html::parse_document(&format!("<body><p>{payload}"))).is_empty())
        .collect();
    assert_eq!(unseen, Vec::<&&str>::new());
}

#[test]
fn nothing_runs_wherever_it_stands() {
    let folders = site();
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let mut active = Vec::new();
    let (mut pages, mut answers) = (0, 0);
    for (number, payload) in PAYLOADS.iter().enumerate() {
        for form in ["md", "json"] {
            let id = guide_id(number, form);
            active.extend(active_page(&mut client, &format!("/en/guides/{id}")));
            let guide = client.get(&format!("/api/guides/en/{id}"));
            assert_eq!((guide.status, guide.header("content-type")), (200, "application/json"), "{id}");
        }
        let query = payload.replace(|c: char| c.is_control(), " ");
        for query in [format!("needle{number}"), query] {
            active.extend(active_page(&mut client, &format!("/?lang=en&q={}", encoded(&query))));
            active.extend(active_highlights(&mut client, &query));
            answers += 1;
        }
        assert!(client.search(&format!("needle{number}"), "en").ids().len() >= 2, "{payload}");
        // As the name of a guide that is not there, too.
        let missing = client.get(&format!("/en/guides/{}", encoded(payload)));
        active.extend(active_parts(&Html::parse_document(&missing.text())));
        pages += 5;
    }
    for offset in [0, 50] {
        active.extend(active_page(&mut client, &format!("/?lang=en&offset={offset}")));
    }
    println!("payloads={} pages={pages} answers={answers} active={}", PAYLOADS.len(), active.len());
    assert_eq!(active, Vec::<String>::new());
}

#[test]
fn a_guide_does_not_steer_the_terminal() {
    let folders = Folders::new();
    folders.write(
        "en/bell.md",
        "# Bell \u{7}\u{1b}[2J\n\n## Ring\u{1b}]0;owned\u{7}\n\nneedle \u{9b}31m red\u{8}\u{8} \u{1b}[1A\n",
    );
    for arguments in [&["search", "needle"][..], &["search", "needle", "--explain"], &["check"], &["index"]] {
        let finished = guidepost(&folders, arguments);
        let all = finished.output + &finished.errors;
        assert!(!all.chars().any(|c| c.is_control() && c != '\n'), "{arguments:?}: {all:?}");
    }
}
