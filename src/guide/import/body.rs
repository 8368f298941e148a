//! Blocks as the Markdown of a body.

use crate::guide::import::block::{Block, Kind};
use crate::guide::import::escape::escape;

/// The Markdown of blocks one below the other; headings inside become bold lines.
#[must_use]
pub fn join(blocks: &[Block]) -> String {
    let mut joined = String::new();
    let mut was_item = false;
    for block in blocks {
        // Lines of plain text that are written as list items belong together.
        let is_item = block.kind == Kind::Paragraph
            && block.markdown.starts_with(|character: char| character.is_ascii_digit())
            && is_list_line(&block.markdown);
        if !joined.is_empty() {
            joined.push_str(if is_item && was_item { "\n" } else { "\n\n" });
        }
        match block.kind {
            Kind::Heading(_) if !block.text.is_empty() => {
                joined.push_str("**");
                joined.push_str(&escape(&block.text, false));
                joined.push_str("**");
            }
            _ => joined.push_str(&block.markdown),
        }
        was_item = is_item;
    }
    joined
}

fn is_list_line(markdown: &str) -> bool {
    markdown.trim_start_matches(|character: char| character.is_ascii_digit()).starts_with(". ")
}

/// What blocks say, on one line.
#[must_use]
pub fn text_of(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An item of a list: the marker, and everything else set in by its width.
#[must_use]
pub fn list_item(marker: &str, blocks: &[Block]) -> String {
    let indent = " ".repeat(marker.len());
    let is_tight = blocks.len() == 2
        && blocks[1].kind != Kind::Paragraph
        && matches!(blocks[1].kind, Kind::Other | Kind::Ordered(_));
    let body = if is_tight && blocks[1].markdown.starts_with(['-', '1']) {
        format!("{}\n{}", join(&blocks[..1]), blocks[1].markdown)
    } else {
        join(blocks)
    };
    let mut item = String::new();
    for (at, line) in body.lines().enumerate() {
        if at > 0 {
            item.push('\n');
        }
        if !line.is_empty() {
            item.push_str(if at == 0 { marker } else { &indent });
            item.push_str(line);
        }
    }
    item
}
