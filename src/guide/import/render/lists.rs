//! Bulleted and numbered lists of a page.

use super::{Context, Renderer, is_anchor};
use crate::guide::import::block::{Block, Item, Kind};
use crate::guide::import::body::{list_item, text_of};
use crate::guide::import::lead::split_lead;
use scraper::ElementRef;

/// Larger numbers are no places in a list.
const MAX_START: usize = 1_000_000;

impl Renderer {
    pub(super) fn bullets(&mut self, element: ElementRef<'_>, context: &Context) {
        let mut items = Vec::new();
        for child in element.child_elements() {
            if !self.furniture.is(child) {
                items.push(self.inside(child, context));
            }
        }
        items.retain(|item| !item.is_empty());
        let text = items.iter().map(|item| text_of(item)).collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = items.iter().map(|item| list_item("- ", item)).collect();
        self.push_other(text, lines.join("\n"));
    }

    pub(super) fn ordered(&mut self, element: ElementRef<'_>, context: &Context) {
        let mut items = Vec::new();
        for child in element.child_elements() {
            if !self.furniture.is(child) {
                let anchor = child.attr("id").filter(|id| is_anchor(id)).map(str::to_owned);
                let blocks = self.inside(child, context);
                if !blocks.is_empty() {
                    items.push((anchor, blocks));
                }
            }
        }
        if items.is_empty() {
            return;
        }
        let start =
            element.attr("start").and_then(|start| start.trim().parse().ok()).filter(|start| *start < MAX_START);
        let (start, before) = match self.output.blocks.pop_if(|last| continues(last, start)) {
            // Some editors begin a new list with every item.
            Some(Block { kind: Kind::Ordered(before), text, markdown, .. }) => {
                (start.unwrap_or(1), Some((before, text, markdown)))
            }
            _ => (start.unwrap_or(1), None),
        };
        let lines = items.iter().enumerate().map(|(at, (_, item))| list_item(&format!("{}. ", start + at), item));
        let mut markdown = lines.collect::<Vec<_>>().join("\n");
        let mut text = items.iter().map(|(_, item)| text_of(item)).collect::<Vec<_>>().join(" ");
        let mut items: Vec<Item> = items.into_iter().map(|(anchor, blocks)| split_lead(anchor, blocks)).collect();
        if let Some((mut all, text_before, markdown_before)) = before {
            all.append(&mut items);
            items = all;
            text = format!("{text_before} {text}");
            markdown = format!("{markdown_before}\n{markdown}");
        }
        self.output.anchor = None;
        self.output.blocks.push(Block::new(Kind::Ordered(items), text, markdown));
    }
}

/// Whether a list that begins with this number goes on where the last block ended.
fn continues(last: &Block, start: Option<usize>) -> bool {
    let Kind::Ordered(items) = &last.kind else { return false };
    let first: Option<usize> = last.markdown.split_once('.').and_then(|(number, _)| number.parse().ok());
    start.is_some_and(|start| start > 1 && first.is_some_and(|first| first + items.len() == start))
}
