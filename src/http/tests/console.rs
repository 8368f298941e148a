//! The agents' console and the analytics page as they are served, and what the console asks.

use super::site::{get, public_settings, send};
use crate::http::settings::Settings;
use crate::web::console::ConsoleFile;
use axum::body::Body;
use axum::http::Request;

#[tokio::test]
async fn the_pages_run_no_script_but_their_own() {
    for path in ["/agent", "/analytics", "/agent?q=%3Cscript%3Ealert(1)%3C/script%3E&step=%22%3E%3Cimg%20src=x%3E"] {
        let page = get(path).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        let policy = page.header("content-security-policy");
        for part in
            ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(!page.body.contains("alert"), "{path}");
    }
}

#[tokio::test]
async fn files_are_known_again_by_their_tag() {
    for file in ConsoleFile::all() {
        let path = format!("/assets/console/{}", file.name);
        let served = get(&path).await;
        assert_eq!((served.status.as_u16(), served.header("content-type")), (200, file.content_type), "{path}");
        assert_eq!((served.body.as_str(), served.header("cache-control")), (file.text, "no-cache"), "{path}");
        let tag = served.header("etag").to_owned();
        for known in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}")] {
            let request = Request::get(&path).header("if-none-match", &known).body(Body::empty()).unwrap();
            let again = send(Settings::default(), request).await;
            assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path} {known}");
        }
        let request = Request::get(&path).header("if-none-match", "\"other\"").body(Body::empty()).unwrap();
        assert_eq!(send(Settings::default(), request).await.status, 200);
    }
    assert_eq!(get("/assets/console/nothing.js").await.status, 404);
    assert_eq!(get("/assets/console/..%2Fstyle.css").await.status, 404);
}

#[tokio::test]
async fn a_step_comes_with_its_neighbours_and_its_other_languages() {
    let step = get("/api/console/step?id=fr/shipping/ups%231.1").await.json();
    assert_eq!((&step["id"], &step["number"]), (&"fr/shipping/ups#1.1".into(), &"1.1".into()));
    assert_eq!((&step["textLang"], &step["isTranslated"]), (&"en".into(), &false.into()), "{step}");
    assert_eq!(step["url"], "/fr/guides/shipping/ups#fraud-warning");
    assert_eq!(step["previous"]["id"], "fr/shipping/ups#1");
    assert!(step["previous"]["html"].as_str().unwrap().contains("<a href=\"https://www.ups.com/lasso/login\""));
    assert_eq!(step["next"], serde_json::Value::Null);
    let versions: Vec<(&str, bool)> = step["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| (version["id"].as_str().unwrap(), version["isTranslated"].as_bool().unwrap()))
        .collect();
    assert_eq!(versions, [("en/shipping/ups#1.1", true), ("fr/shipping/ups#1.1", false)]);
    // A guide that has moved is found where it is now.
    let moved = get("/api/console/step?id=fr/transport/ups%231").await;
    assert_eq!(moved.json()["id"], "fr/shipping/ups#1", "{}", moved.body);
}

#[tokio::test]
async fn what_a_guide_holds_of_scripts_is_not_handed_on_as_html() {
    let step = get("/api/console/step?id=en/labels%231").await.json();
    assert!(!step["html"].as_str().unwrap().contains("<script"), "{step}");
    assert!(step["markdown"].as_str().unwrap().contains("<script>"), "it is as it was written");
}

#[tokio::test]
async fn steps_that_are_asked_for_wrongly_are_refused() {
    for (query, status, code) in [
        ("", 400, "invalid_parameter"),
        ("id=fr", 400, "invalid_parameter"),
        ("id=fr/ups", 400, "invalid_parameter"),
        ("id=..%2F..%2Fetc%23passwd", 400, "invalid_parameter"),
        ("id=fr/%23", 400, "invalid_parameter"),
        ("id=%ff", 400, "invalid_encoding"),
        ("step=fr/a%231", 400, "unknown_parameter"),
        ("id=fr/nothing%231", 404, "guide_not_found"),
        ("id=fr/shipping/ups%239", 404, "guide_not_found"),
    ] {
        let answered = get(&format!("/api/console/step?{query}")).await;
        assert_eq!((answered.status.as_u16(), answered.code().as_str()), (status, code), "{query}");
    }
    assert_eq!(get("/api/console?lang=%3Cb%3E").await.code(), "invalid_parameter");
}

#[tokio::test]
async fn the_console_is_told_what_there_is_to_choose() {
    let about = get("/api/console?lang=fr").await.json();
    assert_eq!((&about["countsAs"], &about["asksForKeys"]), (&"nobody".into(), &false.into()));
    let guides: Vec<(&str, &str)> = about["guides"]
        .as_array()
        .unwrap()
        .iter()
        .map(|guide| (guide["id"].as_str().unwrap(), guide["lang"].as_str().unwrap()))
        .collect();
    assert_eq!(guides, [("labels", "en"), ("shipping/ups", "fr")]);
    let own: Vec<&str> =
        about["languages"].as_array().unwrap().iter().map(|own| own["tag"].as_str().unwrap()).collect();
    assert_eq!(own, ["en", "fr"]);
    let request = Request::get("/api/console").header("authorization", "Bearer agent-key").body(Body::empty()).unwrap();
    assert_eq!(send(public_settings(), request).await.json()["asksForKeys"], true);
}
