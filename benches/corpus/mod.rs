//! Guides made by chance from a fixed seed, so that every run on every machine indexes and searches the same text.

pub mod questions;
mod vocabulary;

use fastrand::Rng;
use guidepost::guide::{Guide, Step, json_lines};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use vocabulary::Vocabulary;

const SEED: u64 = 20_261_123;
/// Steps that are remembered to ask about; enough that questions seldom repeat.
const SAMPLES: usize = 400;
/// One step of so many was never translated and is English in every language.
const UNTRANSLATED: usize = 30;
/// One word of so many is an identifier.
const IDENTIFIERS: usize = 60;
const TAGS: [&str; 8] = ["billing", "shipping", "returns", "security", "customs", "labels", "pickup", "account"];

/// How much to make.
#[derive(Debug, Clone, Copy)]
pub enum Size {
    Steps(usize),
    Guides(usize),
}

/// What was made.
pub struct Made {
    pub guides: usize,
    pub steps: usize,
    samples: Vec<Sample>,
}

/// A step that was made, to ask about.
struct Sample {
    lang: &'static str,
    title: String,
    body: String,
    identifiers: Vec<String>,
}

/// Writes guides as JSON Lines: of seven steps and sixty words a step on the average, each in four languages.
pub fn write(path: &Path, size: Size) -> io::Result<Made> {
    let mut maker = Maker::new();
    let mut file = BufWriter::new(File::create(path)?);
    let mut made = Made { guides: 0, steps: 0, samples: Vec::new() };
    loop {
        let most_steps = match size {
            Size::Steps(steps) => steps - made.steps,
            Size::Guides(guides) if made.guides < guides => usize::MAX,
            Size::Guides(_) => 0,
        };
        if most_steps == 0 {
            break;
        }
        let (guide, samples) = maker.guide(most_steps);
        writeln!(file, "{}", json_lines::write(&guide))?;
        made.guides += 1;
        made.steps += guide.steps.len();
        maker.remember(&mut made, samples);
    }
    file.flush()?;
    Ok(made)
}

struct Maker {
    vocabularies: Vec<Vocabulary>,
    random: Rng,
    /// Chooses what is remembered; apart from the other, so that it does not change the texts.
    sampling: Rng,
    guides: usize,
    /// How many steps the present guide has, in each of its languages.
    steps: usize,
}

impl Maker {
    fn new() -> Maker {
        let mut random = Rng::with_seed(SEED);
        let vocabularies = Vocabulary::all(&mut random);
        Maker { vocabularies, random, sampling: Rng::with_seed(SEED + 1), guides: 0, steps: 0 }
    }

    /// The next guide: four of them are translations of each other, with the same steps.
    fn guide(&mut self, most_steps: usize) -> (Guide, Vec<Sample>) {
        let languages = self.vocabularies.len();
        let (number, language) = (self.guides / languages, self.guides % languages);
        if language == 0 {
            self.steps = self.random.usize(4..=10);
        }
        self.guides += 1;
        let mut guide = Guide {
            id: format!("{}/guide-{number:06}", TAGS[number % TAGS.len()]),
            lang: self.vocabularies[language].lang.to_owned(),
            title: self.title(language),
            tags: vec![TAGS[number % TAGS.len()].to_owned()],
            ..Guide::default()
        };
        let mut samples = Vec::new();
        for at in 0..self.steps.min(most_steps) {
            let written_in = if self.random.usize(..UNTRANSLATED) == 0 { 0 } else { language };
            let number = number_of(at);
            let (body, identifiers) = self.body(written_in);
            let title = self.title(written_in);
            samples.push(Sample {
                lang: self.vocabularies[written_in].lang,
                title: title.clone(),
                body: body.clone(),
                identifiers,
            });
            let anchor = Step::derived_anchor(&number);
            guide.steps.push(Step { number, anchor, title, body, ..Step::default() });
        }
        (guide, samples)
    }

    fn title(&mut self, language: usize) -> String {
        let vocabulary = &self.vocabularies[language];
        let mut title = String::new();
        for at in 0..self.random.usize(2..=6) {
            let word =
                if at % 3 == 2 { vocabulary.word(&mut self.random) } else { vocabulary.telling_word(&mut self.random) };
            push_word(&mut title, word, at == 0);
        }
        title
    }

    /// A text of sixty words on the average, and the identifiers in it. Some of it is marked up.
    fn body(&mut self, language: usize) -> (String, Vec<String>) {
        let mut body = String::with_capacity(480);
        let mut identifiers = Vec::new();
        let mut words = self.random.usize(30..=90);
        while words > 0 {
            let length = self.random.usize(6..=16).min(words);
            words -= length;
            if self.random.usize(..4) == 0 && !body.is_empty() {
                body.push_str("\n\n- ");
            }
            for at in 0..length {
                let is_marked = self.random.usize(..40) == 0;
                if self.random.usize(..IDENTIFIERS) == 0 {
                    let identifier = self.identifier();
                    push_word(&mut body, &identifier, false);
                    identifiers.push(identifier);
                } else {
                    let word = self.vocabularies[language].word(&mut self.random);
                    let marked = if is_marked { format!("**{word}**") } else { word.to_owned() };
                    push_word(&mut body, &marked, at == 0);
                }
                if at + 1 < length && self.random.usize(..12) == 0 {
                    body.push(',');
                }
            }
            body.push('.');
        }
        (body, identifiers)
    }

    fn identifier(&mut self) -> String {
        let number = self.random.u32(..5_000);
        match self.random.usize(..5) {
            0 => format!("ERR_{number:04}"),
            1 => format!("SKU-{number}-A"),
            2 => format!("{}.{}.{}", number % 9, number % 17, number % 31),
            3 => format!("desk{}@example.com", number % 400),
            _ => format!("/etc/service/unit{number}.conf"),
        }
    }

    /// Keeps every step with the same chance, however many there will be.
    fn remember(&mut self, made: &mut Made, samples: Vec<Sample>) {
        let before = made.steps - samples.len();
        for (at, sample) in samples.into_iter().enumerate() {
            if made.samples.len() < SAMPLES {
                made.samples.push(sample);
                continue;
            }
            let place = self.sampling.usize(..=before + at);
            if place < SAMPLES {
                made.samples[place] = sample;
            }
        }
    }
}

/// Every fourth step stands under the one before it.
fn number_of(at: usize) -> String {
    let (group, within) = (at / 4, at % 4);
    match within {
        3 => format!("{}.1", group * 3 + 3),
        _ => (group * 3 + within + 1).to_string(),
    }
}

fn push_word(text: &mut String, word: &str, is_first: bool) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
    if is_first && let Some(first) = word.chars().next() {
        text.extend(first.to_uppercase());
        text.push_str(&word[first.len_utf8()..]);
    } else {
        text.push_str(word);
    }
}
