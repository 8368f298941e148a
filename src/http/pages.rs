//! The pages: parameters and snapshot become the plain values that `web` writes HTML from.

use crate::guide::Guide;
use crate::http::caller::Caller;
use crate::http::failure::Failure;
use crate::http::guides::{Address, decoded, moved};
use crate::http::search::{answer, caller, reader_languages, record};
use crate::http::state::{Shared, State as ServerState};
use crate::http::{accept_language, query_string, search_parameters};
use crate::index::{GuideSummary, Snapshot};
use crate::language::Language;
use crate::search;
use crate::web::frame::{LanguageLink, language_name};
use crate::web::guide_page::{ShownGuide, StepLanguages};
use crate::web::texts::Texts;
use crate::web::{Frame, error_page, guide_page, guide_path, home_page, search_page};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// Guides on one page of the list.
const GUIDES_LISTED: usize = 100;
/// Guides that are offered when nothing was found.
const GUIDES_OFFERED: usize = 20;

/// What a page's address asks for. Parameters that mean nothing here, such as a campaign's, are passed over.
#[derive(Debug, Default, PartialEq, Eq)]
struct PageParameters {
    query: String,
    /// Empty when the reader chose none.
    lang: String,
    offset: usize,
    /// Whether the words are searched for exactly as they are.
    is_exact: bool,
}

/// The first page, or the results of a question.
pub async fn home_or_search(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let parameters = PageParameters::read(request.uri().query().unwrap_or_default())?;
    let reader = parameters.reader(request.headers());
    let caller = caller(&shared, &request);
    let state = Shared::clone(&shared);
    let work = move || {
        if parameters.query.trim().is_empty() {
            home(&state, &parameters, &reader)
        } else {
            results(&state, caller, parameters, reader)
        }
    };
    let page = shared.searches.run(work).await?;
    Ok(html(StatusCode::OK, page))
}

/// A guide; leads on to where it is now, or to its translations when it is not there.
pub async fn guide(
    State(shared): State<Shared>,
    address: Address,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (lang, id) = decoded(address)?;
    if lang == "api" {
        // `/api/guides/fr` looks like a page's address; below `/api` there are no pages.
        return Err(Failure::NotFound);
    }
    let state = Shared::clone(&shared);
    // What a campaign put behind the address is passed over, also when it is not well formed.
    let parameters = query_string::parse(&query.unwrap_or_default()).unwrap_or_default();
    let thanked = parameters.into_iter().find(|(name, _)| name == "thanks").map(|(_, number)| number);
    shared.searches.run(move || guide_or_way_on(&state, &lang, &id, thanked.as_deref())).await
}

impl PageParameters {
    fn read(query: &str) -> Result<PageParameters, Failure> {
        let mut read = PageParameters::default();
        for (name, value) in query_string::parse(query)? {
            match name.as_str() {
                "q" => {
                    search_parameters::check_text(&value)?;
                    read.query = value;
                }
                "lang" if accept_language::is_language_tag(&value) => read.lang = value,
                "corrections" => read.is_exact = value == "0",
                "offset" => read.offset = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        Ok(read)
    }

    /// The reader's languages, the chosen one first.
    fn reader(&self, headers: &HeaderMap) -> Vec<String> {
        let mut reader = reader_languages(headers);
        if !self.lang.is_empty() {
            reader.retain(|tag| *tag != self.lang);
            reader.insert(0, self.lang.clone());
        }
        reader
    }
}

fn home(state: &ServerState, parameters: &PageParameters, reader: &[String]) -> Result<String, Failure> {
    let snapshot = state.site.snapshot();
    let lang = listed_language(&snapshot, reader);
    let frame = frame(state, &snapshot, parameters, reader, &lang);
    // One more than is shown tells whether there is a next page.
    let mut guides = snapshot.guides_in(&lang, parameters.offset, GUIDES_LISTED + 1)?;
    let has_more = guides.len() > GUIDES_LISTED;
    guides.truncate(GUIDES_LISTED);
    let page_at = |offset: usize| format!("/?lang={lang}&offset={offset}");
    let previous = (parameters.offset > 0).then(|| page_at(parameters.offset.saturating_sub(GUIDES_LISTED)));
    let next = has_more.then(|| page_at(parameters.offset + GUIDES_LISTED));
    Ok(home_page::render(&frame, &guides, previous, next)?)
}

fn results(
    state: &ServerState,
    caller: Option<Caller>,
    parameters: PageParameters,
    reader: Vec<String>,
) -> Result<String, Failure> {
    let snapshot = state.site.snapshot();
    let lang = listed_language(&snapshot, &reader);
    let frame = frame(state, &snapshot, &parameters, &reader, &lang);
    let mut asked = search::Request {
        query: parameters.query,
        reader,
        offset: parameters.offset,
        corrects: !parameters.is_exact,
        ..search::Request::default()
    };
    asked.check()?;
    let (answer, took) = answer(state, &snapshot, &mut asked)?;
    let query_id = Uuid::now_v7();
    record(state, caller, query_id, &asked, &answer, took);
    let offered: Vec<GuideSummary> =
        if answer.hits.is_empty() { snapshot.guides_in(&lang, 0, GUIDES_OFFERED)? } else { Vec::new() };
    Ok(search_page::render(&frame, &answer, &query_id.to_string(), &lang, &offered)?)
}

fn guide_or_way_on(state: &ServerState, lang: &str, id: &str, thanked: Option<&str>) -> Result<Response, Failure> {
    let snapshot = state.site.snapshot();
    let trimmed = id.trim_end_matches('/');
    if let Some(view) = snapshot.guide(lang, trimmed)? {
        let guide = &view.guide;
        if guide.lang != lang || guide.id != id {
            return Ok(moved(&guide_path(&guide.lang, &guide.id)));
        }
        let frame = Frame {
            chosen_language: guide.lang.clone(),
            languages: translation_links(&snapshot.translations(id)?, &guide.lang),
            has_search_box: state.keys.is_search_open(),
            takes_feedback: takes_feedback(state),
            ..Frame::plain(Texts::for_reader([guide.lang.as_str()]))
        };
        let shown = ShownGuide {
            guide,
            languages: StepLanguages { titles: &view.title_languages, texts: &view.text_languages },
            translations: &translations(&snapshot, &frame.languages, id)?,
            origin: state.public_url.as_deref().unwrap_or_default(),
            default_language: snapshot.default_language(),
            thanked,
        };
        let page = guide_page::render(&frame, &shown, &state.links)?;
        return Ok(html(StatusCode::OK, page));
    }
    if let Some(new_id) = snapshot.redirect(lang, trimmed)? {
        return Ok(moved(&guide_path(lang, &new_id)));
    }
    let frame = Frame {
        chosen_language: if accept_language::is_language_tag(lang) { lang.to_owned() } else { String::new() },
        languages: translation_links(&snapshot.translations(trimmed)?, ""),
        ..Frame::plain(Texts::for_reader([lang]))
    };
    let page = error_page::render(&frame, StatusCode::NOT_FOUND.as_u16(), "")?;
    Ok(html(StatusCode::NOT_FOUND, page))
}

fn html(status: StatusCode, page: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language"),
    ];
    (status, headers, page).into_response()
}

/// The language whose guides a reader is shown: the first of theirs that has any, else the site's.
fn listed_language(snapshot: &Snapshot, reader: &[String]) -> String {
    let languages = snapshot.languages();
    let same = |wanted: &str| languages.iter().find(|there| there.lang.eq_ignore_ascii_case(wanted));
    let related = |wanted: &str| languages.iter().find(|there| is_same_language(&there.lang, wanted));
    reader
        .iter()
        .find_map(|wanted| same(wanted).or_else(|| related(wanted)))
        .or_else(|| related(snapshot.default_language()))
        .or_else(|| languages.first())
        .map_or_else(|| snapshot.default_language().to_owned(), |found| found.lang.clone())
}

fn is_same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let known = Language::from_tag(one);
    (known != Language::UNKNOWN && known == Language::from_tag(other)) || primary(one) == primary(other)
}

fn frame(
    state: &ServerState,
    snapshot: &Snapshot,
    parameters: &PageParameters,
    reader: &[String],
    current: &str,
) -> Frame {
    let asked = match parameters.query.trim() {
        "" => String::new(),
        query => format!("q={}&", utf8_percent_encode(query, NON_ALPHANUMERIC)),
    };
    let languages = snapshot.languages();
    let link = |lang: &str| LanguageLink {
        tag: lang.to_owned(),
        name: language_name(lang),
        url: format!("/?{asked}lang={}", utf8_percent_encode(lang, NON_ALPHANUMERIC)),
        current: lang == current,
    };
    let site_language = snapshot.default_language();
    Frame {
        texts: Texts::for_reader(reader.iter().map(String::as_str).chain([site_language])),
        query: parameters.query.clone(),
        chosen_language: parameters.lang.clone(),
        languages: if languages.len() > 1 {
            languages.iter().map(|there| link(&there.lang)).collect()
        } else {
            Vec::new()
        },
        has_search_box: state.keys.is_search_open(),
        takes_feedback: takes_feedback(state),
    }
}

/// Whether pages may tell what readers do: where it is recorded, and no key is needed for it.
fn takes_feedback(state: &ServerState) -> bool {
    state.recorder.is_some() && state.keys.is_search_open()
}

/// The guides that a language switcher leads to.
fn translations(snapshot: &Snapshot, languages: &[LanguageLink], id: &str) -> Result<Vec<Guide>, Failure> {
    let mut found = Vec::new();
    for language in languages.iter().filter(|language| !language.current) {
        found.extend(snapshot.guide(&language.tag, id)?.map(|view| view.guide));
    }
    Ok(found)
}

/// Where a guide is in other languages; none when it is only in the current one.
fn translation_links(translations: &[GuideSummary], current: &str) -> Vec<LanguageLink> {
    let links = translations.iter().map(|other| LanguageLink {
        tag: other.lang.clone(),
        name: language_name(&other.lang),
        url: guide_path(&other.lang, &other.id),
        current: other.lang == current,
    });
    let links: Vec<LanguageLink> = links.collect();
    if links.iter().all(|link| link.current) { Vec::new() } else { links }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn page_parameters_pass_over_what_means_nothing_here() {
        let read = PageParameters::read("q=fraud&utm_source=mail&lang=%3Cb%3E&offset=x").unwrap();
        assert_eq!(read, PageParameters { query: "fraud".to_owned(), ..PageParameters::default() });
        assert!(matches!(PageParameters::read("q=%"), Err(Failure::QueryString(_))));
        assert!(matches!(PageParameters::read("q=a%00"), Err(Failure::Parameter(_))));
    }

    #[test]
    fn the_chosen_language_comes_first() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("de,fr;q=0.5"));
        let read = PageParameters::read("lang=fr").unwrap();
        assert_eq!(read.reader(&headers), ["fr", "de"]);
        assert_eq!(PageParameters::default().reader(&headers), ["de", "fr"]);
    }

    #[test]
    fn varieties_of_a_language_are_the_same_language() {
        assert!(is_same_language("pt-BR", "pt"));
        assert!(is_same_language("tlh", "TLH-x"));
        assert!(!is_same_language("tlh", "qya"));
    }
}
