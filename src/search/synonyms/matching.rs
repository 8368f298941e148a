//! Rules made ready for questions: their phrases by their first words' stems, and the terms that they let stand for the
//! words of a question.

use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::detect::is_function_word;
use crate::search::candidates::{CandidateTerm, LanguageGroup, Terms};
use crate::search::question::{Question, WordKind};
use crate::search::synonyms::SynonymRule;
use crate::search::synonyms::phrases::{AskedWord, Phrase};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a synonym is worth beside the word that was asked with; less than a stem, so that it never counts as the word.
const SYNONYM_WEIGHT: f32 = 0.8;
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

/// One direction of a rule: a phrase that is asked with, and those that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Side {
    from: usize,
    to: Vec<usize>,
    language: Option<Language>,
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
