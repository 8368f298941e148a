//! Finding the words of a text: by spaces and punctuation, or with a dictionary where a script writes without spaces.

use crate::language::fold::is_invisible;
use crate::language::{Script, Segmentation};
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// Finds words. Making one loads no files; keep it for many texts.
pub struct Segmenter {
    dictionary: WordSegmenterBorrowed<'static>,
}

impl Default for Segmenter {
    fn default() -> Segmenter {
        Segmenter { dictionary: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Stands between words.
    Separator,
    /// Part of a word that ends at a separator.
    Spaced,
    /// Part of a run whose words only a dictionary tells.
    Unspaced,
    /// Belongs to the character before it.
    Attached,
}

impl Segmenter {
    /// The byte ranges of the words of a text, in order. An apostrophe between letters is part of a word.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<Range<usize>> {
        let mut words = Vec::with_capacity(text.len() / 6);
        let mut run: Option<(Range<usize>, Class)> = None;
        let mut at = 0;
        while let Some((class, length)) = class_at(text, at) {
            let mut class = class;
            let end = at + length;
            if class == Class::Separator && text[at..end].starts_with(is_apostrophe) {
                let joins = matches!(&run, Some((range, Class::Spaced)) if range.end == at)
                    && matches!(class_at(text, end), Some((Class::Spaced, _)));
                if joins {
                    class = Class::Attached;
                }
            }
            match (&mut run, class) {
                (Some((range, _)), Class::Attached) => range.end = end,
                (Some((range, of)), _) if *of == class => range.end = end,
                (_, Class::Separator | Class::Attached) => self.finish(text, run.take(), &mut words),
                _ => {
                    self.finish(text, run.take(), &mut words);
                    run = Some((at..end, class));
                }
            }
            at = end;
        }
        self.finish(text, run, &mut words);
        words
    }

    fn finish(&self, text: &str, run: Option<(Range<usize>, Class)>, words: &mut Vec<Range<usize>>) {
        match run {
            None => {}
            Some((range, Class::Unspaced)) => {
                let mut from = 0;
                for to in self.dictionary.segment_str(&text[range.clone()]).skip(1) {
                    words.push(range.start + from..range.start + to);
                    from = to;
                }
            }
            Some((range, _)) => words.push(range),
        }
    }
}

/// Whether a character is an apostrophe, straight or typographic.
#[must_use]
pub fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}')
}

/// The class of the character at a place and its length; as many as stand together of plain letters and digits.
fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let bytes = &text.as_bytes()[at..];
    let first = *bytes.first()?;
    if first.is_ascii() {
        let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
        return Some(if length > 0 { (Class::Spaced, length) } else { (Class::Separator, 1) });
    }
    let character = text[at..].chars().next()?;
    Some((class_of(character), character.len_utf8()))
}

fn class_of(character: char) -> Class {
    // The letters of most European languages, the commonest first; multiplication and division sign are none.
    if matches!(character, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'А'..='я') {
        return Class::Spaced;
    }
    if is_combining_mark(character) || is_invisible(character) {
        return Class::Attached;
    }
    if !character.is_alphanumeric() {
        return Class::Separator;
    }
    match Script::of(character).map(Script::segmentation) {
        Some(Segmentation::Dictionary) => Class::Unspaced,
        _ => Class::Spaced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Segmenter::default().words(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_stand_between_spaces_and_punctuation() {
        assert_eq!(words("Log in, or sign-up on UPS.com!"), ["Log", "in", "or", "sign", "up", "on", "UPS", "com"]);
        assert_eq!(words("l’étape d'avant 'x'"), ["l’étape", "d'avant", "x"]);
        assert_eq!(words("nume\u{301}ro"), ["nume\u{301}ro"]);
        assert_eq!(words("हिन्दी में"), ["हिन्दी", "में"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn a_dictionary_tells_words_written_without_spaces() {
        assert_eq!(words("ภาษาไทย"), ["ภาษา", "ไทย"]);
        assert!(words("我的包裹在哪里").len() > 2);
        assert!(words("荷物を追跡する").len() > 2);
        assert_eq!(words("iPhone用"), ["iPhone", "用"]);
    }

    proptest::proptest! {
        #[test]
        fn words_are_in_order_and_cut_at_characters(text in "\\PC{0,60}") {
            let mut last = 0;
            for range in Segmenter::default().words(&text) {
                proptest::prop_assert!(range.start >= last && range.end > range.start);
                proptest::prop_assert!(text.get(range.clone()).is_some());
                last = range.end;
            }
        }
    }
}
