//! `/api/guides/{lang}/{id}`: a guide with its steps and links, and a CMS that pushes or removes one.

use crate::guide::links::Links;
use crate::guide::{Guide, Problem, Redirect};
use crate::http::failure::{Failure, problem_json};
use crate::http::state::Shared;
use crate::http::{guide_address, guide_body};
use crate::index::{GuideSummary, GuideView, Published};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The address of a guide, percent-decoded.
pub(crate) type Address = Result<Path<(String, String)>, PathRejection>;

/// Gives a guide with its steps, anchors and links; leads on if the guide has moved.
pub async fn read(State(shared): State<Shared>, address: Address) -> Result<Response, Failure> {
    let (lang, id) = decoded(address)?;
    let state = Shared::clone(&shared);
    let work = move || {
        let snapshot = state.site.snapshot();
        if let Some(view) = snapshot.guide(&lang, &id)? {
            let translations = snapshot.translations(&id)?;
            return Ok(Json(guide_json(&view, &translations, &state.links)).into_response());
        }
        match snapshot.redirect(&lang, &id)? {
            Some(new_id) => Ok(moved(&format!("/api/guides/{}", encoded_key(&lang, &new_id)))),
            None => Err(Failure::GuideNotFound { lang, id }),
        }
    };
    shared.searches.run(work).await
}

/// Keeps a pushed guide and makes it searchable.
pub async fn write(State(shared): State<Shared>, address: Address, request: Request) -> Result<Response, Failure> {
    let (lang, id) = decoded(address)?;
    guide_address::check(&lang, &id)?;
    let format = guide_body::Format::of(request.headers())?;
    let text = guide_body::receive(request.into_body(), &shared.limits).await?;
    let state = Shared::clone(&shared);
    let work = move || {
        let (guide, mut problems) = guide_body::parse(format, &text, &lang, &id)?;
        let existed = state.site.snapshot().place_of(&lang, &id)?.is_some();
        let published = state.site.put(&guide, format.kept_as())?;
        let place = state.site.snapshot().place_of(&lang, &id)?;
        let is_its_own =
            |problem: &Problem| place.as_ref().is_some_and(|(source, line)| concerns(problem, source, *line));
        problems.extend(published.problems.into_iter().filter(is_its_own));
        let status = if existed { StatusCode::OK } else { StatusCode::CREATED };
        let body = json!({
            "id": guide.id,
            "lang": guide.lang,
            "url": state.links.guide_url(&guide),
            "steps": guide.steps.len(),
            "generation": published.generation,
            "problems": problems.iter().map(problem_json).collect::<Vec<_>>(),
        });
        Ok((status, Json(body)).into_response())
    };
    shared.changes.run(work).await
}

/// Whether a problem that indexing found is one of the guide at this place, and not of others beside it.
fn concerns(problem: &Problem, source: &str, line: usize) -> bool {
    let is_one_of_many = std::path::Path::new(source).extension().is_some_and(|extension| extension == "jsonl");
    problem.path.ends_with(source) && (!is_one_of_many || problem.line == line)
}

/// Removes a guide.
pub async fn remove(State(shared): State<Shared>, address: Address) -> Result<Response, Failure> {
    let (lang, id) = decoded(address)?;
    guide_address::check(&lang, &id)?;
    let state = Shared::clone(&shared);
    let work = move || match state.site.delete(&lang, &id)? {
        Some(Published { generation, .. }) => {
            Ok(Json(json!({"id": id, "lang": lang, "generation": generation})).into_response())
        }
        None => Err(Failure::GuideNotFound { lang, id }),
    };
    shared.changes.run(work).await
}

/// The two parts of an address, or why they cannot be read.
pub(crate) fn decoded(address: Address) -> Result<(String, String), Failure> {
    address.map(|Path(parts)| parts).map_err(|_| Failure::PathEncoding)
}

/// An answer that leads to where a guide is now, for good.
pub(crate) fn moved(location: &str) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    // What is percent-encoded is always a valid header value.
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// `{lang}/{id}`, percent-encoded.
fn encoded_key(lang: &str, id: &str) -> String {
    let links = Links { url_template: "{lang}/{id}".to_owned(), ..Links::default() };
    links.guide_url(&Guide { lang: lang.to_owned(), id: id.to_owned(), ..Guide::default() })
}

fn guide_json(view: &GuideView, translations: &[GuideSummary], links: &Links) -> Value {
    let guide = &view.guide;
    let steps: Vec<Value> = guide
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            json!({
                "textLang": view.text_languages.get(at),
                "number": step.number,
                "anchor": step.anchor,
                "title": step.title,
                "body": step.body,
                "url": links.step_url(guide, step),
            })
        })
        .collect();
    let translations: Vec<Value> = translations
        .iter()
        .filter(|other| other.lang != guide.lang)
        .map(|other| json!({"lang": other.lang, "title": other.title, "url": summary_url(other, links)}))
        .collect();
    let redirects: Vec<Value> = guide
        .redirects
        .iter()
        .map(|redirect| match redirect {
            Redirect::Guide(id) => json!({"guide": id}),
            Redirect::Anchor { from, to } => json!({"from": from, "to": to}),
        })
        .collect();
    json!({
        "id": guide.id,
        "lang": guide.lang,
        "title": guide.title,
        "summary": guide.summary,
        "url": links.guide_url(guide),
        "tags": guide.tags,
        "updated": guide.updated,
        "steps": steps,
        "translations": translations,
        "redirects": redirects,
    })
}

fn summary_url(summary: &GuideSummary, links: &Links) -> String {
    let guide =
        Guide { id: summary.id.clone(), lang: summary.lang.clone(), url: summary.url.clone(), ..Guide::default() };
    links.guide_url(&guide)
}
