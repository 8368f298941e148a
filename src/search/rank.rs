//! The second pass: the best steps scored exactly, with word order, closeness and titles, in terms that add up.

use crate::index::schema::Role;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::language::Language;
use crate::search::candidates::FoundWord;
use crate::search::occurrences::{Met, OccurrenceReader};
use crate::search::step_weights::{AllStepWeights, StepWeights};
use crate::search::weights;
use crate::search::word_order::{
    Neighbours, PlacedPosition, Positions, closeness, is_exact_title, placed, role_of_title, share_of_title,
};
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

/// What of a word of the question was found in a step.
#[derive(Debug, Clone, Copy, Default)]
struct Occurrences {
    /// Their worth by role, over the language groups.
    worth: [f32; 3],
    rarity: f32,
    /// The group and the term that counted most, and how much.
    best: Option<(usize, usize, f32)>,
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

/// What of the question was found in some steps, in as few pieces of memory as possible.
struct Found {
    words: usize,
    /// The words of the first step, then those of the next.
    occurrences: Vec<Occurrences>,
    /// By step.
    positions: Vec<Vec<PlacedPosition>>,
}

/// Scores steps, given in the order of the index, and returns them best first.
pub fn rank(
    snapshot: &Snapshot,
    words: &[FoundWord],
    steps: &[StepAddress],
    reader: &[u64],
) -> Result<Vec<Ranked>, IndexError> {
    let mut found = Found::none(steps.len(), words.len());
    let weights = snapshot.derived(AllStepWeights::of);
    for number in 0..snapshot.segments().len() {
        let from = steps.partition_point(|step| (step.segment as usize) < number);
        let until = steps.partition_point(|step| (step.segment as usize) <= number);
        let weights = weights.segments.get(number).map(Vec::as_slice).unwrap_or_default();
        collect(snapshot, (number, weights), words, &steps[from..until], (&mut found, from))
            .map_err(|error| snapshot.unreadable(error))?;
    }
    let asked = Asked::of(words);
    let mut positions = Positions::default();
    let mut ranked: Vec<Ranked> = steps
        .iter()
        .enumerate()
        .map(|(step, &address)| {
            positions.set(&mut found.positions[step], words.len());
            let occurrences = &found.occurrences[step * words.len()..(step + 1) * words.len()];
            let parts = ScoreParts::of(snapshot, &asked, address, (occurrences, &positions), reader);
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

fn collect(
    snapshot: &Snapshot,
    (number, weights): (usize, &[StepWeights]),
    words: &[FoundWord],
    steps: &[StepAddress],
    (found, first): (&mut Found, usize),
) -> std::io::Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let segment = &snapshot.segments()[number];
    let mut reader = OccurrenceReader::of(segment);
    let mut met = Vec::new();
    // The worth of one role's terms in one language, for each step.
    let mut worth = vec![0.0f32; steps.len()];
    let are_titled_by_guide = steps.iter().any(|step| weights[step.doc as usize].is_titled_by_guide);
    let languages: Vec<u128> = steps.iter().map(|step| segment.languages_of(step.doc)).collect();
    // The steps that have words of one language, by its number.
    let mut within_languages: Vec<Option<Vec<usize>>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for (group_at, group) in word.groups.iter().enumerate() {
            // Identifiers have no language.
            let has_language =
                |step: &usize| group.language == Language::UNKNOWN || languages[*step] & group.language.bit() != 0;
            let number_of_language = usize::from(group.language.number());
            if within_languages.len() <= number_of_language {
                within_languages.resize(number_of_language + 1, None);
            }
            let within = &*within_languages[number_of_language]
                .get_or_insert_with(|| (0..steps.len()).filter(has_language).collect());
            if within.is_empty() {
                continue;
            }
            for role in Role::ALL {
                worth.fill(0.0);
                for (term_at, term) in group.terms.iter().enumerate() {
                    let Some(own) = term.terms[number][role as usize] else { continue };
                    reader.meet(own, within.iter().map(|&step| (step, steps[step].doc)), &mut met)?;
                    met.retain_mut(|met| {
                        met.occurrences = term.counted(number, met.doc, met.occurrences);
                        met.occurrences > 0
                    });
                    for &Met { step, occurrences, .. } in &met {
                        let value = term.weight * occurrences as f32;
                        worth[step] = if term.adds { worth[step] + value } else { worth[step].max(value) };
                        found.of(first + step, at).note_best(group_at, term_at, value);
                    }
                    // Positions take longest to read, and most terms meet no step.
                    let has_places = |met: &Met| role != Role::Context || weights[met.doc as usize].is_titled_by_guide;
                    if term.is_relative || (role == Role::Context && !are_titled_by_guide) {
                        continue;
                    }
                    met.retain(has_places);
                    reader.positions(own, &met, |step, positions| {
                        let placed = positions.iter().map(|&position| placed(at, role, position));
                        found.positions[first + step].extend(placed);
                    })?;
                }
                for (step, worth) in within.iter().map(|&step| (step, worth[step])).filter(|(_, worth)| *worth > 0.0) {
                    let length_norm = weights[steps[step].doc as usize].length_norms[role as usize];
                    let weight = weights::in_role(role, worth, length_norm);
                    let occurrences = found.of(first + step, at);
                    occurrences.worth[role as usize] += weight;
                    occurrences.rarity = occurrences.rarity.max(group.rarity);
                }
            }
        }
    }
    Ok(())
}

impl Occurrences {
    fn note_best(&mut self, group: usize, term: usize, value: f32) {
        if self.best.is_none_or(|(_, _, best)| value > best) {
            self.best = Some((group, term, value));
        }
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

impl Found {
    fn none(steps: usize, words: usize) -> Found {
        Found { words, occurrences: vec![Occurrences::default(); steps * words], positions: vec![Vec::new(); steps] }
    }

    /// A word in a step.
    fn of(&mut self, step: usize, word: usize) -> &mut Occurrences {
        &mut self.occurrences[step * self.words + word]
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
