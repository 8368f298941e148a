//! `POST /api/events`: what visitors did after a search. Who gets an answer with 200 need not send again.

use crate::analytics::event::{Audience, EventRecord};
use crate::analytics::{AnalyticsError, Recorder, day};
use crate::http::caller::Caller;
use crate::http::failure::Failure;
use crate::http::state::Shared;
use crate::http::{event_body, guide_body};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::oneshot;

/// The largest batch, in bytes.
const MOST_BYTES: usize = 1_000_000;

/// Takes a batch of events; answers when they are on disk.
pub async fn take(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let recorder = shared.recorder.as_ref().ok_or(AnalyticsError::Off)?;
    let now = day::now();
    let caller = Caller::of(&request, recorder, &shared.keys, now);
    let body = guide_body::receive_within(request.into_body(), &shared.limits, MOST_BYTES).await?;
    let received = event_body::read(&body, caller.visitor, now)?;
    if let (true, Some((_, reason))) = (received.events.is_empty(), received.refused.first()) {
        return Err(Failure::EventsRefused(reason.clone()));
    }
    let taken = received.events.len();
    keep(recorder, caller.audience, received.events).await?;
    let refused: Vec<_> = received.refused.iter().map(|(at, reason)| json!({"index": at, "reason": reason})).collect();
    Ok(Json(json!({"accepted": taken, "refused": refused})).into_response())
}

/// Records events; they are on disk when this returns. What robots do counts with their searches, which are known for theirs;
/// without a search it counts for nobody.
pub(crate) async fn keep(recorder: &Recorder, by: Audience, events: Vec<EventRecord>) -> Result<(), Failure> {
    let is_kept = |event: &EventRecord| by != Audience::Bots || event.query_id.is_some();
    let events: Vec<EventRecord> = events.into_iter().filter(is_kept).collect();
    if events.is_empty() {
        return Ok(());
    }
    let (tell, told) = oneshot::channel();
    recorder.take(events, move |written| {
        // The caller may have gone; the events are kept all the same.
        let _ = tell.send(written);
    });
    told.await.unwrap_or(Err(AnalyticsError::Ended))?;
    Ok(())
}
