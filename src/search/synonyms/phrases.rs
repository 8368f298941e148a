//! The phrases of synonyms: taken apart as questions are, told in questions by their forms, looked up in the index, and
//! checked before they are taken.

use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::detect::is_function_word;
use crate::language::fold::fold;
use crate::language::identifier::{IdentifierKind, identifiers};
use crate::language::stem::stems;
use crate::search::candidates::{CandidateTerm, Terms};
use crate::search::phrase::{self, WordOrder};
use crate::search::question::{QuestionWord, WordKind};
use crate::search::synonyms::{MAX_PHRASE_WORDS, SynonymRule};
use crate::search::word_terms::terms_of;
use std::collections::HashSet;

/// Between two words of a synonym so many others may stand.
const MOST_BETWEEN: u32 = 2;

/// A phrase of a rule, taken apart as a question is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pub words: Vec<PhraseWord>,
    /// When the whole phrase is an identifier, what that is looked up as.
    pub identifier: Option<(IdentifierKind, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseWord {
    pub normalized: String,
    pub folded: String,
    /// With the languages that they are the stems in.
    pub stems: Vec<(String, HashSet<Language>)>,
}

/// A word of a question with its stems in the languages of the site.
pub struct AskedWord<'q> {
    /// Its place among the words of the question.
    pub at: usize,
    pub word: &'q QuestionWord,
    pub stems: Vec<(Language, Vec<String>)>,
}

impl Phrase {
    /// Takes a phrase apart; `language` is the only one that the rule holds in, if there is one.
    pub fn of(text: &str, language: Option<Language>, analyzer: &Analyzer) -> Phrase {
        let languages: Vec<Language> = language.map_or_else(|| Language::all().collect(), |language| vec![language]);
        let words = analyzer.plain_words(text, &languages);
        let identifier = identifiers(text).into_iter().find(|identifier| {
            words
                .iter()
                .all(|word| identifier.range.start <= word.range.start && word.range.end <= identifier.range.end)
        });
        let words = words.into_iter().map(|word| PhraseWord::of(word.normalized, &languages)).collect();
        Phrase { words, identifier: identifier.map(|identifier| (identifier.kind, identifier.normal)) }
    }

    /// The terms of the index that are this phrase, in texts of the given languages; of several words only where they
    /// stand together.
    pub fn terms(&self, snapshot: &Snapshot, languages: &[Language]) -> Result<Terms, IndexError> {
        let mut found = Terms::new();
        if let Some((kind, normal)) = &self.identifier {
            let whole = QuestionWord { kind: WordKind::Identifier(*kind), ..question_word(normal, normal) };
            found.extend(terms_of(snapshot, &whole, languages)?);
            let is_compound = *kind == IdentifierKind::Compound;
            found.retain(|(language, _)| !is_compound || languages.contains(language));
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let of_words: Result<Vec<Terms>, IndexError> = self
            .words
            .iter()
            .map(|word| terms_of(snapshot, &question_word(&word.normalized, &word.folded), languages))
            .collect();
        let of_words = of_words?;
        for &language in languages {
            let in_language = |terms: &Terms| -> Vec<CandidateTerm> {
                terms.iter().filter(|(of, _)| *of == language).map(|(_, term)| term.clone()).collect()
            };
            let mut telling: Vec<Vec<CandidateTerm>> = self
                .words
                .iter()
                .zip(&of_words)
                .filter(|(word, _)| !is_function_word(&word.folded, language))
                .map(|(_, terms)| in_language(terms))
                .collect();
            if telling.is_empty() {
                telling = of_words.iter().map(in_language).collect();
            }
            if telling.len() > 1 {
                phrase::keep_where_together(snapshot, &mut telling, WordOrder::AsGiven, MOST_BETWEEN)?;
            }
            found.extend(telling.into_iter().flatten().map(|term| (language, term)));
        }
        Ok(found)
    }
}

fn question_word(normalized: &str, folded: &str) -> QuestionWord {
    QuestionWord {
        written: String::new(),
        normalized: normalized.to_owned(),
        folded: folded.to_owned(),
        kind: WordKind::Word,
        position: 0,
        is_prefix: false,
    }
}

impl PhraseWord {
    fn of(normalized: String, languages: &[Language]) -> PhraseWord {
        let folded = fold(&normalized);
        let mut of_languages: Vec<(String, HashSet<Language>)> = Vec::new();
        for (language, stems) in stems_in(&normalized, &folded, languages) {
            for stem in stems {
                match of_languages.iter_mut().find(|(known, _)| *known == stem) {
                    Some((_, of)) => drop(of.insert(language)),
                    None => of_languages.push((stem, HashSet::from([language]))),
                }
            }
        }
        PhraseWord { normalized, folded, stems: of_languages }
    }

    /// Whether a word of a question is this word, or another form of it in a language that the rule holds in.
    pub fn is_asked(&self, asked: &AskedWord<'_>, language: Option<Language>) -> bool {
        let shares_stem = |&(of, ref stems): &(Language, Vec<String>)| {
            language.is_none_or(|language| language == of)
                && self.stems.iter().any(|(stem, languages)| languages.contains(&of) && stems.contains(stem))
        };
        self.folded == asked.word.folded || asked.stems.iter().any(shares_stem)
    }
}

impl<'q> AskedWord<'q> {
    /// The word at a place of a question.
    pub fn of(at: usize, word: &'q QuestionWord, languages: &[Language]) -> AskedWord<'q> {
        AskedWord { at, word, stems: stems_in(&word.normalized, &word.folded, languages).collect() }
    }

    /// What this word may be found by in `Synonyms::by_first_word`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let stems = self.stems.iter().flat_map(|(_, stems)| stems);
        std::iter::once(self.word.folded.as_str()).chain(stems.map(String::as_str))
    }
}

/// The stems of a word that tell it from others: none that is a function word, no pairs of characters.
fn stems_in<'w>(
    normalized: &'w str,
    folded: &'w str,
    languages: &'w [Language],
) -> impl Iterator<Item = (Language, Vec<String>)> + 'w {
    languages.iter().filter(|language| !language.has_bigrams()).map(move |&language| {
        let mut stems = stems(normalized, folded, language);
        stems.retain(|stem| !is_function_word(stem, language) || is_function_word(folded, language));
        (language, stems)
    })
}

/// Whether a phrase can be looked up at all.
pub fn check_phrase(phrase: &str) -> Result<(), String> {
    let words = Analyzer::new().plain_words(phrase, &[]).len();
    match words {
        0 if phrase.trim().is_empty() => Err("a phrase is empty; write a word or remove it".to_owned()),
        0 => Err(format!("'{}' has no letter or digit to look up; remove it", phrase.escape_debug())),
        _ if words > MAX_PHRASE_WORDS => {
            let begin: String = phrase.chars().take(40).collect();
            Err(format!("'{begin}…' has {words} words; a phrase has at most {MAX_PHRASE_WORDS}"))
        }
        _ => Ok(()),
    }
}

/// Whether a rule's phrases are different words, and enough of them to say something.
pub fn check_distinct(rule: &SynonymRule) -> Result<(), String> {
    let folded = |phrase: &String| -> Vec<String> {
        Analyzer::new().plain_words(phrase, &[]).into_iter().map(|word| fold(&word.normalized)).collect()
    };
    let mut seen = HashSet::new();
    for phrase in &rule.words {
        if !seen.insert(folded(phrase)) {
            return Err(format!("'{phrase}' is there twice; accents and case make no difference"));
        }
    }
    if rule.words.len() == 1 {
        return Err(format!("'{}' is alone; give it a second word that means the same", rule.words[0]));
    }
    let from: HashSet<Vec<String>> = rule.from.iter().map(folded).collect();
    match rule.to.iter().find(|phrase| from.contains(&folded(phrase))) {
        Some(phrase) => Err(format!("'{phrase}' is said to mean itself; remove it from one side")),
        None => Ok(()),
    }
}
