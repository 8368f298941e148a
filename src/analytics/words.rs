//! Questions as the words that tell them apart, so that spellings and endings of one question come together.

use crate::language::Language;
use crate::language::analysis::{Analyzer, TokenKind};
use crate::language::detect::is_function_word;

/// One word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it was typed.
    pub written: String,
    pub folded: String,
    /// The folded stem in the language of the reader, or the word itself.
    pub stem: String,
    pub is_function_word: bool,
}

/// The words of a question of a reader of this language, in order.
#[must_use]
pub fn words(analyzer: &mut Analyzer, text: &str, lang: &str) -> Vec<Word> {
    let language = Language::from_tag(lang);
    analyzer
        .analyze(text, language)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| Word {
            written: text[token.range.clone()].to_owned(),
            stem: token.forms.stems.first().cloned().unwrap_or_else(|| token.forms.word.clone()),
            is_function_word: is_function_word(&token.forms.word, language),
            folded: token.forms.word.clone(),
        })
        .collect()
}

/// The words that tell: all but function words, or all where there are no others.
#[must_use]
pub fn telling(words: &[Word]) -> Vec<&Word> {
    let telling: Vec<&Word> = words.iter().filter(|word| !word.is_function_word).collect();
    if telling.is_empty() { words.iter().collect() } else { telling }
}

/// Whether one word may be a misspelling of the other: one mistake in words of four letters and more, two from nine on.
#[must_use]
pub fn is_misspelling(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let most = match shorter {
        0..4 => return false,
        4..9 => 1,
        _ => 2,
    };
    // Numbers and codes that differ are different.
    let has_digits = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    one != other && !has_digits(one) && !has_digits(other) && strsim::osa_distance(one, other) <= most
}

/// Whether two questions have the same words but for misspelt ones.
#[must_use]
pub fn is_misspelt(one: &[Word], other: &[Word]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).any(|(one, other)| one.folded != other.folded)
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.folded == other.folded || is_misspelling(&one.folded, &other.folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_near_words() {
        for (one, other) in
            [("acount", "account"), ("teh1", "the1"), ("etikett", "etiket"), ("zpedition", "expedition")]
        {
            assert_eq!(is_misspelling(one, other), !one.contains('1'), "{one} {other}");
        }
        for (one, other) in [("cat", "car"), ("label", "label"), ("print", "paint x"), ("err041", "err042")] {
            assert!(!is_misspelling(one, other), "{one} {other}");
        }
        let mut analyzer = Analyzer::new();
        let mut words = |text: &str| words(&mut analyzer, text, "fr");
        assert!(is_misspelt(&words("numéro de conpte"), &words("numéro de compte")));
        assert!(!is_misspelt(&words("numéro de compte"), &words("numero de compte")));
        assert!(!is_misspelt(&words("compte expéditeur"), &words("numéro de compte")));
        let told = words("le numéro des comptes");
        assert_eq!(telling(&told).iter().map(|word| word.folded.as_str()).collect::<Vec<_>>(), ["numero", "comptes"]);
    }
}
