//! Words that the guides have only apart: a compound or a slip of the space bar is asked for as the two words that it is
//! made of.

use crate::index::schema::Form;
use crate::index::{IndexError, Segment, Snapshot};
use crate::language::Language;
use crate::search::Correction;
use crate::search::candidates::{CandidateTerm, FoundWord, Terms};
use crate::search::compounds::{self, Parts};
use crate::search::expand;
use crate::search::phrase::{self, WordOrder};
use crate::search::question::{Question, QuestionWord, WordKind};
use crate::search::weights;
use crate::search::word_terms::terms_of;
use std::collections::BTreeSet;

/// Longer words are none.
const MAX_BYTES: usize = 48;
/// So many words of a question are looked up in compounds, at most.
const MAX_WORDS: usize = 24;

/// The question with every word taken apart that occurs nowhere, is no typo and no beginning of another, and is made of
/// two words of one language, best the reader's; and what to tell of it.
pub fn take_unknown_words_apart(
    snapshot: &Snapshot,
    question: &Question,
    languages: &[Language],
    reader: Language,
) -> Result<(Question, Vec<Correction>), IndexError> {
    let mut words = Vec::with_capacity(question.words.len());
    let mut corrections = Vec::new();
    for word in &question.words {
        let Some([one, other]) = parts(snapshot, word, languages, reader)? else {
            words.push(word.clone());
            continue;
        };
        corrections.push(Correction { from: word.written.clone(), to: format!("{one} {other}") });
        let part = |part: String, is_prefix: bool| QuestionWord {
            written: word.written.clone(),
            normalized: part.clone(),
            folded: part,
            kind: WordKind::Word,
            position: word.position,
            is_prefix,
        };
        words.extend([part(one, false), part(other, word.is_prefix)]);
    }
    Ok((Question { words }, corrections))
}

fn parts(
    snapshot: &Snapshot,
    word: &QuestionWord,
    languages: &[Language],
    reader: Language,
) -> Result<Option<[String; 2]>, IndexError> {
    let is_plain =
        word.kind == WordKind::Word && word.folded.len() <= MAX_BYTES && !word.folded.chars().any(char::is_numeric);
    let is_written = |segment: &Segment| segment.has_anywhere(Form::Word, &word.folded);
    if !is_plain || snapshot.segments().iter().any(is_written) || !terms_of(snapshot, word, languages)?.is_empty() {
        return Ok(None);
    }
    let mut best = compounds::parts(snapshot, &word.folded, reader)?;
    if best.is_none() {
        for language in languages_of_ends(snapshot, &word.folded) {
            let found = compounds::parts(snapshot, &word.folded, language)?;
            if found.as_ref().map(|found| found.likelihood) > best.as_ref().map(|best| best.likelihood) {
                best = found;
            }
        }
    }
    let Some(best) = best else { return Ok(None) };
    let (guessed, _) = expand::longer_or_one_typo(snapshot, word, reader)?;
    Ok(guessed.is_empty().then_some([best.modifier, best.head]))
}

/// The languages in which some end of a word is a word.
fn languages_of_ends(snapshot: &Snapshot, word: &str) -> BTreeSet<Language> {
    let ends = word.char_indices().skip(1).map(|(cut, _)| &word[cut..]);
    ends.flat_map(|end| snapshot.segments().iter().flat_map(move |segment| segment.entries(Form::Word, end)))
        .map(|entry| entry.language)
        .collect()
}

/// Lets every compound of a question also stand for its parts where they stand near each other, in whichever order, and
/// every word for compounds that it is a part of, in the language that the question is asked in.
pub fn add_compounds(snapshot: &Snapshot, words: &mut [FoundWord], asked_in: Language) -> Result<(), IndexError> {
    if asked_in.compound_links().is_empty() {
        return Ok(());
    }
    let plain = words.iter_mut().filter(|word| !word.is_identifier && word.folded.chars().all(char::is_alphabetic));
    for word in plain.take(MAX_WORDS) {
        let mut terms = compounds::with_part(snapshot, &word.folded, asked_in)?;
        if let Some(parts) = compounds::parts(snapshot, &word.folded, asked_in)? {
            terms.extend(parts_together(snapshot, &parts, asked_in)?);
            let (modifier, head) = (&parts.modifier, &parts.head);
            terms.extend(compounds::made_of(snapshot, modifier, head, asked_in, weights::COMPOUND_OF_SAME_PARTS)?);
        }
        word.add_relatives(snapshot, asked_in, terms);
    }
    Ok(())
}

/// The terms of a compound's parts, where both are near each other.
fn parts_together(snapshot: &Snapshot, parts: &Parts, language: Language) -> Result<Terms, IndexError> {
    let mut both = Vec::with_capacity(2);
    for part in [&parts.modifier, &parts.head] {
        let terms = terms_of(snapshot, &QuestionWord::plain(part), &[language])?;
        both.push(terms.into_iter().filter(|(of, _)| *of == language).map(|(_, term)| term).collect());
    }
    phrase::keep_where_together(snapshot, &mut both, WordOrder::Any, weights::MAX_DISTANCE - 1)?;
    let together = both.into_iter().flatten().map(|mut term: CandidateTerm| {
        term.weight *= weights::PARTS_TOGETHER;
        (language, term)
    });
    Ok(together.collect())
}
