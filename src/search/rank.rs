//! The second pass: the best steps scored exactly, with word order, closeness and titles, in terms that add up.

use crate::index::schema::Role;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::search::candidates::FoundWord;
use crate::search::found::{Found, Occurrences};
use crate::search::weights;
use crate::search::word_order::{Neighbours, Positions, closeness, is_exact_title, role_of_title, share_of_title};
use foldhash::fast::RandomState;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A step with its final score.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub address: StepAddress,
    pub score: f32,
    pub parts: ScoreParts,
}

/// What a score consists of: the words, the closeness and what the rest of the guide adds, multiplied by the factors.
#[derive(Debug, Clone, Default)]
pub struct ScoreParts {
    words: Vec<WordPart>,
    closeness: f32,
    rest_of_guide: f32,
    coverage: f32,
    title_match: f32,
    title: f32,
    reader: f32,
}

/// What one word of the question found in a step.
#[derive(Debug, Clone)]
struct WordPart {
    /// Its place among the found words.
    word: usize,
    rarity: f32,
    /// Weight by role, see [`weights::in_role`].
    roles: [f32; 3],
    /// The index of the group and term that counted most.
    best: Option<(usize, usize)>,
    score: f32,
}

/// What the steps are scored for, worked out once.
struct Asked<'w> {
    words: &'w [FoundWord],
    /// Where each word is rarest.
    rarities: Vec<f32>,
    /// What all words come to, each by its rarity.
    all: f32,
    neighbours: Neighbours,
}

/// Scores steps, given in the order of the index, and returns them best first.
pub fn rank(
    snapshot: &Snapshot,
    words: &[FoundWord],
    steps: &[StepAddress],
    reader: &[u64],
) -> Result<Vec<Ranked>, IndexError> {
    let mut found = Found::collect(snapshot, words, steps)?;
    let asked = Asked::of(words);
    let mut positions = Positions::default();
    let mut ranked: Vec<Ranked> = steps
        .iter()
        .enumerate()
        .map(|(step, &address)| {
            positions.set(found.positions(step), words.len());
            let parts = ScoreParts::of(snapshot, &asked, address, (found.in_step(step), &positions), reader);
            Ranked { address, score: 0.0, parts }
        })
        .collect();
    add_rest_of_guide(snapshot, words.len(), &mut ranked);
    ranked.sort_by(|one, other| {
        let order = |ranked: &Ranked| (snapshot.facts(ranked.address).guide, snapshot.facts(ranked.address).position);
        other.score.total_cmp(&one.score).then_with(|| order(one).cmp(&order(other)))
    });
    Ok(ranked)
}

/// Several steps of one guide that have different words of the question lift each other, and only then: what another
/// step has of a word counts as far as it is more than what the step has itself.
fn add_rest_of_guide(snapshot: &Snapshot, words: usize, ranked: &mut [Ranked]) {
    let mut best_in_guide: HashMap<u64, Vec<f32>, RandomState> = HashMap::default();
    for step in ranked.iter() {
        let best = best_in_guide.entry(snapshot.facts(step.address).guide).or_insert_with(|| vec![0.0; words]);
        for part in &step.parts.words {
            best[part.word] = best[part.word].max(part.score);
        }
    }
    for step in ranked {
        let best = &best_in_guide[&snapshot.facts(step.address).guide];
        let own: f32 = step.parts.words.iter().map(|part| part.score).sum();
        step.parts.rest_of_guide = weights::REST_OF_GUIDE * (best.iter().sum::<f32>() - own).max(0.0);
        step.score = step.parts.total();
    }
}

impl Asked<'_> {
    fn of(words: &[FoundWord]) -> Asked<'_> {
        let rarities: Vec<f32> = words.iter().map(FoundWord::rarity).collect();
        let all = words.iter().zip(&rarities).map(|(word, rarity)| word.importance * rarity).sum();
        Asked { words, rarities, all, neighbours: Neighbours::of(words) }
    }

    /// The share of the question that a step has, each word by its rarity.
    fn coverage(&self, found: &[WordPart]) -> f32 {
        let part = |part: &WordPart| self.words[part.word].importance * self.rarities[part.word].min(part.rarity);
        self.share(found.iter().map(part).sum())
    }

    /// The share of the question that a title has, each word by its rarity.
    fn share_in_title(&self, positions: &Positions, title: Role) -> f32 {
        let in_title = (0..self.words.len()).filter(|&word| !positions.of(word, title as usize).is_empty());
        self.share(in_title.map(|word| self.words[word].importance * self.rarities[word]).sum())
    }

    /// What a part of the question is of the whole.
    fn share(&self, part: f32) -> f32 {
        if self.all > 0.0 { part / self.all } else { 0.0 }
    }
}

impl ScoreParts {
    fn of(
        snapshot: &Snapshot,
        asked: &Asked<'_>,
        address: StepAddress,
        (occurrences, positions): (&[Occurrences], &Positions),
        reader: &[u64],
    ) -> ScoreParts {
        let mut parts = ScoreParts::default();
        let words = asked.words;
        for (at, word) in words.iter().enumerate() {
            let Occurrences { worth: roles, rarity, best } = occurrences[at];
            if roles.iter().any(|weight| *weight > 0.0) {
                let is_titled_by_guide = snapshot.facts(address).is_titled_by_guide;
                let score =
                    word.importance * rarity * weights::of_word(roles, is_titled_by_guide, word.is_function_word);
                let best = best.map(|(group, term, _)| (group, term));
                parts.words.push(WordPart { word: at, rarity, roles, best, score });
            }
        }
        parts.closeness = closeness(words, &asked.neighbours, |word| occurrences[word].rarity, positions);
        parts.coverage = 1.0 - weights::COVERAGE * (1.0 - asked.coverage(&parts.words));
        let facts = snapshot.facts(address);
        let title = role_of_title(facts);
        let length = facts.lengths[title as usize];
        parts.title_match = weights::of_title_match(
            share_of_title(words.len(), positions, title, length),
            asked.share_in_title(positions, title),
            is_exact_title(words, positions, title, length),
        );
        parts.title = weights::of_title(facts);
        parts.reader = weights::for_reader(facts.lang, reader);
        parts
    }

    fn total(&self) -> f32 {
        let words: f32 = self.words.iter().map(|word| word.score).sum();
        (words + self.closeness + self.rest_of_guide) * self.coverage * self.title_match * self.title * self.reader
    }

    /// The share of the question that the step has, each word by its rarity: 0 to 1.
    #[must_use]
    pub fn share_of_question(&self) -> f32 {
        1.0 - (1.0 - self.coverage) / weights::COVERAGE
    }

    /// Whether any word of the question counts in the step by a translation.
    #[must_use]
    pub fn is_by_translation(&self, words: &[FoundWord]) -> bool {
        self.words.iter().any(|part| {
            let best = part.best.map(|(group, term)| &words[part.word].groups[group].terms[term]);
            best.is_some_and(|term| term.translation_of.is_some())
        })
    }

    /// The parts with their names, in numbers that add up to the score.
    #[must_use]
    pub fn explain(&self, words: &[FoundWord]) -> Value {
        let of_words: Vec<Value> = self
            .words
            .iter()
            .map(|part| {
                let word = &words[part.word];
                let best = part.best.map(|(group, term)| (&word.groups[group], &word.groups[group].terms[term]));
                let mut told = json!({
                    "word": word.written,
                    "matched": best.map(|(_, term)| &*term.word),
                    "form": best.map(|(_, term)| format!("{:?}", term.form).to_lowercase()),
                    "lang": best.map(|(group, _)| group.language.tag()),
                    "termWeight": best.map(|(_, term)| term.weight),
                    "importance": word.importance,
                    "rarity": part.rarity,
                    "title": part.roles[0],
                    "body": part.roles[1],
                    "context": part.roles[2],
                    "score": part.score,
                });
                if let Some(asked) = best.and_then(|(_, term)| term.synonym_of.as_deref()) {
                    told["synonymOf"] = asked.into();
                }
                if let Some(asked) = best.and_then(|(_, term)| term.translation_of.as_deref()) {
                    told["translationOf"] = asked.into();
                }
                told
            })
            .collect();
        json!({
            "formula": "(sum of words + closeness + restOfGuide) × coverage × titleMatch × title × reader",
            "words": of_words,
            "closeness": self.closeness,
            "restOfGuide": self.rest_of_guide,
            "coverage": self.coverage,
            "titleMatch": self.title_match,
            "title": self.title,
            "reader": self.reader,
            "score": self.total(),
        })
    }
}
