//! Words of one family that no stemmer brings together (`fraude`, `frauduleux`; `ship`, `shipment`): they begin alike, and
//! most of both is the same.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::search::candidates::Terms;
use crate::search::question::{QuestionWord, WordKind};
use crate::search::weights;
use crate::search::word_memory::{WordMemory, context_of};
use crate::search::word_terms::add_entry;

/// Relatives share at least so many letters at the beginning, and shorter words have none.
const MIN_SHARED_LETTERS: usize = 4;
const MIN_LETTERS: usize = 5;
/// What two words share at the beginning, twice, over the letters of both: relatives have at least this.
const MIN_SIMILARITY: f32 = 0.575;
/// So many relatives are looked up at most, those most alike first.
const MAX_RELATIVES: usize = 24;
/// So many dictionary entries are looked at, at most.
const MAX_ENTRIES: usize = 20_000;

/// The relatives of a word in the languages that have the word itself; in every language when none has it. `own` are
/// the terms of the word itself, looked up in these languages.
pub fn relatives(
    snapshot: &Snapshot,
    word: &QuestionWord,
    own: &Terms,
    languages: &[Language],
) -> Result<Terms, IndexError> {
    if word.kind != WordKind::Word {
        return Ok(Terms::new());
    }
    let memory = WordMemory::of(snapshot);
    let found = memory.relatives.get_or(&word.normalized, context_of(languages), || find(snapshot, word, own))?;
    Ok(found.to_vec())
}

fn find(snapshot: &Snapshot, word: &QuestionWord, own: &Terms) -> Result<Terms, IndexError> {
    let letters: Vec<char> = word.folded.chars().collect();
    if letters.iter().any(|letter| letter.is_numeric()) || letters.len() < MIN_LETTERS {
        return Ok(Terms::new());
    }
    let beginning: String = letters[..MIN_SHARED_LETTERS].iter().collect();
    let of_own = own.iter().fold(0, |bits, (language, _)| bits | language.bit());
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let in_language = |language: Language| own.is_empty() || of_own & language.bit() != 0;
        let is_relative = |other: &str| {
            similarity(&letters, other).is_some()
                && !own.iter().any(|(_, term)| term.form == Form::Word && *term.word == *other)
        };
        let entries = segment.words_with_prefix(&beginning, MAX_ENTRIES, in_language, is_relative);
        let mut relatives: Vec<_> =
            entries.into_iter().filter_map(|entry| Some((similarity(&letters, &entry.word)?, entry))).collect();
        relatives.sort_by(|(one, entry), (other, other_entry)| {
            let by_word = || entry.word.cmp(&other_entry.word).then_with(|| entry.language.cmp(&other_entry.language));
            other.total_cmp(one).then_with(|| other_entry.occurrences().cmp(&entry.occurrences())).then_with(by_word)
        });
        relatives.truncate(MAX_RELATIVES);
        for (similarity, entry) in relatives {
            add_entry(&mut found, snapshot, number, Form::Word, entry, weights::RELATIVE * similarity)?;
        }
    }
    for (_, term) in &mut found {
        term.is_relative = true;
    }
    Ok(found)
}

/// How much of two words is the same beginning, 0 to 1 (the Dice coefficient of their letters); `None` where that is too
/// little for relatives, or where the other word is no word.
fn similarity(letters: &[char], other: &str) -> Option<f32> {
    if other.chars().any(char::is_numeric) {
        return None;
    }
    let shared = letters.iter().zip(other.chars()).take_while(|(one, other)| **one == *other).count();
    let similarity = 2.0 * shared as f32 / (letters.len() + other.chars().count()) as f32;
    (MIN_SIMILARITY..1.0).contains(&similarity).then_some(similarity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        similarity(&one.chars().collect::<Vec<_>>(), other).is_some()
    }

    #[test]
    fn derivations_are_relatives_and_mere_beginnings_are_not() {
        assert!(alike("fraude", "frauduleux"));
        assert!(alike("expedition", "expedier"));
        assert!(alike("verified", "verification"));
        assert!(alike("annulation", "annuler"));
        assert!(!alike("facture", "facteur"));
        assert!(!alike("account", "accident"));
    }

    #[test]
    fn a_word_is_no_relative_of_itself_nor_of_a_code() {
        assert!(!alike("signal", "signal"));
        assert!(!alike("invoice", "invoice2"));
    }
}
