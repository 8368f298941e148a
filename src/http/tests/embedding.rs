//! What other sites and crawlers are given: the search box, leave to ask, the site map.

use super::site::{Answered, get, send};
use crate::http::settings::Settings;
use axum::body::Body;
use axum::http::Request;

async fn from_origin(settings: Settings, method: &str, path: &str, origin: &str) -> Answered {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("origin", origin)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");
    send(settings, request.body(Body::empty()).unwrap()).await
}

fn open_to(origins: &[&str]) -> Settings {
    Settings { cors_origins: origins.iter().map(|origin| (*origin).to_owned()).collect(), ..Settings::default() }
}

#[tokio::test]
async fn the_search_box_is_small_and_asked_for_again_only_when_it_changed() {
    let request = Request::get("/search-box.js").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let response =
        crate::http::router::router(crate::http::state::State::new(super::site::shared_site(), Settings::default()));
    let response = tower::ServiceExt::oneshot(response, request).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes().len();
    assert!(bytes <= 20_000, "the search box takes {bytes} bytes");

    let whole = get("/search-box.js").await;
    assert_eq!(whole.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(whole.header("access-control-allow-origin"), "*");
    let etag = whole.header("etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
        let request = Request::get("/search-box.js").header("if-none-match", known).body(Body::empty()).unwrap();
        let answered = send(Settings::default(), request).await;
        assert_eq!((answered.status.as_u16(), answered.body.as_str()), (304, ""));
        assert_eq!(answered.header("etag"), etag);
    }
    let request = Request::get("/search-box.js").header("if-none-match", "\"other\"").body(Body::empty()).unwrap();
    assert_eq!(send(Settings::default(), request).await.status, 200);
}

#[tokio::test]
async fn pages_of_allowed_origins_may_ask() {
    let shop = "https://shop.example";
    let allowed = from_origin(open_to(&[shop]), "GET", "/api/search?q=fraud", shop).await;
    assert_eq!((allowed.status.as_u16(), allowed.header("access-control-allow-origin")), (200, shop));
    assert!(allowed.header("access-control-allow-credentials").is_empty());
    // Errors can be read too.
    let refused = from_origin(open_to(&[shop]), "GET", "/api/search", shop).await;
    assert_eq!((refused.status.as_u16(), refused.header("access-control-allow-origin")), (400, shop));
    let before = from_origin(open_to(&["*"]), "OPTIONS", "/api/search", shop).await;
    assert_eq!((before.status.as_u16(), before.header("access-control-allow-origin")), (200, shop));
    assert!(before.header("access-control-allow-headers").contains("authorization"));
}

#[tokio::test]
async fn pages_of_other_origins_may_not_ask_and_nobody_may_change() {
    let shop = "https://shop.example";
    for (settings, path, origin) in [
        (Settings::default(), "/api/search?q=fraud", shop),
        (open_to(&[shop]), "/api/search?q=fraud", "https://shop.example.evil.example"),
        (open_to(&[shop]), "/api/search?q=fraud", "http://shop.example"),
        (open_to(&[shop]), "/api/search?q=fraud", "null"),
        (open_to(&["*"]), "/api/analytics/summary", shop),
        (open_to(&["*"]), "/metrics", shop),
    ] {
        let answered = from_origin(settings, "GET", path, origin).await;
        assert!(answered.header("access-control-allow-origin").is_empty(), "{path} {origin}");
    }
    let before = from_origin(open_to(&["*"]), "OPTIONS", "/api/guides/fr/ups", shop).await;
    let methods = before.header("access-control-allow-methods");
    assert!(!methods.contains("PUT") && !methods.contains("DELETE"), "{methods}");
}

#[tokio::test]
async fn crawlers_are_told_of_every_guide() {
    let settings = || Settings { public_url: Some("https://help.example".to_owned()), ..Settings::default() };
    let ask = async |path: &str, settings| send(settings, Request::get(path).body(Body::empty()).unwrap()).await;
    let map = ask("/sitemap.xml", settings()).await;
    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    assert_eq!(map.body.matches("<loc>").count(), 3, "{}", map.body);
    assert!(map.body.contains("<loc>https://help.example/fr/guides/shipping/ups</loc>"), "{}", map.body);
    assert!(ask("/robots.txt", settings()).await.body.contains("Sitemap: https://help.example/sitemap.xml"));
    assert_eq!(ask("/sitemap.xml?page=2", settings()).await.status, 404);
    // Without a public address, it is as the caller asked.
    let request = |host: &str| Request::get("/sitemap.xml").header("host", host).body(Body::empty()).unwrap();
    let map = send(Settings::default(), request("help.test:8080")).await;
    assert!(map.body.contains("<loc>http://help.test:8080/fr/"), "{}", map.body);
    for host in ["a b", "<script>", "me@evil.example"] {
        assert_eq!(send(Settings::default(), request(host)).await.status, 404, "{host}");
    }
}
