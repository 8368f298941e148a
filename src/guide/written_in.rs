//! Which language each text of a guide is written in: the guide's title, and every step's title and blocks.
//!
//! Guides are often half-translated, so the declared language is only where the search for evidence starts.

use crate::guide::Guide;
use crate::guide::text::{Block, BlockKind, blocks};
use crate::language::Language;
use crate::language::analysis::{Analyzer, Token};
use crate::language::detect::Detector;

/// The languages of a guide's texts.
#[derive(Debug, Clone)]
pub struct WrittenIn {
    pub title: WrittenTitle,
    /// One for each step, in order.
    pub steps: Vec<StepWrittenIn>,
}

/// A title's language, and its tokens in it.
#[derive(Debug, Clone)]
pub struct WrittenTitle {
    pub language: Language,
    pub tokens: Vec<Token>,
}

/// The languages of a step's texts, with the blocks of its body.
#[derive(Debug, Clone)]
pub struct StepWrittenIn {
    pub title: WrittenTitle,
    pub blocks: Vec<WrittenBlock>,
    /// What most of the step's own text is written in.
    pub text: Language,
}

/// A block, its language, and its tokens in it.
#[derive(Debug, Clone)]
pub struct WrittenBlock {
    pub block: Block,
    pub language: Language,
    pub tokens: Vec<Token>,
}

/// Decides for every text of a guide. Long blocks speak for themselves; short ones follow the block before them, then
/// the one after, then the step's title, then the guide.
#[must_use]
pub fn written_in(guide: &Guide, detector: &Detector, analyzer: &mut Analyzer) -> WrittenIn {
    let declared = Language::from_tag(&guide.lang);
    let tokens = analyzer.analyze(&guide.title, declared);
    let language = detector
        .block(&guide.title, &tokens, declared)
        .map_or(declared, |found| sure_of_title(&guide.title, &tokens, found, declared));
    let title = WrittenTitle { tokens: in_language(&guide.title, tokens, declared, language, analyzer), language };
    let steps = guide
        .steps
        .iter()
        .map(|step| step_written_in(&step.title, blocks(&step.body), declared, detector, analyzer))
        .collect();
    WrittenIn { title, steps }
}

/// The tokens of a text in the language it is in, given those in the language it was declared in.
fn in_language(
    text: &str,
    tokens: Vec<Token>,
    declared: Language,
    language: Language,
    analyzer: &mut Analyzer,
) -> Vec<Token> {
    if language == declared { tokens } else { analyzer.analyze(text, language) }
}

fn step_written_in(
    title: &str,
    blocks: Vec<Block>,
    declared: Language,
    detector: &Detector,
    analyzer: &mut Analyzer,
) -> StepWrittenIn {
    let tokens: Vec<Vec<Token>> = blocks.iter().map(|block| analyzer.analyze(&block.text, declared)).collect();
    let own: Vec<Option<Language>> = blocks
        .iter()
        .zip(&tokens)
        .map(|(block, tokens)| match block.kind {
            BlockKind::Prose => detector.block(&block.text, tokens, declared),
            BlockKind::Code | BlockKind::Address => None,
        })
        .collect();
    let body = longest(&blocks, &own);
    let title_tokens = analyzer.analyze(title, declared);
    let language = title_written_in(title, &title_tokens, body, declared, detector);
    let title = WrittenTitle { tokens: in_language(title, title_tokens, declared, language, analyzer), language };
    // The nearest block before that speaks for itself; before the first of these, that one.
    let mut nearest = own.iter().copied().find_map(|language| language);
    let follow = |own: &Option<Language>| {
        nearest = own.or(nearest);
        nearest.unwrap_or(language)
    };
    let languages: Vec<Language> = own.iter().map(follow).collect();
    let text = longest(&blocks, &languages.iter().copied().map(Some).collect::<Vec<_>>()).unwrap_or(language);
    let blocks = blocks
        .into_iter()
        .zip(languages)
        .zip(tokens)
        .map(|((block, language), tokens)| {
            // Code is the same in every language, but words in it are found as those of the text around it.
            let language = if block.kind == BlockKind::Address { text } else { language };
            let tokens = in_language(&block.text, tokens, declared, language, analyzer);
            WrittenBlock { block, language, tokens }
        })
        .collect();
    StepWrittenIn { title, blocks, text }
}

/// A title that is long enough speaks for itself; another goes to the guide's language or to its body's, as its words
/// tell, and to its body's when they tell nothing.
fn title_written_in(
    title: &str,
    tokens: &[Token],
    body: Option<Language>,
    declared: Language,
    detector: &Detector,
) -> Language {
    let follows = || match body {
        Some(body) if body != declared => Detector::between(title, tokens, declared, body).unwrap_or(body),
        _ => declared,
    };
    detector.block(title, tokens, declared).map_or_else(follows, |found| match body {
        Some(body) if body == found => found,
        _ => sure_of_title(title, tokens, found, declared),
    })
}

/// Titles are short: one that seems to be foreign must have more of the foreign language's words than of its own.
fn sure_of_title(title: &str, tokens: &[Token], found: Language, declared: Language) -> Language {
    if found == declared { declared } else { Detector::between(title, tokens, found, declared).unwrap_or(declared) }
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
        let step =
            step_written_in("Oui", blocks(body), french, &Detector::new(&[french, english]), &mut Analyzer::new());
        let languages: Vec<Language> = step.blocks.iter().map(|block| block.language).collect();
        assert_eq!(languages, [english, english, english, french, french]);
    }

    #[test]
    fn blocks_that_tell_nothing_follow_the_title() {
        let french = Language::from_tag("fr");
        let step = step_written_in(
            "Oui",
            blocks(&"a\n\n".repeat(50_000)),
            french,
            &Detector::new(&[french]),
            &mut Analyzer::new(),
        );
        assert_eq!(step.blocks.len(), 50_000);
        assert!(step.blocks.iter().all(|block| block.language == french));
    }
}
