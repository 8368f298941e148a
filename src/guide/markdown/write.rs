//! A guide written as a Markdown file that reads back as the same guide.

use super::headings::Document;
use super::{Outline, is_visible};
use crate::guide::numbering::split_heading;
use crate::guide::{DeepLink, Guide, Redirect, Step};
use serde::Serialize;
use std::borrow::Cow;

/// The Markdown file of a guide, to be stored as `{lang}/{id}.md`, which alone tell its language and id.
///
/// It parses back to the same guide, with two exceptions: a heading inside a body, which would be a step, gets a
/// backslash; and a code block or comment that is never closed gets its end.
#[must_use]
pub fn write(guide: &Guide) -> String {
    let mut file = String::from("---\n");
    let front_matter = FrontMatter::of(guide);
    // Texts and lists of texts can't fail to serialise.
    file.push_str(&serde_saphyr::to_string(&front_matter).unwrap_or_default());
    file.push_str("---\n");

    let mut outline = Outline::default();
    for (at, step) in guide.steps.iter().enumerate() {
        if at == 0 && is_introduction(guide, step) {
            outline.numbering.take("0");
        } else {
            file.push('\n');
            file.push_str(&heading(step, &mut outline));
        }
        let body = contained(&step.body);
        if !body.is_empty() {
            file.push('\n');
            file.push_str(&body);
            file.push('\n');
        }
    }
    file
}

#[derive(Serialize)]
struct FrontMatter<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deep_link: Option<DeepLink>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    redirect_from: Vec<String>,
}

impl FrontMatter<'_> {
    fn of(guide: &Guide) -> FrontMatter<'_> {
        FrontMatter {
            title: &guide.title,
            summary: &guide.summary,
            tags: &guide.tags,
            url: guide.url.as_deref(),
            updated: guide.updated.as_deref(),
            deep_link: guide.deep_link,
            redirect_from: guide.redirects.iter().map(Redirect::as_entry).collect(),
        }
    }
}

/// Whether a step can stand before the first heading.
fn is_introduction(guide: &Guide, step: &Step) -> bool {
    let is_made_of_summary = guide.steps.len() == 1 && step.body == guide.summary;
    step.number == "0"
        && step.title.is_empty()
        && !step.has_own_anchor
        && step.url.is_none()
        && (is_visible(&step.body) || is_made_of_summary)
}

/// The heading of a step, with its line end. The number is written only where the place would give another.
fn heading(step: &Step, outline: &mut Outline) -> String {
    let depth = step.number.matches('.').count();
    let level = u8::try_from((depth + 2).min(6)).unwrap_or(6);
    let parent = outline.enter(level);
    let expected = outline.numbering.peek_next(&parent);
    let looks_numbered = split_heading(&step.title, outline.open.len() + 1).is_some();
    let mut start = "#".repeat(level.into());
    if expected != step.number || step.title.is_empty() || looks_numbered {
        start = format!("{start} {}.", step.number);
    }
    outline.numbering.take(&step.number);
    outline.open.push((level, step.number.clone()));

    let mut attributes = Vec::new();
    if step.has_own_anchor {
        attributes.push(format!("#{}", step.anchor));
    }
    if let Some(url) = &step.url {
        attributes.push(format!("url={url}"));
    }
    let end = if attributes.is_empty() { String::new() } else { format!(" {{{}}}", attributes.join(" ")) };
    let plain = format!("{start} {}{end}", step.title);
    let line = if reads_as(&plain, step) { plain } else { format!("{start} {}{end}", escaped(&step.title)) };
    format!("{}\n", line.trim_end())
}

/// Whether a heading says what it should when it is read.
fn reads_as(line: &str, step: &Step) -> bool {
    let document = Document::read(line, 1);
    let [heading] = document.headings.as_slice() else { return false };
    let title = match heading.title.strip_prefix(&step.number).and_then(|rest| rest.strip_prefix('.')) {
        Some(title) if line.trim_start_matches('#').trim_start().starts_with(&step.number) => title.trim_start(),
        _ => &heading.title,
    };
    title == step.title && heading.anchor.is_some() == step.has_own_anchor && heading.url == step.url
}

/// The title with a backslash before everything that could be markup.
fn escaped(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len() + 8);
    for character in title.chars() {
        if "\\`*_[]<>&~{}#!|^$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The body in a form that neither begins a step nor swallows the next one.
fn contained(body: &str) -> Cow<'_, str> {
    let mut body = Cow::Borrowed(body);
    // Taking one heading away can make another of the lines after it.
    for _ in 0..4 {
        let Some(escaped) = escape_headings(&body) else { break };
        body = Cow::Owned(escaped);
    }
    if escape_headings(&body).is_some() {
        body = Cow::Owned(body.lines().map(|line| escape_line(line) + "\n").collect::<String>().trim_end().to_owned());
    }
    if ends_by_itself(&body) {
        return body;
    }
    for end in ["```", "~~~", "-->", "?>", "]]>", ">", "</script>", "</style>", "</pre>", "</textarea>"] {
        let closed = format!(
            "{body}\n{}",
            if end.len() == 3 && end != "-->" && end != "]]>" { fence(&body, end) } else { end.to_owned() }
        );
        if ends_by_itself(&closed) {
            return Cow::Owned(closed);
        }
    }
    Cow::Owned(body.replace('<', "&lt;").replace("```", "\\`\\`\\`").replace("~~~", "\\~\\~\\~"))
}

/// A fence as long as the longest in the body.
fn fence(body: &str, end: &str) -> String {
    let mark = &end[..1];
    let longest = body
        .lines()
        .map(|line| {
            let line = line.trim_start();
            line.len() - line.trim_start_matches(mark).len()
        })
        .max();
    mark.repeat(longest.unwrap_or(3).max(3))
}

fn ends_by_itself(body: &str) -> bool {
    let with_next = format!("{body}\n\n## next\n");
    let document = Document::read(&with_next, 1);
    document.headings.last().is_some_and(|heading| heading.title == "next" && heading.range.start > body.len())
}

/// The body with a backslash in each of its headings; `None` when it has none.
fn escape_headings(body: &str) -> Option<String> {
    let document = Document::read(body, 1);
    if document.headings.is_empty() {
        return None;
    }
    let mut escaped = String::with_capacity(body.len() + 2 * document.headings.len());
    let mut done = 0;
    for heading in &document.headings {
        let source = body[heading.range.clone()].trim_end();
        let at = if source.trim_start().starts_with('#') && !source.contains('\n') {
            heading.range.start + source.len() - source.trim_start().len()
        } else {
            let underline = source.rfind('\n').map_or(0, |end| end + 1);
            let indentation = source[underline..].len() - source[underline..].trim_start().len();
            heading.range.start + underline + indentation
        };
        escaped.push_str(&body[done..at]);
        escaped.push('\\');
        done = at;
    }
    escaped.push_str(&body[done..]);
    Some(escaped)
}

fn escape_line(line: &str) -> String {
    let content = line.trim_start();
    if content.starts_with(['#', '=', '-']) {
        format!("{}\\{content}", &line[..line.len() - content.len()])
    } else {
        line.to_owned()
    }
}
