//! The file that learnt translations are kept in: one part for each language, read when its first question comes.
//!
//! All numbers are little-endian. The file begins with the version, the pivot's number and the number of languages, a byte
//! each; then come the sizes of the parts, the pivot's first, each other one after its language's number. The pivot's part
//! is its words. Another language's part is its words, for each of them its translations into the pivot, and for each word
//! of the pivot its translations into the language. Words are sorted; a word is told by how many bytes it shares with the
//! one before it, how many follow, and these. Translations are told by their number, then each by the place of the word
//! among the others, three bytes, and its likelihood, of 255.

use crate::language::Language;

const VERSION: u8 = 1;
/// A word's place takes three bytes.
pub const MAX_WORDS: usize = 1 << 24;

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

impl Links {
    /// Takes the translations of the next word.
    pub fn push(&mut self, translations: impl Iterator<Item = (u32, f32)>) {
        let quantised = translations.map(|(word, likelihood)| (word, quantised(likelihood)));
        self.links.extend(quantised);
        self.ends.push(self.links.len() as u32);
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
fn quantised(likelihood: f32) -> u8 {
    u8::try_from((likelihood * 255.0).round() as i32).unwrap_or(u8::MAX)
}

/// The bytes of a file.
#[must_use]
pub fn encode(pivot: Language, pivot_words: &Words, lexicons: &[(Language, Lexicon)]) -> Vec<u8> {
    let mut parts = vec![Vec::new()];
    encode_words(pivot_words, &mut parts[0]);
    for (_, lexicon) in lexicons {
        let mut part = Vec::new();
        encode_words(&lexicon.words, &mut part);
        encode_links(&lexicon.to_pivot, &mut part);
        encode_links(&lexicon.from_pivot, &mut part);
        parts.push(part);
    }
    let mut bytes = vec![VERSION, pivot.number(), lexicons.len() as u8];
    bytes.extend((parts[0].len() as u32).to_le_bytes());
    for ((language, _), part) in lexicons.iter().zip(&parts[1..]) {
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

fn encode_links(links: &Links, bytes: &mut Vec<u8>) {
    for place in 0..links.ends.len() as u32 {
        let start = bytes.len();
        bytes.push(0);
        for &(word, likelihood) in links.stored(place) {
            bytes[start] += 1;
            bytes.extend(&word.to_le_bytes()[..3]);
            bytes.push(likelihood);
        }
    }
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
    let to_pivot = rest.links(words.len())?;
    let from_pivot = rest.links(pivot_words)?;
    Some(Lexicon { words, to_pivot, from_pivot })
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

    fn links(&mut self, count: usize) -> Option<Links> {
        let mut links = Links::default();
        for _ in 0..count {
            for _ in 0..self.byte()? {
                let place = self.take(3)?;
                let place = u32::from_le_bytes([place[0], place[1], place[2], 0]);
                links.links.push((place, self.byte()?));
            }
            links.ends.push(links.links.len() as u32);
        }
        Some(links)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn links(of: &[&[(u32, f32)]]) -> Links {
        let mut links = Links::default();
        for translations in of {
            links.push(translations.iter().copied());
        }
        links
    }

    #[test]
    fn what_is_written_is_read_back() {
        let pivot_words = Words::of(["fraud", "fraudster", "warn"].into_iter());
        let lexicon = Lexicon {
            words: Words::of(["avert", "avertir", "été", "fraud"].into_iter()),
            to_pivot: links(&[&[(2, 1.0)], &[(2, 0.4), (0, 0.2)], &[], &[(0, 0.8)]]),
            from_pivot: links(&[&[(3, 0.8)], &[], &[(0, 1.0)]]),
        };
        let french = Language::from_tag("fr");
        let bytes = encode(Language::from_tag("en"), &pivot_words, &[(french, lexicon)]);
        let contents = contents(&bytes).unwrap();
        assert_eq!((contents.pivot, contents.lexicons[0].0), (Language::from_tag("en"), french));
        assert_eq!(decode_words(&bytes[contents.pivot_words]).unwrap(), pivot_words);
        let read = decode_lexicon(&bytes[contents.lexicons[0].1.clone()], 3).unwrap();
        assert_eq!(read.words.find("été"), Some(2));
        assert_eq!(read.words.find("avertis"), None);
        let of = read.to_pivot.of(1).map(|(word, likelihood)| (word, (likelihood * 10.0).round()));
        assert_eq!(of.collect::<Vec<_>>(), [(2, 4.0), (0, 2.0)]);
        assert_eq!(read.from_pivot.of(2).count(), 1);
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
