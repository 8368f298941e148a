//! Words of the dictionary: a word in a language is up to three neighbouring terms, one for each role, and is read as one.
//!
//! A question has each of its words looked up in the spelling and with the stems of every language, most of which occur
//! nowhere; so where each word's terms begin is kept in memory, and the dictionary itself is walked only for what begins
//! or reads like a word.

mod word_index;

pub use word_index::{WordHash, WordIndex};

use crate::index::schema::{self, Form, Role};
use crate::index::segment::Segment;
use crate::language::Language;
use std::io;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};
use tantivy_fst::Automaton;

/// So many occurrences of a word are looked at to tell in how many steps it occurs.
const MAX_COUNTED: u64 = 8_192;

/// A term of a segment, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermNumber(NonZeroU32);

/// The terms of a word in one segment, by role.
pub type RoleTerms = [Option<TermNumber>; 3];

/// A word of one segment in one language.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The number of its first term.
    first: u32,
    /// Without its form's mark.
    pub word: Arc<str>,
    pub language: Language,
    pub terms: RoleTerms,
    /// In how many steps it stands in each role.
    pub steps_in_role: [u32; 3],
}

impl Entry {
    /// How often the word is a step's, counted once for each role.
    #[must_use]
    pub fn occurrences(&self) -> u64 {
        self.steps_in_role.iter().map(|&steps| u64::from(steps)).sum()
    }
}

impl Segment {
    /// In how many steps a word occurs, whatever its role; of a very common one, as the first thousands of them tell.
    pub fn steps_with(&self, entry: &Entry) -> io::Result<u64> {
        let Some(known) = self.words().steps.get(entry.first as usize) else { return self.count_steps(entry) };
        match known.load(Ordering::Relaxed) {
            0 => {
                let steps = self.count_steps(entry)?;
                known.store(u32::try_from(steps).unwrap_or(u32::MAX), Ordering::Relaxed);
                Ok(steps)
            }
            steps => Ok(u64::from(steps)),
        }
    }

    fn count_steps(&self, entry: &Entry) -> io::Result<u64> {
        let all = entry.occurrences();
        if entry.terms.iter().flatten().count() <= 1 {
            return Ok(all);
        }
        let mut postings = Vec::with_capacity(entry.terms.len());
        for &term in entry.terms.iter().flatten() {
            postings.push(self.postings(term, IndexRecordOption::Basic)?);
        }
        let (mut steps, mut counted) = (0, 0);
        while counted < MAX_COUNTED {
            let Some(doc) = postings.iter().map(DocSet::doc).min().filter(|&doc| doc != TERMINATED) else { break };
            for postings in postings.iter_mut().filter(|postings| postings.doc() == doc) {
                postings.advance();
                counted += 1;
            }
            steps += 1;
        }
        Ok(if counted < all { steps * all / counted } else { steps })
    }

    /// The entries of one word, one for each language that has it.
    #[must_use]
    pub fn entries(&self, form: Form, word: &str) -> Vec<Entry> {
        self.entries_where(WordHash::of(form, word), word, |_| true)
    }

    /// The entries of one word, which is also given as its hash, in the languages that are wanted.
    pub fn entries_where(&self, hash: WordHash, word: &str, is_wanted: impl Fn(Language) -> bool) -> Vec<Entry> {
        let index = self.words();
        let Some((first, count)) = index.find(hash) else { return Vec::new() };
        let mut found: Vec<Entry> = Vec::new();
        for (number, language, role) in index.terms_from(first).take(count as usize) {
            if is_wanted(language) {
                add(&mut found, word, language, role, number, index.steps_with_term(number));
            }
        }
        found
    }

    /// Whether a word occurs in any language.
    #[must_use]
    pub fn has_anywhere(&self, form: Form, word: &str) -> bool {
        self.words().find(WordHash::of(form, word)).is_some()
    }

    /// The languages that a word occurs in, a bit for each as of [`Language::bit`].
    #[must_use]
    pub fn languages_with(&self, form: Form, word: &str) -> u128 {
        let index = self.words();
        let Some((first, count)) = index.find(WordHash::of(form, word)) else { return 0 };
        index.terms_from(first).take(count as usize).fold(0, |bits, (_, language, _)| bits | language.bit())
    }

    /// Whether a word occurs in a language.
    #[must_use]
    pub fn has(&self, form: Form, word: &str, language: Language) -> bool {
        let index = self.words();
        let Some((first, count)) = index.find(WordHash::of(form, word)) else { return false };
        index.terms_from(first).take(count as usize).any(|(_, of, _)| of == language)
    }

    /// The words that begin with `prefix` and are wanted, in the languages that are, in the order of their letters; at most
    /// `most` are looked at.
    pub fn words_with_prefix(
        &self,
        prefix: &str,
        most: usize,
        in_language: impl Fn(Language) -> bool,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<Entry> {
        let index = self.words();
        let (mut from, mut until) = (0, index.written.len());
        while from < until {
            let middle = from.midpoint(until);
            if index.word(middle) < prefix {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        let mut found: Vec<Entry> = Vec::new();
        for at in (from..index.written.len()).take(most) {
            let word = index.word(at);
            if !word.starts_with(prefix) {
                break;
            }
            index.add_wanted(at, &in_language, &is_wanted, &mut found);
        }
        found
    }

    /// The same of the words that end with `suffix` and may be compounds.
    pub fn words_with_suffix(
        &self,
        suffix: &str,
        most: usize,
        in_language: impl Fn(Language) -> bool,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<Entry> {
        let index = self.words();
        let places = index.by_end();
        let from = places.partition_point(|&at| index.word(at as usize).bytes().rev().lt(suffix.bytes().rev()));
        let mut found: Vec<Entry> = Vec::new();
        for &at in places[from..].iter().take(most) {
            let word = index.word(at as usize);
            if !word.ends_with(suffix) {
                break;
            }
            index.add_wanted(at as usize, &in_language, &is_wanted, &mut found);
        }
        found
    }

    /// Tells every word that is written, once for each language that has it.
    pub fn for_each_word<'a>(&'a self, mut each: impl FnMut(&'a str, Language)) {
        let index = self.words();
        for at in 0..index.written.len() {
            let mut last = None;
            for (_, language, _) in index.terms_at(at) {
                if last.replace(language) != Some(language) {
                    each(index.word(at), language);
                }
            }
        }
    }

    /// The words that begin with `first` and whose terms an automaton accepts.
    pub fn words_accepted<A: Automaton>(&self, automaton: A, first: char) -> io::Result<Vec<Entry>>
    where
        A::State: Clone,
    {
        let from = first.to_string();
        let mut until = from.clone().into_bytes();
        until.push(0xFF);
        let stream = self.dictionary().terms().search(automaton).ge(from.as_bytes()).lt(&until).into_stream()?;
        Ok(words(stream))
    }
}

impl WordIndex {
    /// Adds the word at a place among those that are written, if it is wanted, in the languages that are.
    fn add_wanted(
        &self,
        at: usize,
        in_language: impl Fn(Language) -> bool,
        is_wanted: impl Fn(&str) -> bool,
        found: &mut Vec<Entry>,
    ) {
        let word = self.word(at);
        // Most words are in other languages, and a look at the letters takes longer.
        let mut terms = self.terms_at(at).filter(|(_, language, _)| in_language(*language)).peekable();
        if terms.peek().is_some() && is_wanted(word) {
            for (number, language, role) in terms {
                add(found, word, language, role, number, self.steps_with_term(number));
            }
        }
    }
}

fn words<A: Automaton>(mut stream: TermStreamer<'_, A>) -> Vec<Entry>
where
    A::State: Clone,
{
    let mut found: Vec<Entry> = Vec::new();
    while stream.advance() {
        let (key, info) = (stream.key(), stream.value());
        let Some((word, language, role)) = std::str::from_utf8(key).ok().and_then(schema::word_of) else { continue };
        add(&mut found, word, language, role, stream.term_ord() as u32, info.doc_freq);
    }
    found
}

/// Adds a term, which so many steps have, to the entry before it, where that is the same word in the same language.
fn add(found: &mut Vec<Entry>, word: &str, language: Language, role: Role, number: u32, steps: u32) {
    let role = role as usize;
    let term = NonZeroU32::new(number.saturating_add(1)).map(TermNumber);
    let known = match found.last_mut() {
        Some(last) if *last.word == *word => Some(Arc::clone(&last.word)),
        _ => None,
    };
    match found.last_mut() {
        Some(last) if known.is_some() && last.language == language => {
            last.terms[role] = term;
            last.steps_in_role[role] = steps;
        }
        _ => {
            let (mut terms, mut steps_in_role) = (RoleTerms::default(), [0; 3]);
            (terms[role], steps_in_role[role]) = (term, steps);
            let word = known.unwrap_or_else(|| word.into());
            found.push(Entry { first: number, word, language, terms, steps_in_role });
        }
    }
}
