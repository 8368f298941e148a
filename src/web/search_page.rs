//! The page of results: each hit with the way to it, what matched, its language and its translations.

use crate::index::GuideSummary;
use crate::search::{Answer, Hit};
use crate::web::frame::{direction, language_name};
use crate::web::home_page::GuideEntry;
use crate::web::texts::fill;
use crate::web::{Frame, WebError};
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Writes the page for the answer to the search `query_id`. `guides`, all in the language `guides_lang`, are shown when nothing was found.
pub fn render(
    frame: &Frame,
    answer: &Answer,
    query_id: &str,
    guides_lang: &str,
    guides: &[GuideSummary],
) -> Result<String, WebError> {
    let texts = frame.texts;
    let hits: Vec<HitView> = answer.hits.iter().map(|hit| HitView::new(hit, &answer.lang, frame)).collect();
    let page = SearchPage {
        frame,
        query_id,
        title: fill(texts.results_for, answer.query.trim()),
        total: texts.results(answer.estimated_total_hits, answer.offset + hits.len() == answer.estimated_total_hits),
        nothing_found: fill(texts.nothing_found, answer.query.trim()),
        past_the_end: hits.is_empty() && answer.offset > 0,
        hits,
        first: answer.offset + 1,
        corrections: answer.corrections.iter().map(|c| texts.correction(&c.from, &c.to)).collect(),
        exactly: format!("{}&corrections=0", question_url(frame, &answer.query)),
        search_instead: fill(texts.search_instead, answer.query.trim()),
        ignored: &answer.ignored_words,
        nearest: answer.nearest_words.iter().map(|word| (word.as_str(), question_url(frame, word))).collect(),
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
    query_id: &'a str,
    title: String,
    total: String,
    nothing_found: String,
    past_the_end: bool,
    hits: Vec<HitView<'a>>,
    first: usize,
    corrections: Vec<String>,
    /// The way to what the words find exactly as they are.
    exactly: String,
    search_instead: String,
    ignored: &'a [String],
    /// Words that may have been meant, with the way to what they find.
    nearest: Vec<(&'a str, String)>,
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
    /// The language of the text, when it isn't the reader's.
    language_badge: Option<String>,
    variants: Vec<(String, &'a str, &'a str)>,
}

impl<'a> HitView<'a> {
    fn new(hit: &'a Hit, answer_lang: &str, frame: &Frame) -> HitView<'a> {
        let foreign = hit.language_fallback || primary(&hit.text_lang) != primary(answer_lang);
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
                .map(|variant| (language_name(variant.lang), variant.lang, variant.url))
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

/// The way to what another question finds.
fn question_url(frame: &Frame, question: &str) -> String {
    let query = utf8_percent_encode(question, NON_ALPHANUMERIC);
    let lang =
        if frame.chosen_language.is_empty() { String::new() } else { format!("&lang={}", frame.chosen_language) };
    format!("/?q={query}{lang}")
}

fn page_url(frame: &Frame, answer: &Answer, offset: usize) -> String {
    let offset = if offset == 0 { String::new() } else { format!("&offset={offset}") };
    format!("{}{offset}", question_url(frame, &answer.query))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::search::{Correction, GuideReference, Highlight, StepReference};
    use crate::web::texts::Texts;

    fn answer(hits: usize, offset: usize, total: usize) -> Answer {
        let hit = Hit {
            id: "fr/a#4".to_owned(),
            url: "/fr/guides/a#step-4".to_owned(),
            score: 1.0,
            lang: "fr".to_owned(),
            text_lang: "ar".to_owned(),
            language_fallback: true,
            by_translation: false,
            guide: GuideReference {
                id: "a".to_owned(),
                lang: "fr".to_owned(),
                title: String::new(),
                url: String::new(),
            },
            step: StepReference {
                number: "4".to_owned(),
                anchor: "step-4".to_owned(),
                title: String::new(),
                position: 1,
                of: 1,
                previous: None,
                next: None,
            },
            breadcrumbs: vec!["<script>crumb".to_owned()],
            highlight: Highlight { title: String::new(), snippet: "a &lt;b&gt; <mark>c</mark>".to_owned() },
            variants: crate::search::Variants::default(),
            explanation: None,
        };
        Answer {
            query: "<script>q & \"x\"".to_owned(),
            lang: "fr".to_owned(),
            hits: vec![hit; hits],
            estimated_total_hits: total,
            offset,
            limit: 10,
            corrections: vec![Correction { from: "<script>from".to_owned(), to: "to".to_owned() }],
            ignored_words: vec!["<script>ignored".to_owned()],
            nearest_words: vec!["<i>printer".to_owned()],
            coverage: 1.0,
        }
    }

    fn frame() -> Frame {
        Frame {
            query: "<script>q & \"x\"".to_owned(),
            chosen_language: "fr".to_owned(),
            ..Frame::plain(Texts::for_reader(["fr"]))
        }
    }

    #[test]
    fn only_highlights_are_html() {
        for hits in [0, 1] {
            let page = render(&frame(), &answer(hits, 0, hits), "id", "fr", &[]).unwrap();
            assert!(!page.contains("<script>"), "{page}");
        }
        let nothing = render(&frame(), &answer(0, 0, 0), "id", "fr", &[]).unwrap();
        assert!(nothing.contains("Vouliez-vous dire") && nothing.contains("q=%3Ci%3Eprinter&#38;lang=fr"), "{nothing}");
        let page = render(&frame(), &answer(1, 0, 1), "id", "fr", &[]).unwrap();
        assert!(page.contains("a &lt;b&gt; <mark>c</mark>"), "{page}");
        assert!(page.contains("Étape 4") && page.contains("lang=\"ar\" dir=\"rtl\""), "{page}");
        assert!(page.contains("Pas disponible dans votre langue"), "{page}");
    }

    #[test]
    fn pages_lead_on_and_back() {
        let query = "q=%3Cscript%3Eq%20%26%20%22x%22&#38;lang=fr";
        let middle = render(&frame(), &answer(10, 10, 35), "id", "fr", &[]).unwrap();
        assert!(middle.contains(&format!("rel=\"prev\" href=\"/?{query}\"")), "{middle}");
        assert!(middle.contains(&format!("rel=\"next\" href=\"/?{query}&#38;offset=20\"")), "{middle}");
        assert!(middle.contains("start=\"11\""));
        let last = render(&frame(), &answer(5, 30, 35), "id", "fr", &[]).unwrap();
        assert!(!last.contains("rel=\"next\""));
        let beyond = render(&frame(), &answer(0, 40, 35), "id", "fr", &[]).unwrap();
        assert!(beyond.contains("rel=\"prev\"") && !beyond.contains("Aucun résultat"), "{beyond}");
        // Nobody may page farther than a search would go.
        assert!(!render(&frame(), &answer(10, 995, 5_000), "id", "fr", &[]).unwrap().contains("rel=\"next\""));
    }
}
