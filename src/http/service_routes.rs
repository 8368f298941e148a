//! What operators and tools ask: alive, ready, how busy, and what the interface is.

use crate::analytics::Recorder;
use crate::http::failure::Failure;
use crate::http::state::Shared;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::atomic::Ordering;

/// The description of the interface, kept by hand; a test compares it with the routes.
pub const OPENAPI: &str = include_str!("openapi.json");

const JSON: [(header::HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];

/// The process runs.
pub async fn alive() -> impl IntoResponse {
    (JSON, r#"{"status":"ok"}"#)
}

/// Searches are answered; no longer so once serving is to stop.
pub async fn ready(State(shared): State<Shared>) -> Result<impl IntoResponse, Failure> {
    if shared.is_draining.load(Ordering::Relaxed) {
        return Err(Failure::ShuttingDown);
    }
    let generation = shared.site.snapshot().generation();
    Ok((JSON, format!(r#"{{"status":"ready","generation":{generation}}}"#)))
}

/// The counters, for Prometheus.
pub async fn metrics(State(shared): State<Shared>) -> Result<impl IntoResponse, Failure> {
    let written = shared
        .metrics
        .encode(&shared.site.snapshot(), shared.recorder.as_ref().map(Recorder::tally))
        .map_err(|_| Failure::Internal)?;
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], written))
}

/// The interface as `OpenAPI` 3.1.
pub async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "max-age=300")], OPENAPI)
}
