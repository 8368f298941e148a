//! Searches, guides and pages of a real site.

use super::site::{Answered, get, send};
use crate::http::settings::Settings;
use axum::body::Body;
use axum::http::Request;
use scraper::{Html, Selector};

async fn get_as(path: &str, accept_language: &str) -> Answered {
    let request = Request::get(path).header("accept-language", accept_language).body(Body::empty()).unwrap();
    send(Settings::default(), request).await
}

fn attributes(page: &str, selector: &str, name: &str) -> Vec<String> {
    Html::parse_document(page)
        .select(&Selector::parse(selector).unwrap())
        .map(|element| element.attr(name).unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_question_is_answered_with_the_step() {
    let answered = get("/api/search?q=fraud+warning&lang=fr").await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    assert_eq!(answered.header("cache-control"), "no-store");
    assert!(answered.header("vary").contains("accept-language"));
    let json = answered.json();
    assert_eq!(json["lang"], "fr");
    let hit = &json["hits"][0];
    assert_eq!(hit["id"], "fr/shipping/ups#1.1", "{json:#}");
    assert_eq!(hit["url"], "/fr/guides/shipping/ups#fraud-warning");
    assert_eq!(hit["textLang"], "en");
    assert!(json["processingTimeMs"].as_f64().unwrap() >= 0.0);
    assert!(json["queryId"].as_str().unwrap().len() == 36);
    // The link leads to a page that has the anchor.
    let page = get("/fr/guides/shipping/ups").await;
    assert!(attributes(&page.body, "section", "id").contains(&"fraud-warning".to_owned()));
}

#[tokio::test]
async fn the_reader_s_language_comes_from_the_parameter_then_the_header_then_the_site() {
    let lang = |answered: Answered| answered.json()["lang"].as_str().unwrap().to_owned();
    assert_eq!(lang(get_as("/api/search?q=ups&lang=en", "fr").await), "en");
    assert_eq!(lang(get_as("/api/search?q=ups", "fr-CA,en;q=0.5").await).split('-').next(), Some("fr"));
    assert_eq!(lang(get("/api/search?q=ups").await), "en");
    let unknown = get("/api/search?q=ups&lang=tlh").await.json();
    assert!(!unknown["hits"].as_array().unwrap().is_empty(), "an unknown language is a preference, no filter");
    let filtered = get("/api/search?q=ups&in=tlh").await.json();
    assert_eq!(filtered["hits"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn an_empty_question_and_the_limits_are_answered() {
    for query in ["q=", "q=%20%20", "q=fraud&limit=0", "q=fraud&limit=100&offset=1000", "q=%F0%9F%A6%84"] {
        let answered = get(&format!("/api/search?{query}")).await;
        assert_eq!(answered.status, 200, "{query}: {}", answered.body);
        assert_eq!(answered.json()["hits"].as_array().unwrap().len(), 0, "{query}");
    }
    let longest = "%C3%A9".repeat(512);
    assert_eq!(get(&format!("/api/search?q={longest}")).await.status, 200);
    assert_eq!(get("/api/search?q=fraud&explain=1").await.status, 200);
    assert!(get("/api/search?q=fraud&explain=1").await.body.contains("\"explanation\""));
    assert!(!get("/api/search?q=fraud").await.body.contains("\"explanation\""));
}

#[tokio::test]
async fn a_large_answer_is_compressed_for_those_who_take_it_and_a_small_one_is_not() {
    let encoding = async |path: &str| {
        let request = Request::get(path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(
            crate::http::router::router(crate::http::state::State::new(
                super::site::shared_site(),
                Settings::default(),
            )),
            request,
        );
        response.await.unwrap().headers().get("content-encoding").cloned()
    };
    assert_eq!(encoding("/openapi.json").await.unwrap(), "gzip");
    assert_eq!(encoding("/healthz").await, None);
}

#[tokio::test]
async fn a_guide_is_given_with_its_steps_and_links() {
    let json = get("/api/guides/FR/shipping/ups").await.json();
    assert_eq!((json["id"].as_str(), json["lang"].as_str()), (Some("shipping/ups"), Some("fr")));
    assert_eq!(json["url"], "/fr/guides/shipping/ups");
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3, "{json:#}");
    assert_eq!(steps[2]["url"], "/fr/guides/shipping/ups#fraud-warning");
    assert_eq!(steps[2]["textLang"], "en");
    assert_eq!(json["translations"][0]["url"], "/en/guides/shipping/ups");
    let missing = get("/api/guides/fr/nothing").await;
    assert_eq!((missing.status.as_u16(), missing.code().as_str()), (404, "guide_not_found"));
    let moved = get("/api/guides/fr/transport/ups").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/api/guides/fr/shipping/ups"));
}

#[tokio::test]
async fn old_and_odd_addresses_lead_to_the_guide() {
    for (path, location) in [
        ("/fr/guides/transport/ups", "/fr/guides/shipping/ups"),
        ("/FR/guides/shipping/ups", "/fr/guides/shipping/ups"),
        ("/fr/guides/shipping/ups/", "/fr/guides/shipping/ups"),
    ] {
        let answered = get(path).await;
        assert_eq!((answered.status.as_u16(), answered.header("location")), (308, location), "{path}");
    }
    let page = get("/fr/guides/shipping/ups").await;
    assert_eq!(
        attributes(&page.body, "#fraud-warning a#ancien", "id"),
        ["ancien"],
        "an old anchor leads to the new step"
    );
}

#[tokio::test]
async fn a_guide_that_is_missing_in_a_language_offers_the_others() {
    let page = get("/fr/guides/labels").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(attributes(&page.body, "main a", "href").contains(&"/en/guides/labels".to_owned()), "{}", page.body);
    assert_eq!(attributes(&page.body, "form[role=search]", "action"), ["/"]);
    assert!(page.body.contains("Cette page n’existe pas"));
    for path in
        ["/fr/guides/..%2f..%2f..%2fetc%2fpasswd", "/fr/guides/%252e%252e%252fetc", "/..%2f/guides/x", "/fr/guides/%00"]
    {
        let answered = get(path).await;
        assert_eq!(answered.status, 404, "{path}");
    }
    assert_eq!(get("/fr/guides/%ff").await.status, 400);
}

#[tokio::test]
async fn pages_speak_the_reader_s_language_and_run_only_what_is_ours() {
    let home = get_as("/", "fr").await;
    assert_eq!(attributes(&home.body, "html", "lang"), ["fr"]);
    assert_eq!(attributes(&home.body, ".guide-list a", "href"), ["/fr/guides/shipping/ups"]);
    let home = get_as("/?lang=en", "fr").await;
    assert_eq!(attributes(&home.body, "html", "lang"), ["en"]);
    assert_eq!(attributes(&home.body, ".guide-list a", "href").len(), 2);
    let results = get("/?q=fraud+warning&lang=fr").await;
    assert_eq!(attributes(&results.body, ".hits h2 a", "href")[0], "/fr/guides/shipping/ups#fraud-warning");
    assert!(results.body.contains("<mark>fraud</mark>"), "{}", results.body);
    let nothing = get("/?q=%3Cscript%3Ealert(1)%3C/script%3E+zzzzqx&lang=fr").await;
    assert_eq!(nothing.status, 200);
    let labels = get("/en/guides/labels").await;
    let found = get("/?q=printer+labels+alert").await;
    for page in [home, results, nothing, labels, found] {
        check_scripts(&page.body);
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        assert!(page.body.len() < 50_000);
    }
    assert_eq!(get(&format!("/?q={}", "a".repeat(513))).await.status, 400);
    assert_eq!(get("/?q=%ff").await.status, 400);
    assert_eq!(get("/?q=fraud&offset=5000").await.status, 400);
}

/// Scripts are our own files, or data that is not run.
fn check_scripts(page: &str) {
    for script in Html::parse_document(page).select(&Selector::parse("script").unwrap()) {
        let text = script.text().collect::<String>();
        if let Some(src) = script.attr("src") {
            assert!(text.is_empty() && (src == "/search-box.js" || src.starts_with("/assets/page-")), "{src}");
        } else {
            assert_eq!(script.attr("type"), Some("application/ld+json"));
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        }
    }
}

#[tokio::test]
async fn a_question_can_be_asked_exactly_as_it_is_written() {
    let corrected = get("/api/search?q=fruad&lang=en").await.json();
    assert_eq!(corrected["corrections"], serde_json::json!([{"from": "fruad", "to": "fraud"}]));
    let exact = get("/api/search?q=fruad&lang=en&corrections=0").await.json();
    assert_eq!((exact["corrections"].as_array().unwrap().len(), exact["hits"].as_array().unwrap().len()), (0, 0));
    assert_eq!(exact["ignoredWords"], serde_json::json!(["fruad"]));
    let page = get("/?q=fruad&lang=en").await.body;
    let link = attributes(&page, ".note a", "href");
    assert_eq!(link, ["/?q=fruad&lang=en&corrections=0"]);
    assert!(attributes(&get(&link[0]).await.body, ".hits", "start").is_empty());
}

#[tokio::test]
async fn the_service_routes_tell_how_it_is() {
    get("/api/search?q=fraud").await;
    assert_eq!(get("/healthz").await.json()["status"], "ok");
    let ready = get("/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.json()["status"].as_str()), (200, Some("ready")));
    let metrics = get("/metrics").await.body;
    for line in ["guidepost_guides 3", "guidepost_searches_in_flight 0", "guidepost_index_generation ", "# EOF"] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
}
