//! `POST /feedback`: the form below each step, for readers without JavaScript. It becomes an event like any other.

use crate::analytics::{AnalyticsError, day};
use crate::http::caller::Caller;
use crate::http::failure::Failure;
use crate::http::state::{Shared, State as ServerState};
use crate::http::{event_body, events, guide_body, query_string};
use crate::web::{guide_page, guide_path};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

/// A form is far smaller, in bytes.
const MOST_BYTES: usize = 4_096;

/// Keeps the vote, then leads back to the step, which thanks for it.
pub async fn give(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let recorder = shared.recorder.as_ref().ok_or(AnalyticsError::Off)?;
    let now = day::now();
    let caller = Caller::of(&request, recorder, &shared.keys, now);
    let form = guide_body::receive_within(request.into_body(), &shared.limits, MOST_BYTES).await?;
    let fields = query_string::parse(&form)?;
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
    let kind = if field("helpful") == "yes" { "helpful" } else { "unhelpful" };
    let hit = field("hit").to_owned();
    let received = event_body::read(&json!({"type": kind, "hit": hit}).to_string(), caller.visitor, now)?;
    let is_vote = matches!(field("helpful"), "yes" | "no") && !hit.is_empty();
    if let Some((_, reason)) = received.refused.into_iter().next() {
        return Err(Failure::EventsRefused(reason));
    }
    if !is_vote {
        return Err(Failure::EventsRefused("a vote has a step (hit) and says helpful=yes or helpful=no".to_owned()));
    }
    events::keep(recorder, caller.audience, received.events).await?;
    let state = Shared::clone(&shared);
    let back = shared.searches.run(move || way_back(&state, &hit)).await?;
    let location = HeaderValue::from_str(&back).map_err(|_| Failure::NotFound)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

/// The page of a hit, which says thanks at the step.
fn way_back(state: &ServerState, hit: &str) -> Result<String, Failure> {
    let (guide, number) = hit.rsplit_once('#').ok_or(Failure::NotFound)?;
    let (lang, id) = guide.split_once('/').ok_or(Failure::NotFound)?;
    let view = state.site.snapshot().guide(lang, id)?.ok_or(Failure::NotFound)?;
    let step = view.guide.steps.iter().find(|step| step.number == number).ok_or(Failure::NotFound)?;
    let thanks = utf8_percent_encode(&step.number, NON_ALPHANUMERIC);
    let page = guide_path(&view.guide.lang, &view.guide.id);
    Ok(format!("{page}?thanks={thanks}{}", guide_page::fragment(&step.anchor)))
}
