//! Where the headings of a Markdown text are, what they say, and which text stands under each.

use crate::guide::html_text;
use crate::guide::text;
use crate::guide::validation::trimmed;
use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

const MIN_REPEATABLE_BYTES: usize = 1024 * 1024;

/// A Markdown text cut at its headings, those in quotes, lists and code excepted.
pub struct Document<'a> {
    text: &'a str,
    first_line: usize,
    pub headings: Vec<Heading>,
    /// The place of the heading that is the document's title.
    title: Option<Range<usize>>,
    /// Where links and images name their target instead of giving it: the place, and the name in lower case.
    references: Vec<(usize, String)>,
    /// The lines that give a name its target, by the name in lower case.
    definitions: HashMap<String, Range<usize>>,
    /// How much may still be added to sections by repeating definitions, so that a small file stays small.
    repeatable_bytes: Cell<usize>,
    lacks_definitions: Cell<bool>,
}

/// One heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// From 1.
    pub level: u8,
    /// Plain text, with the number if it has one.
    pub title: String,
    /// As in `{#fraud-warning}`.
    pub anchor: Option<String>,
    /// As in `{url=https://…}`, for a step that lives elsewhere.
    pub url: Option<String>,
    /// What stands beside an anchor and means nothing.
    pub unknown_attribute: Option<String>,
    /// From 1.
    pub line: usize,
    pub range: Range<usize>,
}

/// A text and the line where it begins.
pub struct Section {
    pub text: String,
    pub line: usize,
}

impl<'a> Document<'a> {
    /// Finds the headings of a text that begins at a line of its file.
    pub fn read(text: &'a str, first_line: usize) -> Document<'a> {
        let mut events = Parser::new_ext(text, text::options() | Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
        let mut headings = Vec::new();
        let mut references = Vec::new();
        let mut depth = 0;
        let mut lines = LineCounter { text, at: 0, line: first_line };
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, id, classes, attrs }) if depth == 0 => {
                    let mut heading = Heading {
                        level: level as u8,
                        anchor: id.map(|id| id.to_string()),
                        line: lines.line_at(range.start),
                        range: range.clone(),
                        ..Heading::default()
                    };
                    for (key, value) in attrs {
                        match value {
                            Some(url) if &*key == "url" => heading.url = Some(url.to_string()),
                            _ => heading.unknown_attribute = Some(key.to_string()),
                        }
                    }
                    let is_only_classes = !classes.is_empty() && heading.unknown_attribute.is_none();
                    heading.title = title(&mut events, &mut references);
                    if heading.anchor.is_none() && heading.url.is_none() && !is_only_classes {
                        heading.unknown_attribute = None;
                        restore_braces(&mut heading.title, &text[range]);
                    }
                    headings.push(heading);
                }
                Event::Start(tag) => {
                    if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = &tag {
                        add_reference(&mut references, *link_type, id, range.start);
                    }
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        let definitions = events
            .reference_definitions()
            .iter()
            .map(|(name, definition)| (name.to_lowercase(), definition.span.clone()))
            .collect();
        Document {
            text,
            first_line,
            headings,
            title: None,
            references,
            definitions,
            repeatable_bytes: Cell::new(text.len().max(MIN_REPEATABLE_BYTES)),
            lacks_definitions: Cell::new(false),
        }
    }

    /// Whether a section was given without a definition it needs, since that would have made the guide too large.
    pub fn lacks_definitions(&self) -> bool {
        self.lacks_definitions.get()
    }

    /// Takes a heading out: it is the title, and the text under it belongs to what stands before it.
    pub fn make_title(&mut self, at: usize) -> Heading {
        let heading = self.headings.remove(at);
        self.title = Some(heading.range.clone());
        heading
    }

    /// The text before the first heading.
    pub fn introduction(&self) -> Section {
        let end = self.headings.first().map_or(self.text.len(), |heading| heading.range.start);
        let text = self.section(0..end);
        let from = match &self.title {
            Some(title) if title.start < end && trimmed(&self.text[..title.start]).is_empty() => title.end,
            _ => 0,
        };
        let blank = self.text[from..end].len() - self.text[from..end].trim_start().len();
        let line = self.first_line + self.text[..from + blank].matches('\n').count();
        Section { text, line }
    }

    /// The text under a heading, up to the next.
    pub fn body(&self, at: usize) -> String {
        let end = self.headings.get(at + 1).map_or(self.text.len(), |next| next.range.start);
        self.section(self.headings[at].range.end.min(end)..end)
    }

    /// The text of a range without the title in it, and with the link targets that it needs and that stand elsewhere.
    fn section(&self, range: Range<usize>) -> String {
        let mut section = match &self.title {
            Some(title) if range.start <= title.start && title.end <= range.end => {
                let before = trimmed(&self.text[range.start..title.start]);
                let after = trimmed(&self.text[title.end..range.end]);
                let gap = if before.is_empty() || after.is_empty() { "" } else { "\n\n" };
                format!("{before}{gap}{after}")
            }
            _ => trimmed(&self.text[range.clone()]).to_owned(),
        };
        let first = self.references.partition_point(|(at, _)| *at < range.start);
        let last = self.references.partition_point(|(at, _)| *at < range.end);
        let mut needed = BTreeMap::new();
        for (_, name) in &self.references[first..last.max(first)] {
            if let Some(definition) = self.definitions.get(name)
                && !range.contains(&definition.start)
            {
                needed.insert(definition.start, definition.clone());
            }
        }
        if needed.is_empty() {
            return section;
        }
        // A step may give the name a target of its own; then it was added before, or is meant.
        let own: HashSet<String> = section.lines().filter_map(defined_name).collect();
        let mut gap = "\n\n";
        for definition in needed.into_values() {
            let definition = self.text[definition].trim();
            if defined_name(definition).is_some_and(|name| own.contains(&name)) {
                continue;
            }
            let Some(left) = self.repeatable_bytes.get().checked_sub(definition.len()) else {
                self.lacks_definitions.set(true);
                break;
            };
            self.repeatable_bytes.set(left);
            section.push_str(gap);
            section.push_str(definition);
            gap = "\n";
        }
        section
    }
}

/// The name, in lower case, that a line such as `[name]: https://…` defines.
fn defined_name(line: &str) -> Option<String> {
    let (name, _) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    Some(name.to_lowercase())
}

/// The plain text of a heading whose start has been read.
fn title(events: &mut OffsetIter<'_>, references: &mut Vec<(usize, String)>) -> String {
    let mut title = String::new();
    for (event, range) in events.by_ref() {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) | Event::Code(text) => title.push_str(&text),
            Event::SoftBreak | Event::HardBreak => title.push(' '),
            Event::InlineHtml(html) if html_text::tag(&html) == html_text::Meaning::Text => title.push_str(&html),
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                add_reference(references, link_type, &id, range.start);
            }
            _ => {}
        }
    }
    title.trim().to_owned()
}

fn add_reference(references: &mut Vec<(usize, String)>, link_type: LinkType, name: &str, at: usize) {
    if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
        references.push((at, name.to_lowercase()));
    }
}

/// Puts back what the parser took for attributes and isn't, as in `## Replace {name}`.
fn restore_braces(title: &mut String, source: &str) {
    let source = source.trim();
    let line = if source.starts_with('#') {
        source.trim_end_matches('#').trim_end()
    } else {
        source.rsplit_once('\n').map_or(source, |(line, _)| line).trim_end()
    };
    if !line.ends_with('}') || line.ends_with("\\}") || title.ends_with('}') {
        return;
    }
    if let Some(start) = line.rfind('{') {
        if line[..start].ends_with(' ') && !title.is_empty() {
            title.push(' ');
        }
        title.push_str(&line[start..]);
    }
}

/// Counts lines along a text, so that each line is counted once.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_at(&mut self, at: usize) -> usize {
        self.line += self.text[self.at..at].matches('\n').count();
        self.at = at;
        self.line
    }
}
