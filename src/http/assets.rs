//! Style and scripts: under names that change with their content, kept by browsers for ever, and the search box, whose name
//! never changes since other sites' pages hold it.

use crate::http::failure::Failure;
use crate::web::{assets, search_box};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// Browsers ask again after ten minutes, and meanwhile show what they have for up to a day.
const SHORT_LIVED: &str = "public, max-age=600, stale-while-revalidate=86400";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// A file that only our own pages ask for.
pub async fn asset(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = assets::find(&name).ok_or(Failure::NotFound)?;
    let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, asset.text).into_response())
}

/// The search box, for our pages and those of others.
pub async fn search_box_script(headers: HeaderMap) -> Response {
    let tag = HeaderValue::from_static(search_box::etag());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    // A proxy that compresses makes the tag a weak one.
    let is_known = known.split(',').any(|known| known.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, JAVASCRIPT)], search_box::script()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(SHORT_LIVED));
    // Any page may load it, also one that checks its digest or shuts out what does not say so.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}
