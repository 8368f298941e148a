//! Guides as JSON Lines, one guide a line: what exports, content management systems and evaluation sets give.

pub mod repeated_keys;

use crate::guide::validation::{self, Draft, Report, StepDraft, shortened};
use crate::guide::{DeepLink, Guide, Problem, Redirect, Step};
use serde::Serialize;
use serde_json::{Map, Value};
use std::path::Path;

const GUIDE_KEYS: [&str; 10] =
    ["id", "lang", "title", "summary", "url", "tags", "updated", "deep_link", "redirect_from", "steps"];
const STEP_KEYS: [&str; 5] = ["number", "anchor", "title", "body", "url"];

/// Reads a guide from one line of a JSON Lines file; `line_number` counts from 1. Gives the guide, if it can be kept,
/// and what is wrong with it. A blank line is neither.
#[must_use]
pub fn parse(line: &str, path: &Path, line_number: usize) -> (Option<Guide>, Vec<Problem>) {
    let mut report = Report::new(path);
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return (None, report.problems);
    }
    let guide = match repeated_keys::read(line) {
        Ok((Value::Object(entries), repeated)) => {
            for key in repeated {
                report.add(line_number, repeated_keys::problem(&key));
            }
            let draft =
                Fields { entries, place: "the guide".to_owned(), line: line_number, report: &mut report }.guide();
            validation::check(draft, &mut report)
        }
        Ok(_) => {
            report.add(line_number, "the line is no guide; write a JSON object with id, lang, title and steps");
            None
        }
        Err(error) if error.is_eof() => {
            report.add(line_number, "the line ends in the middle of a guide; write each guide whole, on one line");
            None
        }
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            let message = format!("the line is no sound JSON at column {} ({reason}); correct it", error.column());
            report.add(line_number, message);
            None
        }
    };
    (guide, report.problems)
}

/// A JSON object whose fields are taken out one by one.
struct Fields<'a, 'b> {
    entries: Map<String, Value>,
    /// What the object is, for messages.
    place: String,
    line: usize,
    report: &'a mut Report<'b>,
}

impl Fields<'_, '_> {
    fn guide(mut self) -> Draft {
        let steps = self.steps();
        let draft = Draft {
            id: self.text("id").unwrap_or_default(),
            lang: self.text("lang").unwrap_or_default(),
            title: self.text("title"),
            summary: self.text("summary"),
            url: self.text("url"),
            tags: self.tags(),
            updated: self.text("updated"),
            deep_link: self.text("deep_link"),
            redirect_from: self.texts("redirect_from"),
            steps,
            line: self.line,
        };
        self.report_unknown(&GUIDE_KEYS);
        draft
    }

    fn steps(&mut self) -> Vec<StepDraft> {
        let steps = match self.entries.remove("steps") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(steps)) => steps,
            Some(_) => {
                self.wrong("steps", "a list of steps");
                Vec::new()
            }
        };
        let mut drafts = Vec::with_capacity(steps.len());
        for (at, step) in steps.into_iter().enumerate() {
            let place = format!("the step at place {}", at + 1);
            if let Value::Object(entries) = step {
                drafts.push(Fields { entries, place, line: self.line, report: &mut *self.report }.step(at + 1));
            } else {
                let message = format!("{place} is left out; write it as {{\"number\", \"title\", \"body\"}}");
                self.report.add(self.line, message);
            }
        }
        drafts
    }

    fn step(mut self, place: usize) -> StepDraft {
        let number = self.text("number").map(|number| number.trim().to_owned()).filter(|number| !number.is_empty());
        if number.is_none() {
            let message = format!("{} has no number; give it \"number\": \"{place}\"", self.place);
            self.report.add(self.line, message);
        }
        let draft = StepDraft {
            number,
            parent: String::new(),
            anchor: self.text("anchor").filter(|anchor| !anchor.is_empty()),
            title: self.text("title").unwrap_or_default(),
            body: self.text("body").unwrap_or_default(),
            url: self.text("url"),
            line: self.line,
        };
        self.report_unknown(&STEP_KEYS);
        draft
    }

    /// A text; a number is taken as it is written.
    fn text(&mut self, key: &str) -> Option<String> {
        match self.entries.remove(key)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.wrong(key, "a text");
                None
            }
        }
    }

    fn tags(&mut self) -> Vec<String> {
        match self.entries.get("tags") {
            Some(Value::String(tags)) => {
                let tags = tags.split(',').map(str::to_owned).collect();
                self.entries.remove("tags");
                tags
            }
            _ => self.texts("tags"),
        }
    }

    fn texts(&mut self, key: &str) -> Vec<String> {
        let values = match self.entries.remove(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::String(text) => texts.push(text),
                Value::Number(number) => texts.push(number.to_string()),
                Value::Null => {}
                _ => self.wrong(key, "a list of texts"),
            }
        }
        texts
    }

    fn wrong(&mut self, key: &str, expected: &str) {
        let message = format!("in {}, `{key}` is left out; it must be {expected}", self.place);
        self.report.add(self.line, message);
    }

    fn report_unknown(&mut self, known: &[&str]) {
        let unknown: Vec<String> = self
            .entries
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
            .map(|key| format!("`{}`", shortened(key)))
            .take(10)
            .collect();
        if !unknown.is_empty() {
            let message = format!(
                "{} has unknown fields ({}); the fields are {}",
                self.place,
                unknown.join(", "),
                known.join(", ")
            );
            self.report.add(self.line, message);
        }
    }
}

/// The guide as one line, without a line end; it parses back to the same guide.
#[must_use]
pub fn write(guide: &Guide) -> String {
    let written = Written {
        id: &guide.id,
        lang: &guide.lang,
        title: &guide.title,
        summary: &guide.summary,
        url: guide.url.as_deref(),
        tags: &guide.tags,
        updated: guide.updated.as_deref(),
        deep_link: guide.deep_link,
        redirect_from: guide.redirects.iter().map(Redirect::as_entry).collect(),
        steps: guide.steps.iter().map(WrittenStep::of).collect(),
    };
    // Texts and lists of texts can't fail to serialise.
    serde_json::to_string(&written).unwrap_or_default()
}

#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    lang: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deep_link: Option<DeepLink>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    redirect_from: Vec<String>,
    steps: Vec<WrittenStep<'a>>,
}

#[derive(Serialize)]
struct WrittenStep<'a> {
    number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'a str>,
    title: &'a str,
    body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl WrittenStep<'_> {
    fn of(step: &Step) -> WrittenStep<'_> {
        WrittenStep {
            number: &step.number,
            anchor: step.has_own_anchor.then_some(step.anchor.as_str()),
            title: &step.title,
            body: &step.body,
            url: step.url.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests;
