//! Whether an item of a numbered list has a title of its own.

use crate::guide::import::block::{Block, Item, Kind};
use crate::guide::import::escape::protect_line_start;

/// A first sentence up to this length can be the title of a list item, in characters.
const MAX_LEAD: usize = 100;

/// A list item's title, if it has one: a heading, a bold beginning, or a short first sentence with more below it.
#[must_use]
pub fn split_lead(anchor: Option<String>, mut blocks: Vec<Block>) -> Item {
    let first = &blocks[0];
    let anchor = anchor.or_else(|| first.anchor.clone());
    let is_short = first.text.chars().count() <= MAX_LEAD && !first.text.is_empty();
    let has_more = blocks.len() > 1;
    let bold = bold_beginning(&first.markdown);
    if first.is_heading()
        || (is_short && has_more && first.is_line() && !bold.is_some_and(|(lead, rest)| is_set_off(lead, rest)))
    {
        let lead = without_stop(&blocks.remove(0).text).to_owned();
        return Item { lead: Some(lead), anchor, blocks };
    }
    if let (Some((lead, rest)), Kind::Paragraph) = (bold, &first.kind) {
        let lead_text = first.text.chars().take(unescaped_length(lead)).collect::<String>();
        let rest = rest.trim_start().trim_start_matches([':', '–', '—', '-', '.']).trim_start().to_owned();
        let text = first.text.chars().skip(unescaped_length(lead)).collect::<String>();
        let lead = lead_text.trim().trim_end_matches([':', '–', '—', '-', '.']).trim_end().to_owned();
        let is_title = lead.chars().count() <= MAX_LEAD && (has_more || !rest.is_empty() || text.trim().is_empty());
        if is_title && !lead.is_empty() {
            if rest.is_empty() {
                blocks.remove(0);
            } else {
                let text = text.trim().to_owned();
                blocks[0] = Block::new(Kind::Paragraph, text, protect_line_start(&rest));
            }
            return Item { lead: Some(lead), anchor, blocks };
        }
    }
    Item { lead: None, anchor, blocks }
}

/// A title without the stop of a sentence.
#[must_use]
pub fn without_stop(title: &str) -> &str {
    match title.trim_end().strip_suffix(['.', ':', '。']) {
        Some(rest) if !rest.ends_with('.') && !rest.is_empty() => rest.trim_end(),
        _ => title.trim_end(),
    }
}

/// Whether a bold beginning is set off from what follows, and not a word of its sentence.
fn is_set_off(lead: &str, rest: &str) -> bool {
    let is_sign = |character: char| ".:–—-".contains(character);
    lead.trim_end().ends_with(is_sign) || rest.trim_start().starts_with(is_sign)
}

/// What stands between the first `**` and the next, when the paragraph begins so.
fn bold_beginning(markdown: &str) -> Option<(&str, &str)> {
    let inner = markdown.strip_prefix("**")?;
    let end = inner.find("**")?;
    (end > 0 && !inner.starts_with('*')).then_some((&inner[..end], &inner[end + 2..]))
}

/// How many characters an escaped text shows.
fn unescaped_length(markdown: &str) -> usize {
    let mut length = 0;
    let mut characters = markdown.chars();
    while let Some(character) = characters.next() {
        if character == '\\' {
            characters.next();
        }
        length += 1;
    }
    length
}
