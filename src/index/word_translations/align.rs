//! Which words of two languages translate each other: IBM model 1 with a preference for the diagonal, in both directions.
//!
//! Brown et al. 1993, “The Mathematics of Statistical Machine Translation”; the diagonal is that of Dyer et al. 2013, “A
//! Simple, Fast, and Effective Reparameterization of IBM Model 2”. Both directions are told apart from one another only
//! at the end: a pair of words is as good as the geometric mean of what each direction makes of it.

use super::cells::{Cells, DISTANCES, ParallelTexts};
use super::file::MAX_TRANSLATIONS;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 6;
/// How much less likely words translate each other the farther they are from the same place of their texts (λ).
const DIAGONAL: f32 = 7.0;
/// So many pairs of places, about, and so many different pairs of words are looked at, which take 35 MB; texts beyond
/// either are left out.
const MAX_CELLS: usize = 3_000_000;
const MAX_PAIRS: usize = 900_000;
/// How likely a word translates nothing, beside words that translate it.
const NOTHING: f32 = 0.015;
/// What is less likely than this is no translation; nor is what was seen less often than that.
const MIN_LIKELIHOOD: f32 = 0.02;
const MIN_SEEN: f32 = 0.1;

/// A word of the one language and one of the other that translate each other, and how likely.
pub type Pair = (u32, u32, f32);

/// Learns from texts of two languages that say the same.
#[derive(Default)]
pub struct Alignment {
    texts: ParallelTexts,
}

impl Alignment {
    /// Adds two texts that say the same, as the numbers of their words.
    pub fn add(&mut self, one: &[u32], other: &[u32]) {
        if !self.is_full() {
            self.texts.add(one, other);
        }
    }

    /// Whether no more texts are taken.
    pub fn is_full(&self) -> bool {
        self.texts.cells() > MAX_CELLS
    }

    /// Learns from all that was added which words translate each other; so many words each language has.
    #[must_use]
    pub fn learn(mut self, ones: usize, others: usize) -> Vec<Pair> {
        let cells = loop {
            match Cells::of(&self.texts, ones, others, MAX_PAIRS) {
                Some(cells) => break cells,
                None => self.texts.shorten(),
            }
        };
        let mut guesses = Guesses::of(&cells, self.texts.other_places());
        let mut sums = vec![0.0f32; others];
        for _ in 0..ROUNDS {
            guesses.expect(&cells);
            guesses.maximise(&cells, &mut sums);
        }
        guesses.best(&cells)
    }
}

/// What is made of pairs of words: of one given the other, and of the other given the one.
struct Guesses {
    /// How likely the word is, given the other.
    likelihoods: Vec<[f32; 2]>,
    /// How often the two are expected to translate each other.
    seen: Vec<[f32; 2]>,
    /// What the likelihoods come to at each row's place, and at each place of the other language.
    of_one: Vec<f32>,
    of_other: Vec<f32>,
    nearness: [f32; DISTANCES],
}

impl Guesses {
    /// Before anything is learnt; the texts have so many words in the other language.
    fn of(cells: &Cells, places: usize) -> Guesses {
        Guesses {
            likelihoods: vec![[1.0; 2]; cells.others().len()],
            seen: vec![[0.0; 2]; cells.others().len()],
            of_one: vec![0.0; cells.len()],
            of_other: vec![0.0; places],
            nearness: nearness(),
        }
    }

    /// How often each pair is expected to translate each other, in both directions.
    fn expect(&mut self, cells: &Cells) {
        let Guesses { likelihoods, seen, of_one, of_other, nearness } = self;
        let value = |pair: usize, distance: usize| likelihoods[pair].map(|likelihood| likelihood * nearness[distance]);
        of_other.fill(NOTHING);
        for ((places, cells), of_one) in cells.rows().zip(&mut *of_one) {
            let mut sum = NOTHING;
            for ((pair, distance), of_other) in cells.zip(&mut of_other[places]) {
                let [one, other] = value(pair, distance);
                sum += one;
                *of_other += other;
            }
            *of_one = sum;
        }
        for of in of_one.iter_mut().chain(&mut *of_other) {
            *of = of.recip();
        }
        seen.fill([0.0; 2]);
        for ((places, cells), of_one) in cells.rows().zip(&*of_one) {
            for ((pair, distance), of_other) in cells.zip(&of_other[places]) {
                let [one, other] = value(pair, distance);
                seen[pair][0] += one * of_one;
                seen[pair][1] += other * of_other;
            }
        }
    }

    /// How likely the words of each pair are, by how often they were expected. `sums` has room for each of the other
    /// language's words.
    fn maximise(&mut self, cells: &Cells, sums: &mut [f32]) {
        sums.fill(0.0);
        for (seen, &other) in self.seen.iter().zip(cells.others()) {
            sums[other as usize] += seen[0];
        }
        let share = |part: f32, all: f32| if all > 0.0 { part / all } else { 0.0 };
        for pairs in cells.pairs_by_word() {
            let of_word: f32 = self.seen[pairs.clone()].iter().map(|seen| seen[1]).sum();
            for pair in pairs {
                let [one, other] = self.seen[pair];
                self.likelihoods[pair] = [share(one, sums[cells.others()[pair] as usize]), share(other, of_word)];
            }
        }
    }

    /// The pairs that are likely, and among the likeliest of one of their words.
    fn best(&self, cells: &Cells) -> Vec<Pair> {
        let by_word = cells.pairs_by_word().enumerate();
        let pairs = by_word.flat_map(|(word, pairs)| pairs.map(move |pair| (word as u32, pair)));
        let likely = pairs.filter_map(|(one, pair)| {
            let value = together(self.likelihoods[pair]);
            let is_likely = value >= MIN_LIKELIHOOD && together(self.seen[pair]) >= MIN_SEEN;
            is_likely.then_some((one, cells.others()[pair], value))
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

/// The geometric mean of what both directions say.
fn together([one, other]: [f32; 2]) -> f32 {
    (one * other).sqrt()
}

/// How likely two places translate each other before their words are known, by how far apart they are in their texts.
fn nearness() -> [f32; DISTANCES] {
    std::array::from_fn(|distance| (-DIAGONAL * distance as f32 / DISTANCES as f32).exp())
}
