//! From text to tokens: normalise → segment → elide → fold → stem. Guides and questions both go through here.

use crate::language::Language;
use crate::language::detect::languages_with_function_word;
use crate::language::fold::{fold, normalize};
use crate::language::identifier::{IdentifierKind, identifiers, parts};
use crate::language::segment::{Segmenter, is_apostrophe};
use crate::language::stem::stems;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What changes with any change of how text becomes terms; an index that was built with another one is rebuilt.
pub const FINGERPRINT: &str = "analysis 4: rust-stemmers 1.2, frostem 2, icu_segmenter 2.4, whatlang 0.18";

/// So many words are remembered with their forms, unless asked otherwise; beyond it the memory starts anew.
const REMEMBERED_WORDS: usize = 200_000;

/// A word, or an identifier over several words, at its place in a text.
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Which word of the text it is, or is the first of; from 0.
    pub position: usize,
    pub forms: Arc<Forms>,
    pub kind: TokenKind,
}

/// What a token is looked up as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forms {
    /// The folded word, or the identifier in its normal form.
    pub word: String,
    /// The folded stems, in the language that the text was analysed as.
    pub stems: Vec<String>,
    /// The languages in which the word, or a part of it between apostrophes, is a function word; once for each part.
    pub function_word_of: Vec<Language>,
    /// Kept here for whoever writes the forms down, so that it is put together once.
    pub spelling: OnceLock<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    /// Stands at the position of its first word, beside the words themselves.
    Identifier(IdentifierKind),
}

/// Turns texts into tokens and remembers the forms of words it has seen.
pub struct Analyzer {
    segmenter: Segmenter,
    /// By the language's number, then by the word as it is written.
    remembered: Vec<HashMap<Box<str>, Remembered, RandomState>>,
    remembered_words: usize,
    most_remembered: usize,
}

impl Default for Analyzer {
    fn default() -> Analyzer {
        Analyzer::remembering(REMEMBERED_WORDS)
    }
}

/// What a written word comes to in one language.
#[derive(Clone)]
struct Remembered {
    /// Where it begins, after the clitic that is cut off.
    start: usize,
    /// `None` when nothing is left of it.
    forms: Option<Arc<Forms>>,
}

/// A word before it is folded and stemmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainWord {
    pub range: Range<usize>,
    /// In lower case and composed, accents kept, clitics and apostrophes removed.
    pub normalized: String,
}

impl Analyzer {
    #[must_use]
    pub fn new() -> Analyzer {
        Analyzer::default()
    }

    /// An analyzer that remembers the forms of at most so many words; one takes about 150 bytes.
    #[must_use]
    pub fn remembering(words: usize) -> Analyzer {
        Analyzer {
            segmenter: Segmenter::default(),
            remembered: Vec::new(),
            remembered_words: 0,
            most_remembered: words,
        }
    }

    /// The tokens of a text that is written in `language`, in order of their positions.
    pub fn analyze(&mut self, text: &str, language: Language) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 6);
        for range in self.segmenter.words(text) {
            let word = self.remember(&text[range.clone()], language);
            if let Some(forms) = word.forms {
                let range = range.start + word.start..range.end;
                tokens.push(Token { range, position: tokens.len(), forms, kind: TokenKind::Word });
            }
        }
        insert_identifiers(text, tokens)
    }

    /// The words of a text of which no language is known, such as a question: clitics of every language given are cut off.
    #[must_use]
    pub fn plain_words(&self, text: &str, languages: &[Language]) -> Vec<PlainWord> {
        let is_elision = |clitic: &str| languages.iter().any(|language| language.row().elisions.contains(&clitic));
        self.segmenter
            .words(text)
            .into_iter()
            .filter_map(|range| without_elision(text, range, &is_elision))
            .map(|range| PlainWord { normalized: without_apostrophes(&text[range.clone()]), range })
            .filter(|word| !fold(&word.normalized).is_empty())
            .collect()
    }

    fn remember(&mut self, written: &str, language: Language) -> Remembered {
        let at = usize::from(language.number());
        if let Some(known) = self.remembered.get(at).and_then(|words| words.get(written)) {
            return known.clone();
        }
        if self.remembered_words >= self.most_remembered {
            self.remembered.clear();
            self.remembered_words = 0;
        }
        if self.remembered.len() <= at {
            self.remembered.resize_with(at + 1, HashMap::default);
        }
        let word = in_language(written, language);
        self.remembered[at].insert(written.into(), word.clone());
        self.remembered_words += 1;
        word
    }
}

fn in_language(written: &str, language: Language) -> Remembered {
    let elisions = language.row().elisions;
    let Some(range) = without_elision(written, 0..written.len(), &|clitic| elisions.contains(&clitic)) else {
        return Remembered { start: written.len(), forms: None };
    };
    let start = range.start;
    let normalized = without_apostrophes(&written[range]);
    let word = fold(&normalized);
    if word.is_empty() {
        return Remembered { start, forms: None };
    }
    let forms = Forms {
        stems: stems(&normalized, &word, language),
        word,
        function_word_of: written.split(is_apostrophe).flat_map(languages_with_function_word).copied().collect(),
        spelling: OnceLock::new(),
    };
    Remembered { start, forms: Some(Arc::new(forms)) }
}

/// Cuts a clitic and its apostrophe off a word (`l’étape` → `étape`); `None` when nothing is left.
fn without_elision(text: &str, range: Range<usize>, is_elision: &dyn Fn(&str) -> bool) -> Option<Range<usize>> {
    let word = &text[range.clone()];
    let Some((at, apostrophe)) = word.char_indices().find(|&(_, character)| is_apostrophe(character)) else {
        return Some(range);
    };
    if !is_elision(&fold(&normalize(&word[..at]))) {
        return Some(range);
    }
    let start = range.start + at + apostrophe.len_utf8();
    (start < range.end).then_some(start..range.end)
}

/// The normalized word without a genitive `'s` and without apostrophes.
fn without_apostrophes(written: &str) -> String {
    let mut normalized = normalize(written);
    if normalized.contains(is_apostrophe) {
        if let Some(stem) = normalized.strip_suffix('s').and_then(|rest| rest.strip_suffix(is_apostrophe)) {
            normalized.truncate(stem.len());
        }
        normalized.retain(|character| !is_apostrophe(character));
    }
    normalized
}

/// Puts every identifier, and the parts that it may be asked by, before the first word that it covers, at that word's
/// position.
fn insert_identifiers(text: &str, words: Vec<Token>) -> Vec<Token> {
    let identified = identifiers(text);
    if identified.is_empty() {
        return words;
    }
    let mut tokens = Vec::with_capacity(words.len() + 2 * identified.len());
    let mut words = words.into_iter().peekable();
    for identifier in identified {
        // Identifiers come in order of where they begin, and so do the words that they begin with.
        while let Some(word) = words.next_if(|word| word.range.end <= identifier.range.start) {
            tokens.push(word);
        }
        let first = words.peek().filter(|word| word.range.start < identifier.range.end);
        let Some(position) = first.map(|word| word.position) else { continue };
        let parts = parts(identifier.kind, &identifier.normal);
        for normal in std::iter::once(identifier.normal).chain(parts) {
            let forms = Arc::new(Forms { word: normal, ..Forms::default() });
            let kind = TokenKind::Identifier(identifier.kind);
            tokens.push(Token { range: identifier.range.clone(), position, forms, kind });
        }
    }
    tokens.extend(words);
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, tag: &str) -> Vec<String> {
        let tokens = Analyzer::new().analyze(text, Language::from_tag(tag));
        tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.forms.word.clone()).collect()
    }

    #[test]
    fn clitics_are_cut_with_both_apostrophes() {
        assert_eq!(words("L’étape par l'étape", "fr"), ["etape", "par", "etape"]);
        assert_eq!(words("jusqu’à aujourd’hui", "fr"), ["a", "aujourdhui"]);
        assert_eq!(words("dell'ordine", "it"), ["ordine"]);
        assert_eq!(words("don't open the customer's l'box", "en"), ["dont", "open", "the", "customer", "lbox"]);
    }

    #[test]
    fn a_question_is_cut_as_any_of_the_site_s_languages() {
        let languages = [Language::from_tag("en"), Language::from_tag("fr")];
        let words: Vec<String> =
            Analyzer::new().plain_words("l'étape don't", &languages).into_iter().map(|word| word.normalized).collect();
        assert_eq!(words, ["étape", "dont"]);
    }

    #[test]
    fn an_identifier_stands_beside_its_words() {
        let tokens = Analyzer::new().analyze("Mail accountconfirm@ups.com now", Language::from_tag("en"));
        let seen: Vec<(usize, &str)> = tokens.iter().map(|token| (token.position, token.forms.word.as_str())).collect();
        assert_eq!(
            seen,
            [(0, "mail"), (1, "accountconfirm@ups.com"), (1, "accountconfirm"), (2, "ups"), (3, "com"), (4, "now")]
        );
    }

    #[test]
    fn every_language_finds_its_own_name() {
        for language in Language::all().filter(|&language| language != Language::UNKNOWN) {
            let tokens = Analyzer::new().analyze(language.name(), language);
            assert!(!tokens.is_empty(), "{language}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]
        #[test]
        fn analysis_keeps_to_the_text(text in "\\PC{0,80}") {
            let mut analyzer = Analyzer::new();
            for language in Language::all() {
                let mut position = 0;
                for token in analyzer.analyze(&text, language) {
                    proptest::prop_assert!(text.get(token.range.clone()).is_some_and(|word| !word.is_empty()));
                    proptest::prop_assert!(token.position >= position);
                    proptest::prop_assert!(!token.forms.word.is_empty());
                    position = token.position;
                }
            }
        }
    }
}
