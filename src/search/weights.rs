//! Every number that ranking is tuned by, in one place, and the formulas that use them. RELEVANCE.md says what each brings.

use crate::index::schema::Role;
use crate::index::{LanguageStatistics, StepFacts};

/// How much a word counts in the step's own title, its text, and the titles around it.
const ROLE_BOOSTS: [f32; 3] = [3.1, 1.0, 1.0];
/// How much longer texts are held against their words (b of BM25), by role.
const LENGTH_PENALTIES: [f32; 3] = [0.95, 0.54, 0.8];
/// How slowly more occurrences of one word stop counting (k1 of BM25).
const SATURATION: f32 = 2.0;
/// What a function word counts in a text beside a title: there every step has it.
const FUNCTION_WORD_IN_BODY: f32 = 0.15;

/// The same for the titles around a step, and what they count beside the step itself.
const CONTEXT_SATURATION: f32 = 1.45;
const CONTEXT_SHARE: f32 = 1.0;
/// The same where the guide's title is all the title that its steps have.
const TITLE_OF_GUIDE_SHARE: f32 = 4.0;

/// How much the rarity of a word counts: less than in proportion, or one rare word would outweigh the rest.
const RARITY_POWER: f32 = 0.89;
/// A function word is taken to be in this part of so many steps besides those of the site: a small site in a formal tone
/// has few a `je` or `where`, which makes them no rare words.
const FUNCTION_WORD_FREQUENCY: f32 = 0.2;
const FUNCTION_WORD_STEPS: f32 = 130.0;
/// What a function word counts beside others that are as rare.
const FUNCTION_WORD_IMPORTANCE: f32 = 0.86;
/// How much less function words count that stand in many titles and so tell between few.
const TITLE_RARITY_POWER: f32 = 0.7;
/// The first word of a question says what kind of question it is.
const FIRST_WORD: f32 = 1.35;

/// What a relative of a word is worth at most, see [`crate::search::family`].
pub const RELATIVE: f32 = 0.4;

/// What stands for a compound or its part, of what the word itself is worth: the parts of a compound near each other,
/// another compound of the same parts and how much less one of more parts, a compound that ends with the word, and one that
/// begins with it.
pub const PARTS_TOGETHER: f32 = 0.6;
pub const COMPOUND_OF_SAME_PARTS: f32 = 0.5;
pub const COMPOUND_OF_MORE: f32 = 0.6;
pub const COMPOUND_OF_HEAD: f32 = 0.4;
pub const COMPOUND_OF_MODIFIER: f32 = 0.35;

/// What the likeliest translation of a word is worth beside the word itself; others less, as they are less likely.
const TRANSLATION: f32 = 0.7;
/// What a word of another language is worth that sounds the same.
const SOUND: f32 = 0.6;
/// How much of that is left where the language of the question can answer too.
pub const TRANSLATION_BESIDE_OWN: f32 = 0.8;
pub const SOUND_BESIDE_OWN: f32 = 0.5;
/// How much less a translation counts that is less likely than the likeliest, and how much less when even that is not likely.
const LIKELIHOOD_POWER: f32 = 0.75;
const LIKELIEST_POWER: f32 = 0.4;

/// What closeness of two neighbouring words of the question adds, of the rarity of the commoner one, by role.
pub const CLOSENESS: [f32; 2] = [0.9, 0.4];
/// Words farther apart than this are not close; in words.
pub const MAX_DISTANCE: u32 = 8;
/// What a title adds of the score so far where it has all that is asked for and nothing else, and how much less one of
/// which a smaller share is asked for; and what it adds besides when it is the question itself.
const TITLE_MATCH: f32 = 0.6;
const TITLE_SHARE_POWER: f32 = 1.5;
const EXACT_TITLE: f32 = 0.1;
/// How much of the score depends on how much of the question a step has.
pub const COVERAGE: f32 = 0.46;
/// What a step is given of what other steps of its guide have of the question and it has not.
pub const REST_OF_GUIDE: f32 = 0.27;
/// What a step is worth that has no title where other steps of its guide have one, and one whose title many steps have.
const UNTITLED: f32 = 0.55;
const SHARED_TITLE: f32 = 0.55;

/// What a step in the second of the reader's languages is worth, and in any that is not the reader's.
const SECOND_LANGUAGE: f32 = 0.8;
const FOREIGN_LANGUAGE: f32 = 0.6;

/// ln(1 + (N − n + ½) / (n + ½)) over the N steps of a language, n of which have the word (Robertson and Spärck Jones,
/// never negative). A language with a handful of steps is taken for one with a few more, or its words would weigh nothing.
#[must_use]
pub fn rarity(frequency: f32, steps: f32) -> f32 {
    let steps = steps.max(frequency) + 10.0;
    (1.0 + (steps - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// The rarity of a function word that `frequency` of `steps` have, `titled` of them in a title.
#[must_use]
pub fn rarity_of_function_word(frequency: f32, titled: f32, steps: f32) -> f32 {
    let expected = FUNCTION_WORD_FREQUENCY * FUNCTION_WORD_STEPS;
    let in_titles = rarity(titled, steps) / rarity(0.0, steps);
    FUNCTION_WORD_IMPORTANCE
        * rarity(frequency + expected, steps + FUNCTION_WORD_STEPS)
        * in_titles.powf(TITLE_RARITY_POWER)
}

/// What the rarity of a word makes it count, `first` being the first word of a question.
#[must_use]
pub fn of_rarity(rarity: f32, first: bool) -> f32 {
    (rarity * if first { FIRST_WORD } else { 1.0 }).powf(RARITY_POWER)
}

/// The weight of `occurrences` of a word in one role of a step with this [`length_norm`]: BM25F combines these over the roles, then saturates.
#[must_use]
pub fn in_role(role: Role, occurrences: f32, length_norm: f32) -> f32 {
    ROLE_BOOSTS[role as usize] * occurrences / length_norm
}

/// What occurrences in one role of a step are divided by, for its length beside that of others in its language.
#[must_use]
pub fn length_norm(role: Role, facts: &StepFacts, statistics: &LanguageStatistics) -> f32 {
    let at = role as usize;
    let relative_length = facts.lengths[at] as f32 / statistics.mean_lengths[at];
    let penalty = LENGTH_PENALTIES[at];
    1.0 - penalty + penalty * relative_length
}

/// What the weights of a word in all roles come to. The step's own title and text are combined before they saturate;
/// the titles around it saturate by themselves, since all steps of a guide share them and they must not drown what tells
/// these steps apart.
#[must_use]
pub fn of_word(roles: [f32; 3], is_titled_by_guide: bool, is_function_word: bool) -> f32 {
    let own = roles[0] + roles[1] * if is_function_word { FUNCTION_WORD_IN_BODY } else { 1.0 };
    let context_share = if is_titled_by_guide { TITLE_OF_GUIDE_SHARE } else { CONTEXT_SHARE };
    own / (own + SATURATION) + context_share * roles[2] / (roles[2] + CONTEXT_SATURATION)
}

/// What a translation is worth that is so likely, where the likeliest of the word is so likely.
#[must_use]
pub fn of_translation(likelihood: f32, likeliest: f32) -> f32 {
    TRANSLATION * (likelihood / likeliest).powf(LIKELIHOOD_POWER) * likeliest.powf(LIKELIEST_POWER)
}

/// What a word is worth that only sounds like the one that was asked with, so much.
#[must_use]
pub fn of_likeness(likeness: f32) -> f32 {
    SOUND * likeness
}

/// What a title makes a step worth: `share` of its words are asked for, and it has `asked` of the question. Both count, or
/// every long question would be met by the shortest title in it.
#[must_use]
pub fn of_title_match(share: f32, asked: f32, is_exact: bool) -> f32 {
    1.0 + TITLE_MATCH * share.powf(TITLE_SHARE_POWER) * asked + if is_exact { EXACT_TITLE } else { 0.0 }
}

/// What the title of a step makes it worth, whatever the question.
#[must_use]
pub fn of_title(facts: &StepFacts) -> f32 {
    if facts.lengths[Role::Title as usize] == 0 && !facts.is_titled_by_guide {
        UNTITLED
    } else if facts.has_shared_title {
        SHARED_TITLE
    } else {
        1.0
    }
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
