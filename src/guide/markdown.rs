//! Guides as Markdown files: YAML front matter, then a heading for every step.

mod headings;
mod write;

pub use write::write;

use crate::guide::bounds;
use crate::guide::numbering::{Numbering, split_heading};
use crate::guide::text;
use crate::guide::validation::{self, Draft, Report, StepDraft};
use crate::guide::{Guide, Problem, front_matter};
use headings::{Document, Heading};
use std::path::Path;

/// Reads a guide from a Markdown file. `lang` and `id` are what the file's place says; front matter may override the id.
/// Gives the guide, if anything of it can be kept, and what is wrong with it.
#[must_use]
pub fn parse(text: &str, lang: &str, id: &str, path: &Path) -> (Option<Guide>, Vec<Problem>) {
    let mut report = Report::new(path);
    let text = validation::unix_lines(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut draft = Draft { id: id.to_owned(), lang: lang.to_owned(), line: 1, ..Draft::default() };
    let (content, first_line) = front_matter::read(&text, &mut draft, &mut report);

    let (content, excesses) = bounds::keep(content);
    for (line, message) in excesses {
        report.add(first_line + line, message);
    }
    let mut document = Document::read(&content, first_line);
    take_title(&mut document, &mut draft, &mut report);
    draft.steps = steps(&document, &mut report);
    if document.lacks_definitions() {
        let message = "the link definitions ([name]: address) are too long to be repeated in every step that uses them; some \
                       links won't work, write the addresses in the links";
        report.add(first_line, message);
    }
    let guide = validation::check(draft, &mut report);
    (guide, report.problems)
}

/// Takes the first `#` heading for the title, and makes steps of the others.
fn take_title(document: &mut Document<'_>, draft: &mut Draft, report: &mut Report<'_>) {
    let mut title_heading = None;
    let has_title = draft.title.as_ref().is_some_and(|title| !title.trim().is_empty());
    for (at, heading) in document.headings.iter_mut().enumerate().filter(|(_, heading)| heading.level == 1) {
        if title_heading.is_none() && (at == 0 || !has_title) {
            title_heading = Some(at);
        } else {
            heading.level = 2;
            report.add(
                heading.line,
                "a guide has one `#` heading, its title; this one is read as a step, write it as `##`",
            );
        }
    }
    let Some(at) = title_heading else { return };
    let heading = document.make_title(at);
    match &draft.title {
        Some(title) if has_title && title.trim() != heading.title => {
            let message = format!(
                "the heading “{}” differs from the title in the front matter and is left out; make them the same or \
                 remove one",
                validation::shortened(&heading.title)
            );
            report.add(heading.line, message);
        }
        Some(_) if has_title => {}
        _ => draft.title = Some(heading.title),
    }
}

fn steps(document: &Document<'_>, report: &mut Report<'_>) -> Vec<StepDraft> {
    let mut steps = Vec::with_capacity(document.headings.len() + 1);
    let mut outline = Outline::default();
    let introduction = document.introduction();
    if is_visible(&introduction.text) {
        outline.numbering.take("0");
        steps.push(StepDraft {
            number: Some("0".to_owned()),
            body: introduction.text,
            line: introduction.line,
            ..StepDraft::default()
        });
    }
    for (at, heading) in document.headings.iter().enumerate() {
        let (number, title) = outline.number(heading, report);
        if let Some(attribute) = &heading.unknown_attribute {
            let attribute = validation::shortened(attribute);
            report.add(heading.line, format!("`{attribute}` in the heading means nothing here; write {{#anchor}}"));
        }
        steps.push(StepDraft {
            number: Some(number),
            parent: String::new(),
            anchor: heading.anchor.clone(),
            title,
            body: document.body(at),
            url: heading.url.clone(),
            line: heading.line,
        });
    }
    steps
}

/// Whether a text shows anything to a reader; comments and link definitions don't.
fn is_visible(markdown: &str) -> bool {
    markdown.contains("![") || !text::blocks(markdown).is_empty()
}

/// The headings that the next one may stand in, and the numbers given so far.
#[derive(Default)]
struct Outline {
    numbering: Numbering,
    /// Level and number, outermost first.
    open: Vec<(u8, String)>,
}

impl Outline {
    /// Ends the steps that a heading of this level does not stand in; gives the number of the one it does stand in,
    /// which is empty at the top.
    fn enter(&mut self, level: u8) -> String {
        while self.open.last().is_some_and(|(open, _)| *open >= level) {
            self.open.pop();
        }
        self.open.last().map(|(_, number)| number.clone()).unwrap_or_default()
    }

    /// The number and the title of the step under a heading.
    fn number(&mut self, heading: &Heading, report: &mut Report<'_>) -> (String, String) {
        let parent = self.enter(heading.level);
        let expected_level = self.open.last().map_or(1, |(level, _)| *level) + 1;
        let (number, title) = match split_heading(&heading.title, self.open.len() + 1) {
            Some((written, title)) if self.numbering.take(written) => (written.to_owned(), title.to_owned()),
            Some((written, title)) => {
                let number = self.numbering.take_next(&parent);
                let message =
                    format!("another step has the number {written}; this one is counted as {number}, renumber it");
                report.add(heading.line, message);
                (number, title.to_owned())
            }
            None => {
                if heading.level > expected_level {
                    let message = format!(
                        "the heading leaves out a level and is read as {}; write it with so many #",
                        "#".repeat(expected_level.into())
                    );
                    report.add(heading.line, message);
                }
                (self.numbering.take_next(&parent), heading.title.clone())
            }
        };
        self.open.push((heading.level, number.clone()));
        (number, title)
    }
}

#[cfg(test)]
mod tests;
