//! Word order: how close the words of a question stand in a step, and how much of its title they are.

use crate::index::StepFacts;
use crate::index::schema::Role;
use crate::search::candidates::FoundWord;
use crate::search::weights;

/// Where the words of a question stand in one step: in the title, in the body and, of a step that has its guide's title
/// only, in the titles around it.
#[derive(Debug, Default)]
pub struct Positions {
    /// One after the other, sorted for each word and role.
    all: Vec<u32>,
    /// Where those of each word and role end, the roles of a word together.
    ends: Vec<usize>,
}

/// A position with its word and role, so that they sort as [`Positions`] has them.
pub type PlacedPosition = u64;

/// The position of a word, by its place in the question, in a role.
#[must_use]
pub fn placed(word: usize, role: Role, position: u32) -> PlacedPosition {
    ((word * Role::ALL.len() + role as usize) as u64) << 32 | u64::from(position)
}

impl Positions {
    /// Takes the positions of another step, in any order and some perhaps twice; so many words are looked for.
    pub fn set(&mut self, placed: &mut Vec<PlacedPosition>, words: usize) {
        placed.sort_unstable();
        placed.dedup();
        self.all.clear();
        self.all.extend(placed.iter().map(|placed| *placed as u32));
        self.ends.clear();
        let mut end = 0;
        for slot in 0..words * Role::ALL.len() {
            while placed.get(end).is_some_and(|placed| placed >> 32 == slot as u64) {
                end += 1;
            }
            self.ends.push(end);
        }
    }

    /// Those of a word in a role.
    #[must_use]
    pub fn of(&self, word: usize, role: usize) -> &[u32] {
        let slot = word * Role::ALL.len() + role;
        let start = slot.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(slot).copied().unwrap_or_default();
        self.all.get(start..end).unwrap_or_default()
    }
}

/// The words of a question that are neighbours in it, with function words and without.
pub struct Neighbours {
    /// The places of two words among those found, and how many words one is asked after the other.
    pairs: Vec<(usize, usize, u32)>,
}

impl Neighbours {
    #[must_use]
    pub fn of(words: &[FoundWord]) -> Neighbours {
        let plain: Vec<usize> = (0..words.len()).filter(|&at| !words[at].is_identifier).collect();
        let telling: Vec<usize> = plain.iter().copied().filter(|&at| !words[at].is_function_word).collect();
        let neighbours = plain.windows(2).map(|pair| (pair[0], pair[1]));
        let is_neighbour = |pair: &(usize, usize)| plain.windows(2).any(|plain| (plain[0], plain[1]) == *pair);
        let around_function_words =
            telling.windows(2).map(|pair| (pair[0], pair[1])).filter(|pair| !is_neighbour(pair));
        let asked = |one: usize, other: usize| words[other].position.abs_diff(words[one].position).max(1) as u32;
        let pairs = neighbours.chain(around_function_words).map(|(one, other)| (one, other, asked(one, other)));
        Neighbours { pairs: pairs.collect() }
    }
}

/// How close the neighbours of the question stand: next to each other and in order is 1, less with distance, less in the
/// other order. Each pair counts by the rarity of its commoner word, and by the role where the two are closest.
/// `rarity` is that of a word in the step.
#[must_use]
pub fn closeness(
    words: &[FoundWord],
    neighbours: &Neighbours,
    rarity: impl Fn(usize) -> f32,
    positions: &Positions,
) -> f32 {
    neighbours
        .pairs
        .iter()
        .map(|&(one, other, asked)| {
            let nearest = [0, 1]
                .map(|role| {
                    weights::CLOSENESS[role] * nearness(positions.of(one, role), positions.of(other, role), asked)
                })
                .into_iter()
                .fold(0.0, f32::max);
            let rarity = rarity(one).min(rarity(other));
            let importance = words[one].importance.min(words[other].importance);
            nearest * rarity * importance
        })
        .sum()
}

/// 1 where a position of `one` is followed by one of `other` after `asked` words; less the farther it is from that.
fn nearness(one: &[u32], other: &[u32], asked: u32) -> f32 {
    let mut best = 0.0f32;
    for &position in one {
        let after = other.partition_point(|&next| next <= position);
        if let Some(&next) = other.get(after) {
            let gap = (next - position).abs_diff(asked);
            if gap <= weights::MAX_DISTANCE {
                best = best.max(1.0 / (1.0 + gap as f32));
            }
        }
        if let Some(&previous) = after.checked_sub(1).and_then(|before| other.get(before)) {
            let gap = (position - previous).abs_diff(asked);
            if gap <= weights::MAX_DISTANCE && previous < position {
                best = best.max(0.5 / (1.0 + gap as f32));
            }
        }
    }
    best
}

/// Where a step has its title: a guide whose steps have none gives them its own.
#[must_use]
pub fn role_of_title(facts: &StepFacts) -> Role {
    if facts.is_titled_by_guide { Role::Context } else { Role::Title }
}

/// The share of the words of a title, so many of them, that are words of the question: 0 to 1.
#[must_use]
pub fn share_of_title(words: usize, positions: &Positions, title: Role, length: u32) -> f32 {
    if length == 0 {
        return 0.0;
    }
    let mut asked: Vec<u32> = (0..words).flat_map(|word| positions.of(word, title as usize)).copied().collect();
    asked.sort_unstable();
    asked.dedup();
    (asked.len() as f32 / length as f32).min(1.0)
}

/// Whether a title of so many words consists of the words of the question and of no others.
#[must_use]
pub fn is_exact_title(words: &[FoundWord], positions: &Positions, title: Role, length: u32) -> bool {
    let plain = (0..words.len()).filter(|&at| !words[at].is_identifier);
    let mut count = 0;
    for at in plain {
        if positions.of(at, title as usize).is_empty() {
            return false;
        }
        count += 1;
    }
    count > 0 && count == length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_title(words: &[&[u32]]) -> Positions {
        let mut placed_positions = Vec::new();
        for (word, positions) in words.iter().enumerate().rev() {
            placed_positions.extend(positions.iter().map(|&position| placed(word, Role::Title, position)));
        }
        let mut positions = Positions::default();
        positions.set(&mut placed_positions, words.len());
        positions
    }

    #[test]
    fn positions_are_sorted_by_word_and_role() {
        let mut given = vec![
            placed(1, Role::Body, 7),
            placed(0, Role::Context, 2),
            placed(1, Role::Body, 3),
            placed(0, Role::Title, u32::MAX),
            placed(1, Role::Body, 7),
        ];
        let mut positions = Positions::default();
        positions.set(&mut vec![placed(2, Role::Title, 1)], 3);
        positions.set(&mut given, 2);
        let all: Vec<&[u32]> = (0..2)
            .flat_map(|word| (0..3).map(move |role| (word, role)))
            .map(|(word, role)| positions.of(word, role))
            .collect();
        let expected: [&[u32]; 6] = [&[u32::MAX], &[], &[2], &[], &[3, 7], &[]];
        assert_eq!(all, expected);
        assert!(positions.of(2, 0).is_empty());
    }

    #[test]
    fn a_title_s_words_are_shared_once_each() {
        let asked = in_title(&[&[0, 2], &[2], &[]]);
        assert!((share_of_title(3, &asked, Role::Title, 4) - 0.5).abs() < 1e-6);
        assert!(share_of_title(3, &asked, Role::Context, 4) < 1e-6);
        assert!(share_of_title(3, &asked, Role::Title, 0) < 1e-6);
        // Words of several readings stand at one place, so a title may be counted shorter than it has places.
        assert!((share_of_title(1, &in_title(&[&[0, 1, 2]]), Role::Title, 2) - 1.0).abs() < 1e-6);
    }
}
