//! What of a question the postings have in some steps: how much each word is worth in each role, and where it stands.

use crate::index::schema::Role;
use crate::index::{IndexError, Segment, Snapshot, StepAddress};
use crate::language::Language;
use crate::search::candidates::{CandidateTerm, FoundWord, LanguageGroup};
use crate::search::occurrences::{Met, OccurrenceReader};
use crate::search::step_weights::{AllStepWeights, StepWeights};
use crate::search::weights;
use crate::search::word_order::{PlacedPosition, placed};

/// What of a question was found in some steps, in as few pieces of memory as possible.
pub struct Found {
    words: usize,
    /// The words of the first step, then those of the next.
    occurrences: Vec<Occurrences>,
    /// By step.
    positions: Vec<Vec<PlacedPosition>>,
}

/// What of a word of the question was found in a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct Occurrences {
    /// Their worth by role, over the language groups.
    pub worth: [f32; 3],
    pub rarity: f32,
    /// The group and the term that counted most, and how much.
    pub best: Option<(usize, usize, f32)>,
}

impl Found {
    /// Reads what steps have, given in the order of the index.
    pub fn collect(snapshot: &Snapshot, words: &[FoundWord], steps: &[StepAddress]) -> Result<Found, IndexError> {
        let mut found = Found {
            words: words.len(),
            occurrences: vec![Occurrences::default(); steps.len() * words.len()],
            positions: vec![Vec::new(); steps.len()],
        };
        let weights = snapshot.derived(AllStepWeights::of);
        let mut first = 0;
        for of_segment in steps.chunk_by(|one, other| one.segment == other.segment) {
            let number = of_segment[0].segment as usize;
            let weights = weights.segments.get(number).map(Vec::as_slice).unwrap_or_default();
            let mut collector = Collector::of(&snapshot.segments()[number], weights, of_segment, &mut found, first);
            collector.collect(words).map_err(|error| snapshot.unreadable(error))?;
            first += of_segment.len();
        }
        Ok(found)
    }

    /// What a step has of each word.
    #[must_use]
    pub fn in_step(&self, step: usize) -> &[Occurrences] {
        &self.occurrences[step * self.words..(step + 1) * self.words]
    }

    /// Where a step has the words, in no order.
    pub fn positions(&mut self, step: usize) -> &mut Vec<PlacedPosition> {
        &mut self.positions[step]
    }
}

impl Occurrences {
    fn note_best(&mut self, group: usize, term: usize, value: f32) {
        if self.best.is_none_or(|(_, _, best)| value > best) {
            self.best = Some((group, term, value));
        }
    }
}

/// Reads what the steps of one segment have.
struct Collector<'a> {
    number: usize,
    reader: OccurrenceReader<'a>,
    weights: &'a [StepWeights],
    steps: &'a [StepAddress],
    /// The languages that each step has words of.
    languages: Vec<u128>,
    /// The places of the steps that have words of a language, by its number.
    within_languages: Vec<Option<Vec<usize>>>,
    are_titled_by_guide: bool,
    /// What one role's terms in one language are worth in each step.
    worth: Vec<f32>,
    met: Vec<Met>,
    found: &'a mut Found,
    /// The place of the first step among all steps.
    first: usize,
}

impl<'a> Collector<'a> {
    fn of(
        segment: &'a Segment,
        weights: &'a [StepWeights],
        steps: &'a [StepAddress],
        found: &'a mut Found,
        first: usize,
    ) -> Collector<'a> {
        Collector {
            number: steps.first().map_or(0, |step| step.segment as usize),
            reader: OccurrenceReader::of(segment),
            weights,
            steps,
            languages: steps.iter().map(|step| segment.languages_of(step.doc)).collect(),
            within_languages: Vec::new(),
            are_titled_by_guide: steps.iter().any(|step| weights[step.doc as usize].is_titled_by_guide),
            worth: vec![0.0; steps.len()],
            met: Vec::new(),
            found,
            first,
        }
    }

    fn collect(&mut self, words: &[FoundWord]) -> std::io::Result<()> {
        for (word, found_word) in words.iter().enumerate() {
            for (group_at, group) in found_word.groups.iter().enumerate() {
                let within = self.take_within(group.language);
                if !within.is_empty() {
                    for role in Role::ALL {
                        self.add_role(word, (group_at, group), role, &within)?;
                    }
                }
                self.within_languages[usize::from(group.language.number())] = Some(within);
            }
        }
        Ok(())
    }

    /// The places of the steps that have words of a language; identifiers have none and are looked for in all.
    fn take_within(&mut self, language: Language) -> Vec<usize> {
        let number = usize::from(language.number());
        if self.within_languages.len() <= number {
            self.within_languages.resize(number + 1, None);
        }
        let has_language = |step: &usize| language == Language::UNKNOWN || self.languages[*step] & language.bit() != 0;
        let known = self.within_languages[number].take();
        known.unwrap_or_else(|| (0..self.steps.len()).filter(has_language).collect())
    }

    fn add_role(
        &mut self,
        word: usize,
        (group_at, group): (usize, &LanguageGroup),
        role: Role,
        within: &[usize],
    ) -> std::io::Result<()> {
        self.worth.fill(0.0);
        for (term_at, term) in group.terms.iter().enumerate() {
            self.add_term(word, (group_at, term_at), term, role, within)?;
        }
        for &step in within.iter().filter(|&&step| self.worth[step] > 0.0) {
            let length_norm = self.weights[self.steps[step].doc as usize].length_norms[role as usize];
            let occurrences = &mut self.found.occurrences[(self.first + step) * self.found.words + word];
            occurrences.worth[role as usize] += weights::in_role(role, self.worth[step], length_norm);
            occurrences.rarity = occurrences.rarity.max(group.rarity);
        }
        Ok(())
    }

    fn add_term(
        &mut self,
        word: usize,
        (group_at, term_at): (usize, usize),
        term: &CandidateTerm,
        role: Role,
        within: &[usize],
    ) -> std::io::Result<()> {
        let Some(own) = term.terms[self.number][role as usize] else { return Ok(()) };
        self.reader.meet(own, within.iter().map(|&step| (step, self.steps[step].doc)), &mut self.met)?;
        self.met.retain_mut(|met| {
            met.occurrences = term.counted(self.number, met.doc, met.occurrences);
            met.occurrences > 0
        });
        for &Met { step, occurrences, .. } in &self.met {
            let value = term.weight * occurrences as f32;
            let worth = &mut self.worth[step];
            *worth = if term.adds { *worth + value } else { worth.max(value) };
            let in_step = &mut self.found.occurrences[(self.first + step) * self.found.words + word];
            in_step.note_best(group_at, term_at, value);
        }
        // Positions take longest to read, and most terms meet no step.
        if term.is_relative || (role == Role::Context && !self.are_titled_by_guide) {
            return Ok(());
        }
        self.met.retain(|met| role != Role::Context || self.weights[met.doc as usize].is_titled_by_guide);
        self.reader.positions(own, &self.met, |step, positions| {
            let placed = positions.iter().map(|&position| placed(word, role, position));
            self.found.positions[self.first + step].extend(placed);
        })
    }
}
