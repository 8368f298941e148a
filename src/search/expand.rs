//! Words that are not in the guides as they were typed: longer words that begin so, and words that are a typo away.

use crate::index::dictionary::Entry;
use crate::index::schema::{self, Form};
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::stem::stems;
use crate::search::Correction;
use crate::search::candidates::{CandidateTerm, STEM_WEIGHT, Terms};
use crate::search::question::{QuestionWord, WordKind};
use crate::search::word_memory::WordMemory;
use crate::search::word_terms::{add_entry, entries, entries_where};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use std::sync::LazyLock;
use tantivy_fst::Automaton;

/// What a longer word is worth beside the word that was typed.
pub const BESIDE_THE_WORD: f32 = 0.25;
/// What a longer word is worth when nothing else begins like what was typed.
const INSTEAD_OF_THE_WORD: f32 = 0.8;
/// What a word is worth that is one or two typos away.
const ONE_TYPO: f32 = 0.7;
const TWO_TYPOS: f32 = 0.5;
/// So many words are taken at most: of the reader's language, and of all others together.
const MAX_OWN_WORDS: usize = 20;
const MAX_FOREIGN_WORDS: usize = 10;
/// So many dictionary entries are looked at, at most.
const MAX_ENTRIES: usize = 20_000;
/// Words that share so many letters at the beginning may be meant, though they are no typo away.
const DISTANT_PREFIX_CHARACTERS: usize = 3;
/// Shorter words are not taken for typos, and one as short only for words that so many steps have.
const SHORT_WORD: usize = 4;
const MIN_STEPS_FOR_SHORT_WORD: u64 = 3;
/// Shorter beginnings stand for too many words.
const MIN_PREFIX_CHARACTERS: usize = 2;

static AUTOMATA: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [LevenshteinAutomatonBuilder::new(1, true), LevenshteinAutomatonBuilder::new(2, true)]);

/// The commonest words that begin with `prefix` and are longer, each worth at most `weight`.
pub fn longer_words(snapshot: &Snapshot, prefix: &str, weight: f32, reader: Language) -> Result<Terms, IndexError> {
    if prefix.chars().count() < MIN_PREFIX_CHARACTERS {
        return Ok(Terms::new());
    }
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let longer = segment.words_with_prefix(prefix, MAX_ENTRIES, |_| true, |word| word.len() > prefix.len());
        for entry in commonest(longer, reader) {
            // The less of the word was typed, the less sure it is that this is the one.
            let typed = prefix.chars().count() as f32 / entry.word.chars().count() as f32;
            add_entry(&mut found, snapshot, number, Form::Word, entry, weight * (0.5 + 0.5 * typed))?;
        }
    }
    Ok(found)
}

/// What an unknown word stands for most likely: a longer word if it is being typed, else words that are one typo away.
pub fn longer_or_one_typo(
    snapshot: &Snapshot,
    word: &QuestionWord,
    reader: Language,
) -> Result<(Terms, Option<Correction>), IndexError> {
    unknown_word_up_to(snapshot, word, reader, 1)
}

/// What an unknown word may stand for: a longer word if it is being typed, else words that are a typo or two away, with
/// the correction to tell. Digits are never guessed at, nor is the first letter, unless it is exchanged with the second;
/// without `corrects`, nothing is.
pub fn unknown_word(
    snapshot: &Snapshot,
    word: &QuestionWord,
    reader: Language,
    corrects: bool,
) -> Result<(Terms, Option<Correction>), IndexError> {
    unknown_word_up_to(snapshot, word, reader, if corrects { 2 } else { 0 })
}

fn unknown_word_up_to(
    snapshot: &Snapshot,
    word: &QuestionWord,
    reader: Language,
    most_typos: u8,
) -> Result<(Terms, Option<Correction>), IndexError> {
    let is_word = word.kind == WordKind::Word;
    let asked = [reader.number(), most_typos, u8::from(word.is_prefix), u8::from(is_word)];
    let context = u128::from(u32::from_le_bytes(asked));
    let memory = WordMemory::of(snapshot);
    let found = memory.unknown.get_or(&word.folded, context, || guess(snapshot, word, reader, most_typos))?;
    let (terms, meant) = &*found;
    Ok((terms.clone(), meant.clone().map(|meant| Correction { from: word.written.clone(), to: meant })))
}

/// What an unknown word may stand for, and the word that is taken for meant instead of it.
fn guess(
    snapshot: &Snapshot,
    word: &QuestionWord,
    reader: Language,
    most_typos: u8,
) -> Result<(Terms, Option<String>), IndexError> {
    if word.is_prefix {
        let longer = longer_words(snapshot, &word.folded, INSTEAD_OF_THE_WORD, reader)?;
        if !longer.is_empty() {
            return Ok((longer, None));
        }
    }
    let length = word.folded.chars().count();
    let is_guessable = word.kind == WordKind::Word && !word.folded.chars().any(char::is_numeric);
    let most = match length {
        _ if !is_guessable => 0,
        0..SHORT_WORD => 0,
        SHORT_WORD..9 => 1,
        _ => 2,
    };
    for typos in 1..=most.min(most_typos) {
        let mut found = similar_words(snapshot, &word.folded, typos, false, reader)?;
        if length == SHORT_WORD {
            found.retain(|(language, term)| *language == reader && is_likely_for_short_word(&word.folded, term));
        } else if typos == 1 {
            found.extend(entries(snapshot, Form::Word, &with_first_letters_exchanged(&word.folded), ONE_TYPO)?);
        }
        if found.is_empty() && word.is_prefix && length > SHORT_WORD {
            found = similar_words(snapshot, &word.folded, typos, true, reader)?;
        }
        if let Some((language, meant)) = best(&found, reader) {
            let weight = STEM_WEIGHT * if typos == 1 { ONE_TYPO } else { TWO_TYPOS };
            for stem in stems(&meant, &meant, language) {
                found.extend(entries_where(snapshot, Form::Stem, &stem, weight, |of| of == language)?);
            }
            return Ok((found, Some(meant)));
        }
    }
    Ok((Terms::new(), None))
}

/// Whether a word is likely meant by a short one that is a typo away from it, as are so many others: it stands in titles
/// and not only there, and the typo is a letter that was left out or an exchange of two.
fn is_likely_for_short_word(short: &str, term: &CandidateTerm) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (asked, meant) = (letters(short), letters(&term.word));
    (meant.len() > asked.len() || meant == asked) && term.steps >= MIN_STEPS_FOR_SHORT_WORD && term.steps_titled() > 0
}

fn with_first_letters_exchanged(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 1 {
        letters.swap(0, 1);
    }
    letters.into_iter().collect()
}

/// The commonest of some words, best one of the reader's language.
fn best(found: &Terms, reader: Language) -> Option<(Language, String)> {
    let rank = |(language, term): &&(Language, CandidateTerm)| {
        (*language == reader, term.steps, std::cmp::Reverse(term.word.clone()))
    };
    found.iter().max_by_key(rank).map(|(language, term)| (*language, term.word.to_string()))
}

/// Words `typos` away; with `of_a_prefix`, words that begin with something so far away.
fn similar_words(
    snapshot: &Snapshot,
    word: &str,
    typos: u8,
    of_a_prefix: bool,
    reader: Language,
) -> Result<Terms, IndexError> {
    let Some(first) = word.chars().next() else { return Ok(Terms::new()) };
    let builder = &AUTOMATA[usize::from(typos) - 1];
    let dfa = if of_a_prefix { builder.build_prefix_dfa(word) } else { builder.build_dfa(word) };
    let automaton = WordAutomaton { dfa: &dfa };
    let weight = if typos == 1 { ONE_TYPO } else { TWO_TYPOS };
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let entries = segment.words_accepted(&automaton, first).map_err(|error| snapshot.unreadable(error))?;
        let is_similar = |entry: &Entry| !entry.word.chars().any(char::is_numeric) && *entry.word != *word;
        for entry in commonest(entries.into_iter().filter(is_similar).collect(), reader) {
            add_entry(&mut found, snapshot, number, Form::Word, entry, weight)?;
        }
    }
    Ok(found)
}

fn commonest(mut entries: Vec<Entry>, reader: Language) -> Vec<Entry> {
    entries.sort_by_cached_key(|entry| (std::cmp::Reverse(entry.occurrences()), entry.word.clone(), entry.language));
    let (mut own, mut foreign) = (0, 0);
    entries.retain(|entry| {
        let (kept, most) =
            if entry.language == reader { (&mut own, MAX_OWN_WORDS) } else { (&mut foreign, MAX_FOREIGN_WORDS) };
        *kept += 1;
        *kept <= most
    });
    entries
}

/// Accepts terms of the form [`Form::Word`] whose word the automaton accepts, whatever their language.
struct WordAutomaton<'a> {
    dfa: &'a DFA,
}

#[derive(Clone, Copy)]
enum State {
    InWord(u32),
    /// Past the mark that ends the word; whether the word was accepted.
    InLanguage(bool),
}

impl Automaton for &WordAutomaton<'_> {
    type State = State;

    fn start(&self) -> State {
        State::InWord(self.dfa.initial_state())
    }

    fn is_match(&self, state: &State) -> bool {
        matches!(state, State::InLanguage(true))
    }

    fn can_match(&self, state: &State) -> bool {
        match *state {
            State::InWord(state) => state != SINK_STATE,
            State::InLanguage(is_accepted) => is_accepted,
        }
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        match *state {
            State::InWord(state) if byte == schema::language_mark() => {
                State::InLanguage(matches!(self.dfa.distance(state), Distance::Exact(_)))
            }
            State::InWord(state) => State::InWord(self.dfa.transition(state, byte)),
            done @ State::InLanguage(_) => done,
        }
    }
}

/// Words that are up to two typos away, whatever their first letter, and the commonest of those that begin alike.
pub fn distant_words(snapshot: &Snapshot, word: &str) -> Result<Terms, IndexError> {
    let letters: Vec<char> = word.chars().collect();
    let mut firsts: Vec<char> = letters.iter().copied().take(2).collect();
    if firsts.iter().all(char::is_ascii_lowercase) {
        firsts.extend('a'..='z');
    }
    firsts.sort_unstable();
    firsts.dedup();
    let dfa = AUTOMATA[1].build_dfa(word);
    let automaton = WordAutomaton { dfa: &dfa };
    let beginning: String = letters.iter().take(DISTANT_PREFIX_CHARACTERS).collect();
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let unreadable = |error| snapshot.unreadable(error);
        let mut entries = Vec::new();
        for &first in &firsts {
            entries.extend(segment.words_accepted(&automaton, first).map_err(unreadable)?);
        }
        if letters.len() > DISTANT_PREFIX_CHARACTERS {
            entries.extend(segment.words_with_prefix(&beginning, MAX_ENTRIES, |_| true, |_| true));
        }
        entries.retain(|entry| !entry.word.chars().any(char::is_numeric) && *entry.word != *word);
        for entry in entries {
            add_entry(&mut found, snapshot, number, Form::Word, entry, TWO_TYPOS)?;
        }
    }
    Ok(found)
}
