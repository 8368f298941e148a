//! What a question may become while it is being typed: titles of guides and steps that have its words, the last of them
//! perhaps unfinished.
//!
//! Titles give candidates, which are put in one order; questions that others asked with success come before them.

use crate::guide::links::Links;
use crate::index::schema::Role;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::language::Language;
use crate::language::analysis::{Analyzer, Token, TokenKind};
use crate::search::frequent::{FrequentQuestions, same_text};
use crate::search::highlight::marked;
use crate::search::{ANALYZERS, Reader, RequestError};
use serde::Serialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};
use typed_words::TypedWord;

mod typed_words;

/// The most suggestions at once, and how many there are when nobody says.
pub const MAX_SUGGESTIONS: usize = 20;
pub const DEFAULT_SUGGESTIONS: usize = 8;

/// So many titles are read for each suggestion, since some are the same and some don't hold what they promised.
const READ_PER_SUGGESTION: usize = 4;

/// What is being typed, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    pub query: String,
    /// The reader's languages, best first.
    pub reader: Vec<String>,
    pub limit: usize,
    /// The questions that others asked, as they are known at the moment.
    pub frequent: Arc<FrequentQuestions>,
}

/// Completions, best first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestions {
    pub query: String,
    pub suggestions: Vec<Suggestion>,
}

/// One completion and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub text: String,
    /// The text, HTML-escaped but for `<mark>` around the words that were typed.
    pub highlight: String,
    pub url: String,
    pub lang: String,
    pub kind: SuggestionKind,
}

/// What a completion was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// The title of a guide.
    Guide,
    /// The title of a step.
    Step,
    /// A question that others asked with success.
    Query,
}

impl SuggestRequest {
    /// Whether the request keeps to the limits.
    pub fn check(&self) -> Result<(), RequestError> {
        let characters = self.query.chars().count();
        if characters > crate::search::request::MAX_QUERY_CHARACTERS {
            return Err(RequestError::QueryTooLong { characters });
        }
        if self.limit > MAX_SUGGESTIONS {
            return Err(RequestError::TooManySuggestions(self.limit));
        }
        Ok(())
    }
}

/// A title that has words that were typed.
#[derive(Debug, Clone, Copy)]
struct Found {
    address: StepAddress,
    kind: SuggestionKind,
    /// How many of the telling words it has.
    telling: usize,
    /// What all of its words are worth.
    worth: f32,
}

/// A completion with what it is ordered by.
struct Candidate {
    suggestion: Suggestion,
    /// The place of its language among the reader's.
    language: usize,
    telling: usize,
    /// Whether its first word was typed.
    begins_so: bool,
    /// In words.
    length: usize,
    worth: f32,
    /// Equal for the translations of one title.
    same: String,
}

/// Completes what is being typed, from one immutable snapshot. The request must have been checked.
///
/// # Errors
/// Only when the index cannot be read.
pub fn suggest(snapshot: &Snapshot, request: &SuggestRequest, links: &Links) -> Result<Suggestions, IndexError> {
    ANALYZERS.lend(|analyzer| {
        let reader = Reader::of(snapshot, &request.reader);
        let words = typed_words::of(snapshot, &request.query, &reader, analyzer)?;
        let mut candidates = Vec::new();
        for found in find(snapshot, &words, &reader, request.limit * READ_PER_SUGGESTION)? {
            candidates.extend(candidate(snapshot, found, &words, &reader, links, analyzer)?);
        }
        let titles = best(candidates, request.limit);
        let suggestions = request.frequent.before(titles, &request.query, &reader.tags, request.limit);
        Ok(Suggestions { query: request.query.clone(), suggestions })
    })
}

/// The titles that have most of the telling words, as far as can be told without reading them, at most `most`.
fn find(snapshot: &Snapshot, words: &[TypedWord], reader: &Reader, most: usize) -> Result<Vec<Found>, IndexError> {
    let mut found: Vec<Found> = Vec::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        for (role, kind) in [(Role::Title, SuggestionKind::Step), (Role::Context, SuggestionKind::Guide)] {
            // The telling words, the worth and the word last counted of each document.
            let mut documents: Vec<(u8, u8, f32)> = vec![(0, 0, 0.0); segment.facts().len()];
            let mut touched = Vec::new();
            for (at, word) in words.iter().enumerate() {
                for (_, term) in &word.terms {
                    let Some(own) = term.terms[number][role as usize] else { continue };
                    let postings = segment.postings(own, IndexRecordOption::Basic);
                    let mut postings = postings.map_err(|error| snapshot.unreadable(error))?;
                    while postings.doc() != TERMINATED {
                        let doc = postings.doc();
                        postings.advance();
                        // The guide's title is told once, by its first step.
                        if role == Role::Context && segment.facts()[doc as usize].position != 1 {
                            continue;
                        }
                        let (telling, last, worth) = &mut documents[doc as usize];
                        if *worth <= 0.0 {
                            touched.push(doc);
                        }
                        if usize::from(*last) != at + 1 {
                            *last = at as u8 + 1;
                            *telling += u8::from(word.is_telling);
                            *worth += if word.is_telling { term.weight } else { 0.1 * term.weight };
                        }
                    }
                }
            }
            found.extend(touched.into_iter().filter(|&doc| segment.facts()[doc as usize].position > 0).map(|doc| {
                let (telling, _, worth) = documents[doc as usize];
                let address = StepAddress { segment: number as u32, doc };
                Found { address, kind, telling: usize::from(telling), worth }
            }));
        }
    }
    let most_telling = found.iter().map(|found| found.telling).max().unwrap_or(0);
    found.retain(|found| found.telling == most_telling);
    let order = |one: &Found, other: &Found| {
        let key = |found: &Found| {
            let facts = snapshot.facts(found.address);
            let length = match found.kind {
                SuggestionKind::Step => facts.lengths[Role::Title as usize],
                SuggestionKind::Guide | SuggestionKind::Query => facts.lengths[Role::Context as usize],
            };
            (language_rank(facts.lang, reader), length, found.kind, facts.guide, facts.position)
        };
        let (one_key, other_key) = (key(one), key(other));
        one_key
            .0
            .cmp(&other_key.0)
            .then_with(|| other.worth.total_cmp(&one.worth))
            .then_with(|| one_key.cmp(&other_key))
    };
    if found.len() > most {
        found.select_nth_unstable_by(most, order);
        found.truncate(most);
    }
    found.sort_by(order);
    Ok(found)
}

fn language_rank(lang: u64, reader: &Reader) -> usize {
    reader.hashes.iter().position(|&preferred| preferred == lang).unwrap_or(reader.hashes.len())
}

/// Reads a title; `None` when it does not hold the words after all, as when they stand in the titles around it.
fn candidate(
    snapshot: &Snapshot,
    found: Found,
    words: &[TypedWord],
    reader: &Reader,
    links: &Links,
    analyzer: &mut Analyzer,
) -> Result<Option<Candidate>, IndexError> {
    let record = snapshot.step(found.address)?;
    let facts = snapshot.facts(found.address);
    let (text, language) = match found.kind {
        SuggestionKind::Guide | SuggestionKind::Query => (&record.guide_title, Language::from_tag(&record.lang)),
        SuggestionKind::Step => (&record.title, facts.title),
    };
    let tokens = analyzer.analyze(text, language);
    let tokens: Vec<&Token> = tokens.iter().filter(|token| token.kind == TokenKind::Word).collect();
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut telling = 0;
    for word in words {
        let matching = tokens.iter().filter(|token| word.is(token));
        let ranges: Vec<Range<usize>> = matching.map(|token| token.range.clone()).collect();
        telling += usize::from(word.is_telling && !ranges.is_empty());
        marks.extend(ranges);
    }
    if telling < found.telling || text.trim().is_empty() {
        return Ok(None);
    }
    marks.sort_by_key(|range| range.start);
    marks.dedup();
    let begins_so = tokens.first().is_some_and(|first| words.iter().any(|word| word.is_telling && word.is(first)));
    let target = record.target();
    let (url, same) = match found.kind {
        SuggestionKind::Guide | SuggestionKind::Query => (links.to_guide(&target), record.guide.clone()),
        SuggestionKind::Step => (links.to_step(&target), format!("{}#{}", record.guide, record.number)),
    };
    Ok(Some(Candidate {
        language: language_rank(facts.lang, reader),
        telling,
        begins_so,
        length: tokens.len(),
        worth: found.worth,
        same,
        suggestion: Suggestion {
            highlight: marked(text, 0..text.len(), &marks),
            url,
            lang: record.lang.clone(),
            kind: found.kind,
            text: text.clone(),
        },
    }))
}

/// The best candidates, each text once, and each title in the language that its reader reads best.
fn best(mut candidates: Vec<Candidate>, limit: usize) -> Vec<Suggestion> {
    candidates.sort_by(|one, other| {
        other
            .telling
            .cmp(&one.telling)
            .then_with(|| one.language.cmp(&other.language))
            .then_with(|| other.begins_so.cmp(&one.begins_so))
            .then_with(|| other.worth.total_cmp(&one.worth))
            .then_with(|| one.length.cmp(&other.length))
            .then_with(|| one.suggestion.kind.cmp(&other.suggestion.kind))
            .then_with(|| one.suggestion.text.cmp(&other.suggestion.text))
            .then_with(|| one.suggestion.url.cmp(&other.suggestion.url))
    });
    let (mut texts, mut titles) = (HashSet::new(), HashSet::new());
    candidates
        .into_iter()
        .filter(|candidate| {
            texts.insert(same_text(&candidate.suggestion.text)) && titles.insert(candidate.same.clone())
        })
        .map(|candidate| candidate.suggestion)
        .take(limit)
        .collect()
}
