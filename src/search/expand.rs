//! Words that are not in the guides as they were typed: longer words that begin so, and words that are a typo away.

use crate::index::schema::{self, Form};
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::search::Correction;
use crate::search::lookup::{CandidateTerm, Terms, add_entry};
use crate::search::question::{QuestionWord, WordKind};
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
/// Shorter beginnings stand for too many words.
const MIN_PREFIX_CHARACTERS: usize = 2;

static AUTOMATA: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [LevenshteinAutomatonBuilder::new(1, true), LevenshteinAutomatonBuilder::new(2, true)]);

/// The commonest words that begin with `prefix` and are longer, each worth at most `weight`.
pub fn longer_words(snapshot: &Snapshot, prefix: &str, weight: f32, reader: Language) -> Result<Terms, IndexError> {
    if prefix.chars().count() < MIN_PREFIX_CHARACTERS {
        return Ok(Terms::new());
    }
    let mut until = prefix.as_bytes().to_vec();
    // No UTF-8 text continues with this byte, so the range holds all that begins with the prefix.
    until.push(0xFF);
    let mut found = Terms::new();
    for segment in snapshot.segments() {
        let stream = segment.vocabulary().terms().range().ge(prefix.as_bytes()).lt(&until).into_stream();
        let mut stream = stream.map_err(|error| snapshot.unreadable(error))?;
        let mut entries = Vec::new();
        while let Some((key, info)) = stream.next() {
            let Some((word, language)) = std::str::from_utf8(key).ok().and_then(schema::word_of) else { continue };
            if word.len() > prefix.len() {
                entries.push((word.to_owned(), language, u64::from(info.doc_freq)));
            }
            if entries.len() >= MAX_ENTRIES {
                break;
            }
        }
        keep_commonest(&mut entries, reader);
        for (word, language, steps) in entries {
            let term = schema::term(Form::Word, &word, language);
            // The less of the word was typed, the less sure it is that this is the one.
            let typed = prefix.chars().count() as f32 / word.chars().count() as f32;
            add_entry(&mut found, language, &term, Form::Word, &word, weight * (0.5 + 0.5 * typed), steps);
        }
    }
    Ok(found)
}

/// What an unknown word may stand for: a longer word if it is being typed, else words that are a typo or two away, with
/// the correction to tell. Digits are never guessed at, nor is the first letter.
pub fn unknown_word(
    snapshot: &Snapshot,
    word: &QuestionWord,
    reader: Language,
) -> Result<(Terms, Option<Correction>), IndexError> {
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
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    for typos in 1..=most {
        let mut found = similar_words(snapshot, &word.folded, typos, false, reader)?;
        if found.is_empty() && word.is_prefix {
            found = similar_words(snapshot, &word.folded, typos, true, reader)?;
        }
        if !found.is_empty() {
            let correction = best(&found, reader).map(|to| Correction { from: word.written.clone(), to });
            return Ok((found, correction));
        }
    }
    Ok((Terms::new(), None))
}

fn best(found: &Terms, reader: Language) -> Option<String> {
    let rank = |(language, term): &&(Language, CandidateTerm)| {
        (*language == reader, term.steps, std::cmp::Reverse(term.word.clone()))
    };
    found.iter().max_by_key(rank).map(|(_, term)| term.word.clone())
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
    let from = first.to_string();
    let mut until = from.clone().into_bytes();
    until.push(0xFF);
    let mut found = Terms::new();
    for segment in snapshot.segments() {
        let stream = segment.vocabulary().terms().search(&automaton).ge(from.as_bytes()).lt(&until).into_stream();
        let mut stream = stream.map_err(|error| snapshot.unreadable(error))?;
        let mut entries = Vec::new();
        while let Some((key, info)) = stream.next() {
            let Some((similar, language)) = std::str::from_utf8(key).ok().and_then(schema::word_of) else { continue };
            if !similar.chars().any(char::is_numeric) && similar != word {
                entries.push((similar.to_owned(), language, u64::from(info.doc_freq)));
            }
        }
        keep_commonest(&mut entries, reader);
        let weight = if typos == 1 { ONE_TYPO } else { TWO_TYPOS };
        for (similar, language, steps) in entries {
            let term = schema::term(Form::Word, &similar, language);
            add_entry(&mut found, language, &term, Form::Word, &similar, weight, steps);
        }
    }
    Ok(found)
}

fn keep_commonest(entries: &mut Vec<(String, Language, u64)>, reader: Language) {
    entries.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.0.cmp(&other.0)).then(one.1.cmp(&other.1)));
    let (mut own, mut foreign) = (0, 0);
    entries.retain(|(_, language, _)| {
        let (kept, most) =
            if *language == reader { (&mut own, MAX_OWN_WORDS) } else { (&mut foreign, MAX_FOREIGN_WORDS) };
        *kept += 1;
        *kept <= most
    });
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
