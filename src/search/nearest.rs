//! When nothing was found: words of the guides that resemble those of the question more distantly than a typo, to be offered
//! and never searched for unasked.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::search::expand;
use crate::search::question::{Question, QuestionWord, WordKind};
use std::collections::BTreeMap;

/// The most words that are offered.
const MAX_OFFERED: usize = 5;
/// So many words of the question are looked at.
const MAX_WORDS: usize = 8;
/// Shorter words resemble too many.
const MIN_CHARACTERS: usize = 3;
/// Words that are less alike than this are not offered: 1 is the same word.
const MIN_LIKENESS: f64 = 0.55;

/// The words of the guides that are most like the words of a question, most alike first: words of the reader's language,
/// those of others only where it has none.
pub fn nearest_words(snapshot: &Snapshot, question: &Question, reader: Language) -> Result<Vec<String>, IndexError> {
    let (mut own, mut foreign): (BTreeMap<String, f64>, BTreeMap<String, f64>) = Default::default();
    let is_word = |word: &&QuestionWord| {
        matches!(word.kind, WordKind::Word | WordKind::Part)
            && word.folded.chars().count() >= MIN_CHARACTERS
            && !word.folded.chars().any(char::is_numeric)
    };
    for word in question.words.iter().filter(is_word).take(MAX_WORDS) {
        for (language, term) in expand::distant_words(snapshot, &word.folded)? {
            if term.form != Form::Word {
                continue;
            }
            let likeness = likeness(&word.folded, &term.word);
            if likeness >= MIN_LIKENESS {
                let known = if language == reader { &mut own } else { &mut foreign };
                let known = known.entry(term.word.to_string()).or_default();
                // Of words as much alike, the commoner one is meant more often.
                *known = known.max(likeness + 0.02 * (term.steps as f64).ln());
            }
        }
    }
    let mut offered: Vec<(String, f64)> = if own.is_empty() { foreign } else { own }.into_iter().collect();
    offered.sort_by(|(one, alike), (other, other_alike)| other_alike.total_cmp(alike).then_with(|| one.cmp(other)));
    Ok(offered.into_iter().take(MAX_OFFERED).map(|(word, _)| word).collect())
}

/// How much two words are alike, 0 to 1: the edits between them, with exchanged neighbours as one, over the longer one's
/// letters.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(one, other)
}
