//! Where the words of a question stand in the steps that are shown, as their postings tell it.

use crate::index::schema::{Form, Role};
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::language::Language;
use crate::search::candidates::{CandidateTerm, FoundWord};
use crate::search::occurrences::OccurrenceReader;
use std::collections::BTreeMap;

/// A word of a text that stands for a word of the question.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'w> {
    /// Which word of its text it is.
    pub position: u32,
    pub form: Form,
    /// The word, stem or identifier as it was looked up.
    pub word: &'w str,
    /// The place of the question's word among those found.
    pub asked: usize,
    /// What it is worth for choosing a passage.
    pub worth: f32,
}

/// The marks of a step, in no order and several perhaps at one position.
#[derive(Debug, Default)]
pub struct StepMarks<'w> {
    pub title: Vec<Mark<'w>>,
    pub body: Vec<Mark<'w>>,
}

/// The marks of some steps.
pub fn marks<'w>(
    snapshot: &Snapshot,
    words: &'w [FoundWord],
    steps: impl Iterator<Item = StepAddress>,
) -> Result<BTreeMap<StepAddress, StepMarks<'w>>, IndexError> {
    let mut all: BTreeMap<StepAddress, StepMarks<'_>> = steps.map(|step| (step, StepMarks::default())).collect();
    let mut steps: Vec<(StepAddress, &mut StepMarks<'w>)> =
        all.iter_mut().map(|(step, marks)| (*step, marks)).collect();
    for of_segment in steps.chunk_by_mut(|(one, _), (other, _)| one.segment == other.segment) {
        mark_in_segment(snapshot, words, of_segment).map_err(|error| snapshot.unreadable(error))?;
    }
    Ok(all)
}

fn mark_in_segment<'w>(
    snapshot: &Snapshot,
    words: &'w [FoundWord],
    steps: &mut [(StepAddress, &mut StepMarks<'w>)],
) -> std::io::Result<()> {
    let Some(number) = steps.first().map(|(step, _)| step.segment as usize) else { return Ok(()) };
    let segment = &snapshot.segments()[number];
    let documents: Vec<_> = steps.iter().map(|(step, _)| (step.doc, segment.languages_of(step.doc))).collect();
    let mut reader = OccurrenceReader::of(segment);
    let mut met = Vec::new();
    for (asked, word) in words.iter().enumerate() {
        for group in &word.groups {
            let has_language = |languages: u128| {
                // Identifiers have no language.
                group.language == Language::UNKNOWN || languages & group.language.bit() != 0
            };
            let within = || documents.iter().enumerate().filter(|(_, (_, languages))| has_language(*languages));
            if within().next().is_none() {
                continue;
            }
            for term in &group.terms {
                let worth = word.importance * group.rarity * term.weight;
                for role in [Role::Title, Role::Body] {
                    let Some(own) = term.terms[number][role as usize] else { continue };
                    reader.meet(own, within().map(|(step, (doc, _))| (step, *doc)), &mut met)?;
                    met.retain(|met| term.counted(number, met.doc, met.occurrences) > 0);
                    reader.positions(own, &met, |step, positions| {
                        let marks = &mut *steps[step].1;
                        let marks = if role == Role::Title { &mut marks.title } else { &mut marks.body };
                        marks.extend(positions.iter().map(|&position| mark(term, position, asked, worth)));
                    })?;
                }
            }
        }
    }
    Ok(())
}

fn mark(term: &CandidateTerm, position: u32, asked: usize, worth: f32) -> Mark<'_> {
    Mark { position, form: term.form, word: &term.word, asked, worth }
}
