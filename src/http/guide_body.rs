//! A pushed guide: its body is received within limits, then read as JSON or as Markdown.

use crate::guide::json_lines::{self, repeated_keys};
use crate::guide::{Guide, Problem, markdown};
use crate::http::failure::Failure;
use crate::http::query_string::shortened;
use crate::http::settings::Limits;
use crate::index::KeptAs;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::path::{Path, PathBuf};
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

    /// The form in which a guide that came so is kept.
    #[must_use]
    pub fn kept_as(self) -> KeptAs {
        match self {
            Format::Json => KeptAs::JsonLines,
            Format::Markdown => KeptAs::Markdown,
        }
    }
}

/// Receives a whole body as text.
pub async fn receive(body: Body, limits: &Limits) -> Result<String, Failure> {
    receive_within(body, limits, limits.body_bytes).await
}

/// Receives a whole body of at most so many bytes as text.
pub async fn receive_within(body: Body, limits: &Limits, most: usize) -> Result<String, Failure> {
    let received = tokio::time::timeout(limits.body_read, collect(body, most)).await;
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

/// Reads a guide that was pushed to an address; what the body says of language and id must agree with it, or be absent.
///
/// # Errors
/// [`Failure::UnreadableGuide`] with the problems when there is no guide in the body.
pub fn parse(format: Format, text: &str, lang: &str, id: &str) -> Result<(Guide, Vec<Problem>), Failure> {
    let path = Path::new("body");
    let (guide, problems) = match format {
        Format::Json => {
            let (line, repeated) = addressed_line(text, lang, id)?;
            let (guide, mut problems) = json_lines::parse(&line, path, 1);
            problems.extend(repeated.iter().map(|key| problem(1, repeated_keys::problem(key))));
            (guide, problems)
        }
        Format::Markdown => markdown::parse(text, lang, id, path),
    };
    let guide = guide.ok_or(Failure::UnreadableGuide(problems.clone()))?;
    agree("id", &guide.id, id)?;
    agree("lang", &guide.lang, lang)?;
    Ok((guide, problems))
}

fn problem(line: usize, message: String) -> Problem {
    Problem { path: PathBuf::from("body"), line, message }
}

/// The JSON body as one line that bears the id and language of its address, and the keys that it has twice.
fn addressed_line(text: &str, lang: &str, id: &str) -> Result<(String, Vec<String>), Failure> {
    let unreadable = |line: usize, message: String| Failure::UnreadableGuide(vec![problem(line, message)]);
    let parsed = repeated_keys::read(text.trim_start_matches('\u{feff}'));
    let (value, repeated) =
        parsed.map_err(|error| unreadable(error.line(), format!("the body is no sound JSON: {error}")))?;
    let Value::Object(mut entries) = value else {
        return Err(unreadable(1, "the body must be a JSON object with title and steps".to_owned()));
    };
    for (field, address) in [("id", id), ("lang", lang)] {
        if let Some(Value::String(body)) = entries.get(field) {
            agree(field, body, address)?;
        }
        entries.insert(field.to_owned(), Value::String(address.to_owned()));
    }
    Ok((Value::Object(entries).to_string(), repeated))
}

fn agree(field: &'static str, body: &str, address: &str) -> Result<(), Failure> {
    let is_same = if field == "lang" { body.eq_ignore_ascii_case(address) } else { body == address };
    if is_same {
        return Ok(());
    }
    Err(Failure::AddressMismatch { field, body: shortened(body), address: shortened(address) })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::http::settings::Limits;
    use axum::http::HeaderValue;

    #[test]
    fn the_address_gives_id_and_language() {
        let json = "{\n\"title\": \"UPS\",\n\"steps\": [{\"number\": \"1\", \"title\": \"a\", \"body\": \"b\"}]\n}";
        let (guide, problems) = parse(Format::Json, json, "fr", "shipping/ups").unwrap();
        assert_eq!((guide.key().as_str(), guide.steps.len()), ("fr/shipping/ups", 1));
        assert_eq!(problems, []);
        let (guide, _) = parse(Format::Markdown, "# UPS\n\n## One\n\nText", "pt-BR", "ups").unwrap();
        assert_eq!((guide.key().as_str(), guide.title.as_str()), ("pt-BR/ups", "UPS"));
    }

    #[test]
    fn a_key_that_is_there_twice_is_told() {
        let json = r#"{"title":"t","steps":[{"number":"1","title":"a","body":"b"}],"title":"UPS"}"#;
        let (guide, problems) = parse(Format::Json, json, "fr", "ups").unwrap();
        assert_eq!(guide.title, "UPS");
        assert_eq!(problems.len(), 1);
        assert_eq!(
            problems[0].to_string(),
            "body:1: the key “title” is there twice and only the last counts; remove the other"
        );
    }

    #[test]
    fn a_body_that_names_another_address_is_refused() {
        let step = r#""title":"t","steps":[{"number":"1","title":"a","body":"b"}]"#;
        let mismatch = |format: Format, text: &str| match parse(format, text, "fr", "ups") {
            Err(Failure::AddressMismatch { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(mismatch(Format::Json, &format!("{{\"id\":\"dhl\",{step}}}")), "id");
        assert_eq!(mismatch(Format::Json, &format!("{{\"lang\":\"de\",{step}}}")), "lang");
        assert_eq!(mismatch(Format::Markdown, "---\nid: dhl\ntitle: t\n---\n\n## a\n\nb"), "id");
        assert!(parse(Format::Json, &format!("{{\"lang\":\"FR\",\"id\":\"ups\",{step}}}"), "fr", "ups").is_ok());
    }

    #[test]
    fn what_is_no_guide_is_refused_with_its_problems() {
        for (format, text) in [
            (Format::Json, ""),
            (Format::Json, "[]"),
            (Format::Json, "{\n\"title\": }"),
            (Format::Json, "{}"),
            (Format::Markdown, ""),
            (Format::Json, &"[".repeat(100_000)),
        ] {
            let Err(Failure::UnreadableGuide(problems)) = parse(format, text, "fr", "ups") else {
                panic!("{text:.40}");
            };
            assert!(!problems.is_empty() && problems.iter().all(|problem| !problem.message.is_empty()), "{text:.40}");
        }
    }

    #[tokio::test]
    async fn bodies_are_received_within_limits() {
        let limits = Limits { body_bytes: 10, ..Limits::default() };
        assert_eq!(receive(Body::from("0123456789"), &limits).await.unwrap(), "0123456789");
        let too_large = receive(Body::from("0123456789a"), &limits).await;
        assert!(matches!(too_large, Err(Failure::BodyTooLarge { limit: 10 })));
        assert!(matches!(receive(Body::from(vec![0xff]), &limits).await, Err(Failure::BodyEncoding)));
    }

    #[test]
    fn the_content_type_decides_the_format() {
        let format = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            Format::of(&headers).ok()
        };
        assert_eq!(format("application/json; charset=utf-8"), Some(Format::Json));
        assert_eq!(format("Text/Markdown"), Some(Format::Markdown));
        assert_eq!(format("application/x-www-form-urlencoded"), None);
        assert_eq!(format("text/plain"), None);
    }
}
