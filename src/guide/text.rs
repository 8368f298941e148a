//! The plain text of Markdown, block by block: what is indexed, told the language of, and shown in snippets.

use crate::guide::bounds;
use crate::guide::html_text::{self, Meaning};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::HashSet;

/// One paragraph, list item, table row, heading, code block or address of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Without markup and never empty; on one line, except for code.
    pub text: String,
    pub kind: BlockKind,
}

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Words in a human language.
    Prose,
    /// A fenced or indented code block.
    Code,
    /// Where a link of the block before leads, when its text does not say so: a web or mail address, a phone number.
    Address,
}

/// The Markdown that guides are written in: `CommonMark` with tables, strikethrough, task lists and GitHub's alerts.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM
}

/// The plain text of Markdown, one line per block (code may have several).
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    for block in blocks(markdown) {
        if !plain.is_empty() {
            plain.push('\n');
        }
        plain.push_str(&block.text);
    }
    plain
}

/// The blocks of a Markdown text, in reading order.
///
/// Text that was exported without markup often has one paragraph per line; a line break is therefore taken for the end
/// of a block unless the line looks as if it had been wrapped to some width.
#[must_use]
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    if has_markup(markdown) {
        let (markdown, _) = bounds::keep(markdown);
        read_markup(&markdown, &mut blocks);
    } else {
        for line in markdown.split(['\n', '\r']) {
            if line.trim().is_empty() {
                blocks.end();
            } else {
                blocks.push(line);
                if line.ends_with("  ") {
                    blocks.end();
                } else {
                    blocks.end_line();
                }
            }
        }
    }
    blocks.end();
    blocks.done
}

/// Whether anything in the text could mean something in Markdown. May be wrong only by saying yes.
fn has_markup(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'\\' | b'~' | b'|' | 0))
        || text.split(['\n', '\r']).any(starts_with_markup)
}

fn starts_with_markup(line: &str) -> bool {
    let content = line.trim_start_matches(' ');
    line.len() - content.len() >= 4
        || match content.as_bytes() {
            [b'#' | b'>' | b'-' | b'+' | b'=' | b'\t', ..] => true,
            [b'0'..=b'9', rest @ ..] => {
                let after_digits = rest.iter().find(|byte| !byte.is_ascii_digit());
                matches!(after_digits, Some(b'.' | b')'))
            }
            _ => false,
        }
}

fn read_markup(markdown: &str, blocks: &mut Blocks) {
    let mut code: Option<String> = None;
    let mut html: Option<String> = None;
    let mut links: Vec<OpenLink> = Vec::new();
    let mut cells = 0;

    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                blocks.end();
                code = Some(String::new());
            }
            Event::End(TagEnd::CodeBlock) => blocks.add(code.take().unwrap_or_default().trim_end(), BlockKind::Code),
            Event::Start(Tag::HtmlBlock) => {
                blocks.end();
                html = Some(String::new());
            }
            Event::End(TagEnd::HtmlBlock) => {
                read_html(&html.take().unwrap_or_default(), blocks);
                blocks.end();
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                blocks.begin_line();
                let address = if link_type == LinkType::Email { None } else { address(&dest_url) };
                links.push(OpenLink { address, text_start: blocks.text.len() });
            }
            Event::End(TagEnd::Link) => {
                if let Some(OpenLink { address: Some(address), text_start }) = links.pop() {
                    let text = blocks.text.get(text_start..).unwrap_or_default();
                    if !says(text, &address) {
                        blocks.addresses.push(address);
                    }
                }
            }
            Event::Start(Tag::TableCell) => {
                if cells > 0 {
                    blocks.push(" | ");
                }
                cells += 1;
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => {
                blocks.end();
                cells = 0;
            }
            Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Image { .. },
            )
            | Event::End(
                TagEnd::TableCell
                | TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Image,
            )
            | Event::TaskListMarker(_) => {}
            Event::Start(_) | Event::End(_) | Event::Rule | Event::HardBreak => {
                for link in &mut links {
                    link.text_start = 0;
                }
                blocks.end();
            }
            Event::SoftBreak => {
                if links.is_empty() && blocks.hidden.is_none() {
                    blocks.end_line();
                } else {
                    blocks.push(" ");
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                if let Some(code) = &mut code {
                    code.push_str(&text);
                } else {
                    blocks.push(&text);
                }
            }
            Event::Html(text) => match &mut html {
                Some(html) => html.push_str(&text),
                None => read_html(&text, blocks),
            },
            Event::InlineHtml(tag) => blocks.push_tag(&tag),
            Event::FootnoteReference(label) => blocks.push(&label),
        }
    }
}

struct OpenLink {
    address: Option<String>,
    text_start: usize,
}

fn read_html(html: &str, blocks: &mut Blocks) {
    for piece in html_text::pieces(html) {
        match piece {
            html_text::Piece::Text(text) => {
                for (at, line) in text.split('\n').enumerate() {
                    if at > 0 {
                        blocks.end_line();
                    }
                    blocks.push(line);
                }
            }
            html_text::Piece::Break => blocks.end(),
        }
    }
}

/// What someone would search for in the destination of a link that leads off the site.
fn address(destination: &str) -> Option<String> {
    let (scheme, rest) = destination.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Some(destination.to_owned()),
        "mailto" => Some(rest.split('?').next().unwrap_or_default().to_owned()),
        "tel" => Some(rest.to_owned()),
        _ => None,
    }
    .filter(|address| !address.trim().is_empty())
}

fn says(text: &str, address: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/');
        text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text).to_lowercase()
    };
    bare(text) == bare(address)
}

/// Blocks as they are put together.
#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    /// The block being read, without its line in hand.
    text: String,
    /// Where the line in hand begins in `text`.
    line_start: usize,
    /// Whether a line break is waiting for what comes next.
    at_line_end: bool,
    /// Where the links of the block in hand lead.
    addresses: Vec<String>,
    known_addresses: HashSet<String>,
    /// A raw element whose content is no text, and where it begins in `text`. Only when it ends does it go: the
    /// `<script>` that a sentence speaks of stays.
    hidden: Option<(&'static str, usize)>,
}

impl Blocks {
    /// Adds text to the block in hand, white space as single spaces.
    fn push(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.begin_line();
        }
        let mut space = self.text.is_empty() || self.text.ends_with(' ');
        // Most texts have nothing to be changed.
        let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0);
        let is_plain = |pair: &[u8]| !is_blank(pair[0]) || pair[0] == b' ' && !is_blank(pair[1]);
        let bytes = text.as_bytes();
        if bytes.windows(2).all(is_plain)
            && bytes.last().is_none_or(|&last| !is_blank(last) || last == b' ' && bytes.len() > 1)
            && !(space && text.starts_with(' '))
        {
            self.text.push_str(text);
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\0') {
                if !space {
                    self.text.push(' ');
                }
                space = true;
            } else {
                self.text.push(character);
                space = false;
            }
        }
    }

    /// Takes a raw tag in running text for what it means.
    fn push_tag(&mut self, tag: &str) {
        match html_text::tag(tag) {
            Meaning::Text => self.push(tag),
            Meaning::Breaks if self.hidden.is_none() => self.end(),
            Meaning::Breaks | Meaning::Nothing => {}
            Meaning::Hides(name) => {
                self.begin_line();
                self.hidden = self.hidden.or(Some((name, self.text.len())));
                self.push(tag);
            }
            Meaning::EndsHiding(name) => match self.hidden {
                Some((open, start)) if open == name => {
                    self.text.truncate(start);
                    self.hidden = None;
                }
                _ => self.push(tag),
            },
        }
    }

    /// Goes on after a line break: in the same block when the line before it looks wrapped.
    fn begin_line(&mut self) {
        if self.at_line_end {
            self.at_line_end = false;
            if looks_wrapped(&self.text[self.line_start..]) {
                self.text.push(' ');
                self.line_start = self.text.len();
            } else {
                self.end();
            }
        }
    }

    /// Ends the line, and with the next text perhaps the block.
    fn end_line(&mut self) {
        self.at_line_end = true;
    }

    fn end(&mut self) {
        self.at_line_end = false;
        self.line_start = 0;
        self.hidden = None;
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.add(text.trim(), BlockKind::Prose);
        }
        for address in std::mem::take(&mut self.addresses) {
            self.add(&address, BlockKind::Address);
        }
    }

    fn add(&mut self, text: &str, kind: BlockKind) {
        let is_new = kind != BlockKind::Address || self.known_addresses.insert(text.to_owned());
        if is_new && !text.trim().is_empty() {
            self.done.push(Block { text: text.to_owned(), kind });
        }
    }
}

/// Whether a line seems to have been broken to keep to some width, so that the next line goes on with its sentence.
fn looks_wrapped(line: &str) -> bool {
    const WIDTHS: std::ops::RangeInclusive<usize> = 56..=124;
    let line = line.trim_end();
    WIDTHS.contains(&line.chars().count())
        && !line.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？', '：', '；', '।', '؟', '۔', '|'])
}

#[cfg(test)]
mod tests;
