//! What the agents' console asks beside searches: what there is to narrow them by, and one step with all that an agent
//! hands on of it.

use crate::guide::text;
use crate::http::accept_language::is_language_tag;
use crate::http::failure::Failure;
use crate::http::query_string::{self, shortened};
use crate::http::search_parameters::ParameterError;
use crate::http::state::{Shared, State as ServerState};
use crate::index::document::StepRecord;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::language::Language;
use crate::web::frame::{direction, language_name};
use crate::web::markdown;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// So many guides of a language are listed and looked through for their tags; of more, the address still takes any.
const MOST_GUIDES: usize = 1_000;
/// So many are read in all languages together.
const MOST_READ: usize = 3_000;
/// So many tags are listed, the commonest.
const MOST_TAGS: usize = 200;
/// Headings within a step are put below this one.
const STEP_HEADING: usize = 2;

/// What there is: languages, guides and tags, and whom the caller's searches count for.
pub async fn about(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let lang = parameter(&request, "lang")?;
    if !lang.is_empty() && !is_language_tag(&lang) {
        let expected = "a language tag such as fr or pt-BR";
        return Err(ParameterError::Invalid { name: "lang", value: shortened(&lang), expected }.into());
    }
    let counts_as = match &shared.recorder {
        None => "nobody",
        Some(_) if shared.keys.is_staff(request.headers()) => "agents",
        Some(_) => "visitors",
    };
    let state = Shared::clone(&shared);
    let work = move || {
        let snapshot = state.site.snapshot();
        let mut about = choices(&snapshot, &lang)?;
        about["countsAs"] = counts_as.into();
        about["asksForKeys"] = state.keys.asks_for_keys().into();
        about["defaultLanguage"] = snapshot.default_language().into();
        Ok(fresh(&about))
    };
    shared.searches.run(work).await
}

/// One step, by the id that a hit bears.
pub async fn step(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let id = parameter(&request, "id")?;
    let Some((lang, guide, number)) = parts(&id) else {
        let expected = "the id of a step, such as fr/shipping/ups#4.1";
        return Err(ParameterError::Invalid { name: "id", value: shortened(&id), expected }.into());
    };
    let (lang, guide, number) = (lang.to_owned(), guide.to_owned(), number.to_owned());
    let state = Shared::clone(&shared);
    let work = move || {
        let snapshot = state.site.snapshot();
        let mut found = snapshot.find_step(&lang, &guide, &number)?;
        if found.is_none()
            && let Some(new_id) = snapshot.redirect(&lang, &guide)?
        {
            found = snapshot.find_step(&lang, &new_id, &number)?;
        }
        let address = found.ok_or(Failure::GuideNotFound { lang, id: format!("{guide}#{number}") })?;
        Ok(fresh(&step_json(&state, &snapshot, address)?))
    };
    shared.searches.run(work).await
}

fn fresh(value: &Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response()
}

/// The one parameter that a route takes.
fn parameter(request: &Request, name: &str) -> Result<String, Failure> {
    let mut value = String::new();
    for (known, given) in query_string::parse(request.uri().query().unwrap_or_default())? {
        if known != name {
            return Err(ParameterError::unknown(&known, &[name]).into());
        }
        value = given;
    }
    Ok(value)
}

/// `{lang}/{guide id}#{step number}` taken apart.
fn parts(id: &str) -> Option<(&str, &str, &str)> {
    let (guide, number) = id.rsplit_once('#')?;
    let (lang, id) = guide.split_once('/')?;
    (is_language_tag(lang) && !id.is_empty() && !number.is_empty()).then_some((lang, id, number))
}

fn choices(snapshot: &Snapshot, lang: &str) -> Result<Value, IndexError> {
    let mut languages = snapshot.languages().to_vec();
    languages.sort_by(|one, other| other.guides.cmp(&one.guides).then_with(|| one.lang.cmp(&other.lang)));
    let own = languages.iter().find(|own| own.lang.eq_ignore_ascii_case(lang));
    // The guides of the wanted language first, then those that are only in others.
    let mut order: Vec<&str> = own.iter().map(|own| own.lang.as_str()).collect();
    order.extend(
        languages
            .iter()
            .map(|language| language.lang.as_str())
            .filter(|tag| Some(*tag) != own.map(|own| own.lang.as_str())),
    );
    let (mut guides, mut tags, mut is_complete) = (BTreeMap::new(), BTreeMap::<String, BTreeSet<String>>::new(), true);
    let mut unread = MOST_READ;
    for tag in order {
        let most = unread.min(MOST_GUIDES - guides.len());
        // One more than is taken tells whether there are more.
        let listed = snapshot.guides_in(tag, 0, most + 1)?;
        is_complete &= listed.len() <= most;
        for guide in listed.into_iter().take(most) {
            unread -= 1;
            for tag in guide.tags {
                tags.entry(tag).or_default().insert(guide.id.clone());
            }
            guides.entry(guide.id).or_insert((guide.title, guide.lang));
        }
    }
    let mut tags: Vec<(String, usize)> = tags.into_iter().map(|(tag, guides)| (tag, guides.len())).collect();
    tags.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    tags.truncate(MOST_TAGS);
    let others = Language::all()
        .filter(|language| *language != Language::UNKNOWN)
        .filter(|language| !languages.iter().any(|own| Language::from_tag(&own.lang) == *language));
    Ok(json!({
        "languages": languages
            .iter()
            .map(|own| json!({"tag": own.lang, "name": language_name(&own.lang), "guides": own.guides}))
            .collect::<Vec<_>>(),
        "otherLanguages": others.map(|other| json!({"tag": other.tag(), "name": other.name()})).collect::<Vec<_>>(),
        "guides": guides
            .into_iter()
            .map(|(id, (title, lang))| json!({"id": id, "title": title, "lang": lang}))
            .collect::<Vec<_>>(),
        "tags": tags.into_iter().map(|(tag, guides)| json!({"tag": tag, "guides": guides})).collect::<Vec<_>>(),
        "isComplete": is_complete,
    }))
}

fn step_json(state: &ServerState, snapshot: &Snapshot, address: StepAddress) -> Result<Value, Failure> {
    let record = snapshot.step(address)?;
    let mut versions = vec![version(state, &record)];
    for other in snapshot.translations_of(address, &record.guide)? {
        versions.push(version(state, &snapshot.step(other)?));
    }
    versions.sort_by(|one, other| one["lang"].as_str().cmp(&other["lang"].as_str()));
    let neighbour = |number: &Option<String>| -> Result<Value, Failure> {
        let Some(number) = number else { return Ok(Value::Null) };
        let Some(address) = snapshot.find_step(&record.lang, &record.guide, number)? else { return Ok(Value::Null) };
        let record = snapshot.step(address)?;
        Ok(json!({
            "id": id(&record),
            "number": record.number,
            "title": record.title,
            "titleLang": record.title_lang,
            "textLang": record.text_lang,
            "direction": direction(&record.text_lang),
            "html": markdown::to_html(&record.body, STEP_HEADING),
        }))
    };
    let links = &state.links;
    Ok(json!({
        "id": id(&record),
        "url": links.to_step(&record.target()),
        "lang": record.lang,
        "textLang": record.text_lang,
        "titleLang": record.title_lang,
        "direction": direction(&record.text_lang),
        "isTranslated": is_translated(&record),
        "number": record.number,
        "anchor": record.anchor,
        "title": record.title,
        "position": record.position,
        "of": record.of,
        "above": record.above,
        "guide": {
            "id": record.guide,
            "title": record.guide_title,
            "url": links.to_guide(&record.target()),
        },
        "html": markdown::to_html(&record.body, STEP_HEADING),
        "markdown": record.body,
        "text": text::plain(&record.body),
        "previous": neighbour(&record.previous)?,
        "next": neighbour(&record.next)?,
        "versions": versions,
    }))
}

fn id(record: &StepRecord) -> String {
    format!("{}/{}#{}", record.lang, record.guide, record.number)
}

fn version(state: &ServerState, record: &StepRecord) -> Value {
    json!({
        "id": id(record),
        "lang": record.lang,
        "name": language_name(&record.lang),
        "title": record.title,
        "textLang": record.text_lang,
        "isTranslated": is_translated(record),
        "url": state.links.to_step(&record.target()),
    })
}

/// Whether a step's text is in the language of its guide, as far as can be told.
fn is_translated(record: &StepRecord) -> bool {
    let (own, text) = (Language::from_tag(&record.lang), Language::from_tag(&record.text_lang));
    own == text || own == Language::UNKNOWN || text == Language::UNKNOWN
}
