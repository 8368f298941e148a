//! The agents' console and the analytics page as they are served: open to all, since what they show is asked for with a key.

use crate::http::failure::Failure;
use crate::http::search::reader_languages;
use crate::web::console::{self, ConsoleFile, POLICY};
use crate::web::console_texts::ConsoleTexts;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Asked again each time, answered with 304 when nothing changed.
const REVALIDATED: &str = "no-cache";

/// The agents' console.
pub async fn agent(headers: HeaderMap) -> Result<Response, Failure> {
    Ok(page(console::agent_page(texts(&headers))?))
}

/// The analytics page.
pub async fn analytics(headers: HeaderMap) -> Result<Response, Failure> {
    Ok(page(console::analytics_page(texts(&headers))?))
}

/// A script or style sheet of theirs.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let file = ConsoleFile::find(&name).ok_or(Failure::NotFound)?;
    let common = [(header::ETAG, file.etag.as_str()), (header::CACHE_CONTROL, REVALIDATED)];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Compression on the way makes a tag a weak one.
    if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.etag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, file.content_type)], file.text).into_response())
}

/// In the language of the browser: the `lang` of these addresses is the customer's, or that of the questions.
fn texts(headers: &HeaderMap) -> &'static ConsoleTexts {
    let languages = reader_languages(headers);
    ConsoleTexts::for_reader(languages.iter().map(String::as_str))
}

fn page(html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, REVALIDATED),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::VARY, "accept-language"),
    ];
    (headers, html).into_response()
}
