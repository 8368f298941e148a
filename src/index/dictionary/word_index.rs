//! Where each word's terms begin, kept in memory.

use crate::index::dictionary::TermNumber;
use crate::index::schema::{self, Form, Role};
use crate::language::Language;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;

/// So many bits for each word tell whether it is there.
const PRESENCE_BITS: usize = 16;
/// Shorter words are no compounds.
const MIN_COMPOUND_BYTES: usize = 7;

/// Where the words of a segment are among its terms.
pub struct WordIndex {
    /// One bit of so many is set for each word: most of what is looked up occurs nowhere, and is told so at once.
    present: Vec<u64>,
    /// By a hash of the word and its form: the number of its first term, and how many terms it has in all languages.
    words: HashMap<u64, (u32, u32), RandomState>,
    /// Every term, by its number, and one that stands for the end.
    terms: Vec<IndexedTerm>,
    /// The words as they are written, one after the other, in order; stems and identifiers are not among them.
    letters: String,
    /// For each of these words where it ends in `letters`, and the number of its first term.
    pub(super) written: Vec<(u32, u32)>,
    /// In how many steps a word occurs in a language, by the number of its first term there; 0 until it was asked for.
    pub(super) steps: Vec<AtomicU32>,
    /// The places of long words in languages that make compounds, in the order of their letters from the last to the
    /// first; empty until it was asked for.
    by_end: OnceLock<Vec<u32>>,
}

/// What is known of a term. Its postings and positions end where those of the next one begin.
#[derive(Clone, Copy)]
struct IndexedTerm {
    postings_start: usize,
    positions_start: usize,
    doc_freq: u32,
    place: Option<(Language, Role)>,
}

impl WordIndex {
    /// Reads all terms once.
    pub fn read(terms: &TermDictionary) -> io::Result<WordIndex> {
        let count = terms.num_terms();
        let mut index = WordIndex {
            present: Vec::new(),
            words: HashMap::with_capacity_and_hasher(count / 3, RandomState::default()),
            terms: Vec::with_capacity(count + 1),
            letters: String::new(),
            written: Vec::new(),
            steps: Vec::new(),
            by_end: OnceLock::new(),
        };
        index.steps.resize_with(count, AtomicU32::default);
        let mut stream = terms.stream()?;
        let mut last = None;
        let mut end = TermInfo::default();
        while let Some((term, info)) = stream.next() {
            let number = index.terms.len() as u32;
            let mark = term.iter().rposition(|&byte| byte == schema::language_mark());
            let (prefix, place) = term.split_at(mark.map_or(term.len(), |mark| mark + 1));
            index.terms.push(IndexedTerm::of(info, schema::place_of(place)));
            end.postings_range.start = info.postings_range.end;
            end.positions_range.start = info.positions_range.end;
            let hash = hash_of(prefix);
            if last == Some(hash) {
                index.words.entry(hash).and_modify(|(_, terms)| *terms += 1);
            } else {
                index.words.insert(hash, (number, 1));
                last = Some(hash);
                if let Some(word) = std::str::from_utf8(prefix).ok().and_then(schema::written_word) {
                    index.letters.push_str(word);
                    index.written.push((index.letters.len() as u32, number));
                }
            }
        }
        index.present.resize((index.words.len() * PRESENCE_BITS / 64).next_power_of_two(), 0);
        for &hash in index.words.keys() {
            let (at, bit) = presence(hash, index.present.len());
            index.present[at] |= bit;
        }
        index.letters.shrink_to_fit();
        index.written.shrink_to_fit();
        index.terms.push(IndexedTerm::of(&end, None));
        Ok(index)
    }

    /// The number of a word's first term, and how many terms it has in all languages.
    pub fn find(&self, hash: WordHash) -> Option<(u32, u32)> {
        let (at, bit) = presence(hash.0, self.present.len());
        if self.present.get(at).is_none_or(|bits| bits & bit == 0) {
            return None;
        }
        self.words.get(&hash.0).copied()
    }

    /// The word at a place among those that are written.
    pub fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.written[before].0);
        &self.letters[start as usize..self.written[at].0 as usize]
    }

    /// The places of words that may be compounds, in the order of their ends.
    pub fn by_end(&self) -> &[u32] {
        self.by_end.get_or_init(|| {
            let may_be_compound = |&at: &u32| {
                self.word(at as usize).len() >= MIN_COMPOUND_BYTES
                    && self.terms_at(at as usize).any(|(_, language, _)| !language.compound_links().is_empty())
            };
            let mut places: Vec<u32> = (0..self.written.len() as u32).filter(may_be_compound).collect();
            places.sort_unstable_by(|&one, &other| {
                self.word(one as usize).bytes().rev().cmp(self.word(other as usize).bytes().rev())
            });
            places
        })
    }

    /// The terms of the word at a place among those that are written.
    pub fn terms_at(&self, at: usize) -> impl Iterator<Item = (u32, Language, Role)> {
        let (first, next) = (self.written[at].1, self.written.get(at + 1).map_or(u32::MAX, |next| next.1));
        self.terms_from(first).take_while(move |(number, ..)| *number < next)
    }

    /// The terms of a word: its languages and roles with the terms' numbers.
    pub fn terms_from(&self, first: u32) -> impl Iterator<Item = (u32, Language, Role)> {
        let from = self.terms.get(first as usize..).unwrap_or_default();
        (first..).zip(from).map_while(|(number, term)| term.place.map(|(language, role)| (number, language, role)))
    }

    /// How many steps have the term with this number.
    pub fn steps_with_term(&self, number: u32) -> u32 {
        self.terms.get(number as usize).map_or(0, |term| term.doc_freq)
    }

    /// Where the postings of a term are.
    pub fn info(&self, term: TermNumber) -> Option<TermInfo> {
        let number = term.0.get() as usize - 1;
        let (term, next) = (self.terms.get(number)?, self.terms.get(number + 1)?);
        Some(TermInfo {
            doc_freq: term.doc_freq,
            postings_range: term.postings_start..next.postings_start,
            positions_range: term.positions_start..next.positions_start,
        })
    }
}

impl IndexedTerm {
    fn of(info: &TermInfo, place: Option<(Language, Role)>) -> IndexedTerm {
        IndexedTerm {
            postings_start: info.postings_range.start,
            positions_start: info.positions_range.start,
            doc_freq: info.doc_freq,
            place,
        }
    }
}

/// Where a word's bit is among so many groups of 64, a power of two.
fn presence(hash: u64, groups: usize) -> (usize, u64) {
    ((hash >> 6) as usize & groups.saturating_sub(1), 1 << (hash & 63))
}

/// A word in a form, as all segments know it.
#[derive(Debug, Clone, Copy)]
pub struct WordHash(u64);

impl WordHash {
    #[must_use]
    pub fn of(form: Form, word: &str) -> WordHash {
        WordHash(hash_of(schema::term_prefix(form, word).as_bytes()))
    }
}

fn hash_of(prefix: &[u8]) -> u64 {
    foldhash::quality::FixedState::default().hash_one(prefix)
}
