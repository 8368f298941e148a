//! `GET /api/suggest`: completions while a question is being typed, off the async threads like every search.

use crate::http::failure::Failure;
use crate::http::frequent_questions::CurrentFrequentQuestions;
use crate::http::query_string;
use crate::http::search::reader_languages;
use crate::http::search_parameters::to_suggest_request;
use crate::http::state::Shared;
use crate::search::suggest::suggest as complete;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

/// Completes what is being typed.
pub async fn suggest(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let parameters = query_string::parse(request.uri().query().unwrap_or_default())?;
    let mut asked = to_suggest_request(parameters)?;
    asked.check()?;
    if asked.reader.is_empty() {
        asked.reader = reader_languages(request.headers());
    }
    asked.frequent = CurrentFrequentQuestions::current(&shared);
    let state = Shared::clone(&shared);
    let suggestions = shared.searches.run(move || Ok(complete(&state.site.snapshot(), &asked, &state.links)?)).await?;
    let mut response = Json(suggestions).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
