//! What stands for the words of a question: terms of the index by language, each with what it is worth beside the word.

use crate::index::dictionary::RoleTerms;
use crate::index::schema::{Form, Role};
use crate::index::{Snapshot, Untranslated};
use crate::language::Language;
use crate::search::Correction;
use crate::search::phrase::Places;
use crate::search::weights;
use std::sync::Arc;
use tantivy::DocId;

/// A stem stands for a word a little less than the word itself.
pub const STEM_WEIGHT: f32 = 0.9;

/// Terms with the language of their texts.
pub type Terms = Vec<(Language, CandidateTerm)>;

/// What was found for a question.
#[derive(Debug, Default)]
pub struct Candidates {
    pub words: Vec<FoundWord>,
    pub corrections: Vec<Correction>,
    pub ignored: Vec<String>,
}

/// A word that occurs, in the languages where it does.
#[derive(Debug)]
pub struct FoundWord {
    /// As it was typed.
    pub written: String,
    pub folded: String,
    /// Its place in the question.
    pub position: usize,
    /// How much it counts beside the others: 1, less for what is part of another, more for an identifier.
    pub importance: f32,
    pub groups: Vec<LanguageGroup>,
    pub is_identifier: bool,
    /// Whether it is a function word of the language that the question seems to be asked in.
    pub is_function_word: bool,
}

/// The terms that stand for a word in one language.
#[derive(Debug)]
pub struct LanguageGroup {
    pub language: Language,
    /// How rare the word is among this language's steps (Robertson–Spärck Jones, never negative).
    pub rarity: f32,
    pub terms: Vec<CandidateTerm>,
}

/// One term of the index.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateTerm {
    pub form: Form,
    /// The word within the term, for marking it.
    pub word: Arc<str>,
    /// 1 for the word itself, less for what only resembles it.
    pub weight: f32,
    /// Whether the term is a part whose worth adds to that of others; else the best of them counts.
    pub adds: bool,
    /// Whether it is another word, of the same family; it tells nothing about the rarity of the word.
    pub is_relative: bool,
    /// In how many steps it occurs.
    pub steps: u64,
    /// In how many steps it stands in each role.
    pub steps_in_role: [u32; 3],
    /// For a term of a phrase, the only steps where it counts.
    pub only_in: Option<Arc<Places>>,
    /// For a translation, the only steps where it counts: those that are not there in the language of the question.
    pub only_untranslated: Option<Arc<Untranslated>>,
    /// What was asked with, where the term is there by a synonym of the site's.
    pub synonym_of: Option<Arc<str>>,
    /// What was asked with, where the term is its translation.
    pub translation_of: Option<Arc<str>>,
    /// Its terms in each segment.
    pub terms: Arc<[RoleTerms]>,
}

impl CandidateTerm {
    /// In how many steps it stands in the title, or in a title around it.
    #[must_use]
    pub fn steps_titled(&self) -> u64 {
        let in_role = |role: Role| self.steps_in_role[role as usize];
        u64::from(in_role(Role::Title).max(in_role(Role::Context)))
    }

    /// How many of its `occurrences` in a role of a step count.
    #[must_use]
    pub fn counted(&self, segment: usize, doc: DocId, occurrences: u32) -> u32 {
        if self.only_untranslated.as_ref().is_some_and(|steps| !steps.has(segment, doc)) {
            return 0;
        }
        self.only_in.as_ref().map_or(occurrences, |places| places.occurrences(segment, doc).min(occurrences))
    }
}

impl FoundWord {
    /// Adds terms of a language as relatives of the word; those that are known already are worth the most that is said.
    pub fn add_relatives(&mut self, snapshot: &Snapshot, language: Language, mut terms: Terms) {
        for (_, term) in &mut terms {
            term.is_relative = true;
        }
        let Some(group) = self.groups.iter_mut().find(|group| group.language == language) else {
            self.groups.extend(groups(snapshot, terms));
            return;
        };
        for (_, term) in terms {
            let is_same = |known: &&mut CandidateTerm| {
                known.form == term.form && known.word == term.word && known.only_in == term.only_in
            };
            match group.terms.iter_mut().find(is_same) {
                Some(known) => known.weight = known.weight.max(term.weight),
                None => group.terms.push(term),
            }
        }
    }

    /// How rare the word is where it is rarest.
    #[must_use]
    pub fn rarity(&self) -> f32 {
        self.groups.iter().map(|group| group.rarity).fold(0.0, f32::max)
    }
}

pub fn groups(snapshot: &Snapshot, terms: Terms) -> Vec<LanguageGroup> {
    let mut groups: Vec<LanguageGroup> = Vec::new();
    for (language, term) in terms {
        match groups.iter_mut().find(|group| group.language == language) {
            Some(group) => group.terms.push(term),
            None => groups.push(LanguageGroup { language, rarity: 0.0, terms: vec![term] }),
        }
    }
    let all: u64 = Language::all().map(|language| snapshot.statistics(language).steps).sum();
    for group in &mut groups {
        // Parts that add up come last, so that they add to the best of the others.
        group.terms.sort_by_key(|term| term.adds);
        // Where the word itself occurs, what merely resembles it takes nothing from its rarity; else the commonest
        // term does, or a misspelling that occurs once would count more than the right word.
        let has_own = group.terms.iter().any(|term| term.weight >= STEM_WEIGHT);
        let has_relatives_only = group.terms.iter().all(|term| term.is_relative);
        let counted = || {
            let counts = |term: &&CandidateTerm| {
                (has_relatives_only || !term.is_relative) && (!has_own || term.weight >= STEM_WEIGHT)
            };
            group.terms.iter().filter(counts)
        };
        // An identifier has no language; it is one among all steps.
        let steps = if group.language == Language::UNKNOWN { all } else { snapshot.statistics(group.language).steps };
        group.rarity = weights::rarity(counted().map(|term| term.steps).max().unwrap_or(0) as f32, steps as f32);
    }
    groups
}
