//! An existing help page, HTML or the plain text of one, as a guide: title, introduction and numbered steps.
//!
//! What is only the page's furniture (navigation, reading time, captions that repeat a title, "Was this helpful?") is left
//! out, and every line left out is reported.

mod block;
mod body;
mod captions;
mod chrome;
mod decode;
mod dropping;
mod escape;
mod folding;
mod furniture;
mod html;
mod identity;
mod inline;
mod lead;
mod lines;
mod markers;
mod outline;
mod render;
mod text;
mod title;

pub use identity::{derive_id, detect_language, tidy_tag};

use crate::guide::{DeepLink, Guide, Step};
use block::{Block, Kind};
use dropping::{drop_furniture, drop_repetitions};
use outline::{Draft, Outline};
use std::collections::HashSet;

/// What a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Html,
    /// The text of a page, as one copies it out of a browser.
    Text,
}

/// What the caller knows about a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Told from the content when `None`.
    pub format: Option<Format>,
    /// The guide's language, a BCP 47 tag; what the page declares, else what its titles are written in, when `None`.
    pub lang: Option<String>,
    /// The guide's id; derived from the title when `None`.
    pub id: Option<String>,
    /// Where the page lives: links in the guide start there, and links to its steps lead there.
    pub url: Option<String>,
    /// Let links to the steps lead to the address that the page declares as its own.
    pub keep_url: bool,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub guide: Guide,
    /// The page's furniture, in the order of the page.
    pub dropped: Vec<Dropped>,
}

/// A line of the page that is not in the guide.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Dropped {
    /// The line of the source, from 1; 0 when the format does not tell (HTML).
    pub line: usize,
    pub text: String,
}

/// Why a page could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("this is {what}, and only HTML and plain text can be imported; save the page as one of them")]
    OtherFormat { what: &'static str },
    #[error("the page has {} MB; the most is {} MB", bytes / 1_048_576, decode::MAX_BYTES / 1_048_576)]
    TooLarge { bytes: usize },
    #[error("no text was found in the page; one that a script draws must be saved from the browser after it is drawn")]
    Empty,
    #[error("the language can't be told from so little text; name it with --lang")]
    UnknownLanguage,
    #[error("'{0}' is not a language tag such as fr or pt-BR")]
    BadLanguage(String),
    #[error("'{0}' can't be a guide's id: write lower-case words joined by dashes, with slashes between folders")]
    BadId(String),
}

/// Reads one help page.
///
/// # Errors
/// When the bytes are no page, when there is no text in it, or when its language is neither given nor to be told.
pub fn page(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let source = decode::decode(bytes)?;
    match options.format.unwrap_or_else(|| detect_format(&source)) {
        Format::Html => from_html(&source, options),
        Format::Text => from_text(&source, options),
    }
}

/// Whether a text is an HTML page.
#[must_use]
pub fn detect_format(source: &str) -> Format {
    let head: String = source.trim_start().chars().take(4096).collect::<String>().to_ascii_lowercase();
    let is_html = head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<?xml") && head.contains("<html")
        || (head.starts_with('<')
            && ["<body", "<head", "<div", "<article", "<main", "<section", "<h1", "<h2", "<p>", "<p ", "<ol", "<!--"]
                .iter()
                .any(|tag| head.contains(tag)));
    if is_html { Format::Html } else { Format::Text }
}

fn from_html(source: &str, options: &Options) -> Result<Imported, ImportError> {
    let page = html::read(source, options.url.as_deref());
    let mut dropped = page.dropped;
    let mut blocks = page.blocks;
    text::drop_contents(&mut blocks, &mut dropped);
    drop_furniture(&mut blocks, &mut dropped, 0);
    if blocks.is_empty() && page.title.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut outline = outline::find(blocks);
    // Many sites make the description from the first words of the page.
    let lead = outline.introduction.first().map(|first| folding::words(&first.text)).unwrap_or_default();
    let description = folding::words(&page.description);
    let says_more = !description.is_empty() && !lead.starts_with(&description[..description.len() - 1]);
    let summary = if says_more { page.description } else { take_summary(&mut outline.introduction) };
    let url = options.url.clone().or_else(|| page.canonical.filter(|_| options.keep_url));
    let described = Described { title: page.title, summary, lang: page.lang, url };
    assemble(outline, described, dropped, options)
}

fn from_text(source: &str, options: &Options) -> Result<Imported, ImportError> {
    let mut dropped = Vec::new();
    let mut blocks = text::blocks(source);
    text::drop_contents(&mut blocks, &mut dropped);
    if blocks.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut outline = outline::find(blocks);
    let title = take_title(&mut outline, &mut dropped);
    let head = outline.introduction.len();
    drop_furniture(&mut outline.introduction, &mut dropped, head);
    if let Some(last) = outline.steps.last_mut() {
        drop_furniture(&mut last.body, &mut dropped, 0);
    }
    let summary = take_summary(&mut outline.introduction);
    let described = Described { title, summary, lang: None, url: options.url.clone() };
    assemble(outline, described, dropped, options)
}

/// Takes the title out of the first lines; what stands above it is the site's.
fn take_title(outline: &mut Outline, dropped: &mut Vec<Dropped>) -> String {
    let Some(at) = text::find_title(&outline.introduction) else {
        return outline.steps.first().map(|step| step.title.clone()).unwrap_or_default();
    };
    dropped.extend(outline.introduction.drain(..at).map(Dropped::from));
    outline.introduction.remove(0).text
}

/// The first paragraph below the title, when it is short and more follows or steps do.
fn take_summary(introduction: &mut Vec<Block>) -> String {
    let is_summary = introduction.first().is_some_and(|first| {
        first.kind == Kind::Paragraph
            && !first.markdown.contains(['*', '`', '\n', '['])
            && !first.text.ends_with(['?', '？', ':'])
            && first.text.chars().count() <= 300
            && first.text.split_whitespace().count() >= 4
    });
    if is_summary { introduction.remove(0).text } else { String::new() }
}

impl From<Block> for Dropped {
    fn from(block: Block) -> Dropped {
        Dropped { line: block.line, text: block.text }
    }
}

/// What a page says of itself.
struct Described {
    title: String,
    summary: String,
    lang: Option<String>,
    url: Option<String>,
}

fn assemble(
    outline: Outline,
    described: Described,
    mut dropped: Vec<Dropped>,
    options: &Options,
) -> Result<Imported, ImportError> {
    let mut summary = described.summary;
    let mut steps = Vec::with_capacity(outline.steps.len() + 1);
    let introduction = body::join(&drop_repetitions(outline.introduction.clone(), &described.title, &mut dropped));
    if !introduction.is_empty() {
        let line = outline.introduction.first().map_or(1, |block| block.line.max(1));
        steps.push(Step {
            number: "0".to_owned(),
            anchor: Step::derived_anchor("0"),
            body: introduction,
            line,
            ..Step::default()
        });
    }
    let mut anchors: HashSet<String> = steps.iter().map(|step| step.anchor.clone()).collect();
    for draft in outline.steps {
        steps.push(step(draft, &mut anchors, &mut dropped));
    }
    if steps.is_empty() {
        if summary.is_empty() {
            return Err(ImportError::Empty);
        }
        // A page of one paragraph: that is its text, and no summary of it.
        let body = escape::escape_and_link(&std::mem::take(&mut summary), true);
        steps.push(Step {
            number: "0".to_owned(),
            anchor: Step::derived_anchor("0"),
            body,
            line: 1,
            ..Step::default()
        });
    }
    let title = if described.title.trim().is_empty() { title_from(&steps) } else { described.title };
    let lang = match &options.lang {
        Some(lang) => tidy_tag(lang).ok_or_else(|| ImportError::BadLanguage(lang.clone()))?,
        None => described
            .lang
            .as_deref()
            .and_then(tidy_tag)
            .or_else(|| language_of(&title, &summary, &steps))
            .ok_or(ImportError::UnknownLanguage)?,
    };
    let id = match &options.id {
        Some(id) if is_id(id) => id.clone(),
        Some(id) => return Err(ImportError::BadId(id.clone())),
        None => derive_id(&title),
    };
    // A page elsewhere whose steps have no anchors of their own can only be linked to by its text.
    let lacks_anchors = steps.iter().any(|step| !step.has_own_anchor);
    let deep_link = (described.url.is_some() && lacks_anchors).then_some(DeepLink::TextFragment);
    dropped.sort_by_key(|dropped| dropped.line);
    let guide = Guide { id, lang, title, summary, url: described.url, deep_link, steps, line: 1, ..Guide::default() };
    Ok(Imported { guide, dropped })
}

fn step(draft: Draft, anchors: &mut HashSet<String>, dropped: &mut Vec<Dropped>) -> Step {
    let number = markers::write_number(&draft.number);
    let body = drop_repetitions(draft.body, &draft.title, dropped);
    let own = draft.anchor.filter(|anchor| !anchors.contains(anchor));
    let has_own_anchor = own.is_some();
    let anchor = own.unwrap_or_else(|| Step::derived_anchor(&number));
    anchors.insert(anchor.clone());
    Step {
        number,
        anchor,
        has_own_anchor,
        title: draft.title,
        body: body::join(&body),
        url: None,
        line: draft.line.max(1),
    }
}

/// A title for a page that has none: that of its first step, else its first words.
fn title_from(steps: &[Step]) -> String {
    let titled = steps.iter().find(|step| !step.title.is_empty());
    let body = steps.first().map(|step| step.body.as_str()).unwrap_or_default();
    let words = body.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    titled.map_or_else(|| words.take(8).collect::<Vec<_>>().join(" "), |step| step.title.clone())
}

/// Titles of whole steps are translated first, sub-steps and text later or never; so they decide.
fn language_of(title: &str, summary: &str, steps: &[Step]) -> Option<String> {
    let mut titles = format!("{title}\n{summary}");
    let mut text = String::new();
    for step in steps {
        let place = if step.number.contains('.') || step.number == "0" { &mut text } else { &mut titles };
        place.push('\n');
        place.push_str(&step.title);
        text.push('\n');
        text.push_str(&step.body);
    }
    detect_language(&titles, &text).map(str::to_owned)
}

/// Whether an id can be a path below the language's folder.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 200
        && id.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|character| character.is_alphanumeric() || "-_.".contains(character))
        })
}

#[cfg(test)]
mod tests;
