//! An HTML article as a flat run of blocks with their Markdown.

mod code;
mod lists;
mod tables;

use crate::guide::import::Dropped;
use crate::guide::import::block::{Block, Kind};
use crate::guide::import::body::{join, text_of};
use crate::guide::import::chrome::is_notice;
use crate::guide::import::furniture::{Furniture, is_in_callout};
use crate::guide::import::html::visible_text;
use crate::guide::import::inline::{Run, Style, markdown, plain, tidy};
use crate::guide::import::lines::split_lines;
use crate::guide::import::markers;
use crate::guide::import::title::is_link_to_itself;
use scraper::{ElementRef, Node};
use std::collections::VecDeque;
use url::Url;

/// Elements nested deeper than this are taken as plain text: recursion must end somewhere.
const MAX_DEPTH: usize = 120;

const BLOCKS: &str = "address article blockquote center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hgroup \
                      hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul";

/// Turns elements into blocks; one for each run of blocks that is to be kept apart.
pub struct Renderer {
    base: Option<Url>,
    furniture: Furniture,
    dropped: Vec<Dropped>,
    output: Output,
    /// The labels of the panels to come, of which a browser shows one at a time.
    tabs: VecDeque<String>,
}

/// The blocks made so far, and the running text that is not yet a block.
#[derive(Default)]
struct Output {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    /// The `id` of an element that has begun and shown nothing yet.
    anchor: Option<String>,
}

#[derive(Clone, Default)]
struct Context {
    style: Style,
    link: Option<String>,
    depth: usize,
}

impl Renderer {
    #[must_use]
    pub fn new(base: Option<Url>, furniture: Furniture) -> Renderer {
        Renderer { base, furniture, dropped: Vec::new(), output: Output::default(), tabs: VecDeque::new() }
    }

    /// Adds what an element holds.
    pub fn add(&mut self, element: ElementRef<'_>) {
        self.children(element, &Context::default());
        self.end_paragraph(&Kind::Paragraph);
    }

    #[must_use]
    pub fn finish(self) -> (Vec<Block>, Vec<Dropped>) {
        (self.output.blocks, self.dropped)
    }

    fn children(&mut self, element: ElementRef<'_>, context: &Context) {
        if context.depth > MAX_DEPTH {
            self.text(&visible_text(element), context);
            return;
        }
        let context = Context { depth: context.depth + 1, ..context.clone() };
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text, &context),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, &context);
                    }
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, context: &Context) {
        self.output.runs.push(Run {
            text: text.to_owned(),
            style: context.style,
            link: context.link.clone(),
            ..Run::default()
        });
    }

    fn element(&mut self, element: ElementRef<'_>, context: &Context) {
        if self.furniture.is(element) {
            self.drop_element(element);
            return;
        }
        let name = element.value().name();
        let is_label = name == "button" && self.furniture.is_label(element) && !is_within_heading(element);
        let is_block = is_label || BLOCKS.split_ascii_whitespace().any(|block| block == name);
        if !is_block && !holds_blocks(element) {
            self.note_anchor(element);
            self.inline(element, context);
            return;
        }
        if name != "hr" {
            self.end_paragraph(&Kind::Paragraph);
        }
        self.note_anchor(element);
        match element.attr("role") {
            Some("tablist") => {
                self.tabs = element.child_elements().map(visible_text).filter(|label| !label.is_empty()).collect();
                return;
            }
            Some("tabpanel") => {
                let label = self.tabs.pop_front().unwrap_or_default();
                self.text(&label, &strong(context));
                self.end_paragraph(&Kind::Paragraph);
            }
            _ => {}
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if is_notice(&visible_text(element)) || is_in_callout(element) => {
                self.children(element, &strong(context));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.children(element, context);
                self.end_paragraph(&Kind::Heading(name.as_bytes()[1] - b'0'));
            }
            "summary" | "button" => {
                self.children(element, context);
                self.end_paragraph(&Kind::Heading(7));
            }
            "dt" => self.children(element, &strong(context)),
            "hr" => self.end_paragraph(&Kind::Paragraph),
            "pre" => self.code_block(element),
            "ul" => self.bullets(element, context),
            "ol" => self.ordered(element, context),
            "blockquote" => self.quotation(element, context),
            "table" => self.table(element, context),
            _ => self.children(element, context),
        }
        self.end_paragraph(&Kind::Paragraph);
    }

    fn inline(&mut self, element: ElementRef<'_>, context: &Context) {
        let style = context.style;
        let inner = match element.value().name() {
            "b" | "strong" => Context { style: Style { is_strong: true, ..style }, ..context.clone() },
            "i" | "em" | "cite" => Context { style: Style { is_emphasized: true, ..style }, ..context.clone() },
            "code" | "kbd" | "samp" | "tt" => Context { style: Style { is_code: true, ..style }, ..context.clone() },
            "a" => {
                if is_link_to_itself(element) && !visible_text(element).is_empty() {
                    return;
                }
                Context { link: element.attr("href").and_then(|href| self.absolute(href)), ..context.clone() }
            }
            "br" => {
                self.output.runs.push(Run { is_line_break: true, ..Run::default() });
                return;
            }
            "img" => {
                self.picture(element);
                return;
            }
            _ => context.clone(),
        };
        let begins = self.output.runs.iter().all(|run| run.picture.is_none() && run.text.trim().is_empty());
        self.children(element, &inner);
        // `<span>1</span><span>Title</span>` is drawn as two things.
        let is_number = begins && visible_text(element).len() <= 8 && markers::parse(&visible_text(element)).is_some();
        if is_number {
            self.text(" ", context);
        }
    }

    fn picture(&mut self, element: ElementRef<'_>) {
        let alt = element.attr("alt").unwrap_or_default().trim();
        let source = ["src", "data-src", "data-original"]
            .iter()
            .filter_map(|name| element.attr(name))
            .find(|source| !source.trim().is_empty() && !source.starts_with("data:"));
        let is_dot = ["width", "height"].iter().any(|name| matches!(element.attr(name), Some("0" | "1")));
        let address = source.and_then(|source| self.absolute(source));
        match address {
            Some(address) if !alt.is_empty() && !is_dot => {
                let text = alt.split_whitespace().collect::<Vec<_>>().join(" ");
                self.output.runs.push(Run { text, picture: Some(address), ..Run::default() });
            }
            _ if alt.is_empty() => {}
            _ => self.dropped.push(Dropped { line: 0, text: format!("[picture: {alt}]") }),
        }
    }

    /// A web, mail or telephone address made absolute; `None` for scripts and for what has no place to start from.
    fn absolute(&self, href: &str) -> Option<String> {
        let href = href.trim();
        let url = match (Url::parse(href), &self.base) {
            (Ok(url), _) => url,
            (Err(_), Some(base)) => base.join(href).ok()?,
            (Err(_), None) => return None,
        };
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.to_string())
    }

    fn drop_element(&mut self, element: ElementRef<'_>) {
        let text = visible_text(element);
        let is_title = element.value().name() == "h1";
        if text.chars().any(char::is_alphanumeric) && !is_title {
            self.dropped.push(Dropped { line: 0, text });
        }
    }

    fn note_anchor(&mut self, element: ElementRef<'_>) {
        let name = if element.value().name() == "a" { element.attr("name") } else { None };
        if let Some(id) = element.attr("id").or(name).filter(|id| is_anchor(id)) {
            self.output.anchor = Some(id.to_owned());
        }
    }

    /// Makes a block of the running text, with pictures at its ends as blocks of their own.
    fn end_paragraph(&mut self, kind: &Kind) {
        let mut runs = tidy(std::mem::take(&mut self.output.runs));
        let is_picture = |run: &Run| run.picture.is_some();
        let mut after = Vec::new();
        while runs.last().is_some_and(is_picture) {
            after.extend(runs.pop());
            runs = tidy(runs);
        }
        while runs.first().is_some_and(is_picture) {
            let picture = runs.remove(0);
            self.push(Kind::Image, &[picture]);
            runs = tidy(runs);
        }
        let parts = if *kind == Kind::Paragraph { split_lines(runs) } else { vec![runs] };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            self.push(kind.clone(), part);
        }
        for picture in after.into_iter().rev() {
            self.push(Kind::Image, &[picture]);
        }
    }

    fn push(&mut self, kind: Kind, runs: &[Run]) {
        let text = plain(runs);
        let kind = match kind {
            Kind::Paragraph
                if !text.is_empty() && runs.len() == 1 && runs[0].link.as_deref() == Some(text.as_str()) =>
            {
                Kind::Address
            }
            kind => kind,
        };
        let anchor = if kind == Kind::Image { None } else { self.output.anchor.take() };
        self.output.blocks.push(Block { anchor, ..Block::new(kind, text, markdown(runs)) });
    }

    fn push_other(&mut self, text: String, markdown: String) {
        self.output.anchor = None;
        if !markdown.trim().is_empty() {
            self.output.blocks.push(Block::new(Kind::Other, text, markdown));
        }
    }

    /// The blocks of an element by themselves.
    fn inside(&mut self, element: ElementRef<'_>, context: &Context) -> Vec<Block> {
        let outer = std::mem::take(&mut self.output);
        self.children(element, context);
        self.end_paragraph(&Kind::Paragraph);
        std::mem::replace(&mut self.output, outer).blocks
    }

    fn quotation(&mut self, element: ElementRef<'_>, context: &Context) {
        let blocks = self.inside(element, context);
        let quoted: Vec<String> = join(&blocks).lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        self.push_other(text_of(&blocks), quoted.join("\n"));
    }
}

/// Text in which everything is bold.
fn strong(context: &Context) -> Context {
    Context { style: Style { is_strong: true, ..context.style }, ..context.clone() }
}

fn is_within_heading(element: ElementRef<'_>) -> bool {
    let mut outer = element.ancestors().filter_map(ElementRef::wrap);
    outer.any(|outer| matches!(outer.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "dt"))
}

fn holds_blocks(element: ElementRef<'_>) -> bool {
    element
        .descendent_elements()
        .skip(1)
        .any(|inner| BLOCKS.split_ascii_whitespace().any(|block| block == inner.value().name()))
}

/// Whether an `id` can be written behind a heading.
fn is_anchor(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 200
        && id.chars().all(|character| character.is_alphanumeric() || "-_.".contains(character))
}
