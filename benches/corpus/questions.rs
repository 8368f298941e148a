//! Questions about made guides: the words of steps that exist, whole, mistyped, unfinished, pasted, or in the wrong place.

use super::{Made, SEED, Sample};
use fastrand::Rng;

/// What a question is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// The words of a step's title.
    Hit,
    /// The same with a letter left out of one word.
    Typo,
    /// The same with the last word unfinished.
    Prefix,
    /// Words that are in no guide and resemble none.
    Nothing,
    /// Some 480 characters of a step.
    LongPaste,
    /// An error code, article number, version, address or path.
    Identifier,
    /// The words of a step's title, asked by a reader of another language.
    OtherLanguage,
}

/// A question and the language of who asks it.
#[derive(Debug, Clone)]
pub struct Question {
    pub text: String,
    pub lang: String,
}

impl QuestionKind {
    pub const ALL: [QuestionKind; 7] = [
        QuestionKind::Hit,
        QuestionKind::Typo,
        QuestionKind::Prefix,
        QuestionKind::Nothing,
        QuestionKind::LongPaste,
        QuestionKind::Identifier,
        QuestionKind::OtherLanguage,
    ];

    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            QuestionKind::Hit => "hit",
            QuestionKind::Typo => "typo",
            QuestionKind::Prefix => "prefix",
            QuestionKind::Nothing => "nothing",
            QuestionKind::LongPaste => "long paste",
            QuestionKind::Identifier => "identifier",
            QuestionKind::OtherLanguage => "other language",
        }
    }
}

impl Made {
    /// Questions of one kind, the same in every run.
    pub fn questions(&self, kind: QuestionKind) -> Vec<Question> {
        let mut random = Rng::with_seed(SEED + 2);
        self.samples.iter().filter_map(|sample| question(sample, kind, &mut random)).collect()
    }

    /// As people ask: mostly words that are there, now and then one of the other kinds.
    pub fn mixed_questions(&self) -> Vec<Question> {
        let share = |kind| match kind {
            QuestionKind::Hit => 12,
            QuestionKind::Prefix => 4,
            QuestionKind::LongPaste => 1,
            _ => 2,
        };
        let mut mixed: Vec<Question> = QuestionKind::ALL
            .into_iter()
            .flat_map(|kind| self.questions(kind).into_iter().take(SAMPLES_OF_SHARE * share(kind)))
            .collect();
        Rng::with_seed(SEED + 3).shuffle(&mut mixed);
        mixed
    }
}

/// So many questions are one share of a mixture.
const SAMPLES_OF_SHARE: usize = 20;

fn question(sample: &Sample, kind: QuestionKind, random: &mut Rng) -> Option<Question> {
    let lang =
        if kind == QuestionKind::OtherLanguage { if sample.lang == "fr" { "de" } else { "fr" } } else { sample.lang };
    let title = sample.title.as_str();
    let text = match kind {
        QuestionKind::Hit | QuestionKind::OtherLanguage => title.to_owned(),
        QuestionKind::Typo => with_typo(title, random)?,
        QuestionKind::Prefix => unfinished(title)?,
        QuestionKind::Nothing => (0..3).map(|_| unheard_of(random)).collect::<Vec<_>>().join(" "),
        QuestionKind::LongPaste => {
            // A field of one line makes spaces of line ends.
            let text = format!("{title} {} {}", sample.body, sample.body).replace('\n', " ");
            text.chars().take(480).collect()
        }
        QuestionKind::Identifier => sample.identifiers.first()?.clone(),
    };
    Some(Question { text, lang: lang.to_owned() })
}

/// The text without one letter of its longest word, neither the first nor the last.
fn with_typo(text: &str, random: &mut Rng) -> Option<String> {
    let longest = text.split(' ').max_by_key(|word| word.chars().count())?;
    let count = longest.chars().count();
    if count < 6 {
        return None;
    }
    let left_out = random.usize(2..count - 1);
    let mistyped: String =
        longest.chars().enumerate().filter(|(at, _)| *at != left_out).map(|(_, character)| character).collect();
    Some(text.replacen(longest, &mistyped, 1))
}

/// The text with two thirds of its last word.
fn unfinished(text: &str) -> Option<String> {
    let (rest, last) = text.rsplit_once(' ')?;
    let count = last.chars().count();
    if count < 4 {
        return None;
    }
    Some(format!("{rest} {}", last.chars().take(count * 2 / 3).collect::<String>()))
}

fn unheard_of(random: &mut Rng) -> String {
    (0..9).map(|_| char::from(b"qxzjkvwy"[random.usize(..8)])).collect()
}
