//! Rules made ready for questions: their phrases by their first words' stems, and the terms that they let stand for the
//! words of a question.

use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::detect::is_function_word;
use crate::language::fold::fold;
use crate::language::identifier::{IdentifierKind, identifiers};
use crate::language::stem::stems;
use crate::search::candidates::{CandidateTerm, LanguageGroup, Terms};
use crate::search::phrase::{self, WordOrder};
use crate::search::question::{Question, QuestionWord, WordKind};
use crate::search::synonyms::{MAX_PHRASE_WORDS, SynonymRule};
use crate::search::word_terms::terms_of;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a synonym is worth beside the word that was asked with; less than a stem, so that it never counts as the word.
const SYNONYM_WEIGHT: f32 = 0.8;
/// Between two words of a synonym so many others may stand.
const MOST_BETWEEN: u32 = 2;
/// So many synonyms are looked up for one question, at most.
const MAX_LOOKED_UP: usize = 48;

/// The rules of a site, ready to be looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    rules: Vec<SynonymRule>,
    phrases: Vec<Phrase>,
    sides: Vec<Side>,
    /// The sides that are asked with, by the first word or a stem of it, or by the normal form of an identifier.
    by_first_word: HashMap<String, Vec<usize>>,
}

/// A phrase of a rule, taken apart as a question is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    words: Vec<PhraseWord>,
    /// When the whole phrase is an identifier, what that is looked up as.
    identifier: Option<(IdentifierKind, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PhraseWord {
    normalized: String,
    folded: String,
    /// With the languages that they are the stems in.
    stems: Vec<(String, HashSet<Language>)>,
}

/// One direction of a rule: a phrase that is asked with, and those that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Side {
    from: usize,
    to: Vec<usize>,
    language: Option<Language>,
}

/// A word of a question with its stems in the languages of the site.
struct AskedWord<'q> {
    /// Its place among the words of the question.
    at: usize,
    word: &'q QuestionWord,
    stems: Vec<(Language, Vec<String>)>,
}

impl Synonyms {
    /// Makes rules ready; those that [`SynonymRule::check`] refuses are passed over.
    #[must_use]
    pub fn of(rules: Vec<SynonymRule>) -> Synonyms {
        let mut synonyms = Synonyms::default();
        let mut known: HashMap<(String, Option<Language>), usize> = HashMap::new();
        let analyzer = Analyzer::new();
        for rule in rules.iter().filter(|rule| rule.check().is_ok()) {
            let language = rule.lang.as_deref().map(Language::from_tag);
            let mut number = |text: &String, phrases: &mut Vec<Phrase>| {
                *known.entry((text.clone(), language)).or_insert_with(|| {
                    phrases.push(Phrase::of(text, language, &analyzer));
                    phrases.len() - 1
                })
            };
            let mut numbers = |texts: &[String]| -> Vec<usize> {
                texts.iter().map(|text| number(text, &mut synonyms.phrases)).collect()
            };
            let (words, from, to) = (numbers(&rule.words), numbers(&rule.from), numbers(&rule.to));
            for &one in &words {
                let others = words.iter().copied().filter(|&other| other != one).collect();
                synonyms.add_side(Side { from: one, to: others, language });
            }
            for one in from {
                synonyms.add_side(Side { from: one, to: to.clone(), language });
            }
        }
        synonyms.rules = rules;
        synonyms
    }

    /// The rules, in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[SynonymRule] {
        &self.rules
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sides.is_empty()
    }

    fn add_side(&mut self, side: Side) {
        let phrase = &self.phrases[side.from];
        let mut keys: HashSet<&str> = phrase.identifier.iter().map(|(_, normal)| normal.as_str()).collect();
        if let Some(first) = phrase.words.first() {
            keys.insert(&first.folded);
            keys.extend(first.stems.iter().map(|(stem, _)| stem.as_str()));
        }
        for key in keys {
            self.by_first_word.entry(key.to_owned()).or_default().push(self.sides.len());
        }
        self.sides.push(side);
    }

    /// The sides that a question asks with, each with the places of its words in the question.
    fn asked_with(&self, question: &Question, languages: &[Language]) -> Vec<(&Side, Vec<usize>)> {
        let mut found = Vec::new();
        let plain: Vec<AskedWord<'_>> = question
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| !matches!(word.kind, WordKind::Identifier(_)))
            .map(|(at, word)| AskedWord::of(at, word, languages))
            .collect();
        for first in 0..plain.len() {
            let mut sides: Vec<usize> = plain[first]
                .keys()
                .flat_map(|key| self.by_first_word.get(key).into_iter().flatten().copied())
                .collect();
            sides.sort_unstable();
            sides.dedup();
            for side in sides.into_iter().map(|side| &self.sides[side]) {
                let words = &self.phrases[side.from].words;
                let asked = plain.get(first..first + words.len()).unwrap_or_default();
                let is_asked = !asked.is_empty()
                    && asked.iter().zip(words).all(|(asked, word)| word.is_asked(asked, side.language));
                if is_asked {
                    found.push((side, asked.iter().map(|asked| asked.at).collect()));
                }
            }
        }
        for (at, word) in question.words.iter().enumerate() {
            if !matches!(word.kind, WordKind::Identifier(_)) {
                continue;
            }
            for &side in self.by_first_word.get(&word.folded).into_iter().flatten() {
                let identifier = &self.phrases[self.sides[side].from].identifier;
                if identifier.as_ref().is_some_and(|(_, normal)| *normal == word.folded) {
                    found.push((&self.sides[side], vec![at]));
                }
            }
        }
        found
    }
}

impl Phrase {
    fn of(text: &str, language: Option<Language>, analyzer: &Analyzer) -> Phrase {
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
    fn terms(&self, snapshot: &Snapshot, languages: &[Language]) -> Result<Terms, IndexError> {
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
    fn is_asked(&self, asked: &AskedWord<'_>, language: Option<Language>) -> bool {
        let shares_stem = |&(of, ref stems): &(Language, Vec<String>)| {
            language.is_none_or(|language| language == of)
                && self.stems.iter().any(|(stem, languages)| languages.contains(&of) && stems.contains(stem))
        };
        self.folded == asked.word.folded || asked.stems.iter().any(shares_stem)
    }
}

impl<'q> AskedWord<'q> {
    fn of(at: usize, word: &'q QuestionWord, languages: &[Language]) -> AskedWord<'q> {
        AskedWord { at, word, stems: stems_in(&word.normalized, &word.folded, languages).collect() }
    }

    /// What this word may be found by in [`Synonyms::by_first_word`].
    fn keys(&self) -> impl Iterator<Item = &str> {
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

/// For each word of a question the terms that the site's synonyms let stand for it. A phrase's synonym stands for every
/// word of the phrase that tells something, so that it is worth what the phrase is.
pub fn terms_of_question(
    snapshot: &Snapshot,
    question: &Question,
    synonyms: &Synonyms,
    languages: &[Language],
) -> Result<Vec<Terms>, IndexError> {
    let mut found: Vec<Terms> = vec![Terms::new(); question.words.len()];
    if synonyms.is_empty() {
        return Ok(found);
    }
    let mut looked_up: HashMap<(usize, Option<Language>), Terms> = HashMap::new();
    for (side, places) in synonyms.asked_with(question, languages) {
        let written: Vec<&str> = places.iter().map(|&at| question.words[at].written.as_str()).collect();
        let written: Arc<str> = written.join(" ").into();
        let telling = telling(question, &places, languages);
        for &to in &side.to {
            if looked_up.len() >= MAX_LOOKED_UP {
                return Ok(found);
            }
            let within = side.language.as_ref().map_or(languages, std::slice::from_ref);
            let terms = match looked_up.entry((to, side.language)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(synonyms.phrases[to].terms(snapshot, within)?),
            };
            for (language, term) in &*terms {
                for &at in &telling {
                    add(&mut found[at], *language, term, &written);
                }
            }
        }
    }
    Ok(found)
}

/// The words of a phrase in a question without its function words, unless it has no others.
fn telling(question: &Question, places: &[usize], languages: &[Language]) -> Vec<usize> {
    let is_telling = |&at: &usize| {
        let folded = &question.words[at].folded;
        !languages.iter().any(|&language| is_function_word(folded, language))
    };
    let telling: Vec<usize> = places.iter().copied().filter(is_telling).collect();
    if telling.is_empty() { places.to_vec() } else { telling }
}

fn add(terms: &mut Terms, language: Language, synonym: &CandidateTerm, of: &Arc<str>) {
    let is_same = |(of, known): &(Language, CandidateTerm)| {
        *of == language && known.form == synonym.form && known.word == synonym.word && known.only_in == synonym.only_in
    };
    if !terms.iter().any(is_same) {
        let weight = synonym.weight * SYNONYM_WEIGHT;
        let term = CandidateTerm { weight, synonym_of: Some(Arc::clone(of)), ..synonym.clone() };
        terms.push((language, term));
    }
}

/// Keeps a synonym from counting more than the word that was asked with, where that is found: in a language in which
/// only the synonym occurs, it may be the rarer of the two.
pub fn no_rarer_than_the_word(mut groups: Vec<LanguageGroup>) -> Vec<LanguageGroup> {
    let has_word = |group: &LanguageGroup| group.terms.iter().any(|term| term.synonym_of.is_none());
    let rarest = groups.iter().filter(|group| has_word(group)).map(|group| group.rarity).reduce(f32::max);
    if let Some(rarest) = rarest {
        for group in groups.iter_mut().filter(|group| !has_word(group)) {
            group.rarity = group.rarity.min(rarest);
        }
    }
    groups
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
