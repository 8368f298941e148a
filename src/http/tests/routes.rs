//! Statuses, codes, headers and keys of every route.

use super::site::{get, public_settings, send};
use crate::http::keys::Access;
use crate::http::router::{ROUTES, Route};
use crate::http::search_parameters::{NAMES, SUGGEST_NAMES};
use crate::http::service_routes::OPENAPI;
use crate::http::settings::Settings;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn example_path(route: &Route) -> String {
    route
        .path
        .replace("{lang}", "fr")
        .replace("{*id}", "nothing/here")
        .replace("{name}", "x.css")
        .replace("{proposal}", "0123abcd")
}

#[test]
fn the_description_and_the_routes_are_the_same() {
    let described: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();
    let mut in_description = BTreeSet::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_some() {
                in_description.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let served: BTreeSet<String> =
        ROUTES.iter().map(|route| format!("{} {}", route.method, route.path.replace("{*", "{"))).collect();
    assert_eq!(in_description, served);
    let parameters: Vec<&str> = described["paths"]["/api/search"]["get"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    assert_eq!(parameters, NAMES);
    let parameters = described["paths"]["/api/suggest"]["get"]["parameters"].as_array().unwrap().iter();
    let parameters: Vec<&str> = parameters.map(|parameter| parameter["name"].as_str().unwrap()).collect();
    assert_eq!(parameters, SUGGEST_NAMES);
    for route in &ROUTES {
        let operation = &described["paths"][route.path.replace("{*", "{")][route.method.to_lowercase()];
        let needs_key = !operation["security"].as_array().unwrap().is_empty();
        assert_eq!(needs_key, route.access != Access::Open, "{} {}", route.method, route.path);
    }
    for reference in OPENAPI.split("\"$ref\": \"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(described.pointer(reference).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn every_key_on_every_route() {
    let mut checked = 0;
    for route in &ROUTES {
        for key in
            [None, Some("wrong"), Some("search-key"), Some("agent-key"), Some("analytics-key"), Some("admin-key")]
        {
            let mut request = Request::builder().method(route.method).uri(example_path(route));
            if let Some(key) = key {
                request = request.header("authorization", format!("Bearer {key}"));
            }
            let answered = send(public_settings(), request.body(Body::empty()).unwrap()).await;
            let may = match route.access {
                Access::Open => true,
                Access::Search => matches!(key, Some("search-key" | "agent-key" | "admin-key")),
                Access::Analytics => matches!(key, Some("analytics-key" | "admin-key")),
                Access::Admin | Access::AdminChange => key == Some("admin-key"),
            };
            let status = answered.status;
            let case = format!("{} {} with {key:?}: {status}", route.method, route.path);
            match key {
                _ if may => assert!(status != 401 && status != 403, "{case}"),
                None => {
                    assert_eq!((status.as_u16(), answered.code().as_str()), (401, "key_missing"), "{case}");
                    assert_eq!(answered.header("www-authenticate"), "Bearer", "{case}");
                }
                Some(_) => assert_eq!((status.as_u16(), answered.code().as_str()), (403, "key_refused"), "{case}"),
            }
            checked += 1;
        }
    }
    assert_eq!(checked, ROUTES.len() * 6);
}

#[tokio::test]
async fn malformed_searches_are_refused_with_a_code() {
    let long = "a".repeat(513);
    let cases = [
        ("", "missing_query"),
        ("lang=fr", "missing_query"),
        ("q=%", "invalid_encoding"),
        ("q=%ff", "invalid_encoding"),
        ("q=a%zz", "invalid_encoding"),
        ("q=a&q=b", "repeated_parameter"),
        ("q=a&lang=fr&lang=en", "repeated_parameter"),
        ("q=a&limit=1e9", "invalid_parameter"),
        ("q=a&limit=-1", "invalid_parameter"),
        ("q=a&limit=", "invalid_parameter"),
        ("q=a&limit=101", "limit_too_large"),
        ("q=a&limit=99999999999999999999999999", "limit_too_large"),
        ("q=a&offset=1001", "offset_too_large"),
        ("q=a&offset=x", "invalid_parameter"),
        ("q=a&perGuide=many", "invalid_parameter"),
        ("q=a&translations=none", "invalid_parameter"),
        ("q=a&explain=yes", "invalid_parameter"),
        ("q=a&in=..%2F..", "invalid_parameter"),
        ("q=a&limitt=3", "unknown_parameter"),
        ("q=a%00b", "control_character"),
        (&format!("q={long}"), "query_too_long"),
    ];
    for (query, code) in cases {
        let answered = get(&format!("/api/search?{query}")).await;
        assert_eq!((answered.status.as_u16(), answered.code().as_str()), (400, code), "{query}");
        assert_eq!(answered.header("content-type"), "application/json", "{query}");
    }
}

#[tokio::test]
async fn long_addresses_and_headers_are_refused() {
    let answered = get(&format!("/api/search?q={}", "a".repeat(60_000))).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (414, "uri_too_long"));
    let request = Request::get("/api/search?q=a").header("x-much", "a".repeat(20_000)).body(Body::empty()).unwrap();
    let answered = send(Settings::default(), request).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (431, "headers_too_large"));
    // The longest question that is allowed fits, whatever it is written in.
    let request = Request::get(format!("/api/search?limit=x&q={}", "%F0%9F%93%A6".repeat(512)));
    let answered = send(Settings::default(), request.body(Body::empty()).unwrap()).await;
    assert_eq!(answered.code(), "invalid_parameter");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_shape_that_its_reader_takes() {
    for path in ["/api", "/api/", "/api/nothing/at/all", "/api/guides/fr", "/api/analytics"] {
        let answered = get(path).await;
        assert_eq!((answered.status, answered.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
    for path in ["/nothing", "/agents", "/assets/other.css", "/..%2f..%2fetc%2fpasswd", "/apis"] {
        let answered = get(path).await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answered.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(answered.body.contains("role=\"search\""), "{path}: {}", answered.body);
    }
}

#[tokio::test]
async fn a_wrong_method_names_those_that_are_allowed() {
    for (method, path, allowed) in [
        ("POST", "/api/search", "GET,HEAD"),
        ("PATCH", "/api/guides/fr/ups", "GET,HEAD,PUT,DELETE"),
        ("PUT", "/healthz", "GET,HEAD"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answered = send(Settings::default(), request).await;
        assert_eq!((answered.status.as_u16(), answered.code().as_str()), (405, "method_not_allowed"), "{path}");
        let names = |list: &str| list.split(',').map(|name| name.trim().to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(names(answered.header("allow")), names(allowed), "{path}");
    }
}

#[tokio::test]
async fn every_answer_bears_the_security_headers() {
    for path in ["/healthz", "/openapi.json", "/api/search", "/nothing", "/api/nothing"] {
        let answered = get(path).await;
        assert_eq!(answered.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answered.header("referrer-policy"), "same-origin", "{path}");
        assert!(answered.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
    }
    let policy = get("/nothing").await.header("content-security-policy").to_owned();
    for part in ["style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
}

#[tokio::test]
async fn the_style_sheet_is_served_under_the_name_that_pages_use() {
    let page = get("/nothing").await.body;
    let path = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let style = get(path).await;
    assert_eq!((style.status.as_u16(), style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn changes_to_addresses_outside_are_refused() {
    let paths = [
        "/api/guides/fr/..%2F..%2Fetc%2Fpasswd",
        "/api/guides/fr/a/../b",
        "/api/guides/fr/%2e%2e/x",
        "/api/guides/..%2f/x",
        "/api/guides/fr/.git/config",
        "/api/guides/fr/a%5Cb",
        "/api/guides/fr/a%00b",
        "/api/guides/fr/a%0Ab",
        "/api/guides/fr//etc",
        "/api/guides/fr/a/",
    ];
    for method in ["PUT", "DELETE"] {
        for path in paths {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            let answered = send(Settings::default(), request).await;
            assert_eq!((answered.status.as_u16(), answered.code().as_str()), (400, "invalid_guide_address"), "{path}");
        }
        let request = Request::builder().method(method).uri("/api/guides/fr/%ff").body(Body::empty()).unwrap();
        let answered = send(Settings::default(), request).await;
        assert_eq!((answered.status.as_u16(), answered.code().as_str()), (400, "invalid_encoding"));
    }
}

#[tokio::test]
async fn changes_from_other_sites_are_refused_on_loopback() {
    let request = Request::put("/api/guides/fr/ups").header("host", "evil.example").body(Body::empty()).unwrap();
    let answered = send(Settings::default(), request).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (403, "foreign_origin"));
    let request = Request::delete("/api/guides/fr/ups")
        .header("host", "localhost:7373")
        .header("origin", "https://evil.example")
        .body(Body::empty())
        .unwrap();
    let answered = send(Settings::default(), request).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (403, "foreign_origin"));
}

#[tokio::test]
async fn bodies_that_are_too_large_or_of_another_kind_are_refused() {
    let put = |content_type: &str, body: Vec<u8>| {
        Request::put("/api/guides/fr/ups").header("content-type", content_type).body(Body::from(body)).unwrap()
    };
    let answered = send(Settings::default(), put("text/markdown", vec![b'a'; 10_000_001])).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (413, "body_too_large"));
    let answered = send(Settings::default(), put("text/html", b"<p>".to_vec())).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (415, "unsupported_media_type"));
    let answered = send(Settings::default(), put("text/markdown; charset=utf-8", b"# \xff".to_vec())).await;
    assert_eq!((answered.status.as_u16(), answered.code().as_str()), (400, "invalid_body_encoding"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_addresses_and_headers_are_answered(
        method in "GET|HEAD|PUT|DELETE|POST|OPTIONS|BREW",
        start in "/|/api/search|/api/guides/|/fr/guides/|/assets/",
        rest in "[%/.?&=+a-z0-9;:@!$'()*,_~|^`{}-]{0,60}",
        header in "[ -~]{0,60}",
    ) {
        let Ok(uri) = format!("{start}{rest}").parse::<axum::http::Uri>() else { return Ok(()) };
        let request = Request::builder()
            .method(method.as_str())
            .uri(uri)
            .header("accept-language", &header)
            .header("authorization", &header)
            .header("content-type", &header)
            .header("host", &header)
            .body(Body::from(header.clone()))
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answered = runtime.block_on(send(Settings::default(), request));
        prop_assert!(answered.status.as_u16() < 500, "{}: {}", answered.status, answered.body);
        prop_assert_eq!(answered.header("x-content-type-options"), "nosniff");
    }
}
