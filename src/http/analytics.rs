//! `/api/analytics/…`: the reports as JSON or CSV, and the decision on proposed synonyms.

use crate::analytics::causes::Guides;
use crate::analytics::day;
use crate::analytics::report::table::Tabular;
use crate::analytics::report::{self, MAX_LIMIT, Query};
use crate::analytics::{AnalyticsError, Store};
use crate::http::accept_language::is_language_tag;
use crate::http::failure::Failure;
use crate::http::query_string::{self, shortened};
use crate::http::search_parameters::ParameterError;
use crate::http::state::{Shared, State as ServerState};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use tokio::sync::oneshot;

/// Every parameter that the reports take.
pub const NAMES: [&str; 6] = ["from", "to", "lang", "guide", "limit", "format"];

pub async fn summary(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, |store, _, query| report::summary::summary(store, query)).await
}

pub async fn searches(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, |store, _, query| report::searches::searches(store, query)).await
}

pub async fn failed_searches(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, report::failed_searches::failed_searches).await
}

pub async fn clicks(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, |store, guides, query| report::clicks::clicks(store, guides, query)).await
}

pub async fn gaps(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, report::gaps::gaps).await
}

pub async fn synonym_proposals(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, report::synonym_proposals::synonym_proposals).await
}

pub async fn translation_debt(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, |store, guides, query| report::translation_debt::translation_debt(store, guides, query))
        .await
}

pub async fn agent_votes(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    report(shared, request, |store, guides, query| report::agent_votes::agent_votes(store, guides, query)).await
}

/// Puts a proposal into the site's synonyms.
pub async fn accept(
    State(shared): State<Shared>,
    Path(proposal): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    decide(shared, proposal, request, true).await
}

/// Keeps a proposal out of the site's synonyms.
pub async fn reject(
    State(shared): State<Shared>,
    Path(proposal): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    decide(shared, proposal, request, false).await
}

/// Makes a report from all that was recorded up to now.
async fn report<R, F>(shared: Shared, request: Request, make: F) -> Result<Response, Failure>
where
    R: Serialize + Tabular,
    F: FnOnce(&mut Store, &mut Guides<'_>, &Query) -> Result<R, AnalyticsError> + Send + 'static,
{
    let (query, is_csv) = parameters(&shared, &request)?;
    bring_up_to_date(&shared).await?;
    let state = Shared::clone(&shared);
    let work = move || {
        let snapshot = state.site.snapshot();
        let report = with_store(&state, |store| {
            make(store, &mut Guides::new(&snapshot, &state.links, state.synonyms.current()), &query)
        })?;
        if is_csv {
            let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
            return Ok((headers, report.table().to_csv()).into_response());
        }
        Ok(([(header::CACHE_CONTROL, "no-store")], Json(report)).into_response())
    };
    shared.reports.run(work).await
}

async fn decide(shared: Shared, proposal: String, request: Request, is_accepted: bool) -> Result<Response, Failure> {
    let (query, _) = parameters(&shared, &request)?;
    bring_up_to_date(&shared).await?;
    let state = Shared::clone(&shared);
    let work = move || {
        let decided = with_store(&state, |store| {
            if !is_accepted {
                return report::synonym_proposals::reject(store, &query, &proposal, day::now());
            }
            let file = state
                .synonyms
                .path()
                .ok_or_else(|| AnalyticsError::Synonyms("no file of synonyms is set".to_owned()))?;
            report::synonym_proposals::accept(store, &query, &proposal, file, day::now())
        })?;
        let status = if is_accepted { "accepted" } else { "rejected" };
        let body =
            json!({"id": decided.id, "lang": decided.lang, "from": decided.from, "to": decided.to, "status": status});
        Ok(Json(body).into_response())
    };
    shared.reports.run(work).await
}

/// A report is fresh: what waits is written and counted first.
async fn bring_up_to_date(shared: &ServerState) -> Result<(), Failure> {
    let recorder = shared.recorder.as_ref().ok_or(AnalyticsError::Off)?;
    let (tell, told) = oneshot::channel();
    recorder.flush(move |done| {
        // The caller may have gone.
        let _ = tell.send(done);
    });
    match told.await.unwrap_or(Err(AnalyticsError::Ended)) {
        Err(error @ (AnalyticsError::Off | AnalyticsError::Ended)) => Err(error.into()),
        // What could be counted before is still worth a look.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Opens the store to read; one that turns out to be damaged is reported to the recorder, which sets it aside.
fn with_store<T>(
    state: &ServerState,
    work: impl FnOnce(&mut Store) -> Result<T, AnalyticsError>,
) -> Result<T, Failure> {
    let recorder = state.recorder.as_ref().ok_or(AnalyticsError::Off)?;
    let settings = recorder.settings();
    let done = Store::open(&settings.address(), settings.zone.clone()).and_then(|mut store| work(&mut store));
    done.map_err(|error| {
        tracing::error!(%error, "a report could not be made");
        if matches!(error, AnalyticsError::Damaged { .. }) {
            recorder.set_aside();
        }
        error.into()
    })
}

fn parameters(shared: &ServerState, request: &Request) -> Result<(Query, bool), Failure> {
    let recorder = shared.recorder.as_ref().ok_or(AnalyticsError::Off)?;
    let settings = recorder.settings();
    let given = query_string::parse(request.uri().query().unwrap_or_default())?;
    let value = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if let Some((name, _)) = given.iter().find(|(name, _)| !NAMES.contains(&name.as_str())) {
        return Err(ParameterError::unknown(name, &NAMES).into());
    }
    let mut query = Query::new(value("from"), value("to"), settings.zone.day_of(day::now()))?;
    query.min_visitors = i64::from(settings.min_visitors);
    let invalid = |name: &'static str, value: &str, expected: &'static str| {
        Failure::from(ParameterError::Invalid { name, value: shortened(value), expected })
    };
    if let Some(lang) = value("lang").filter(|lang| !lang.is_empty()) {
        if !is_language_tag(lang) {
            return Err(invalid("lang", lang, "a language tag such as fr or pt-BR"));
        }
        query.filter.lang = Some(lang.to_owned());
    }
    query.filter.guide = value("guide").filter(|guide| !guide.is_empty()).map(str::to_owned);
    if let Some(limit) = value("limit") {
        let number = limit.parse::<usize>().ok().filter(|number| (1..=MAX_LIMIT).contains(number));
        query.limit = number.ok_or_else(|| invalid("limit", limit, "a whole number from 1 to 1,000"))?;
    }
    let is_csv = match value("format") {
        None | Some("json") => false,
        Some("csv") => true,
        Some(other) => return Err(invalid("format", other, "json or csv")),
    };
    Ok((query, is_csv))
}
