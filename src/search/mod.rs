//! Questions in, ranked steps out: understand the question, look its words up, retrieve, rank, select, show.

mod across;
pub mod answer;
mod apart;
mod asked_in;
mod candidates;
mod compounds;
mod expand;
mod family;
mod found;
pub mod frequent;
mod highlight;
mod identifiers;
mod joins;
mod kept;
mod lookup;
mod marks;
mod nearest;
mod occurrences;
mod phrase;
mod question;
mod rank;
pub mod request;
mod retrieve;
mod select;
mod show;
mod step_weights;
pub mod suggest;
pub mod synonyms;
mod weights;
mod word_memory;
mod word_order;
mod word_terms;

pub use answer::{Answer, Correction, GuideReference, Highlight, Hit, StepReference, Variant, Variants};
pub use request::{Request, RequestError, Translations};
pub use synonyms::Synonyms;

use crate::guide::links::Links;
use crate::index::schema::{Key, hash};
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use kept::Kept;
use retrieve::Filter;

/// The second pass looks at so many steps more than the page has, since it changes their order.
const RANKED_BEYOND_PAGE: usize = 100;
/// Translations of one step take several places before they become one.
const RANKED_PER_HIT: usize = 3;

/// So many words each of the analyzers remembers the forms of, from one search to the next.
const REMEMBERED_WORDS: usize = 20_000;

static ANALYZERS: Kept<Analyzer> = Kept::new(|| Analyzer::remembering(REMEMBERED_WORDS));

/// Answers a question from one immutable snapshot. The request must have been checked with [`Request::check`].
///
/// # Errors
/// Only when the index cannot be read.
pub fn run(snapshot: &Snapshot, request: &Request, links: &Links) -> Result<Answer, IndexError> {
    let reader = Reader::of(snapshot, &request.reader);

    let languages = languages(snapshot);
    let question = ANALYZERS.lend(|analyzer| question::understand(&request.query, &languages, analyzer));
    let candidates = lookup::look_up(snapshot, &question, request, reader.language())?;
    let filter = filter(snapshot, request)?;
    let count = (request.offset + request.limit) * RANKED_PER_HIT + RANKED_BEYOND_PAGE;
    let retrieved = retrieve::retrieve(snapshot, &candidates.words, &filter, &reader.hashes, count)?;
    let ranked = rank::rank(snapshot, &candidates.words, &retrieved.steps, &reader.hashes)?;
    let ranked_count = ranked.len();
    let selected = select::select(snapshot, ranked, request.translations, request.per_guide);

    // What was not ranked collapses like what was.
    let estimated_total_hits = match ranked_count {
        0 => 0,
        _ => retrieved.matched * selected.len() / ranked_count,
    };
    let page = selected.into_iter().skip(request.offset).take(request.limit).collect::<Vec<_>>();
    let is_hopeless = retrieved.matched == 0 && request.offset == 0;
    let nearest_words =
        if is_hopeless { nearest::nearest_words(snapshot, &question, reader.language())? } else { Vec::new() };
    let coverage = page.iter().map(|hit| hit.parts.share_of_question()).fold(0.0, f32::max);
    let hits = show::hits(snapshot, request, links, &reader, &candidates.words, &page)?;
    Ok(Answer {
        query: request.query.clone(),
        lang: reader.tags.first().cloned().unwrap_or_default(),
        hits,
        estimated_total_hits,
        offset: request.offset,
        limit: request.limit,
        corrections: candidates.corrections,
        ignored_words: candidates.ignored,
        nearest_words,
        coverage,
    })
}

/// The languages of the reader that count on this site, best first.
struct Reader {
    tags: Vec<String>,
    /// Hashes of the tags, as steps have them.
    hashes: Vec<u64>,
}

impl Reader {
    fn of(snapshot: &Snapshot, wanted: &[String]) -> Reader {
        let tags = reader_languages(snapshot, wanted);
        Reader { hashes: tags.iter().map(|tag| hash(&tag.to_lowercase())).collect(), tags }
    }

    fn language(&self) -> Language {
        self.tags.first().map_or(Language::UNKNOWN, |tag| Language::from_tag(tag))
    }
}

/// The reader's languages that the site has, best first: a tag with a region also stands for the language without it,
/// and the other way round. Without any, the site's own language.
fn reader_languages(snapshot: &Snapshot, wanted: &[String]) -> Vec<String> {
    let site = snapshot.languages();
    let mut languages: Vec<String> = Vec::new();
    let mut add = |tag: &str| {
        if !languages.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
            languages.push(tag.to_owned());
        }
    };
    for tag in wanted {
        match site.iter().find(|language| language.lang.eq_ignore_ascii_case(tag)) {
            Some(exact) => add(&exact.lang),
            None => site
                .iter()
                .filter(|language| Language::from_tag(&language.lang) == Language::from_tag(tag))
                .filter(|_| Language::from_tag(tag) != Language::UNKNOWN)
                .for_each(|language| add(&language.lang)),
        }
    }
    if languages.is_empty() {
        match wanted.first() {
            // A language that the site does not have is still the reader's.
            Some(tag) => languages.push(tag.clone()),
            None => languages.push(snapshot.default_language().to_owned()),
        }
    }
    languages
}

fn languages(snapshot: &Snapshot) -> Vec<Language> {
    Language::all().filter(|&language| snapshot.statistics(language).steps > 0).collect()
}

/// The site's languages that a filter names, as steps have them: `pt` names `pt-BR` too, and not the other way round.
fn languages_within(snapshot: &Snapshot, within: &[String]) -> Vec<u64> {
    let within: Vec<String> = within.iter().map(|tag| tag.to_lowercase()).collect();
    let site = snapshot.languages().iter().map(|language| language.lang.to_lowercase());
    let is_named = |lang: &String| {
        within
            .iter()
            .any(|tag| lang.strip_prefix(tag.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    };
    site.filter(is_named).map(|lang| hash(&lang)).collect()
}

fn filter(snapshot: &Snapshot, request: &Request) -> Result<Filter, IndexError> {
    let mut filter = Filter::default();
    if !request.within.is_empty() {
        filter.langs = Some(languages_within(snapshot, &request.within));
    }
    let guide = request.guide.iter().map(|id| Key::Translations { id });
    let tags = request.tags.iter().map(|tag| Key::Tag { tag });
    for key in guide.chain(tags) {
        let found = snapshot.steps_of(&key)?;
        filter.steps = Some(match filter.steps.take() {
            None => found.into_iter().collect(),
            Some(steps) => found.into_iter().filter(|step| steps.contains(step)).collect(),
        });
    }
    Ok(filter)
}
