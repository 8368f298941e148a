//! The YAML at the head of a Markdown guide: what it may say, and what is saved of it when it is broken.

use crate::guide::validation::{Draft, Report, shortened};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The keys that front matter may have.
const KEYS: &str = "id, title, summary, tags, url, updated, deep_link, redirect_from";
const MAX_BYTES: usize = 256 * 1024;

/// Cuts the front matter off a text and reads it into the draft. Gives the rest of the text and the line, from 1,
/// where that begins.
pub fn read<'a>(text: &'a str, draft: &mut Draft, report: &mut Report<'_>) -> (&'a str, usize) {
    let skipped = blank_lines_before_front_matter(text);
    let known = report.problems.len();
    let (content, first_line) = read_at_start(&text[skipped..], draft, report);
    for problem in &mut report.problems[known..] {
        problem.line += skipped;
    }
    (content, first_line + skipped)
}

/// How many line ends stand before the front matter, where some editors leave them; none when there is no front matter.
fn blank_lines_before_front_matter(text: &str) -> usize {
    let blank = text.len() - text.trim_start_matches('\n').len();
    let is_front_matter = text[blank..].starts_with("---\n");
    if is_front_matter { blank } else { 0 }
}

fn read_at_start<'a>(text: &'a str, draft: &mut Draft, report: &mut Report<'_>) -> (&'a str, usize) {
    let mut lines = text.split_inclusive('\n');
    if lines.next().is_none_or(|first| first.trim_end() != "---") {
        return (text, 1);
    }
    let start = text.find('\n').map_or(text.len(), |end| end + 1);
    let mut end = start;
    for (at, line) in lines.enumerate() {
        if matches!(line.trim_end(), "---" | "...") {
            read_yaml(&text[start..end], draft, report);
            return (&text[end + line.len()..], at + 3);
        }
        end += line.len();
    }
    report.add(1, "the front matter has no end and is read as text; close it with a line that has only ---");
    (&text[start..], 2)
}

fn read_yaml(yaml: &str, draft: &mut Draft, report: &mut Report<'_>) {
    if yaml.len() > MAX_BYTES {
        report.add(1, format!("the front matter has {} bytes and is left out; the most is {MAX_BYTES}", yaml.len()));
        return;
    }
    let fields = match from_yaml(yaml) {
        Ok(fields) => fields,
        Err(error) => {
            let mut saved = Fields::default();
            let problems = save_what_can_be(yaml, &mut saved);
            if problems.is_empty() {
                report.add(line_of(&error), format!("the front matter is no sound YAML: {}", reason(&error)));
            }
            for (line, message) in problems {
                report.add(line, message);
            }
            saved
        }
    };
    for key in &fields.unknown {
        let message = format!("the front matter has the unknown key `{}`; the keys are {KEYS}", shortened(key));
        report.add(line_of_key(yaml, key), message);
    }
    if let Some(id) = fields.id {
        draft.id = id;
    }
    draft.title = fields.title;
    draft.summary = fields.summary;
    draft.url = fields.url;
    draft.updated = fields.updated;
    draft.deep_link = fields.deep_link;
    draft.tags = fields.tags;
    draft.redirect_from = fields.redirect_from;
}

fn from_yaml(yaml: &str) -> Result<Fields, serde_saphyr::Error> {
    if yaml.trim().is_empty() {
        return Ok(Fields::default());
    }
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options::<Option<Fields>>(yaml, options).map(Option::unwrap_or_default)
}

/// Reads every key by itself, so that a broken one does not cost the others. A text that is only not quoted where it
/// should be is taken as it stands.
fn save_what_can_be(yaml: &str, saved: &mut Fields) -> Vec<(usize, String)> {
    let mut problems = Vec::new();
    let mut entries: Vec<(usize, String)> = Vec::new();
    for (number, line) in yaml.split_inclusive('\n').enumerate() {
        match entries.last_mut() {
            Some((_, entry)) if !line.starts_with(|first: char| first.is_ascii_alphabetic()) => entry.push_str(line),
            _ => entries.push((number, line.to_owned())),
        }
    }
    for (number, entry) in entries {
        match from_yaml(&entry) {
            Ok(fields) => {
                if let Some(key) = saved.merge(fields) {
                    problems.push((number + 2, format!("the front matter has `{key}` twice; remove one")));
                }
            }
            Err(error) => {
                let line = number + line_of(&error);
                let (key, value) = entry.split_once(':').unwrap_or((&entry, ""));
                let place = match key.trim() {
                    "title" => Some(&mut saved.title),
                    "summary" => Some(&mut saved.summary),
                    _ => None,
                };
                let mend = match place {
                    Some(place) => {
                        *place = Some(value.trim().trim_matches('"').to_owned());
                        "put its value in quotes"
                    }
                    None => "it is left out, correct it",
                };
                let key = shortened(key.trim());
                problems
                    .push((line, format!("`{key}` in the front matter is no sound YAML; {mend} ({})", reason(&error))));
            }
        }
    }
    problems
}

/// The line of the file, from 1: the YAML begins on its second.
fn line_of(error: &serde_saphyr::Error) -> usize {
    error.location().and_then(|location| usize::try_from(location.line()).ok()).unwrap_or(1) + 1
}

fn line_of_key(yaml: &str, key: &str) -> usize {
    yaml.lines().position(|line| line.trim_start_matches(['"', '\'']).starts_with(key)).unwrap_or(0) + 2
}

/// What is wrong, without the place, which the problem tells by itself.
fn reason(error: &serde_saphyr::Error) -> String {
    let text = error.without_snippet().to_string();
    let first = text.lines().next().unwrap_or_default();
    let first = first.rsplit_once(" at line ").map_or(first, |(reason, _)| reason);
    let place_end = first.strip_prefix("error: line ").and_then(|rest| rest.split_once(": "));
    shortened(place_end.map_or(first, |(_, reason)| reason))
}

#[derive(Default)]
struct Fields {
    id: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    url: Option<String>,
    updated: Option<String>,
    deep_link: Option<String>,
    tags: Vec<String>,
    redirect_from: Vec<String>,
    unknown: Vec<String>,
}

impl Fields {
    /// Takes over what the other has; gives the name of a field that both have.
    fn merge(&mut self, other: Fields) -> Option<&'static str> {
        let mut twice = None;
        let texts = [
            ("id", &mut self.id, other.id),
            ("title", &mut self.title, other.title),
            ("summary", &mut self.summary, other.summary),
            ("url", &mut self.url, other.url),
            ("updated", &mut self.updated, other.updated),
            ("deep_link", &mut self.deep_link, other.deep_link),
        ];
        for (key, mine, theirs) in texts {
            if mine.is_some() && theirs.is_some() {
                twice = Some(key);
            } else if theirs.is_some() {
                *mine = theirs;
            }
        }
        self.tags.extend(other.tags);
        self.redirect_from.extend(other.redirect_from);
        self.unknown.extend(other.unknown);
        twice
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("lines such as `title: …`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => fields.id = map.next_value()?,
                "title" => fields.title = map.next_value()?,
                "summary" => fields.summary = map.next_value()?,
                "url" => fields.url = map.next_value()?,
                "updated" => fields.updated = map.next_value()?,
                "deep_link" => fields.deep_link = map.next_value()?,
                "tags" => fields.tags = map.next_value::<Texts>()?.split_at_commas(),
                "redirect_from" => fields.redirect_from = map.next_value::<Texts>()?.into_vec(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    fields.unknown.push(key);
                }
            }
        }
        Ok(fields)
    }
}

/// Nothing, one text, or a list of texts.
enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    fn split_at_commas(self) -> Vec<String> {
        match self {
            Texts::One(text) => text.split(',').map(str::to_owned).collect(),
            Texts::Several(texts) => texts,
        }
    }

    fn into_vec(self) -> Vec<String> {
        match self {
            Texts::One(text) => vec![text],
            Texts::Several(texts) => texts,
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Texts, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or a list of texts")
    }

    fn visit_unit<E: Error>(self) -> Result<Texts, E> {
        Ok(Texts::Several(Vec::new()))
    }

    fn visit_none<E: Error>(self) -> Result<Texts, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Texts, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts::One(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Texts, E> {
        Ok(Texts::One(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Texts, E> {
        Ok(Texts::One(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Texts, E> {
        Ok(Texts::One(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Texts, E> {
        Ok(Texts::One(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element::<Option<String>>()? {
            texts.push(text.unwrap_or_default());
        }
        Ok(Texts::Several(texts))
    }
}
