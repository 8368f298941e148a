//! Completions while typing, and the nearest words when nothing was found: what is offered, in which language and order, and
//! that no input breaks it.

use crate::harness::{Folders, Server, ask, encoded, guidepost, seed, until};
use guidepost::guide::links::Links;
use guidepost::index::Site;
use guidepost::search::suggest::{SuggestRequest, Suggestion, SuggestionKind, suggest};
use std::sync::Arc;

fn site() -> (Folders, Site) {
    let folders = Folders::new();
    folders.write(
        "en/printing.md",
        "# Print labels & papers\n\n## Choose the printer\n\nThe <b>tray</b> is open.\n\n## Print a label\n\nPress it.\n\n\
         ## Introduction\n\nHello.\n\n### Sub-label of the printer\n\nMore.\n",
    );
    folders.write(
        "fr/printing.md",
        "# Imprimer des étiquettes\n\n## Choisir l’imprimante\n\nLe bac.\n\n## Imprimer une étiquette\n\nAppuyez.\n\n## Introduction\n\nBonjour.\n\n### Détail\n\nOui.\n",
    );
    folders
        .write("en/account.md", "# Your account number\n\n## Find the number\n\nOpen it.\n\n## Introduction\n\nHi.\n");
    folders.write("ja/a.md", "# 荷物を追跡する\n\n## 番号を探す\n\n荷物の番号です。\n");
    let site = folders.open();
    (folders, site)
}

fn completions(site: &Site, query: &str, lang: &str) -> Vec<Suggestion> {
    let request =
        SuggestRequest { query: query.to_owned(), reader: vec![lang.to_owned()], limit: 8, frequent: Arc::default() };
    let given = suggest(&site.snapshot(), &request, &Links::default()).expect("the index can be read");
    assert_eq!(given.query, query);
    given.suggestions
}

fn texts(site: &Site, query: &str, lang: &str) -> Vec<String> {
    completions(site, query, lang).into_iter().map(|suggestion| suggestion.text).collect()
}

#[test]
fn titles_complete_what_is_being_typed() {
    let (_folders, site) = site();
    assert_eq!(
        texts(&site, "pri", "en"),
        ["Print labels & papers", "Print a label", "Choose the printer", "Sub-label of the printer"]
    );
    // Any word, several words, in another order, finished or not.
    assert_eq!(texts(&site, "number", "en"), ["Your account number", "Find the number"]);
    assert_eq!(texts(&site, "labels pri", "en")[..2], ["Print labels & papers", "Print a label"]);
    assert_eq!(texts(&site, "how do I find the num", "en"), ["Find the number"]);
    // A typo in a finished word, and accents left out.
    assert_eq!(texts(&site, "acount numb", "en"), ["Your account number"]);
    assert_eq!(texts(&site, "etiq", "fr"), ["Imprimer une étiquette", "Imprimer des étiquettes"]);
    assert_eq!(texts(&site, "choisir l'impri", "fr"), ["Choisir l’imprimante"]);
    assert_eq!(texts(&site, "荷物", "ja"), ["荷物を追跡する"]);
    // Nothing typed, nothing known, or too little to tell.
    for nothing in ["", " ", "?", "zzzz", "p"] {
        assert_eq!(texts(&site, nothing, "en"), [""; 0], "{nothing}");
    }
}

#[test]
fn a_suggestion_says_what_it_is_and_where_it_leads() {
    let (_folders, site) = site();
    let of_labels = completions(&site, "print lab", "en");
    let guide =
        of_labels.iter().find(|one| one.kind == SuggestionKind::Guide).expect("the guide's title has both words");
    assert_eq!(guide.url, "/en/guides/printing");
    assert_eq!(guide.highlight, "<mark>Print</mark> <mark>labels</mark> &amp; papers");
    let step = of_labels.iter().find(|one| one.kind == SuggestionKind::Step).expect("so has a step's");
    assert_eq!((step.url.as_str(), step.lang.as_str()), ("/en/guides/printing#step-2", "en"));
    // The same text once, and the reader's language before any other.
    assert_eq!(texts(&site, "introd", "en"), ["Introduction"]);
    let of_both = completions(&site, "impri", "en");
    assert!(of_both.iter().all(|one| one.lang == "fr") && !of_both.is_empty());
}

#[test]
fn the_route_keeps_to_its_limits() {
    let (folders, site) = site();
    drop(site);
    let mut server = Server::start(&folders, &[]);
    let mut client = server.client();
    let answer = client.get("/api/suggest?q=pri&lang=en&limit=2");
    assert_eq!(answer.status, 200);
    let json: serde_json::Value = serde_json::from_str(&answer.text()).expect("it is JSON");
    assert_eq!(json["suggestions"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["suggestions"][0]["kind"], "guide");
    for (query, code) in [
        ("lang=en".to_owned(), "missing_query"),
        ("q=a&limit=21".to_owned(), "limit_too_large"),
        ("q=a&limit=-1".to_owned(), "invalid_parameter"),
        ("q=a&offset=1".to_owned(), "unknown_parameter"),
        ("q=a%00".to_owned(), "control_character"),
        ("q=a&q=b".to_owned(), "repeated_parameter"),
        (format!("q={}", "a".repeat(513)), "query_too_long"),
        ("q=%ff".to_owned(), "invalid_encoding"),
    ] {
        let answer = client.get(&format!("/api/suggest?{query}"));
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{query}");
    }
    let mut random = fastrand::Rng::with_seed(seed());
    for _ in 0..500 {
        let length = random.usize(0..40);
        let text: String = (0..length).map(|_| random.char(..)).filter(|character| !character.is_control()).collect();
        let answer = client.get(&format!("/api/suggest?q={}", encoded(&text)));
        assert_eq!(answer.status, 200, "{text:?}");
    }
    for text in ["pri ".repeat(128), "p".repeat(512), "e\u{301}".repeat(256), "print".to_owned() + &"*".repeat(400)] {
        assert_eq!(client.get(&format!("/api/suggest?q={}", encoded(&text))).status, 200, "{text}");
    }
    assert!(server.is_running());
}

#[test]
fn when_nothing_is_found_the_nearest_words_are_offered() {
    let (folders, site) = site();
    for (asked, lang, nearest) in [
        ("rpinter", "en", "printer"),
        ("brinter", "en", "printer"),
        ("labal", "en", "label"),
        ("imprumante", "fr", "imprimante"),
        ("nubmre", "en", "number"),
    ] {
        let answer = ask(&site, asked, lang);
        if answer.hits.is_empty() {
            assert_eq!(answer.nearest_words.first().map(String::as_str), Some(nearest), "{asked}: {answer:?}");
        } else {
            assert_eq!(answer.corrections[0].to, nearest, "{asked}: {answer:?}");
            assert!(answer.nearest_words.is_empty());
        }
    }
    assert!(ask(&site, "qqqqqqq", "en").nearest_words.is_empty());
    assert!(ask(&site, "printer", "en").nearest_words.is_empty());
    drop(site);
    // Too far from any word to be read as one, but near enough to be offered.
    let said = guidepost(&folders, &["search", "brinter", "--lang", "en"]).expect_status(0).output;
    assert!(said.contains("Did you mean “printer”"), "{said}");
    let server = Server::start(&folders, &[]);
    let page = server.client().get("/?q=brinter&lang=en").text();
    assert!(page.contains("Did you mean:") && page.contains("/?q=printer&#38;lang=en"), "{page}");
}

#[test]
fn what_others_asked_with_success_is_offered_once_enough_did() {
    let (folders, site) = site();
    drop(site);
    let server = Server::start(&folders, &["--min-visitors", "3"]);
    let mut client = server.client();
    let mut ask_as = |visitor: &str, query: &str, clicks: bool| {
        let headers = [("x-guidepost-client", visitor)];
        let found = client.ask("GET", &format!("/api/search?q={}&lang=en", encoded(query)), &headers, b"").json();
        let event = serde_json::json!({"type": "click", "queryId": found["queryId"], "hit": found["hits"][0]["id"], "position": 1});
        if clicks {
            assert_eq!(client.ask("POST", "/api/events", &headers, event.to_string().as_bytes()).status, 200);
        }
    };
    for visitor in ["one", "two", "three"] {
        ask_as(visitor, "printer label tray", true);
        // Nobody clicked, so nobody is known to have found anything.
        ask_as(&format!("{visitor} in vain"), "printer purple", false);
        ask_as(&format!("{visitor} of one mail"), "printer of me@example.com", true);
    }
    for visitor in ["one more", "two more"] {
        ask_as(visitor, "printer number", true);
    }
    let mut client = server.client();
    assert_eq!(client.get("/api/analytics/summary").json()["searches"], 11);
    let mut offered = |query: &str, lang: &str| -> Vec<String> {
        let given = client.get(&format!("/api/suggest?q={query}&lang={lang}")).json();
        let suggestions = given["suggestions"].as_array().expect("a list").clone();
        let questions = suggestions.iter().filter(|suggestion| suggestion["kind"] == "query");
        questions.map(|suggestion| suggestion["text"].to_string()).collect()
    };
    // Whoever asks first sets off the reading, and gets what was known before.
    assert!(until(|| !offered("prin", "en").is_empty()), "{}", server.said());
    assert_eq!(offered("prin", "en"), ["\"printer label tray\""]);
    assert_eq!(offered("label+pri", "en"), ["\"printer label tray\""]);
    assert_eq!(offered("prin", "fr"), [""; 0], "another language's questions are not for this reader");
    assert_eq!(offered("printer+label+tray", "en"), [""; 0], "it is typed already");
    let given = client.get("/api/suggest?q=prin&lang=en").json();
    assert_eq!(given["suggestions"][0]["url"], "/?q=printer%20label%20tray&lang=en");
    assert_eq!(given["suggestions"][0]["highlight"], "<mark>printer</mark> label tray");
}
