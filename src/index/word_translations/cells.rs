//! The pairs of places of parallel texts that may say the same, laid out for learning: of the time that learning takes,
//! most is waiting for memory.

use std::ops::Range;

/// Distances are told apart this finely, of the length of a text.
pub const DISTANCES: usize = 256;
/// Words farther from the same place of long texts than one in so many of their words are not looked at.
const BAND_ONE_IN: usize = 4;
/// Texts of so few words are looked at as a whole.
const SHORT_TEXT: usize = 12;
/// Longer texts are cut: they are lists, not sentences.
const MAX_WORDS: usize = 200;
/// The pair of a word with none.
const NONE: u32 = u32::MAX;

/// Texts of two languages that say the same, as the numbers of their words.
#[derive(Default)]
pub struct ParallelTexts {
    /// The words of all texts, one text after the other.
    ones: Vec<u32>,
    others: Vec<u32>,
    texts: Vec<Text>,
    cells: usize,
}

/// Where two texts that say the same begin, and how many words they have.
#[derive(Clone, Copy)]
struct Text {
    one: usize,
    other: usize,
    ones: usize,
    others: usize,
}

impl ParallelTexts {
    /// Adds two texts that say the same; words beyond the first few hundred are left out.
    pub fn add(&mut self, one: &[u32], other: &[u32]) {
        let (one, other) = (&one[..one.len().min(MAX_WORDS)], &other[..other.len().min(MAX_WORDS)]);
        if one.is_empty() || other.is_empty() {
            return;
        }
        self.texts.push(Text { one: self.ones.len(), other: self.others.len(), ones: one.len(), others: other.len() });
        self.ones.extend_from_slice(one);
        self.others.extend_from_slice(other);
        self.cells += cells_of(one.len(), other.len());
    }

    /// Leaves out what was added last, a third of the pairs of places.
    pub fn shorten(&mut self) {
        let most = self.cells * 2 / 3;
        while self.cells > most
            && let Some(text) = self.texts.pop()
        {
            self.cells -= cells_of(text.ones, text.others);
            self.ones.truncate(text.one);
            self.others.truncate(text.other);
        }
    }

    /// How many pairs of places there are to look at.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// How many words all texts of the other language have.
    pub fn other_places(&self) -> usize {
        self.others.len()
    }
}

/// The pairs of places that are looked at, in the order of the one language's words, so that all that is learnt of a word
/// lies together.
pub struct Cells {
    rows: Vec<Row>,
    /// For each cell of each row, its pair of words.
    pairs: Vec<u32>,
    /// How far apart its places are in their texts, in [`DISTANCES`].
    distances: Vec<u8>,
    /// For each pair of words, that of the other language; those with the same word of the one follow each other.
    others: Vec<u32>,
    /// For each word of the one language, the end of its pairs.
    ends: Vec<usize>,
}

/// One place of a text in the one language, with the places of the other that may say the same.
struct Row {
    /// The first of these, among all words of all texts.
    first: usize,
    places: usize,
}

impl Cells {
    /// The cells of texts with so many different words in each language; `None` when there are more than `most_pairs`
    /// different pairs of words.
    pub fn of(texts: &ParallelTexts, ones: usize, others: usize, most_pairs: usize) -> Option<Cells> {
        let mut cells = Cells {
            rows: Vec::with_capacity(texts.ones.len()),
            pairs: Vec::with_capacity(texts.cells),
            distances: Vec::with_capacity(texts.cells),
            others: Vec::new(),
            ends: Vec::with_capacity(ones),
        };
        let places = Places::by_word(texts, ones);
        // For each word of the other language its pair with the word in hand, or what is left of a word before.
        let mut pair_with = vec![NONE; others];
        for word in 0..ones {
            let begin = cells.others.len();
            for &(text, at) in places.of(word) {
                let (text, at) = (texts.texts[text as usize], at as usize);
                let band = band(at, text.ones, text.others);
                let middle = (2 * at + 1) * text.others;
                let farthest = (2 * text.ones * text.others) as u32;
                for place in band.clone() {
                    let other = texts.others[text.other + place];
                    let pair = &mut pair_with[other as usize];
                    if !(begin..cells.others.len()).contains(&(*pair as usize)) {
                        *pair = cells.others.len() as u32;
                        cells.others.push(other);
                    }
                    cells.pairs.push(*pair);
                    // Divided as 32 bits, which takes half the time.
                    let distance = (middle.abs_diff((2 * place + 1) * text.ones) * DISTANCES) as u32 / farthest;
                    cells.distances.push(distance as u8);
                }
                cells.rows.push(Row { first: text.other + band.start, places: band.len() });
            }
            if cells.others.len() > most_pairs {
                return None;
            }
            cells.ends.push(cells.others.len());
        }
        Some(cells)
    }

    /// The places of each row in the other language, with the pairs and distances of its cells.
    pub fn rows(&self) -> impl Iterator<Item = (Range<usize>, impl Iterator<Item = (usize, usize)>)> {
        let mut from = 0;
        self.rows.iter().map(move |row| {
            let cells = from..from + row.places;
            from = cells.end;
            let cells = self.pairs[cells.clone()].iter().zip(&self.distances[cells]);
            let cells = cells.map(|(&pair, &distance)| (pair as usize, usize::from(distance)));
            (row.first..row.first + row.places, cells)
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// For each pair of words, that of the other language.
    pub fn others(&self) -> &[u32] {
        &self.others
    }

    /// For each word of the one language, its pairs.
    pub fn pairs_by_word(&self) -> impl Iterator<Item = Range<usize>> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, &end)| begin..end)
    }
}

/// Where the words of the one language stand.
struct Places {
    /// Texts with places in them, word by word and each word's in the order of the texts.
    places: Vec<(u32, u32)>,
    /// For each word, where its places begin; and where the last one's end.
    begins: Vec<usize>,
}

impl Places {
    fn by_word(texts: &ParallelTexts, words: usize) -> Places {
        let mut begins = vec![0; words + 1];
        for &word in &texts.ones {
            begins[word as usize + 1] += 1;
        }
        for word in 0..words {
            begins[word + 1] += begins[word];
        }
        let mut next = begins.clone();
        let mut places = vec![(0, 0); texts.ones.len()];
        for (number, text) in texts.texts.iter().enumerate() {
            for (at, &word) in texts.ones[text.one..text.one + text.ones].iter().enumerate() {
                places[next[word as usize]] = (number as u32, at as u32);
                next[word as usize] += 1;
            }
        }
        Places { places, begins }
    }

    fn of(&self, word: usize) -> &[(u32, u32)] {
        &self.places[self.begins[word]..self.begins[word + 1]]
    }
}

/// How many pairs of places two texts of so many words have within their bands.
fn cells_of(ones: usize, others: usize) -> usize {
    (0..ones).map(|at| band(at, ones, others).len()).sum()
}

/// The places of a text that may say what stands at one place of the other.
fn band(at: usize, length: usize, others: usize) -> Range<usize> {
    if others <= SHORT_TEXT {
        return 0..others;
    }
    let middle = (2 * at + 1) * others / (2 * length);
    let width = (others / BAND_ONE_IN).max(SHORT_TEXT / 2);
    middle.saturating_sub(width)..(middle + width + 1).min(others)
}
