//! What a page consists of before its steps are found: a flat run of blocks, the same for HTML and for plain text.

/// One paragraph, heading, list, picture … of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: Kind,
    /// What a reader sees, on one line.
    pub text: String,
    /// The same as Markdown; a heading's is its inline text without `#`.
    pub markdown: String,
    /// The `id` by which the page itself links to this block.
    pub anchor: Option<String>,
    /// The line of the source where it begins, from 1; 0 when the format does not tell.
    pub line: usize,
    /// Whether an empty line, or the end, comes after it.
    pub blank_after: bool,
}

/// What sort of block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// From 1, as in HTML; what has no level of its own (an accordion's label) has 7.
    Heading(u8),
    Paragraph,
    /// An address that stands alone.
    Address,
    Image,
    /// An ordered list whose items may become steps.
    Ordered(Vec<Item>),
    /// A list, table, code, quotation: part of a body and never a title.
    Other,
}

/// An item of an ordered list, split into what may be its title and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Bold, a heading, or a short first sentence with more below it.
    pub lead: Option<String>,
    pub anchor: Option<String>,
    /// What follows the lead, or all of the item when it has none.
    pub blocks: Vec<Block>,
}

impl Block {
    /// A block whose Markdown is already made.
    #[must_use]
    pub fn new(kind: Kind, text: String, markdown: String) -> Block {
        Block { kind, text, markdown, anchor: None, line: 0, blank_after: true }
    }

    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading(_))
    }

    /// The level of a heading.
    #[must_use]
    pub fn level(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// Whether the block is running text that may carry a step's number or title.
    #[must_use]
    pub fn is_line(&self) -> bool {
        matches!(self.kind, Kind::Heading(_) | Kind::Paragraph)
    }
}
