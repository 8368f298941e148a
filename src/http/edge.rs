//! The outermost layer of every request: limits and keys before the handler; log, counters, headers and the shape of
//! errors after it.

use crate::http::accept_language;
use crate::http::failure::Failure;
use crate::http::keys::Access;
use crate::http::router::{self, Route};
use crate::http::state::Shared;
use crate::web::texts::Texts;
use crate::web::{Frame, error_page};
use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What a page may load: our style, our scripts and pictures, nothing else; and what these may ask: us.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Lets a request through, or not, and makes its answer presentable.
pub async fn edge(State(shared): State<Shared>, request: Request, next: Next) -> Response<Body> {
    let begun = Instant::now();
    let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let route = router::find(pattern, request.method().as_str());
    let pattern = router::known_pattern(pattern).unwrap_or("none");
    let method = method_name(request.method());
    let reader = Reader::of(&request);

    let mut response = if let Err(failure) = check(&shared, route, &request) {
        failure.into_response()
    } else {
        let is_change = route.is_some_and(|route| route.access == Access::AdminChange);
        let limit = if is_change { shared.limits.change } else { shared.limits.request };
        let answered = tokio::time::timeout(limit, next.run(request)).await;
        answered.unwrap_or_else(|_| Failure::TimedOut.into_response())
    };

    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        if matches!(failure, Failure::Overloaded) {
            shared.metrics.shed.inc();
        }
        reader.show(&failure, &mut response);
    }
    add_headers(response.headers_mut(), shared.is_draining.load(Ordering::Relaxed));

    let status = response.status().as_u16();
    shared.metrics.count_request(method, pattern, status);
    let milliseconds = (begun.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    let bytes = response.body().size_hint().exact();
    tracing::info!(method, route = pattern, status, ms = milliseconds, bytes, "request");
    response
}

fn check(shared: &Shared, route: Option<&Route>, request: &Request) -> Result<(), Failure> {
    let limits = &shared.limits;
    let uri_bytes = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if uri_bytes > limits.uri_bytes {
        return Err(Failure::UriTooLong { limit: limits.uri_bytes });
    }
    let header_bytes: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if header_bytes > limits.header_bytes {
        return Err(Failure::HeadersTooLarge { limit: limits.header_bytes });
    }
    route.map_or(Ok(()), |route| shared.keys.check(route.access, request.headers()))
}

/// Who reads an error: a program, or a person with languages.
enum Reader {
    Program,
    Person(&'static Texts),
}

impl Reader {
    fn of(request: &Request) -> Reader {
        let path = request.uri().path();
        let is_service = matches!(path, "/healthz" | "/readyz" | "/metrics" | "/openapi.json" | "/api");
        if is_service || path.starts_with("/api/") {
            return Reader::Program;
        }
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let languages = accepted.map(accept_language::parse).unwrap_or_default();
        Reader::Person(Texts::for_reader(languages.iter().map(String::as_str)))
    }

    fn show(&self, failure: &Failure, response: &mut Response<Body>) {
        let (body, content_type) = match self {
            Reader::Program => (failure.to_json().to_string(), "application/json"),
            Reader::Person(texts) => {
                let frame = Frame::plain(texts);
                match error_page::render(&frame, response.status().as_u16(), &failure.to_string()) {
                    Ok(page) => (page, "text/html; charset=utf-8"),
                    Err(_) => (failure.to_string(), "text/plain; charset=utf-8"),
                }
            }
        };
        *response.body_mut() = Body::from(body);
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn add_headers(headers: &mut HeaderMap, is_draining: bool) {
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // A page that brings scripts says itself which.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(if is_page { PAGE_POLICY } else { DATA_POLICY });
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_draining {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// The method as a label; those that nobody serves share one, for their names come from outside.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
