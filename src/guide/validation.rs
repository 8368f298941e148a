//! What makes a guide sound, wherever it was read from: one place for the rules that Markdown and JSON Lines share.

mod fields;

pub use fields::{
    MAX_BODY_BYTES, MAX_LINE_BYTES, guide_id, is_language_tag, language_tag, one_line, shortened, trimmed, unix_lines,
};

use crate::guide::numbering::{self, Numbering};
use crate::guide::{DeepLink, Guide, Problem, Redirect, Step};
use fields::{address, anchor, body, readable};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The most steps in one guide.
pub const MAX_STEPS: usize = 100_000;

/// The problems found in one source.
#[derive(Debug)]
pub struct Report<'a> {
    path: &'a Path,
    pub problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    #[must_use]
    pub fn new(path: &'a Path) -> Report<'a> {
        Report { path, problems: Vec::new() }
    }

    /// Adds a problem at a line, from 1.
    pub fn add(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem { path: self.path.to_owned(), line, message: message.into() });
    }
}

/// A guide as its source has it, not yet looked at.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub id: String,
    pub lang: String,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub url: Option<String>,
    pub tags: Vec<String>,
    pub updated: Option<String>,
    pub deep_link: Option<String>,
    pub redirect_from: Vec<String>,
    pub steps: Vec<StepDraft>,
    pub line: usize,
}

/// A step as its source has it, not yet looked at.
#[derive(Debug, Clone, Default)]
pub struct StepDraft {
    /// Absent when the place of the step has to tell.
    pub number: Option<String>,
    /// The number of the step that this one stands in, for a number that has to be made; empty at the top.
    pub parent: String,
    pub anchor: Option<String>,
    pub title: String,
    pub body: String,
    pub url: Option<String>,
    pub line: usize,
}

/// Makes a sound guide of a draft and reports what had to be mended; `None` when it can't be kept at all.
pub fn check(draft: Draft, report: &mut Report<'_>) -> Option<Guide> {
    let line = draft.line;
    let id = checked(guide_id(&draft.id), line, report)?;
    let lang = checked(language_tag(&draft.lang), line, report)?;
    let written_title = one_line(draft.title.as_deref().unwrap_or_default(), "title", line, report);
    let summary = one_line(draft.summary.as_deref().unwrap_or_default(), "summary", line, report);
    let mut steps = check_steps(draft.steps, report);

    let has_text = !summary.is_empty() || steps.iter().any(|step| !step.title.is_empty() || !step.body.is_empty());
    if written_title.is_empty() && !has_text {
        report.add(line, format!("the guide `{id}` has neither a title nor any text; write some, or remove it"));
        return None;
    }
    let title = if written_title.is_empty() {
        let title = readable(&id);
        report.add(line, format!("the guide has no title; give it one, until then it is called “{title}”"));
        title
    } else {
        written_title
    };
    if steps.is_empty() {
        if summary.is_empty() {
            report.add(line, format!("the guide “{title}” has a title but no text; write its steps"));
        }
        let number = "0".to_owned();
        steps.push(Step {
            anchor: Step::derived_anchor(&number),
            number,
            body: summary.clone(),
            line,
            ..Step::default()
        });
    }

    let deep_link = match draft.deep_link.as_deref().map(str::trim) {
        None | Some("") => None,
        Some("anchor") => Some(DeepLink::Anchor),
        Some("text-fragment") => Some(DeepLink::TextFragment),
        Some(other) => {
            report.add(line, format!("`deep_link` is `{other}`; write `anchor` or `text-fragment`"));
            None
        }
    };
    let redirects = redirects(&draft.redirect_from, &id, &steps, line, report);
    Some(Guide {
        url: draft.url.and_then(|url| checked(address(&url), line, report)).filter(|url| !url.is_empty()),
        tags: tags(&draft.tags, line, report),
        updated: draft.updated.map(|day| one_line(&day, "`updated`", line, report)).filter(|day| !day.is_empty()),
        id,
        lang,
        title,
        summary,
        deep_link,
        redirects,
        steps,
        source: report.path.to_owned(),
        line,
    })
}

fn checked<T>(outcome: Result<T, String>, line: usize, report: &mut Report<'_>) -> Option<T> {
    outcome.map_err(|message| report.add(line, message)).ok()
}

fn check_steps(mut drafts: Vec<StepDraft>, report: &mut Report<'_>) -> Vec<Step> {
    if let Some(first_lost) = drafts.get(MAX_STEPS) {
        let message = format!(
            "the guide has {} steps; the most is {MAX_STEPS}, and what follows here is left out; divide the guide",
            drafts.len()
        );
        report.add(first_lost.line, message);
        drafts.truncate(MAX_STEPS);
    }
    let mut numbering = Numbering::default();
    let mut steps: Vec<Step> = Vec::with_capacity(drafts.len());
    let mut own_anchors = HashSet::new();
    for draft in drafts {
        let number = match draft.number {
            Some(number) if !numbering::is_number(&number) => {
                let given = numbering.take_next(&draft.parent);
                let number = shortened(&number);
                report.add(
                    draft.line,
                    format!("`{number}` is no step number; write it like \"{given}\" or \"{given}.1\""),
                );
                given
            }
            Some(number) if !numbering.take(&number) => {
                let given = numbering.take_next(&draft.parent);
                report.add(draft.line, format!("another step has the number {number}; this one is counted as {given}"));
                given
            }
            Some(number) => number,
            None => numbering.take_next(&draft.parent),
        };
        let anchor = draft.anchor.and_then(|written| checked(anchor(&written), draft.line, report)).filter(|anchor| {
            let is_new = !own_anchors.contains(anchor);
            if !is_new {
                report.add(draft.line, format!("another step has the anchor `{anchor}` too; rename one"));
            }
            is_new
        });
        own_anchors.extend(anchor.clone());
        steps.push(Step {
            number,
            has_own_anchor: anchor.is_some(),
            anchor: anchor.unwrap_or_default(),
            title: one_line(&draft.title, "title", draft.line, report),
            body: body(&draft.body, draft.line, report),
            url: draft.url.and_then(|url| checked(address(&url), draft.line, report)).filter(|url| !url.is_empty()),
            line: draft.line,
        });
    }
    derive_anchors(&mut steps, &own_anchors, report);
    steps
}

/// Names the steps that have no anchor of their own. An anchor that an author gave goes first.
fn derive_anchors(steps: &mut [Step], own_anchors: &HashSet<String>, report: &mut Report<'_>) {
    for step in steps.iter_mut().filter(|step| !step.has_own_anchor) {
        let derived = Step::derived_anchor(&step.number);
        step.anchor.clone_from(&derived);
        while own_anchors.contains(&step.anchor) {
            step.anchor.push('_');
        }
        if step.anchor != derived {
            let message = format!(
                "another step was given the anchor `{derived}`, which is the name of step {}; rename it, until then step {} \
                 is reached as `{}`",
                step.number, step.number, step.anchor
            );
            report.add(step.line, message);
        }
    }
}

fn tags(written: &[String], line: usize, report: &mut Report<'_>) -> Vec<String> {
    let mut known = HashSet::new();
    let mut tags = Vec::new();
    for tag in written {
        let tag = one_line(tag, "tag", line, report);
        if !tag.is_empty() && known.insert(tag.clone()) {
            tags.push(tag);
        }
    }
    tags
}

fn redirects(written: &[String], id: &str, steps: &[Step], line: usize, report: &mut Report<'_>) -> Vec<Redirect> {
    let anchors: HashSet<&str> = steps.iter().map(|step| step.anchor.as_str()).collect();
    let mut known = HashSet::new();
    let mut redirects = Vec::new();
    for entry in written.iter().filter(|entry| known.insert(entry.trim())) {
        match redirect(entry, id, &anchors) {
            Ok(redirect) => redirects.push(redirect),
            Err(message) => report.add(line, message),
        }
    }
    lead_on(redirects, &anchors, line, report)
}

/// Lets an old anchor that leads to one which is old as well lead to where that leads in the end.
fn lead_on(redirects: Vec<Redirect>, anchors: &HashSet<&str>, line: usize, report: &mut Report<'_>) -> Vec<Redirect> {
    let next: HashMap<String, String> = redirects
        .iter()
        .filter_map(|redirect| match redirect {
            Redirect::Anchor { from, to } => Some((from.clone(), to.clone())),
            Redirect::Guide(_) => None,
        })
        .collect();
    let mut kept = Vec::with_capacity(redirects.len());
    for redirect in redirects {
        let Redirect::Anchor { from, to } = redirect else {
            kept.push(redirect);
            continue;
        };
        let mut end = &to;
        let mut seen = HashSet::from([&from]);
        while !anchors.contains(end.as_str())
            && seen.insert(end)
            && let Some(after) = next.get(end)
        {
            end = after;
        }
        if anchors.contains(end.as_str()) {
            kept.push(Redirect::Anchor { to: end.clone(), from });
        } else {
            let end = shortened(end);
            report.add(
                line,
                format!("`redirect_from` leads to the anchor `{end}`, which no step has; name one that exists"),
            );
        }
    }
    kept
}

fn redirect(entry: &str, id: &str, anchors: &HashSet<&str>) -> Result<Redirect, String> {
    let entry = entry.trim();
    let shown = shortened(entry);
    if entry.is_empty() {
        return Err(
            "an entry of `redirect_from` is empty; put one that begins with # in quotes, or remove it".to_owned()
        );
    }
    if let Some(step) = entry.strip_prefix('#') {
        let (from, to) = step
            .split_once("->")
            .ok_or_else(|| format!("`redirect_from` has `{shown}`; say where it leads: `{shown} -> new-anchor`"))?;
        let (from, to) = (anchor(from)?, anchor(to)?);
        if anchors.contains(from.as_str()) {
            return Err(format!(
                "`redirect_from` leads away from `{from}`, which is the anchor of a step; remove the entry"
            ));
        }
        return Ok(Redirect::Anchor { from, to });
    }
    let old = guide_id(old_id(entry)).map_err(|message| format!("in `redirect_from`, {message}"))?;
    if old == id {
        return Err(format!("`redirect_from` has `{shown}`, which is the guide itself; remove the entry"));
    }
    Ok(Redirect::Guide(old))
}

/// The id in `/fr/guides/old/id`; anything else is an id already.
fn old_id(entry: &str) -> &str {
    let path = entry.strip_prefix('/').unwrap_or(entry);
    match path.split_once("/guides/") {
        Some((lang, id)) if entry.starts_with('/') && is_language_tag(lang) => id,
        _ => entry,
    }
}

#[cfg(test)]
mod tests;
