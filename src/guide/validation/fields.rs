//! The rules for single fields of a guide: ids, language tags, anchors, addresses, titles and bodies.

use super::Report;
use crate::guide::bounds;
use std::fmt::Write;

/// The longest body of one step.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// The longest title, summary, tag or address.
pub const MAX_LINE_BYTES: usize = 4 * 1024;
const MAX_ID_BYTES: usize = 512;
const MAX_ANCHOR_BYTES: usize = 200;

/// A guide's id without slashes at its ends, or why it can't be one.
pub fn guide_id(written: &str) -> Result<String, String> {
    let id = written.trim().trim_matches('/').trim();
    let shown = shortened(id);
    if id.is_empty() {
        Err("the guide has no id; give it one, such as `shipping/labels`".to_owned())
    } else if id.len() > MAX_ID_BYTES {
        Err(format!("the id `{shown}` has {} bytes; the most is {MAX_ID_BYTES}", id.len()))
    } else if id.chars().any(char::is_control) {
        Err(format!("the id `{shown}` has control characters; remove them"))
    } else if id.split('/').any(|part| part.trim().is_empty() || part.starts_with('.')) {
        Err(format!("the id `{shown}` has a part that is empty or begins with a dot; rename it"))
    } else {
        Ok(id.to_owned())
    }
}

/// A BCP 47 tag as it was written, but with dashes where other systems have underscores (`pt_BR`); or why it isn't one.
pub fn language_tag(written: &str) -> Result<String, String> {
    let tag = written.trim();
    if tag.is_empty() {
        Err("the guide has no language; give it one, such as `fr`".to_owned())
    } else if is_language_tag(tag) {
        Ok(tag.replace('_', "-"))
    } else {
        Err(format!("`{}` is no language tag; write one such as `fr`, `pt-BR` or `zh-Hant`", shortened(tag)))
    }
}

/// Whether a text has the form of a BCP 47 tag: two or three letters, then subtags of one to eight letters or digits.
#[must_use]
pub fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default();
    text.len() <= 35
        && (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags
            .all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// An anchor without a leading `#`, or why it can't be one.
pub fn anchor(written: &str) -> Result<String, String> {
    let anchor = written.trim().trim_start_matches('#');
    let is_sound = !anchor.is_empty()
        && anchor.len() <= MAX_ANCHOR_BYTES
        && !anchor
            .chars()
            .any(|character| character.is_whitespace() || character.is_control() || "{}<>\\\"#".contains(character));
    if is_sound {
        Ok(anchor.to_owned())
    } else {
        let anchor = shortened(anchor);
        Err(format!("`{anchor}` can't be an anchor; write a short name without spaces, such as `fraud-warning`"))
    }
}

/// A web address or a path, what may not stand in one percent-encoded; or why it can't be followed.
pub fn address(written: &str) -> Result<String, String> {
    let written = written.trim();
    let scheme =
        written.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    if written.len() > MAX_LINE_BYTES || written.chars().any(char::is_control) {
        return Err(format!("the url `{}` is too long or has control characters; correct it", shortened(written)));
    }
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        None | Some("http" | "https") => {}
        Some(_) => {
            return Err(format!(
                "the url `{}` is left out; it must begin with https://, http:// or /",
                shortened(written)
            ));
        }
    }
    let mut address = String::with_capacity(written.len());
    for character in written.chars() {
        match character {
            ' ' | '"' | '<' | '>' | '\\' | '{' | '}' | '^' | '`' | '|' => {
                let _ = write!(address, "%{:02X}", u32::from(character));
            }
            _ if character.is_whitespace() => {}
            _ => address.push(character),
        }
    }
    Ok(address)
}

/// A text on one line: line breaks and control characters become spaces, and several spaces one.
pub fn one_line(written: &str, what: &str, line: usize, report: &mut Report<'_>) -> String {
    let mut text = String::with_capacity(written.len());
    for character in written.trim().chars() {
        if character == ' ' || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}') {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        } else {
            text.push(character);
        }
    }
    if text.len() > MAX_LINE_BYTES {
        let end = text.floor_char_boundary(MAX_LINE_BYTES);
        report.add(line, format!("the {what} has {} bytes and is cut off at {end}; shorten it", text.len()));
        text.truncate(end);
    }
    text.truncate(text.trim_end().len());
    text
}

/// A step's Markdown without blank lines around it, with `\n` as its only line end.
pub fn body(written: &str, line: usize, report: &mut Report<'_>) -> String {
    let mut body = unix_lines(written);
    if body.contains('\0') {
        report.add(line, "the text has NUL characters, which were left out; remove them");
        body = body.replace('\0', "");
    }
    if body.len() > MAX_BODY_BYTES {
        let limit = body.floor_char_boundary(MAX_BODY_BYTES);
        let end = body[..limit].rfind('\n').unwrap_or(limit);
        let message =
            format!("the step has {} bytes of text and is cut off at {end}; divide it in several", body.len());
        report.add(line, message);
        body.truncate(end);
    }
    let (kept, excesses) = bounds::keep(&body);
    for (_, message) in excesses {
        report.add(line, message);
    }
    trimmed(&kept).to_owned()
}

/// The text between the blank lines around it; the first line keeps its indentation.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    let text = text.trim_end();
    let content = text.len() - text.trim_start().len();
    text[..content].rfind('\n').map_or(text, |end| &text[end + 1..])
}

/// The text with `\n` for every `\r\n` and `\r`.
#[must_use]
pub fn unix_lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// A name made of the last part of an id: `shipping/ups-account_number` becomes `Ups account number`.
pub fn readable(id: &str) -> String {
    let name = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut characters = name.trim().chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => id.to_owned(),
    }
}

/// The beginning of a text, for messages, without control characters.
#[must_use]
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
