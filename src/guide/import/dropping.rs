//! Which blocks of a page are left out of its guide: furniture, and what says a title or an address again.

use crate::guide::import::block::{Block, Kind};
use crate::guide::import::chrome::{Chrome, classify};
use crate::guide::import::{Dropped, captions, escape};
use std::collections::HashSet;

/// Leaves out furniture: reading time and the like among the first `head` blocks, the question for feedback, related
/// articles and the footer anywhere.
pub fn drop_furniture(blocks: &mut Vec<Block>, dropped: &mut Vec<Dropped>, head: usize) {
    let mut kept = Vec::with_capacity(blocks.len());
    let ends_page: Vec<bool> = (0..blocks.len()).map(|at| ends_page(&blocks[at + 1..])).collect();
    let mut inside: Option<Chrome> = None;
    for (at, block) in std::mem::take(blocks).into_iter().enumerate() {
        let kind = classify(&block.text).filter(|_| block.kind != Kind::Image);
        let is_short = block.text.chars().count() <= 100;
        let is_furniture = match (kind, inside) {
            (Some(Chrome::Feedback), _) if !ends_page[at] => false,
            (Some(Chrome::Footer), _) if block.is_heading() => false,
            (Some(Chrome::Feedback | Chrome::Related | Chrome::Footer), _) => {
                inside = kind;
                true
            }
            // What follows "Related articles" are their titles, until the next section.
            (_, Some(Chrome::Related)) => !block.is_heading() && (is_short || block.kind != Kind::Paragraph),
            (_, Some(Chrome::Footer)) => is_short && !block.is_heading(),
            (Some(Chrome::FeedbackAnswer), Some(Chrome::Feedback)) => true,
            (Some(Chrome::ReadingTime | Chrome::Updated | Chrome::Cookies), _) => at < head.max(4) || inside.is_some(),
            (Some(Chrome::Author | Chrome::Navigation), _) => at < head,
            _ => is_decoration(&block),
        };
        if is_furniture {
            dropped.push(Dropped::from(block));
        } else {
            inside = None;
            kept.push(block);
        }
    }
    *blocks = kept;
}

/// Whether a block is only a sign or two, such as the lamp beside a hint.
fn is_decoration(block: &Block) -> bool {
    const MOST_SIGNS: usize = 4;
    let is_sign = |character: char| !character.is_alphanumeric() && u32::from(character) >= 0x2190;
    block.kind == Kind::Paragraph
        && block.text.chars().count() <= MOST_SIGNS
        && !block.text.is_empty()
        && block.text.chars().all(is_sign)
}

/// Whether after a question for feedback nothing comes but more furniture: a question in the middle is the page's own.
fn ends_page(rest: &[Block]) -> bool {
    let is_furniture = rest.first().is_none_or(|next| {
        matches!(
            classify(&next.text),
            Some(Chrome::Feedback | Chrome::FeedbackAnswer | Chrome::Related | Chrome::Footer | Chrome::Navigation)
        )
    });
    is_furniture || (rest.len() <= 6 && rest.iter().all(|block| block.is_line() && block.text.chars().count() <= 40))
}

/// Leaves out captions that repeat the title, and addresses that the text already names.
#[must_use]
pub fn drop_repetitions(body: Vec<Block>, title: &str, dropped: &mut Vec<Dropped>) -> Vec<Block> {
    let named: HashSet<String> = body
        .iter()
        .filter(|block| block.kind != Kind::Address)
        .flat_map(|block| escape::addresses(&block.text))
        .map(|address| address.trim_end_matches('/').to_owned())
        .collect();
    let mut once = HashSet::new();
    let mut kept = Vec::with_capacity(body.len());
    for block in body {
        let is_repetition = match block.kind {
            // A link says more than the title.
            Kind::Paragraph => captions::repeats_title(&block.text, title) && !block.markdown.contains("]("),
            Kind::Address => {
                let address = block.text.trim_end_matches('/');
                named.contains(address) || !once.insert(address.to_owned())
            }
            _ => false,
        };
        if is_repetition {
            dropped.push(Dropped::from(block));
        } else {
            kept.push(block);
        }
    }
    kept
}
