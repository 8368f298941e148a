//! A page's steps by its headings, and by its numbered lists.

use super::counting::Numbering;
use super::{Draft, LONG_LINE, Outline, first_sentence};
use crate::guide::import::block::{Block, Item, Kind};
use crate::guide::import::lead::without_stop;

/// Makes a step of every heading, and of the items of numbered lists that have titles.
pub fn by_headings(blocks: Vec<Block>) -> Outline {
    let mut outline = Outline::default();
    let mut numbering = Numbering::default();
    let mut levels: Vec<u8> = Vec::new();
    // On a page that has neither headings nor numbered lines, its numbered lists are the steps.
    let is_all = !blocks.iter().any(Block::is_heading);
    for block in blocks {
        match block.kind {
            Kind::Heading(level) => {
                while levels.last().is_some_and(|open| *open >= level) {
                    levels.pop();
                }
                let number = numbering.next(levels.len());
                levels.push(level);
                outline.steps.push(Draft {
                    number,
                    title: block.text,
                    anchor: block.anchor,
                    line: block.line,
                    body: Vec::new(),
                });
            }
            Kind::Ordered(items) if has_titles(&items) || (is_all && items.len() > 1) => {
                add_items(&mut outline, &mut numbering, items, levels.len(), is_all);
            }
            _ => match outline.steps.last_mut() {
                Some(step) => step.body.push(block),
                None => outline.introduction.push(block),
            },
        }
    }
    outline
}

/// Whether a block is a numbered list whose items are steps.
#[must_use]
pub fn promotes(block: &Block, is_all: bool) -> bool {
    matches!(&block.kind, Kind::Ordered(items) if has_titles(items) || (is_all && items.len() > 1))
}

/// Whether a numbered list is a list of steps: at least half of its items have a title.
fn has_titles(items: &[Item]) -> bool {
    let titled = items.iter().filter(|item| item.lead.is_some()).count();
    titled > 0 && titled * 2 >= items.len()
}

fn add_items(outline: &mut Outline, numbering: &mut Numbering, items: Vec<Item>, depth: usize, is_all: bool) {
    for item in items {
        let number = numbering.next(depth);
        let mut body = item.blocks;
        let title = item.lead.unwrap_or_else(|| take_item_title(&mut body));
        outline.steps.push(Draft { number, title, anchor: item.anchor, line: 0, body: Vec::new() });
        for block in body {
            let is_steps = promotes(&block, is_all);
            match block.kind {
                Kind::Ordered(items) if is_steps => add_items(outline, numbering, items, depth + 1, is_all),
                _ => {
                    if let Some(step) = outline.steps.last_mut() {
                        step.body.push(block);
                    }
                }
            }
        }
    }
}

/// The title of an item that has none of its own: all of a short text, else its first sentence, else how it begins. What is
/// not all in the title stays in the body, links too.
fn take_item_title(body: &mut Vec<Block>) -> String {
    let Some(first) = body.first().filter(|first| first.is_line()) else { return String::new() };
    if first.text.chars().count() <= LONG_LINE {
        let title = without_stop(&first.text).to_owned();
        if !first.markdown.contains("](") {
            body.remove(0);
        }
        return title;
    }
    match first_sentence(&first.text) {
        Some(sentence) => without_stop(sentence).to_owned(),
        None => beginning(&first.text),
    }
}

/// The first words of a long text.
fn beginning(text: &str) -> String {
    let mut shown = String::new();
    for word in text.split(' ') {
        if shown.chars().count() + word.chars().count() >= LONG_LINE {
            break;
        }
        shown.push_str(word);
        shown.push(' ');
    }
    format!("{}…", shown.trim_end())
}
