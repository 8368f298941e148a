//! The file that learnt translations are kept in: one part for each language, read when its first question comes.
//!
//! All numbers are little-endian. The file begins with the version, the pivot's number and the number of languages, a byte
//! each; then come the sizes of the parts, the pivot's first, each other one after its language's number. The pivot's part
//! is its words. Another language's part is its words, and for each of them the words of the pivot that it translates or
//! that it is a translation of. Words are sorted; a word is told by how many bytes it shares with the one before it, how
//! many follow, and these. Translations are told by how many there are, then each by how much farther the place of its word
//! is than that of the one before, both seven bits a byte, and its likelihood, of 255: the same in both directions, so a
//! pair of words is there once.

use crate::index::packed_numbers;
use crate::language::Language;

const VERSION: u8 = 2;
/// So many translations of a word are kept, the likeliest.
pub const MAX_TRANSLATIONS: usize = 6;

/// The words of a language, sorted.
#[derive(Debug, Default, PartialEq)]
pub struct Words {
    letters: String,
    /// Where each word ends among the letters.
    ends: Vec<u32>,
}

/// For each word of a language, its translations in another: their places and likelihoods.
#[derive(Debug, Default, PartialEq)]
pub struct Links {
    /// Where each word's translations end.
    ends: Vec<u32>,
    links: Vec<(u32, u8)>,
}

/// What is known of one language beside the pivot.
#[derive(Debug, Default, PartialEq)]
pub struct Lexicon {
    pub words: Words,
    pub to_pivot: Links,
    pub from_pivot: Links,
}

/// What is written of one language beside the pivot.
pub struct LanguagePart {
    pub language: Language,
    pub words: Words,
    /// The places of a word and of one of the pivot's that translate each other, and how likely, of 255; sorted.
    pub pairs: Vec<(u32, u32, u8)>,
}

/// Where the parts of a file are.
#[derive(Debug, PartialEq)]
pub struct Contents {
    pub pivot: Language,
    pub pivot_words: std::ops::Range<usize>,
    pub lexicons: Vec<(Language, std::ops::Range<usize>)>,
}

impl Words {
    /// Words in the order of their letters.
    pub fn of<'a>(sorted: impl Iterator<Item = &'a str>) -> Words {
        let mut words = Words::default();
        sorted.for_each(|word| words.push(word));
        words
    }

    fn push(&mut self, word: &str) {
        self.letters.push_str(word);
        self.ends.push(self.letters.len() as u32);
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word at a place.
    pub fn get(&self, place: u32) -> Option<&str> {
        let end = *self.ends.get(place as usize)?;
        let start = (place as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        self.letters.get(start as usize..end as usize)
    }

    /// The place of a word.
    pub fn find(&self, word: &str) -> Option<u32> {
        let (mut from, mut until) = (0, self.ends.len() as u32);
        while from < until {
            let middle = from.midpoint(until);
            match self.get(middle)?.cmp(word) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => until = middle,
            }
        }
        None
    }
}

impl Lexicon {
    /// A lexicon of sorted pairs of words, one of the language and one of the pivot, which has so many; each word keeps the
    /// likeliest.
    fn of(words: Words, mut pairs: Vec<(u32, u32, u8)>, pivot_words: usize) -> Lexicon {
        let to_pivot = Links::likeliest(&pairs, words.len());
        for (word, pivot_word, _) in &mut pairs {
            std::mem::swap(word, pivot_word);
        }
        pairs.sort_unstable();
        Lexicon { to_pivot, from_pivot: Links::likeliest(&pairs, pivot_words), words }
    }
}

impl Links {
    /// Of sorted pairs the likeliest of each first word, of which there are so many.
    fn likeliest(pairs: &[(u32, u32, u8)], words: usize) -> Links {
        let mut links = Links { ends: Vec::with_capacity(words), links: Vec::with_capacity(pairs.len()) };
        for with_word in pairs_of_each(pairs, words) {
            let start = links.links.len();
            links.links.extend(with_word.iter().map(|&(_, other, likelihood)| (other, likelihood)));
            links.links[start..].sort_unstable_by_key(|&(other, likelihood)| (std::cmp::Reverse(likelihood), other));
            links.links.truncate(start + MAX_TRANSLATIONS);
            links.ends.push(links.links.len() as u32);
        }
        links
    }

    /// The translations of the word at a place, with their likelihoods.
    pub fn of(&self, place: u32) -> impl Iterator<Item = (u32, f32)> {
        self.stored(place).iter().map(|&(word, likelihood)| (word, f32::from(likelihood) / 255.0))
    }

    fn stored(&self, place: u32) -> &[(u32, u8)] {
        let end = self.ends.get(place as usize).copied().unwrap_or(0);
        let start = (place as usize).checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.links.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// A likelihood of 255.
#[must_use]
pub fn quantised(likelihood: f32) -> u8 {
    u8::try_from((likelihood * 255.0).round() as i32).unwrap_or(u8::MAX)
}

/// The bytes of a file.
#[must_use]
pub fn encode(pivot: Language, pivot_words: &Words, languages: &[LanguagePart]) -> Vec<u8> {
    let mut parts = vec![Vec::new()];
    encode_words(pivot_words, &mut parts[0]);
    for LanguagePart { words, pairs, .. } in languages {
        let mut part = Vec::new();
        encode_words(words, &mut part);
        encode_pairs(pairs, words.len(), &mut part);
        parts.push(part);
    }
    let mut bytes = vec![VERSION, pivot.number(), languages.len() as u8];
    bytes.extend((parts[0].len() as u32).to_le_bytes());
    for (LanguagePart { language, .. }, part) in languages.iter().zip(&parts[1..]) {
        bytes.push(language.number());
        bytes.extend((part.len() as u32).to_le_bytes());
    }
    bytes.extend(parts.concat());
    bytes
}

fn encode_words(words: &Words, bytes: &mut Vec<u8>) {
    bytes.extend((words.len() as u32).to_le_bytes());
    let mut before = "";
    for place in 0..words.len() as u32 {
        let word = words.get(place).unwrap_or_default();
        let same = word.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
        let shared = (0..=same).rev().find(|&at| word.is_char_boundary(at)).unwrap_or(0).min(255);
        bytes.extend([shared as u8, (word.len() - shared) as u8]);
        bytes.extend(&word.as_bytes()[shared..]);
        before = word;
    }
}

/// Pairs of words, sorted, of which the first are words of the language, so many.
fn encode_pairs(pairs: &[(u32, u32, u8)], words: usize, bytes: &mut Vec<u8>) {
    for with_word in pairs_of_each(pairs, words) {
        packed_numbers::push(with_word.len() as u32, bytes);
        let mut before = 0;
        for &(_, pivot_word, likelihood) in with_word {
            packed_numbers::push(pivot_word - before, bytes);
            bytes.push(likelihood);
            before = pivot_word;
        }
    }
}

/// Sorted pairs by their first words, of which there are so many.
fn pairs_of_each(mut pairs: &[(u32, u32, u8)], words: usize) -> impl Iterator<Item = &[(u32, u32, u8)]> {
    (0..words as u32).map(move |word| {
        let (with_word, rest) = pairs.split_at(pairs.partition_point(|pair| pair.0 <= word));
        pairs = rest;
        with_word
    })
}

/// Reads where the parts of a file are; `None` when it is none of this version.
#[must_use]
pub fn contents(bytes: &[u8]) -> Option<Contents> {
    let mut rest = Reader { bytes, at: 0 };
    if rest.byte()? != VERSION {
        return None;
    }
    let pivot = Language::from_number(rest.byte()?)?;
    let count = rest.byte()?;
    let pivot_size = rest.number()?;
    let sizes: Option<Vec<(Language, usize)>> =
        (0..count).map(|_| Some((Language::from_number(rest.byte()?)?, rest.number()?))).collect();
    let mut start = rest.at + pivot_size;
    let pivot_words = rest.at..start;
    let lexicons: Vec<_> = sizes?
        .into_iter()
        .map(|(language, size)| {
            start += size;
            (language, start - size..start)
        })
        .collect();
    (start == bytes.len()).then_some(Contents { pivot, pivot_words, lexicons })
}

/// The pivot's part.
#[must_use]
pub fn decode_words(part: &[u8]) -> Option<Words> {
    Reader { bytes: part, at: 0 }.words()
}

/// The part of another language; the pivot has so many words.
#[must_use]
pub fn decode_lexicon(part: &[u8], pivot_words: usize) -> Option<Lexicon> {
    let mut rest = Reader { bytes: part, at: 0 };
    let words = rest.words()?;
    let pairs = rest.pairs(words.len(), pivot_words)?;
    Some(Lexicon::of(words, pairs, pivot_words))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at + count)?;
        self.at += count;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Option<usize> {
        self.take(4)?.try_into().ok().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    fn words(&mut self) -> Option<Words> {
        let count = self.number()?;
        let mut words = Words::default();
        let mut word = String::new();
        for _ in 0..count {
            let (shared, more) = (usize::from(self.byte()?), usize::from(self.byte()?));
            if !word.is_char_boundary(shared) {
                return None;
            }
            word.truncate(shared);
            word.push_str(std::str::from_utf8(self.take(more)?).ok()?);
            words.push(&word);
        }
        Some(words)
    }

    /// Pairs of words of two languages that have so many each, sorted.
    fn pairs(&mut self, words: usize, pivot_words: usize) -> Option<Vec<(u32, u32, u8)>> {
        let mut pairs = Vec::new();
        for word in 0..words as u32 {
            let mut pivot_word = 0u32;
            for _ in 0..self.packed_number()? {
                pivot_word = pivot_word.checked_add(self.packed_number()?)?;
                if pivot_word as usize >= pivot_words {
                    return None;
                }
                pairs.push((word, pivot_word, self.byte()?));
            }
        }
        Some(pairs)
    }

    fn packed_number(&mut self) -> Option<u32> {
        let mut rest = self.bytes.get(self.at..)?;
        let number = packed_numbers::take(&mut rest)?;
        self.at = self.bytes.len() - rest.len();
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let pivot_words = Words::of(["fraud", "fraudster", "warn"].into_iter());
        let words = Words::of(["avert", "avertir", "été", "fraud"].into_iter());
        let pairs = vec![(0, 2, 255), (1, 0, 51), (1, 2, 102), (3, 0, 204)];
        let french = Language::from_tag("fr");
        let bytes = encode(Language::from_tag("en"), &pivot_words, &[LanguagePart { language: french, words, pairs }]);
        let contents = contents(&bytes).unwrap();
        assert_eq!((contents.pivot, contents.lexicons[0].0), (Language::from_tag("en"), french));
        assert_eq!(decode_words(&bytes[contents.pivot_words]).unwrap(), pivot_words);
        let read = decode_lexicon(&bytes[contents.lexicons[0].1.clone()], 3).unwrap();
        assert_eq!(read.words.find("été"), Some(2));
        assert_eq!(read.words.find("avertis"), None);
        assert_eq!(read.to_pivot.of(1).collect::<Vec<_>>(), [(2, 0.4), (0, 0.2)]);
        assert_eq!(read.from_pivot.of(2).collect::<Vec<_>>(), [(0, 1.0), (1, 0.4)]);
        assert_eq!(read.from_pivot.of(1).count(), 0);
    }

    #[test]
    fn a_word_keeps_its_likeliest_translations_and_each_of_them_keeps_it() {
        let pivot_words = Words::of(["a", "b", "c", "d", "e", "f", "g", "h"].into_iter());
        let pairs = (0..8).map(|pivot_word| (0, pivot_word, 100 + pivot_word as u8)).collect();
        let learnt = LanguagePart { language: Language::from_tag("fr"), words: Words::of(["x"].into_iter()), pairs };
        let bytes = encode(Language::from_tag("en"), &pivot_words, &[learnt]);
        let range = contents(&bytes).unwrap().lexicons[0].1.clone();
        let read = decode_lexicon(&bytes[range], 8).unwrap();
        assert_eq!(read.to_pivot.of(0).map(|(word, _)| word).collect::<Vec<_>>(), [7, 6, 5, 4, 3, 2]);
        assert!((0..8).all(|pivot_word| read.from_pivot.of(pivot_word).count() == 1));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]
        #[test]
        fn nothing_that_is_read_makes_it_panic(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            if let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            if let Some(contents) = contents(&bytes) {
                let words = decode_words(&bytes[contents.pivot_words]).map_or(0, |words| words.len());
                for (_, range) in contents.lexicons {
                    let _ = decode_lexicon(&bytes[range], words);
                }
            }
        }
    }
}
