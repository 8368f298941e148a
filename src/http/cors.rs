//! Pages of other sites that may ask this server: those whose origins the operator allows, for searching and for what comes
//! after it, and never with cookies.

use axum::http::{HeaderName, HeaderValue, Method, header, request};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};
use url::{Origin, Url};

/// Every origin may ask.
pub const ANY: &str = "*";
/// How long a browser remembers that it may ask.
const REMEMBERED: Duration = Duration::from_hours(1);

/// Whether a setting names an origin as browsers write it, `https://help.example:8443`, or every origin.
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let written = |url: Url| match url.origin() {
        origin @ Origin::Tuple(..) => origin.ascii_serialization() == text,
        Origin::Opaque(_) => false,
    };
    let is_one = !text.contains('*');
    text == ANY || is_one && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && written(url))
}

/// What tells browsers that pages of these origins may ask; `None` when there are none.
#[must_use]
pub fn layer(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins.to_vec();
    let may_ask = move |origin: &HeaderValue, request: &request::Parts| {
        is_for_pages(request.uri.path())
            && origins.iter().any(|allowed| allowed == ANY || allowed.as_bytes() == origin.as_bytes())
    };
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(may_ask))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("x-guidepost-client")])
        .expose_headers([header::RETRY_AFTER])
        .vary([header::ORIGIN])
        .max_age(REMEMBERED);
    Some(layer)
}

/// Whether a search box may need the address. Changing guides and reading reports are not for other sites' pages.
fn is_for_pages(path: &str) -> bool {
    matches!(path, "/api/search" | "/api/suggest" | "/api/events") || path.starts_with("/api/guides/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for origin in ["https://help.example", "http://localhost:8080", "https://help.example:8443", "*"] {
            assert!(is_origin(origin), "{origin}");
        }
        for other in [
            "",
            "null",
            "help.example",
            "https://help.example/",
            "https://help.example/help",
            "https://help.example:443",
            "https://Help.example",
            "https://*.example",
            "ftp://help.example",
            "https://me@help.example",
        ] {
            assert!(!is_origin(other), "{other}");
        }
    }
}
