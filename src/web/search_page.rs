//! The page of results: each hit with the way to it, what matched, its language and its translations.

use crate::index::GuideSummary;
use crate::search::{Answer, Hit};
use crate::web::frame::{direction, language_name};
use crate::web::home_page::GuideEntry;
use crate::web::texts::fill;
use crate::web::{Frame, WebError};
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Writes the page for an answer. `guides`, all in the language `guides_lang`, are shown when nothing was found.
pub fn render(frame: &Frame, answer: &Answer, guides_lang: &str, guides: &[GuideSummary]) -> Result<String, WebError> {
    let texts = frame.texts;
    let hits: Vec<HitView> = answer.hits.iter().map(|hit| HitView::new(hit, frame)).collect();
    let page = SearchPage {
        frame,
        title: fill(texts.results_for, answer.query.trim()),
        total: texts.results(answer.estimated_total_hits),
        nothing_found: fill(texts.nothing_found, answer.query.trim()),
        past_the_end: hits.is_empty() && answer.offset > 0,
        hits,
        first: answer.offset + 1,
        corrections: answer.corrections.iter().map(|c| texts.correction(&c.from, &c.to)).collect(),
        ignored: &answer.ignored_words,
        previous: (answer.offset > 0).then(|| page_url(frame, answer, answer.offset.saturating_sub(answer.limit))),
        next: next_offset(answer).map(|offset| page_url(frame, answer, offset)),
        guides_in: fill(texts.guides_in, &language_name(guides_lang)),
        guides: guides.iter().map(|guide| GuideEntry::new(guide, texts)).collect(),
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: &'a Frame,
    title: String,
    total: String,
    nothing_found: String,
    past_the_end: bool,
    hits: Vec<HitView<'a>>,
    first: usize,
    corrections: Vec<String>,
    ignored: &'a [String],
    previous: Option<String>,
    next: Option<String>,
    guides_in: String,
    guides: Vec<GuideEntry<'a>>,
}

struct HitView<'a> {
    hit: &'a Hit,
    /// HTML: escaped by the search, marked.
    title: &'a str,
    /// Stands in for a title that is empty.
    untitled: String,
    breadcrumbs: &'a [String],
    guide_direction: &'static str,
    text_direction: &'static str,
    /// The language of the text, when it isn't the guide's or isn't the reader's.
    language_badge: Option<String>,
    variants: Vec<(String, &'a str, &'a str)>,
}

impl<'a> HitView<'a> {
    fn new(hit: &'a Hit, frame: &Frame) -> HitView<'a> {
        let foreign = hit.language_fallback || primary(&hit.text_lang) != primary(&hit.lang);
        HitView {
            hit,
            title: &hit.highlight.title,
            untitled: frame.texts.untitled_step(&hit.step.number),
            breadcrumbs: &hit.breadcrumbs,
            guide_direction: direction(&hit.lang),
            text_direction: direction(&hit.text_lang),
            language_badge: foreign.then(|| language_name(&hit.text_lang)),
            variants: hit
                .variants
                .iter()
                .map(|variant| (language_name(&variant.lang), variant.lang.as_str(), variant.url.as_str()))
                .collect(),
        }
    }
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Where the next page begins, if there is one that may be asked for.
fn next_offset(answer: &Answer) -> Option<usize> {
    let next = answer.offset + answer.hits.len();
    let more = !answer.hits.is_empty() && next < answer.estimated_total_hits;
    (more && next <= crate::search::request::MAX_OFFSET).then_some(next)
}

fn page_url(frame: &Frame, answer: &Answer, offset: usize) -> String {
    let query = utf8_percent_encode(&answer.query, NON_ALPHANUMERIC);
    let mut url = format!("/?q={query}");
    if !frame.chosen_language.is_empty() {
        url.push_str(&format!("&lang={}", frame.chosen_language));
    }
    if offset > 0 {
        url.push_str(&format!("&offset={offset}"));
    }
    url
}
