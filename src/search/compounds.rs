//! Compounds (`Rechnungsnummer`), by the site's own vocabulary: taken apart into words that it has, and found by the words
//! that they are made of.

use crate::index::dictionary::Entry;
use crate::index::schema::Form;
use crate::index::{IndexError, Segment, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::stem::stems;
use crate::search::candidates::Terms;
use crate::search::weights;
use crate::search::word_memory::WordMemory;
use crate::search::word_terms::{add_entry, entries_where};
use std::sync::Arc;

/// The parts of a compound have so many letters at least.
const MIN_PART_LETTERS: usize = 3;
/// Between the stem of the first part and the second one are so many letters at most, and so many behind that: its ending
/// and what links the two, and the ending of the compound.
const MOST_LINK_LETTERS: usize = 3;
const MOST_ENDING_LETTERS: usize = 3;
/// So many dictionary entries are looked at, at most.
const MAX_ENTRIES: usize = 5_000;
/// So many compounds stand for one of their parts, at most: the commonest.
const MAX_COMPOUNDS: usize = 48;

/// A compound taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub modifier: String,
    pub head: String,
    /// The product of the numbers of steps that have them: of two ways to take a word apart, the likelier has more.
    pub likelihood: u64,
}

/// The two words that a folded word is most likely made of: both are words of the site in this language, and the geometric
/// mean of the numbers of their steps is the highest (Koehn and Knight 2003). Where compounds are written apart, nothing
/// links the two.
pub fn parts(snapshot: &Snapshot, word: &str, language: Language) -> Result<Option<Parts>, IndexError> {
    let memory = WordMemory::of(snapshot);
    let found = memory.parts.get_or(word, language.bit(), || find_parts(snapshot, word, language))?;
    Ok((*found).clone())
}

fn find_parts(snapshot: &Snapshot, word: &str, language: Language) -> Result<Option<Parts>, IndexError> {
    let links = if language.compound_links().is_empty() { &[""] } else { language.compound_links() };
    let mut best: Option<Parts> = None;
    for (cut, _) in word.char_indices() {
        let (before, head) = word.split_at(cut);
        if !is_long_enough(before) || !is_long_enough(head) {
            continue;
        }
        let of_head = steps_of(snapshot, head, language)?;
        if of_head == 0 {
            continue;
        }
        for link in links {
            let Some(modifier) = before.strip_suffix(link).filter(|modifier| is_long_enough(modifier)) else {
                continue;
            };
            let likelihood = of_head.saturating_mul(steps_of(snapshot, modifier, language)?);
            let is_likelier = best.as_ref().map_or(likelihood > 0, |best| {
                // `rechnungs` has the stem of `rechnung`, but is no word.
                let is_word = || snapshot.segments().iter().any(|segment| segment.has(Form::Word, modifier, language));
                likelihood > best.likelihood || likelihood == best.likelihood && is_word()
            });
            if is_likelier {
                best = Some(Parts { modifier: modifier.to_owned(), head: head.to_owned(), likelihood });
            }
        }
    }
    Ok(best)
}

fn is_long_enough(part: &str) -> bool {
    part.chars().nth(MIN_PART_LETTERS - 1).is_some()
}

/// In how many steps a word is in a language, in whatever form; function words are no parts of compounds.
fn steps_of(snapshot: &Snapshot, word: &str, language: Language) -> Result<u64, IndexError> {
    if is_function_word(word, language) {
        return Ok(0);
    }
    let mut most = 0;
    let own = |of| of == language;
    for (_, term) in entries_where(snapshot, Form::Word, word, 1.0, own)? {
        most = most.max(term.steps);
    }
    for stem in stems(word, word, language) {
        for (_, term) in entries_where(snapshot, Form::Stem, &stem, 1.0, own)? {
            most = most.max(term.steps);
        }
    }
    Ok(most)
}

/// The compounds that begin with one word and end with another, in whatever form, each worth at most `weight`; those with
/// other words between the two are worth less.
pub fn made_of(
    snapshot: &Snapshot,
    modifier: &str,
    head: &str,
    language: Language,
    weight: f32,
) -> Result<Terms, IndexError> {
    let mut found = Terms::new();
    let (Some(beginning), Some(end)) = (shortest_form(modifier, language), shortest_form(head, language)) else {
        return Ok(found);
    };
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let is_made_of_both = |word: &str| letters_between(word, &beginning, &end).is_some();
        for entry in segment.words_with_prefix(&beginning, MAX_ENTRIES, |of| of == language, is_made_of_both) {
            let is_whole = letters_between(&entry.word, &beginning, &end) <= Some(MOST_LINK_LETTERS);
            let weight = if is_whole { weight } else { weight * weights::COMPOUND_OF_MORE };
            add_entry(&mut found, snapshot, number, Form::Word, entry, weight)?;
        }
    }
    Ok(found)
}

/// The compounds that have a word as their last part or as their first, in whatever form.
pub fn with_part(snapshot: &Snapshot, word: &str, language: Language) -> Result<Terms, IndexError> {
    let memory = WordMemory::of(snapshot);
    let found = memory.compounds.get_or(word, language.bit(), || find_with_part(snapshot, word, language))?;
    Ok(found.to_vec())
}

fn find_with_part(snapshot: &Snapshot, word: &str, language: Language) -> Result<Terms, IndexError> {
    let mut found = Terms::new();
    let Some(stem) = shortest_form(word, language) else { return Ok(found) };
    for (number, segment) in snapshot.segments().iter().enumerate() {
        for entry in ending_with(segment, word, &stem, language) {
            add_entry(&mut found, snapshot, number, Form::Word, entry, weights::COMPOUND_OF_HEAD)?;
        }
        for entry in beginning_with(segment, &stem, language) {
            add_entry(&mut found, snapshot, number, Form::Word, entry, weights::COMPOUND_OF_MODIFIER)?;
        }
    }
    Ok(found)
}

fn ending_with(segment: &Segment, word: &str, stem: &str, language: Language) -> Vec<Entry> {
    let in_language = |of: Language| of == language;
    let is_form = |form: &str| {
        form.len() <= stem.len() + MOST_ENDING_LETTERS && stems(form, form, language).iter().any(|other| other == stem)
    };
    let forms = segment.words_with_prefix(stem, MAX_ENTRIES, in_language, is_form);
    let mut forms: Vec<Arc<str>> = forms.into_iter().map(|entry| entry.word).collect();
    forms.push(word.into());
    forms.sort_unstable();
    forms.dedup();
    let mut compounds = Vec::new();
    for form in &forms {
        let is_compound = |word: &str| {
            word.strip_suffix(&**form).is_some_and(|modifier| {
                let mut links = language.compound_links().iter();
                links.any(|link| modifier.strip_suffix(link).is_some_and(|modifier| knows(segment, modifier, language)))
            })
        };
        compounds.extend(segment.words_with_suffix(form, MAX_ENTRIES, in_language, is_compound));
    }
    commonest(compounds)
}

fn beginning_with(segment: &Segment, stem: &str, language: Language) -> Vec<Entry> {
    let is_compound = |word: &str| {
        word.strip_prefix(stem).is_some_and(|head| {
            let mut links = language.compound_links().iter();
            links.any(|link| head.strip_prefix(link).is_some_and(|head| knows(segment, head, language)))
        })
    };
    commonest(segment.words_with_prefix(stem, MAX_ENTRIES, |of| of == language, is_compound))
}

/// Whether a part is a word of the language, or a stem of one.
fn knows(segment: &Segment, part: &str, language: Language) -> bool {
    is_long_enough(part) && [Form::Word, Form::Stem].into_iter().any(|form| segment.has(form, part, language))
}

fn commonest(mut compounds: Vec<Entry>) -> Vec<Entry> {
    compounds.sort_by_cached_key(|entry| (std::cmp::Reverse(entry.occurrences()), entry.word.clone()));
    compounds.truncate(MAX_COMPOUNDS);
    compounds
}

/// The shortest of a word and its stems, if it is long enough for a part.
fn shortest_form(word: &str, language: Language) -> Option<String> {
    if is_function_word(word, language) {
        return None;
    }
    let forms = stems(word, word, language).into_iter().filter(|stem| word.starts_with(stem.as_str()));
    forms.chain([word.to_owned()]).filter(|form| is_long_enough(form)).min_by_key(String::len)
}

/// How many letters a word has between its beginning and its end, which may have an ending; `None` where it has another
/// beginning or end.
fn letters_between(word: &str, beginning: &str, end: &str) -> Option<usize> {
    let rest = word.strip_prefix(beginning)?;
    let at = rest.rfind(end)?;
    let ending = rest[at + end.len()..].chars().count();
    (ending <= MOST_ENDING_LETTERS).then(|| rest[..at].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_begin_and_end_with_their_parts() {
        assert_eq!(letters_between("rechnungsnummern", "rechnung", "nummer"), Some(1));
        assert_eq!(letters_between("kundenkontonummer", "kund", "nummer"), Some(7));
        assert_eq!(letters_between("rechnungsnummernserie", "rechnung", "nummer"), None);
        assert_eq!(letters_between("rechnung", "rechnung", "nummer"), None);
    }
}
