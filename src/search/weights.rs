//! Every number that ranking is tuned by, in one place, and the formulas that use them.

use crate::index::schema::Role;
use crate::index::{LanguageStatistics, StepFacts};

/// How much a word counts in the step's own title, its text, and the titles around it.
const ROLE_BOOSTS: [f32; 3] = [5.0, 1.0, 1.0];
/// How much longer texts are held against their words (b of BM25), by role.
const LENGTH_PENALTIES: [f32; 3] = [0.4, 0.5, 0.3];
/// How slowly more occurrences of one word stop counting (k1 of BM25).
const SATURATION: f32 = 2.0;

/// The same for the titles around a step, and what they count beside the step itself.
const CONTEXT_SATURATION: f32 = 1.0;
const CONTEXT_SHARE: f32 = 0.7;
/// The same where the guide's title is all the title that its steps have.
const TITLE_OF_GUIDE_SHARE: f32 = 3.0;

/// What closeness of two neighbouring words of the question adds, of the rarity of the commoner one.
pub const CLOSENESS: f32 = 0.4;
/// Words farther apart than this are not close; in words.
pub const MAX_DISTANCE: u32 = 8;
/// What a title adds that is the question and nothing else, of the score so far.
pub const EXACT_TITLE: f32 = 0.5;
/// How much of the score depends on how much of the question a step has.
pub const COVERAGE: f32 = 0.3;

/// What a step in the second of the reader's languages is worth, and in any that is not the reader's.
const SECOND_LANGUAGE: f32 = 0.8;
const FOREIGN_LANGUAGE: f32 = 0.6;

/// The weight of `occurrences` of a word in one role of a step: BM25F combines these over the roles, then saturates.
#[must_use]
pub fn in_role(role: Role, occurrences: f32, facts: &StepFacts, statistics: &LanguageStatistics) -> f32 {
    let at = role as usize;
    let relative_length = facts.lengths[at] as f32 / statistics.mean_lengths[at];
    let penalty = LENGTH_PENALTIES[at];
    ROLE_BOOSTS[at] * occurrences / (1.0 - penalty + penalty * relative_length)
}

/// What the weights of a word in all roles come to. The step's own title and text are combined before they saturate;
/// the titles around it saturate by themselves, since all steps of a guide share them and they must not drown what tells
/// these steps apart.
#[must_use]
pub fn of_word(roles: [f32; 3], facts: &StepFacts) -> f32 {
    let own = roles[0] + roles[1];
    let context_share = if facts.is_titled_by_guide { TITLE_OF_GUIDE_SHARE } else { CONTEXT_SHARE };
    own / (own + SATURATION) + context_share * roles[2] / (roles[2] + CONTEXT_SATURATION)
}

/// What a step is worth to a reader whose languages, best first, are given as hashes of their tags.
#[must_use]
pub fn for_reader(lang: u64, reader: &[u64]) -> f32 {
    match reader.iter().position(|&preferred| preferred == lang) {
        Some(0) => 1.0,
        Some(_) => SECOND_LANGUAGE,
        None if reader.is_empty() => 1.0,
        None => FOREIGN_LANGUAGE,
    }
}
