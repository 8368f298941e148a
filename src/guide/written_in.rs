//! Which language each text of a guide is written in: the guide's title, and every step's title and blocks.
//!
//! Guides are often half-translated, so the declared language is only where the search for evidence starts.

use crate::guide::Guide;
use crate::guide::text::{Block, BlockKind, blocks};
use crate::language::Language;
use crate::language::detect::Detector;

/// The languages of a guide's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenIn {
    pub title: Language,
    /// One for each step, in order.
    pub steps: Vec<StepWrittenIn>,
}

/// The languages of a step's texts, with the blocks of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepWrittenIn {
    pub title: Language,
    pub blocks: Vec<(Block, Language)>,
    /// What most of the step's own text is written in.
    pub text: Language,
}

/// Decides for every text of a guide. Long blocks speak for themselves; short ones follow the block before them, then
/// the one after, then the step's title, then the guide.
#[must_use]
pub fn written_in(guide: &Guide, detector: &Detector) -> WrittenIn {
    let declared = Language::from_tag(&guide.lang);
    let title =
        detector.block(&guide.title, declared).map_or(declared, |found| sure_of_title(&guide.title, found, declared));
    let steps =
        guide.steps.iter().map(|step| step_written_in(&step.title, blocks(&step.body), declared, detector)).collect();
    WrittenIn { title, steps }
}

fn step_written_in(title: &str, blocks: Vec<Block>, declared: Language, detector: &Detector) -> StepWrittenIn {
    let own: Vec<Option<Language>> = blocks
        .iter()
        .map(|block| if block.kind == BlockKind::Prose { detector.block(&block.text, declared) } else { None })
        .collect();
    let body = longest(&blocks, &own);
    let title = title_written_in(title, body, declared, detector);
    let languages: Vec<Language> =
        (0..blocks.len()).map(|at| own[at].or_else(|| neighbour(&own, at)).unwrap_or(title)).collect();
    let text = longest(&blocks, &languages.iter().copied().map(Some).collect::<Vec<_>>()).unwrap_or(title);
    StepWrittenIn { title, blocks: blocks.into_iter().zip(languages).collect(), text }
}

/// A title that is long enough speaks for itself; another goes to the guide's language or to its body's, as its words
/// tell, and to its body's when they tell nothing.
fn title_written_in(title: &str, body: Option<Language>, declared: Language, detector: &Detector) -> Language {
    let follows = || match body {
        Some(body) if body != declared => Detector::between(title, declared, body).unwrap_or(body),
        _ => declared,
    };
    detector.block(title, declared).map_or_else(follows, |found| match body {
        Some(body) if body == found => found,
        _ => sure_of_title(title, found, declared),
    })
}

/// Titles are short: one that seems to be foreign must have more of the foreign language's words than of its own.
fn sure_of_title(title: &str, found: Language, declared: Language) -> Language {
    if found == declared { declared } else { Detector::between(title, found, declared).unwrap_or(declared) }
}

fn neighbour(own: &[Option<Language>], at: usize) -> Option<Language> {
    own[..at].iter().rev().chain(&own[at..]).find_map(|language| *language)
}

/// The language of most characters among the blocks whose language is known.
fn longest(blocks: &[Block], languages: &[Option<Language>]) -> Option<Language> {
    let mut lengths: Vec<(Language, usize)> = Vec::new();
    for (block, language) in blocks.iter().zip(languages) {
        let Some(language) = *language else { continue };
        match lengths.iter_mut().find(|(counted, _)| *counted == language) {
            Some((_, length)) => *length += block.text.len(),
            None => lengths.push((language, block.text.len())),
        }
    }
    // The first of equals wins, so that the order of blocks decides and nothing else.
    lengths.into_iter().rev().max_by_key(|&(_, length)| length).map(|(language, _)| language)
}
