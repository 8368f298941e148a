//! Where the words of a step's title and text stand, as its analysis found them: what was found in the postings is marked
//! in a hit without analysing anything again.

use crate::index::packed_numbers::{push, take};
use crate::language::analysis::{Token, TokenKind};
use std::ops::Range;

/// Words this long and longer are told by two numbers, like those that do not follow one space after the word before.
const LONG_WORD: usize = 64;

/// The places of the words of a step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordPlaces {
    pub title: TextPlaces,
    /// In the plain text of the step's body.
    pub body: TextPlaces,
}

/// The places of the words of one text, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextPlaces {
    /// By their positions in the postings.
    pub words: Vec<Range<usize>>,
    /// Identifiers with the positions of the words that they begin with, in that order.
    identifiers: Vec<(usize, Range<usize>)>,
}

impl WordPlaces {
    /// In as few bytes as it takes: one for most words.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.title.words.len() + self.body.words.len() + 8);
        self.title.encode(&mut bytes);
        self.body.encode(&mut bytes);
        bytes
    }

    /// Reads the places of the title, and those of the text as far as they begin within its first `most_bytes`; `None`
    /// where there are none.
    #[must_use]
    pub fn decode(mut bytes: &[u8], most_bytes: usize) -> Option<WordPlaces> {
        let title = TextPlaces::decode(&mut bytes, usize::MAX)?;
        let body = TextPlaces::decode(&mut bytes, most_bytes)?;
        Some(WordPlaces { title, body })
    }
}

impl TextPlaces {
    /// Adds the tokens of a part of the text that begins at the byte `from`.
    pub fn add(&mut self, tokens: &[Token], from: usize) {
        let before = self.words.len();
        for token in tokens {
            let range = from + token.range.start..from + token.range.end;
            match token.kind {
                TokenKind::Word => self.words.push(range),
                TokenKind::Identifier(_) => {
                    let identifier = (before + token.position, range);
                    // The parts of an address stand where the whole does.
                    if self.identifiers.last() != Some(&identifier) {
                        self.identifiers.push(identifier);
                    }
                }
            }
        }
    }

    /// The longest identifier that begins with the word at a position.
    #[must_use]
    pub fn identifier_at(&self, position: usize) -> Option<Range<usize>> {
        let from = self.identifiers.partition_point(|(at, _)| *at < position);
        let here = self.identifiers[from..].iter().take_while(|(at, _)| *at == position);
        here.map(|(_, range)| range.clone()).max_by_key(Range::len)
    }

    fn encode(&self, bytes: &mut Vec<u8>) {
        push(self.identifiers.len() as u32, bytes);
        let mut before = 0;
        for (position, range) in &self.identifiers {
            push((position - before) as u32, bytes);
            push(range.start as u32, bytes);
            push(range.len() as u32, bytes);
            before = *position;
        }
        push(self.words.len() as u32, bytes);
        let mut end = 0;
        for word in &self.words {
            let gap = word.start - end;
            if gap == 1 && word.len() < LONG_WORD {
                push(word.len() as u32 * 2, bytes);
            } else {
                push(gap as u32 * 2 + 1, bytes);
                push(word.len() as u32, bytes);
            }
            end = word.end;
        }
    }

    fn decode(bytes: &mut &[u8], most_bytes: usize) -> Option<TextPlaces> {
        let mut number = || take(bytes).map(|number| number as usize);
        let mut places = TextPlaces::default();
        let mut position = 0usize;
        for _ in 0..number()? {
            position = position.checked_add(number()?)?;
            let (start, length) = (number()?, number()?);
            places.identifiers.push((position, start..start.checked_add(length)?));
        }
        let mut end = 0usize;
        for _ in 0..number()? {
            let told = number()?;
            let (gap, length) = if told % 2 == 0 { (1, told / 2) } else { (told / 2, number()?) };
            let start = end.checked_add(gap)?;
            if start >= most_bytes {
                break;
            }
            end = start.checked_add(length)?;
            places.words.push(start..end);
        }
        Some(places)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::language::Language;
    use crate::language::analysis::Analyzer;

    #[test]
    fn an_identifier_stands_where_its_first_word_does() {
        let mut places = TextPlaces::default();
        for (text, from) in [("Log in", 0), ("Mail a@ups.com", 7)] {
            places.add(&Analyzer::new().analyze(text, Language::from_tag("en")), from);
        }
        assert_eq!(places.words, [0..3, 4..6, 7..11, 12..13, 14..17, 18..21]);
        assert_eq!(places.identifier_at(3), Some(12..21));
        assert_eq!(places.identifier_at(4), None);
    }

    #[test]
    fn of_a_long_text_only_the_beginning_is_read() {
        let text = "word ".repeat(100);
        let mut places = WordPlaces::default();
        places.body.add(&Analyzer::new().analyze(&text, Language::from_tag("en")), 0);
        let bytes = places.encode();
        assert_eq!(bytes.len(), 105);
        assert_eq!(WordPlaces::decode(&bytes, 12).unwrap().body.words, [0..4, 5..9, 10..14]);
    }

    proptest::proptest! {
        #[test]
        fn places_are_read_as_they_were_written(title in "\\PC{0,30}", body in "[a-zé ,./@_-]{0,200}") {
            let mut analyzer = Analyzer::new();
            let mut places = WordPlaces::default();
            places.title.add(&analyzer.analyze(&title, Language::from_tag("fr")), 0);
            places.body.add(&analyzer.analyze(&body, Language::from_tag("en")), 0);
            places.body.add(&analyzer.analyze(&title, Language::from_tag("en")), body.len() + 1);
            proptest::prop_assert_eq!(WordPlaces::decode(&places.encode(), usize::MAX), Some(places));
        }

        #[test]
        fn nothing_that_is_read_makes_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..100)) {
            let _ = WordPlaces::decode(&bytes, usize::MAX);
        }
    }
}
