//! The terms of the index that are a word, or have its stem in a language of the site.

use crate::index::dictionary::{Entry, RoleTerms, WordHash};
use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::stem::stems;
use crate::search::candidates::{CandidateTerm, STEM_WEIGHT, Terms};
use crate::search::identifiers;
use crate::search::question::{QuestionWord, WordKind};
use crate::search::word_memory::{WordMemory, context_of};
use std::sync::Arc;

/// All pairs of characters of a word together, where a dictionary cut it otherwise.
const BIGRAMS_WEIGHT: f32 = 0.6;

/// The terms that are the word itself, or have its stem.
pub fn terms_of(snapshot: &Snapshot, word: &QuestionWord, languages: &[Language]) -> Result<Terms, IndexError> {
    if let WordKind::Identifier(kind) = word.kind {
        return identifiers::terms_of(snapshot, kind, &word.folded, languages);
    }
    if word.kind == WordKind::Volatile {
        return entries(snapshot, Form::Identifier, &word.folded, 1.0);
    }
    let memory = WordMemory::of(snapshot);
    let context = context_of(languages);
    let found = memory.terms.get_or(&word.normalized, context, || terms_of_word(snapshot, word, languages))?;
    Ok(found.to_vec())
}

fn terms_of_word(snapshot: &Snapshot, word: &QuestionWord, languages: &[Language]) -> Result<Terms, IndexError> {
    let mut found = entries(snapshot, Form::Word, &word.folded, 1.0)?;
    for (stem, of) in &stems_of(word, languages) {
        // The same letters may be the stem of another word in a language that stems this word otherwise.
        let is_stem_in = |language: Language| of.contains(&language);
        for (language, mut term) in entries_where(snapshot, Form::Stem, stem, STEM_WEIGHT, is_stem_in)? {
            if language.has_bigrams() {
                term.weight = BIGRAMS_WEIGHT / (word.folded.chars().count() - 1).max(1) as f32;
                term.adds = true;
            }
            found.push((language, term));
        }
    }
    Ok(found)
}

/// The stems of a word, each with the languages that it is a stem in.
fn stems_of(word: &QuestionWord, languages: &[Language]) -> Vec<(String, Vec<Language>)> {
    let mut found: Vec<(String, Vec<Language>)> = Vec::new();
    for &language in languages {
        for stem in stems(&word.normalized, &word.folded, language) {
            // `UPS` is no plural of `up`.
            if is_function_word(&stem, language) && !is_function_word(&word.folded, language) {
                continue;
            }
            match found.iter_mut().find(|(other, _)| *other == stem) {
                Some((_, of)) => of.push(language),
                None => found.push((stem, vec![language])),
            }
        }
    }
    found
}

/// The terms of one word in the dictionary: one for each language that has it.
pub fn entries(snapshot: &Snapshot, form: Form, word: &str, weight: f32) -> Result<Terms, IndexError> {
    entries_where(snapshot, form, word, weight, |_| true)
}

/// The same, in the languages that are wanted.
pub fn entries_where(
    snapshot: &Snapshot,
    form: Form,
    word: &str,
    weight: f32,
    is_wanted: impl Fn(Language) -> bool,
) -> Result<Terms, IndexError> {
    let mut found = Terms::new();
    let hash = WordHash::of(form, word);
    for (number, segment) in snapshot.segments().iter().enumerate() {
        for entry in segment.entries_where(hash, word, &is_wanted) {
            add_entry(&mut found, snapshot, number, form, entry, weight)?;
        }
    }
    Ok(found)
}

/// Adds what a segment has of a term, to what other segments have of it.
pub fn add_entry(
    found: &mut Terms,
    snapshot: &Snapshot,
    segment: usize,
    form: Form,
    entry: Entry,
    weight: f32,
) -> Result<(), IndexError> {
    let steps = snapshot.segments()[segment].steps_with(&entry).map_err(|error| snapshot.unreadable(error))?;
    let is_same = |(language, term): &&mut (Language, CandidateTerm)| {
        *language == entry.language && term.form == form && term.word == entry.word
    };
    if let Some((_, term)) = found.iter_mut().find(is_same) {
        term.steps += steps;
        for (known, more) in term.steps_in_role.iter_mut().zip(entry.steps_in_role) {
            *known += more;
        }
        Arc::make_mut(&mut term.terms)[segment] = entry.terms;
        return Ok(());
    }
    let in_segment = |number| if number == segment { entry.terms } else { RoleTerms::default() };
    let terms = (0..snapshot.segments().len()).map(in_segment).collect();
    let term = CandidateTerm {
        form,
        word: entry.word,
        weight,
        adds: false,
        is_relative: false,
        steps,
        steps_in_role: entry.steps_in_role,
        only_in: None,
        only_untranslated: None,
        synonym_of: None,
        translation_of: None,
        terms,
    };
    found.push((entry.language, term));
    Ok(())
}
