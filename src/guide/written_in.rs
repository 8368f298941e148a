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
    // The nearest block before that speaks for itself; before the first of these, that one.
    let mut nearest = own.iter().copied().find_map(|language| language);
    let follow = |language: &Option<Language>| {
        nearest = language.or(nearest);
        nearest.unwrap_or(title)
    };
    let languages: Vec<Language> = own.iter().map(follow).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_blocks_follow_the_one_before_them_and_the_first_the_one_after() {
        let (english, french) = (Language::from_tag("en"), Language::from_tag("fr"));
        let body = "OK\n\nIf you do not have an account yet, open the page and create one.\n\nGo\n\n\
                    Vous pouvez suivre votre colis avec le numéro de suivi de la commande.\n\nOui";
        let step = step_written_in("Oui", blocks(body), french, &Detector::new(&[french, english]));
        let languages: Vec<Language> = step.blocks.iter().map(|(_, language)| *language).collect();
        assert_eq!(languages, [english, english, english, french, french]);
    }

    #[test]
    fn blocks_that_tell_nothing_follow_the_title() {
        let french = Language::from_tag("fr");
        let step = step_written_in("Oui", blocks(&"a\n\n".repeat(50_000)), french, &Detector::new(&[french]));
        assert_eq!(step.blocks.len(), 50_000);
        assert!(step.blocks.iter().all(|(_, language)| *language == french));
    }
}
