//! `GET /api/search`: the question is read, answered from one snapshot off the async threads, and written as JSON.

use crate::analytics::day;
use crate::analytics::event::SearchRecord;
use crate::http::caller::{self, Caller};
use crate::http::failure::Failure;
use crate::http::state::{Shared, State as ServerState};
use crate::http::{accept_language, query_string, search_parameters};
use crate::index::Snapshot;
use crate::search::{self, Answer};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use serde::Serialize;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// So much memory is taken at once for an answer, in bytes: enough for ten hits in thirty languages.
const BYTES_OF_LARGE_ANSWER: usize = 48 * 1_024;

/// An answer with what only a server knows of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchResponse<'a> {
    query_id: Uuid,
    #[serde(flatten)]
    answer: &'a Answer,
    processing_time_ms: f64,
}

/// Answers a question.
pub async fn search(State(shared): State<Shared>, request: Request) -> Result<Response<Body>, Failure> {
    let parameters = query_string::parse(request.uri().query().unwrap_or_default())?;
    let is_recorded = search_parameters::is_recorded(&parameters)?;
    let mut asked = search_parameters::to_request(parameters)?;
    asked.check()?;
    if asked.reader.is_empty() {
        asked.reader = reader_languages(request.headers());
    }
    let caller = if is_recorded { caller(&shared, &request) } else { None };
    let state = Shared::clone(&shared);
    let written = shared.searches.run(move || {
        let (answer, took) = answer(&state, &state.site.snapshot(), &mut asked)?;
        let query_id = Uuid::now_v7();
        let written = to_json(query_id, &answer, took);
        record(&state, caller, query_id, &asked, &answer, took);
        written
    });
    let mut response = Response::new(Body::from(written.await?));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}

/// Who asks, where that is recorded: not when the visitor's browser asks to be left alone.
pub(crate) fn caller(shared: &ServerState, request: &Request) -> Option<Caller> {
    let recorder = shared.recorder.as_ref().filter(|_| !caller::asks_not_to_be_tracked(request.headers()))?;
    Some(Caller::of(request, recorder, &shared.keys, day::now()))
}

/// Notes a search that was answered.
pub(crate) fn record(
    state: &ServerState,
    caller: Option<Caller>,
    query_id: Uuid,
    asked: &search::Request,
    answer: &Answer,
    took: Duration,
) {
    if let (Some(recorder), Some(caller)) = (&state.recorder, caller) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        recorder.record(SearchRecord::of(query_id, caller.visitor, caller.audience, day::now(), asked, answer, took));
    }
}

/// Answers a question from a snapshot and says how long it took. Readers who name no language get the site's.
pub(crate) fn answer(
    state: &ServerState,
    snapshot: &Snapshot,
    asked: &mut search::Request,
) -> Result<(Answer, Duration), Failure> {
    if asked.reader.is_empty() {
        asked.reader.push(snapshot.default_language().to_owned());
    }
    asked.synonyms = state.synonyms.current();
    let _in_flight = InFlight::begin(state);
    let begun = Instant::now();
    let answer = search::run(snapshot, asked, &state.links)?;
    let took = begun.elapsed();
    state.metrics.observe_search(took);
    Ok((answer, took))
}

/// The languages of the `Accept-Language` header, best first.
pub(crate) fn reader_languages(headers: &HeaderMap) -> Vec<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.map(accept_language::parse).unwrap_or_default()
}

fn to_json(query_id: Uuid, answer: &Answer, took: Duration) -> Result<Vec<u8>, Failure> {
    let hundredths = (took.as_secs_f64() * 100_000.0).round();
    let response = SearchResponse { query_id, answer, processing_time_ms: hundredths / 100.0 };
    let mut written = Vec::with_capacity(BYTES_OF_LARGE_ANSWER);
    serde_json::to_writer(&mut written, &response).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Failure::Internal
    })?;
    Ok(written)
}

/// Counts a search as under way for as long as it lives, even if it panics.
struct InFlight<'a>(&'a ServerState);

impl<'a> InFlight<'a> {
    fn begin(state: &'a ServerState) -> InFlight<'a> {
        state.metrics.searches_in_flight.inc();
        InFlight(state)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.metrics.searches_in_flight.dec();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::search::{Correction, GuideReference, Highlight, Hit, StepReference, Variants};

    #[test]
    fn the_answer_has_the_documented_shape() {
        let mut variants = Variants::default();
        variants.add("en", |url| url.push_str("/en/guides/ups#step-4-1"));
        let hit = Hit {
            id: "fr/ups#4.1".to_owned(),
            url: "/fr/guides/ups#step-4-1".to_owned(),
            score: 11.5,
            lang: "fr".to_owned(),
            text_lang: "en".to_owned(),
            language_fallback: false,
            by_translation: false,
            guide: GuideReference {
                id: "ups".to_owned(),
                lang: "fr".to_owned(),
                title: "UPS".to_owned(),
                url: "/fr/guides/ups".to_owned(),
            },
            step: StepReference {
                number: "4.1".to_owned(),
                anchor: "step-4-1".to_owned(),
                title: "Fraud".to_owned(),
                position: 14,
                of: 24,
                previous: Some("fr/ups#4".to_owned()),
                next: None,
            },
            breadcrumbs: vec!["UPS".to_owned()],
            highlight: Highlight { title: "<mark>Fraud</mark>".to_owned(), snippet: "…".to_owned() },
            variants,
            explanation: None,
        };
        let answer = Answer {
            query: "fraud".to_owned(),
            lang: "fr".to_owned(),
            hits: vec![hit],
            estimated_total_hits: 1,
            offset: 0,
            limit: 10,
            corrections: vec![Correction { from: "fruad".to_owned(), to: "fraud".to_owned() }],
            ignored_words: Vec::new(),
            nearest_words: Vec::new(),
            coverage: 1.0,
        };
        let written = to_json(Uuid::now_v7(), &answer, Duration::from_nanos(414_999)).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(json["processingTimeMs"], 0.41);
        let id: Uuid = json["queryId"].as_str().unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 7);
        json["queryId"] = "…".into();
        insta::assert_json_snapshot!(json);
    }
}
