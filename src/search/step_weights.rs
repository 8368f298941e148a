//! What every step weighs whatever the question, worked out once for a snapshot: retrieval looks at thousands of steps for
//! each question, and would else read all that is known of each.

use crate::index::schema::Role;
use crate::index::{Snapshot, StepFacts};
use crate::search::weights;

/// What one step weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepWeights {
    /// See [`weights::length_norm`], by role.
    pub length_norms: [f32; 3],
    /// See [`weights::of_title`].
    pub title: f32,
    /// The place of its declared language among [`AllStepWeights::langs`].
    lang: u16,
    pub is_titled_by_guide: bool,
    /// Whether it is a step, and was not deleted.
    pub is_step: bool,
}

/// What the steps of a snapshot weigh, by segment and document.
#[derive(Debug, Default)]
pub struct AllStepWeights {
    pub segments: Vec<Vec<StepWeights>>,
    /// Hashes of the declared languages' tags.
    langs: Vec<u64>,
}

impl AllStepWeights {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> AllStepWeights {
        let mut all = AllStepWeights::default();
        for segment in snapshot.segments() {
            let steps = segment.facts().iter().map(|facts| all.of_step(snapshot, facts)).collect();
            all.segments.push(steps);
        }
        all
    }

    fn of_step(&mut self, snapshot: &Snapshot, facts: &StepFacts) -> StepWeights {
        let statistics = snapshot.statistics(facts.text);
        let known = self.langs.iter().position(|&lang| lang == facts.lang);
        let lang = known.unwrap_or_else(|| {
            self.langs.push(facts.lang);
            self.langs.len() - 1
        });
        StepWeights {
            length_norms: Role::ALL.map(|role| weights::length_norm(role, facts, &statistics)),
            title: weights::of_title(facts),
            lang: lang as u16,
            is_titled_by_guide: facts.is_titled_by_guide,
            is_step: facts.position > 0,
        }
    }

    /// What steps in each declared language are worth to a reader, see [`weights::for_reader`].
    #[must_use]
    pub fn for_reader(&self, reader: &[u64]) -> ForReader {
        ForReader(self.langs.iter().map(|&lang| weights::for_reader(lang, reader)).collect())
    }
}

/// See [`AllStepWeights::for_reader`].
pub struct ForReader(Vec<f32>);

impl ForReader {
    #[must_use]
    pub fn of(&self, step: &StepWeights) -> f32 {
        self.0.get(usize::from(step.lang)).copied().unwrap_or(1.0)
    }
}
