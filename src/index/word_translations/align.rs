//! Which words of two languages translate each other: IBM model 1 with a preference for the diagonal, in both directions.
//!
//! Brown et al. 1993, “The Mathematics of Statistical Machine Translation”; the diagonal is that of Dyer et al. 2013, “A
//! Simple, Fast, and Effective Reparameterization of IBM Model 2”. Both directions are told apart from one another only
//! at the end: a pair of words is as good as the geometric mean of what each direction makes of it.

use super::file::MAX_TRANSLATIONS;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 6;
/// How much less likely words translate each other the farther they are from the same place of their texts (λ).
const DIAGONAL: f32 = 7.0;
/// Distances are told apart this finely, of the length of a text.
const DISTANCES: usize = 256;
/// Words farther from the same place of long texts than one in so many of their words are not looked at.
const BAND_ONE_IN: usize = 4;
/// Texts of so few words are looked at as a whole.
const SHORT_TEXT: usize = 12;
/// Longer texts are cut: they are lists, not sentences.
const MAX_WORDS: usize = 200;
/// So many pairs of places and so many different pairs of words are looked at, about, which take 50 MB; texts beyond either
/// are left out.
const MAX_CELLS: usize = 3_000_000;
const MAX_PAIRS: usize = 900_000;
/// How likely a word translates nothing, beside words that translate it.
const NOTHING: f32 = 0.015;
/// What is less likely than this is no translation; nor is what was seen less often than that.
const MIN_LIKELIHOOD: f32 = 0.02;
const MIN_SEEN: f32 = 0.1;

/// A word of the one language and one of the other that translate each other, and how likely.
pub type Pair = (u32, u32, f32);

/// Pairs of words that stand in the same place of texts that say the same.
#[derive(Default)]
pub struct Alignment {
    numbers: HashMap<(u32, u32), u32, RandomState>,
    pairs: Vec<(u32, u32)>,
    texts: Vec<Text>,
    /// For each text and each of its places in the one language, the pairs with its places in the other.
    cells: Vec<u32>,
}

/// What is made of a pair of words: of one given the other, and of the other given the one. Both numbers of a pair are
/// needed within a moment, and most of learning is waiting for memory.
#[derive(Clone)]
struct Guess {
    /// How likely the word is, given the other.
    likelihood: [f32; 2],
    /// How often the two are expected to translate each other.
    seen: [f32; 2],
}

/// How many words two texts have, that say the same.
struct Text {
    one: u32,
    other: u32,
}

impl Alignment {
    /// Adds two texts that say the same, as the numbers of their words.
    pub fn add(&mut self, one: &[u32], other: &[u32]) {
        let (one, other) = (&one[..one.len().min(MAX_WORDS)], &other[..other.len().min(MAX_WORDS)]);
        if one.is_empty() || other.is_empty() || self.is_full() {
            return;
        }
        self.texts.push(Text { one: one.len() as u32, other: other.len() as u32 });
        for (at, &word) in one.iter().enumerate() {
            for &translation in &other[band(at, one.len(), other.len())] {
                let next = self.pairs.len() as u32;
                let number = *self.numbers.entry((word, translation)).or_insert(next);
                if number == next {
                    self.pairs.push((word, translation));
                }
                self.cells.push(number);
            }
        }
    }

    /// Whether no more texts are taken.
    pub fn is_full(&self) -> bool {
        self.cells.len() > MAX_CELLS || self.pairs.len() > MAX_PAIRS
    }

    /// Learns from all that was added which words translate each other; so many words each language has.
    #[must_use]
    pub fn learn(mut self, ones: usize, others: usize) -> Vec<Pair> {
        // Needed for adding only, and the largest part.
        self.numbers = HashMap::default();
        let mut guesses = vec![Guess { likelihood: [1.0; 2], seen: [0.0; 2] }; self.pairs.len()];
        let mut sums = [vec![0.0f32; others], vec![0.0f32; ones]];
        for _ in 0..ROUNDS {
            for guess in &mut guesses {
                guess.seen = [0.0; 2];
            }
            self.expect(&mut guesses);
            for sums in &mut sums {
                sums.fill(0.0);
            }
            for (&(one, other), guess) in self.pairs.iter().zip(&guesses) {
                sums[0][other as usize] += guess.seen[0];
                sums[1][one as usize] += guess.seen[1];
            }
            for (&(one, other), guess) in self.pairs.iter().zip(&mut guesses) {
                let all = [sums[0][other as usize], sums[1][one as usize]];
                guess.likelihood = [0, 1].map(|side| if all[side] > 0.0 { guess.seen[side] / all[side] } else { 0.0 });
            }
        }
        self.best(&guesses)
    }

    /// How often each pair is expected to translate each other, in both directions.
    fn expect(&self, guesses: &mut [Guess]) {
        let mut cells = self.cells.iter();
        let nearness = nearness();
        let mut values: Vec<(usize, u32, u32, [f32; 2])> = Vec::new();
        let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
        for text in &self.texts {
            let (ones, others) = (text.one as usize, text.other as usize);
            values.clear();
            of_one.clear();
            of_one.resize(ones, NOTHING);
            of_other.clear();
            of_other.resize(others, NOTHING);
            for (at, of_one) in of_one.iter_mut().enumerate() {
                let middle = (2 * at + 1) * others;
                for (place, &pair) in band(at, ones, others).zip(cells.by_ref()) {
                    let distance = middle.abs_diff((2 * place + 1) * ones) * DISTANCES / (2 * ones * others);
                    let near = nearness[distance];
                    let [one, other] = guesses[pair as usize].likelihood.map(|likelihood| likelihood * near);
                    *of_one += one;
                    of_other[place] += other;
                    values.push((pair as usize, at as u32, place as u32, [one, other]));
                }
            }
            for &(pair, at, place, [one, other]) in &values {
                let seen = &mut guesses[pair].seen;
                seen[0] += one / of_one[at as usize];
                seen[1] += other / of_other[place as usize];
            }
        }
    }

    /// The pairs that are likely, and among the likeliest of one of their words.
    fn best(&self, guesses: &[Guess]) -> Vec<Pair> {
        let likely = self.pairs.iter().zip(guesses).filter_map(|(&(one, other), Guess { likelihood, seen })| {
            let value = (likelihood[0] * likelihood[1]).sqrt();
            (value >= MIN_LIKELIHOOD && (seen[0] * seen[1]).sqrt() >= MIN_SEEN).then_some((one, other, value))
        });
        let mut likely: Vec<(Pair, bool)> = likely.map(|pair| (pair, false)).collect();
        for word in [|pair: &Pair| pair.0, |pair: &Pair| pair.1] {
            likely.sort_unstable_by(|(one, _), (other, _)| {
                let by_likelihood = || other.2.total_cmp(&one.2);
                let by_words = || (one.0, one.1).cmp(&(other.0, other.1));
                word(one).cmp(&word(other)).then_with(by_likelihood).then_with(by_words)
            });
            for with_word in likely.chunk_by_mut(|(one, _), (other, _)| word(one) == word(other)) {
                with_word.iter_mut().take(MAX_TRANSLATIONS).for_each(|(_, is_kept)| *is_kept = true);
            }
        }
        likely.into_iter().filter_map(|(pair, is_kept)| is_kept.then_some(pair)).collect()
    }
}

/// The places of a text that may say what stands at one place of the other.
fn band(at: usize, length: usize, others: usize) -> std::ops::Range<usize> {
    if others <= SHORT_TEXT {
        return 0..others;
    }
    let middle = (2 * at + 1) * others / (2 * length);
    let width = (others / BAND_ONE_IN).max(SHORT_TEXT / 2);
    middle.saturating_sub(width)..(middle + width + 1).min(others)
}

/// How likely two places translate each other before their words are known, by how far apart they are in their texts.
fn nearness() -> [f32; DISTANCES + 1] {
    std::array::from_fn(|distance| (-DIAGONAL * distance as f32 / DISTANCES as f32).exp())
}
