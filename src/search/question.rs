//! Understanding a question: its words, the identifiers among them, and what each of them is worth before any is looked up.

use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::fold::fold;
use crate::language::identifier::{Identifier, IdentifierKind, identifiers};
use std::ops::Range;

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
    Identifier(IdentifierKind),
}

/// Takes a question apart. `languages` are those of the site: their clitics are cut off.
#[must_use]
pub fn understand(text: &str, languages: &[Language], analyzer: &Analyzer) -> Question {
    let identifiers = identifiers(text);
    let plain = analyzer.plain_words(text, languages);
    let is_being_typed = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let count = plain.len();
    let mut words = Vec::with_capacity(count + identifiers.len());
    for (position, word) in plain.into_iter().enumerate() {
        let within = identifiers.iter().find(|identifier| overlaps(&identifier.range, &word.range));
        if let Some(identifier) =
            within.filter(|identifier| identifier.range.start >= word.range.start || position == 0)
            && !words.iter().any(|word: &QuestionWord| is_same(word, identifier, text))
        {
            words.push(whole(identifier, text, position));
        }
        words.push(QuestionWord {
            written: text[word.range.clone()].to_owned(),
            folded: fold(&word.normalized),
            normalized: word.normalized,
            kind: if within.is_some_and(|identifier| identifier.kind != IdentifierKind::Compound) {
                WordKind::Part
            } else {
                WordKind::Word
            },
            position,
            is_prefix: is_being_typed && position + 1 == count,
        });
    }
    Question { words }
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn is_same(word: &QuestionWord, identifier: &Identifier, text: &str) -> bool {
    matches!(word.kind, WordKind::Identifier(_)) && word.written == text[identifier.range.clone()]
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
}
