//! Guides that are pushed and removed, and what may not be.

use super::site::{Answered, TestSite, send_to, site};
use crate::http::settings::Settings;
use axum::body::Body;
use axum::http::Request;
use std::sync::Arc;

async fn ask(served: &TestSite, method: &str, path: &str, content_type: &str, body: &str) -> Answered {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost:7373")
        .header("content-type", content_type)
        .body(Body::from(body.to_owned()))
        .unwrap();
    send_to(Arc::clone(&served.site), Settings::default(), request).await
}

async fn hits(served: &TestSite, query: &str) -> usize {
    let answered = ask(served, "GET", &format!("/api/search?q={query}"), "", "").await;
    answered.json()["hits"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_pushed_guide_is_found_when_the_answer_comes_back_and_gone_when_it_is_removed() {
    let served = site();
    assert_eq!(hits(&served, "zeppelin").await, 0);
    let json =
        r#"{"title":"Air mail","steps":[{"number":"1","title":"Call the zeppelin","body":"It comes on Mondays."}]}"#;
    let path = "/api/guides/en/shipping/air%20mail";
    let stored = ask(&served, "PUT", path, "application/json", json).await;
    assert_eq!(stored.status, 201, "{}", stored.body);
    let report = stored.json();
    assert_eq!(report["url"], "/en/guides/shipping/air%20mail");
    assert_eq!(report["steps"], 1);
    assert!(report["generation"].as_u64().unwrap() > 0);
    assert_eq!(hits(&served, "zeppelin").await, 1);
    assert_eq!(ask(&served, "GET", "/en/guides/shipping/air%20mail", "", "").await.status, 200);

    let markdown = "# Air mail\n\n## Call the balloon\n\nIt comes on Tuesdays.";
    let replaced = ask(&served, "PUT", path, "text/markdown", markdown).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    assert_eq!((hits(&served, "zeppelin").await, hits(&served, "balloon").await), (0, 1));

    let removed = ask(&served, "DELETE", path, "", "").await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(hits(&served, "balloon").await, 0);
    let again = ask(&served, "DELETE", path, "", "").await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (404, "guide_not_found"));
}

#[tokio::test]
async fn problems_are_those_of_the_pushed_guide_alone() {
    let served = site();
    let guides = served.folder.path().join("guides");
    std::fs::write(guides.join("stray.md"), "# In no language folder").unwrap();
    let others = "{\"id\":\"untitled\",\"lang\":\"en\",\"steps\":[{\"number\":\"1\",\"title\":\"a\",\"body\":\"b\"}]}\n\
                  {\"id\":\"beside\",\"lang\":\"en\",\"title\":\"Beside\",\"steps\":[{\"number\":\"1\",\"title\":\"a\",\"body\":\"b\"}]}\n";
    std::fs::write(guides.join("others.jsonl"), others).unwrap();
    assert!(!served.site.refresh().unwrap().unwrap().problems.is_empty());
    let good = r#"{"title":"Good","steps":[{"number":"1","title":"a","body":"b"}]}"#;
    for path in ["/api/guides/en/good", "/api/guides/en/beside"] {
        let stored = ask(&served, "PUT", path, "application/json", good).await;
        assert_eq!(stored.json()["problems"], serde_json::json!([]), "{path}: {}", stored.body);
    }
    let twice =
        r#"{"title":"Good","steps":[{"number":"1","title":"a","body":"b"},{"number":"1","title":"c","body":"d"}]}"#;
    let stored = ask(&served, "PUT", "/api/guides/en/good", "application/json", twice).await;
    assert_eq!(stored.json()["problems"].as_array().unwrap().len(), 1, "{}", stored.body);
}

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let served = site();
    let files = || {
        let mut files: Vec<_> = walkdir::WalkDir::new(served.folder.path())
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "md" || extension == "jsonl"))
            .collect();
        files.sort();
        files
    };
    let before = (files(), served.site.snapshot().generation());
    let whole = r#"{"title":"t","steps":[{"number":"1","title":"a","body":"b"}]}"#;
    for (path, content_type, body, code) in [
        ("/api/guides/fr/x", "application/json", "{", "unreadable_guide"),
        ("/api/guides/fr/x", "application/json", r#"{"id":"y","title":"t"}"#, "guide_address_mismatch"),
        ("/api/guides/fr/x", "text/plain", "# t", "unsupported_media_type"),
        ("/api/guides/fr/..%2F..%2Fx", "application/json", whole, "invalid_guide_address"),
        ("/api/guides/fr/%2Fetc%2Fx", "application/json", whole, "invalid_guide_address"),
        ("/api/guides/..%2F/x", "application/json", whole, "invalid_guide_address"),
        ("/api/guides/fr/a%00", "application/json", whole, "invalid_guide_address"),
    ] {
        let answered = ask(&served, "PUT", path, content_type, body).await;
        assert_eq!(answered.code(), code, "{path} {body}");
        assert!(!answered.body.contains(&*served.folder.path().to_string_lossy()), "{}", answered.body);
    }
    assert_eq!((files(), served.site.snapshot().generation()), before);
    // Encoded twice it is an odd name, but a name inside the folder.
    let odd = ask(&served, "PUT", "/api/guides/fr/%252e%252e%252fx", "application/json", whole).await;
    assert!(odd.status == 201 || odd.status == 400 || odd.status == 409, "{}: {}", odd.status, odd.body);
    let outside: Vec<_> =
        files().into_iter().filter(|path| !path.starts_with(served.folder.path().join("guides"))).collect();
    assert_eq!(outside, Vec::<std::path::PathBuf>::new());
}
