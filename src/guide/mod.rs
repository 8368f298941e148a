//! Guides as people write them: an ordered tree of steps, read from Markdown and JSON Lines, with a link to every step.
//!
//! Reading never fails: what is wrong with a file becomes a [`Problem`], and what is good is kept.

mod bounds;
mod decoding;
pub mod folder;
mod front_matter;
mod html_text;
pub mod import;
pub mod json_lines;
mod lines;
pub mod links;
pub mod lint;
pub mod markdown;
mod numbering;
pub mod text;
pub mod validation;
pub mod written_in;

use std::fmt;
use std::path::PathBuf;

/// A help article in one language, its steps flat and in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// What its translations share, such as `shipping/ups-account-number`; never empty, no leading or trailing slash.
    pub id: String,
    /// The declared language, a BCP 47 tag as its author wrote it (`fr`, `pt-BR`).
    pub lang: String,
    pub title: String,
    /// One or two sentences on what the guide is for; may be empty.
    pub summary: String,
    /// Where the guide lives when it is not shown by guidepost's own pages.
    pub url: Option<String>,
    pub tags: Vec<String>,
    /// The day of the last change, as written (`2026-10-02`).
    pub updated: Option<String>,
    /// How links to steps are made, when it differs from the site's way.
    pub deep_link: Option<DeepLink>,
    /// Where the guide and its steps were before.
    pub redirects: Vec<Redirect>,
    /// The introduction (number `0`), if there is one, then the steps.
    pub steps: Vec<Step>,
    /// The file that the guide was read from.
    pub source: PathBuf,
    /// The line of that file where the guide begins, from 1.
    pub line: usize,
}

/// One step of a guide; which step it belongs to follows from its number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// `4`, `4.1`; `0` is the introduction. Unique in the guide.
    pub number: String,
    /// The name of the step in links: explicit (`fraud-warning`) or derived (`step-4-1`).
    /// Unique in the guide.
    pub anchor: String,
    /// Whether the author gave the anchor, so that it survives renumbering.
    pub has_own_anchor: bool,
    /// Plain text; may be empty.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Where this step lives, when the source says so.
    pub url: Option<String>,
    /// The line of the source file where the step begins, from 1.
    pub line: usize,
}

/// An old address that leads to this guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// The guide had this id.
    Guide(String),
    /// A step of this guide had the anchor `from`; the step with the anchor `to` took its place.
    Anchor { from: String, to: String },
}

/// How a link leads to one step of a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeepLink {
    /// `{guide url}#{anchor}`.
    #[default]
    Anchor,
    /// `{guide url}#:~:text={step title}`, for pages that have no anchors.
    TextFragment,
}

/// Something wrong with a guide's source, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub path: PathBuf,
    /// From 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong and how to mend it, one sentence or two, no full stop at the end.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path.display(), self.line.max(1), self.message)
    }
}

impl Guide {
    /// The places of the steps that the step at `index` stands under, outermost first, as its number tells:
    /// `4.1.2` stands under `4` and `4.1`, as far as the guide has them.
    #[must_use]
    pub fn ancestors(&self, index: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut number = self.steps[index].number.as_str();
        while let Some((parent, _)) = number.rsplit_once('.') {
            if let Some(at) = self.steps[..index].iter().rposition(|step| step.number == parent) {
                found.push(at);
            }
            number = parent;
        }
        found.reverse();
        found
    }

    /// How deep the step at `index` is nested: 0 for `4`, 1 for `4.1`.
    #[must_use]
    pub fn depth(&self, index: usize) -> usize {
        self.steps[index].number.matches('.').count()
    }

    /// `{lang}/{id}`, by which a guide is known.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.lang, self.id)
    }
}

impl Redirect {
    /// The redirect as `redirect_from` has it: `old/id`, or `#old-anchor -> new-anchor`.
    #[must_use]
    pub fn as_entry(&self) -> String {
        match self {
            Redirect::Guide(id) => id.clone(),
            Redirect::Anchor { from, to } => format!("#{from} -> {to}"),
        }
    }
}

impl Step {
    /// The anchor of a step whose author gave none: `step-4-1` for `4.1`.
    #[must_use]
    pub fn derived_anchor(number: &str) -> String {
        format!("step-{}", number.replace('.', "-"))
    }
}
