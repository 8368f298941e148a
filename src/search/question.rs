//! Understanding a question: its words, the identifiers among them, and what each of them is worth before any is looked up.

use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::fold::fold;
use crate::language::identifier::{Identifier, IdentifierKind, identifiers};
use std::ops::Range;

mod volatile;

/// A question as words, in the order they were asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub words: Vec<QuestionWord>,
}

/// One word of a question, or an identifier over several of them.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionWord {
    /// As it was typed.
    pub written: String,
    /// In lower case, accents kept.
    pub normalized: String,
    /// Without accents; an identifier in its normal form.
    pub folded: String,
    pub kind: WordKind,
    /// The place among the words; an identifier has that of its first word.
    pub position: usize,
    /// Whether it may be the beginning of a longer word: the last one, while someone is typing.
    pub is_prefix: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    Word,
    /// A word that is part of an identifier of this question.
    Part,
    /// Something that is different every time, such as an address in memory; it counts only if it is in the guides as it
    /// was asked.
    Volatile,
    Identifier(IdentifierKind),
}

/// Takes a question apart. `languages` are those of the site: their clitics are cut off.
#[must_use]
pub fn understand(text: &str, languages: &[Language], analyzer: &Analyzer) -> Question {
    let mut volatile = volatile::volatile(text);
    // An address is the same every time, ids and all.
    let addresses = identifiers(text).into_iter().filter(|identifier| identifier.kind == IdentifierKind::Url);
    let addresses: Vec<Range<usize>> = addresses.map(|address| address.range).collect();
    volatile.retain(|range| !addresses.iter().any(|address| overlaps(address, range)));
    let lasting = volatile::without(text, &volatile);
    let identified = identifiers(&lasting);
    let plain = analyzer.plain_words(&lasting, languages);
    let is_being_typed = lasting.chars().next_back().is_some_and(char::is_alphanumeric);
    let count = plain.len();
    let mut words = Vec::with_capacity(count + identified.len());
    let mut pending = identified.iter().peekable();
    for (position, word) in plain.into_iter().enumerate() {
        while let Some(identifier) = pending.next_if(|identifier| identifier.range.start < word.range.end) {
            words.push(whole(identifier, text, position));
        }
        let is_part =
            |identifier: &Identifier| identifier.kind.owns_its_words() && overlaps(&identifier.range, &word.range);
        words.push(QuestionWord {
            written: text[word.range.clone()].to_owned(),
            folded: fold(&word.normalized),
            normalized: word.normalized,
            kind: if identified.iter().any(is_part) { WordKind::Part } else { WordKind::Word },
            position,
            is_prefix: is_being_typed && position + 1 == count,
        });
    }
    for range in volatile {
        words.extend(as_written(&text[range], count));
    }
    Question { words }
}

/// A volatile part of a question as the identifier that it is, if it is one.
fn as_written(text: &str, position: usize) -> Option<QuestionWord> {
    let identifier = identifiers(text).into_iter().find(|identifier| identifier.kind == IdentifierKind::Code)?;
    Some(QuestionWord { kind: WordKind::Volatile, ..whole(&identifier, text, position) })
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

impl QuestionWord {
    /// A folded word by itself.
    #[must_use]
    pub fn plain(folded: &str) -> QuestionWord {
        QuestionWord {
            written: String::new(),
            normalized: folded.to_owned(),
            folded: folded.to_owned(),
            kind: WordKind::Word,
            position: 0,
            is_prefix: false,
        }
    }
}

fn whole(identifier: &Identifier, text: &str, position: usize) -> QuestionWord {
    QuestionWord {
        written: text[identifier.range.clone()].to_owned(),
        normalized: identifier.normal.clone(),
        folded: identifier.normal.clone(),
        kind: WordKind::Identifier(identifier.kind),
        position,
        is_prefix: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, WordKind, bool)> {
        let languages = [Language::from_tag("fr"), Language::from_tag("en")];
        let question = understand(text, &languages, &Analyzer::new());
        question.words.into_iter().map(|word| (word.folded, word.kind, word.is_prefix)).collect()
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        assert_eq!(
            words("Numéro de comp"),
            [
                ("numero".to_owned(), WordKind::Word, false),
                ("de".to_owned(), WordKind::Word, false),
                ("comp".to_owned(), WordKind::Word, true),
            ]
        );
        assert!(words("numéro ?").iter().all(|(_, _, is_prefix)| !is_prefix));
    }

    #[test]
    fn an_identifier_comes_before_its_words() {
        let email = WordKind::Identifier(IdentifierKind::Email);
        assert_eq!(
            words("write me@ups.com!"),
            [
                ("write".to_owned(), WordKind::Word, false),
                ("me@ups.com".to_owned(), email, false),
                ("me".to_owned(), WordKind::Part, false),
                ("ups".to_owned(), WordKind::Part, false),
                ("com".to_owned(), WordKind::Part, false),
            ]
        );
    }

    #[test]
    fn the_words_of_a_menu_are_words_and_those_of_keys_are_not() {
        let (keys, menu) = (WordKind::Identifier(IdentifierKind::Keys), WordKind::Identifier(IdentifierKind::Menu));
        assert_eq!(
            words("Edit > Copy or Ctrl+C ?"),
            [
                ("edit>copy".to_owned(), menu, false),
                ("edit".to_owned(), WordKind::Word, false),
                ("copy".to_owned(), WordKind::Word, false),
                ("or".to_owned(), WordKind::Word, false),
                ("ctrl+c".to_owned(), keys, false),
                ("ctrl".to_owned(), WordKind::Part, false),
                ("c".to_owned(), WordKind::Part, false),
            ]
        );
    }

    #[test]
    fn what_differs_every_time_is_set_apart() {
        assert_eq!(
            words("crash 0x7ffee4c0 of app"),
            [
                ("crash".to_owned(), WordKind::Word, false),
                ("of".to_owned(), WordKind::Word, false),
                ("app".to_owned(), WordKind::Word, true),
                ("0x7ffee4c0".to_owned(), WordKind::Volatile, false),
            ]
        );
    }
}
