//! Which words of the site's languages translate each other, learnt from the guides that it has in several languages.
//!
//! Guides with one id are translations step by step. Each language is learnt against one of them, the pivot, which is the
//! language of most steps; between two others, words meet by what they mean in the pivot.

mod align;
mod cells;
mod file;
mod texts;

use crate::index::read_only::PostingsAccess;
use crate::index::schema::{self, Role};
use crate::index::{IndexError, generations, snapshot};
use crate::language::Language;
use align::{Alignment, Pair};
use file::{Contents, Lexicon, Words};
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use texts::{Site, Texts};

/// The file's name in the folder of its generation; a site in one language has none.
pub const FILE_NAME: &str = "word-translations";
/// So many languages are learnt at once.
const MAX_THREADS: usize = 2;
/// Where the pivot has more steps, each language takes 50 MB, and they are learnt one after the other.
const LARGE_PIVOT: usize = 10_000;
/// Fewer texts teach nothing.
const MIN_PAIRS: usize = 8;
/// What is less likely than this, through the pivot, is left out.
const MIN_LIKELIHOOD: f32 = 0.02;

/// What was learnt, ready to be asked.
pub struct WordTranslations {
    bytes: Vec<u8>,
    contents: Contents,
    pivot_words: OnceLock<Words>,
    /// In the order of the contents.
    lexicons: Vec<OnceLock<Lexicon>>,
}

/// Learns from the index in a generation's folder; returns the content of its file, `None` where nothing could be learnt.
/// `tags` are those of the languages that the site's guides are declared in.
pub fn learn(generation: &Path, tags: &[String]) -> Result<Option<Vec<u8>>, IndexError> {
    if tags.len() < 2 { Ok(None) } else { learnt(generation, tags) }
}

/// Writes down what was learnt in the folder of a generation, in place of what was there.
pub fn write(generation: &Path, learnt: Option<&[u8]>) -> Result<(), IndexError> {
    let path = generation.join(FILE_NAME);
    match learnt {
        Some(bytes) => generations::write_atomically(&path, bytes),
        None if path.exists() => std::fs::remove_file(&path).map_err(IndexError::io(&path)),
        None => Ok(()),
    }
}

fn learnt(generation: &Path, tags: &[String]) -> Result<Option<Vec<u8>>, IndexError> {
    let (_, fields) = schema::schema();
    let site = {
        // Columns and records stay mapped for as long as there are readers, and are not needed afterwards.
        let access = PostingsAccess::for_reading_once(generation).map_err(IndexError::io(generation))?;
        let readers = snapshot::open_readers(generation, access);
        let read = readers.and_then(|readers| Site::read(&readers, fields.text, tags));
        read.map_err(IndexError::engine(generation))?
    };
    let Some(site) = site else { return Ok(None) };
    let languages = site.languages();
    let Some((&pivot, others)) = languages.split_first() else { return Ok(None) };
    let unreadable = || IndexError::io(generation);
    let pivot_texts = site.texts(pivot).map_err(unreadable())?;
    let mut learnt = learn_languages(&site, pivot, &pivot_texts, others).map_err(unreadable())?;
    learnt.retain(|learnt| !learnt.pairs.is_empty());
    if learnt.is_empty() {
        return Ok(None);
    }
    Ok(Some(encode(pivot, &pivot_texts.words, &learnt)))
}

/// What was learnt of one language: its words, and which of them and of the pivot's translate each other.
struct Learnt {
    language: Language,
    words: Vec<Box<str>>,
    pairs: Vec<Pair>,
}

/// Learns language by language, several at once; what comes of it does not depend on how many.
fn learn_languages(
    site: &Site,
    pivot: Language,
    pivot_texts: &Texts,
    languages: &[Language],
) -> std::io::Result<Vec<Learnt>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut learnt = Vec::new();
        while let Some(&language) = languages.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(one) = learn_language(site, pivot, pivot_texts, language)? {
                learnt.push(one);
            }
        }
        Ok::<_, std::io::Error>(learnt)
    };
    let most = if site.steps_of(pivot) > LARGE_PIVOT { 1 } else { MAX_THREADS };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(languages.len()).min(most);
    let mut learnt: Vec<Learnt> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = handles.into_iter().map(|handle| {
            handle
                .join()
                .unwrap_or_else(|_| Err(std::io::Error::other("a thread that learns translations has panicked")))
        });
        joined.collect::<std::io::Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    learnt.sort_by_key(|learnt| learnt.language);
    Ok(learnt)
}

fn learn_language(
    site: &Site,
    pivot: Language,
    pivot_texts: &Texts,
    language: Language,
) -> std::io::Result<Option<Learnt>> {
    let pairs = site.pairs(language, pivot);
    if pairs.len() < MIN_PAIRS {
        return Ok(None);
    }
    let texts = site.texts(language)?;
    let mut alignment = Alignment::default();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for Parallel { step, pivot_step, role, .. } in parallel_texts(&pairs, &texts, pivot_texts) {
        if alignment.is_full() {
            break;
        }
        texts.words_of(step, role, &mut one);
        pivot_texts.words_of(pivot_step, role, &mut other);
        alignment.add(&one, &other);
    }
    let words = texts.into_words();
    let pairs = alignment.learn(words.len(), pivot_texts.words.len());
    Ok(Some(Learnt { language, words, pairs }))
}

/// Two texts that say the same, as their steps' places among the texts of each language.
struct Parallel {
    /// How many pairs of words they have, at most.
    cells: usize,
    step: usize,
    pivot_step: usize,
    role: Role,
}

/// Short texts first: each of their words can translate but few, so that they teach most for what they take.
fn parallel_texts(pairs: &[(usize, usize)], texts: &Texts, pivot_texts: &Texts) -> Vec<Parallel> {
    let both = |&(step, pivot_step): &(usize, usize)| {
        Role::ALL.map(|role| {
            let cells = texts.length(step, role) * pivot_texts.length(pivot_step, role);
            Parallel { cells, step, pivot_step, role }
        })
    };
    let mut parallel: Vec<Parallel> = pairs.iter().flat_map(both).filter(|parallel| parallel.cells > 0).collect();
    parallel.sort_by_key(|parallel| parallel.cells);
    parallel
}

/// Sorts the words that have translations, and numbers them anew.
fn encode(pivot: Language, pivot_words: &[Box<str>], learnt: &[Learnt]) -> Vec<u8> {
    let all_pairs = || learnt.iter().flat_map(|learnt| &learnt.pairs);
    let pivot_order = sorted(pivot_words, all_pairs().map(|pair| pair.1));
    let pivot_places = places(&pivot_order, pivot_words.len());
    let learnt: Vec<file::LanguagePart> = learnt
        .iter()
        .map(|learnt| {
            let order = sorted(&learnt.words, learnt.pairs.iter().map(|pair| pair.0));
            let own_places = places(&order, learnt.words.len());
            let placed = |&(word, pivot_word, likelihood): &Pair| {
                (own_places[word as usize], pivot_places[pivot_word as usize], file::quantised(likelihood))
            };
            let words = Words::of(order.iter().map(|&word| &*learnt.words[word]));
            let mut pairs: Vec<(u32, u32, u8)> = learnt.pairs.iter().map(placed).collect();
            pairs.sort_unstable();
            file::LanguagePart { language: learnt.language, words, pairs }
        })
        .collect();
    let pivot_words = Words::of(pivot_order.iter().map(|&word| &*pivot_words[word]));
    file::encode(pivot, &pivot_words, &learnt)
}

/// The words that are used, in the order of their letters.
fn sorted(words: &[Box<str>], used: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut is_used = vec![false; words.len()];
    used.for_each(|word| is_used[word as usize] = true);
    let mut order: Vec<usize> = (0..words.len()).filter(|&word| is_used[word]).collect();
    order.sort_unstable_by(|&one, &other| words[one].cmp(&words[other]));
    order
}

/// The place of each word in an order.
fn places(order: &[usize], words: usize) -> Vec<u32> {
    let mut places = vec![0; words];
    for (place, &word) in order.iter().enumerate() {
        places[word] = place as u32;
    }
    places
}

impl WordTranslations {
    /// Reads what a generation has learnt, if anything.
    pub fn read(generation: &Path) -> Result<Option<WordTranslations>, IndexError> {
        let path = generation.join(FILE_NAME);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(IndexError::io(&path)(error)),
        };
        let damaged = || IndexError::Damaged { path: path.clone(), what: "its parts do not fit together".to_owned() };
        let contents = file::contents(&bytes).ok_or_else(damaged)?;
        let lexicons = contents.lexicons.iter().map(|_| OnceLock::new()).collect();
        Ok(Some(WordTranslations { bytes, contents, pivot_words: OnceLock::new(), lexicons }))
    }

    /// The languages that words can be translated from and into.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        std::iter::once(self.contents.pivot).chain(self.contents.lexicons.iter().map(|(language, _)| *language))
    }

    /// The language that every other one was learnt against.
    #[must_use]
    pub fn pivot(&self) -> Language {
        self.contents.pivot
    }

    /// What a word of one language is in another, each with its likelihood, likeliest first. Words are stems in languages
    /// that have them.
    #[must_use]
    pub fn of_word(&self, word: &str, from: Language, into: Language) -> Vec<(&str, f32)> {
        let pivot = self.contents.pivot;
        let in_pivot: Vec<(u32, f32)> = if from == pivot {
            self.pivot_words().find(word).map(|word| (word, 1.0)).into_iter().collect()
        } else {
            let Some(lexicon) = self.lexicon(from) else { return Vec::new() };
            lexicon.words.find(word).map(|word| lexicon.to_pivot.of(word).collect()).unwrap_or_default()
        };
        if into == pivot {
            return in_pivot
                .into_iter()
                .filter_map(|(word, value)| Some((self.pivot_words().get(word)?, value)))
                .collect();
        }
        let Some(lexicon) = self.lexicon(into) else { return Vec::new() };
        let mut found: HashMap<u32, f32> = HashMap::new();
        for (word, value) in in_pivot {
            for (translation, likelihood) in lexicon.from_pivot.of(word) {
                *found.entry(translation).or_default() += value * likelihood;
            }
        }
        let mut found: Vec<(u32, f32)> = found.into_iter().filter(|(_, value)| *value >= MIN_LIKELIHOOD).collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        found.into_iter().filter_map(|(word, value)| Some((lexicon.words.get(word)?, value))).collect()
    }

    fn pivot_words(&self) -> &Words {
        // A part that cannot be read has no words; the checksums of the generation would have told before.
        self.pivot_words
            .get_or_init(|| file::decode_words(&self.bytes[self.contents.pivot_words.clone()]).unwrap_or_default())
    }

    fn lexicon(&self, language: Language) -> Option<&Lexicon> {
        let at = self.contents.lexicons.iter().position(|(known, _)| *known == language)?;
        let range = self.contents.lexicons[at].1.clone();
        let read = || file::decode_lexicon(&self.bytes[range], self.pivot_words().len()).unwrap_or_default();
        Some(self.lexicons[at].get_or_init(read))
    }
}

#[cfg(test)]
mod tests;
