//! What identifies a person is taken out of a question before anything is stored: `<email>`, `<phone>` and the like stand
//! for it, so that questions still aggregate.
//!
//! In doubt a long number goes: nobody learns anything from it. What help desks need stays: error codes, versions, dates,
//! short numbers.

mod checksums;
mod context;
mod number;

#[cfg(test)]
mod tests;

use crate::language::fold::normalize;
use number::Run;
use std::ops::Range;

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
    Card,
    Iban,
    Tracking,
    Account,
    Address,
    /// A long number of no known kind.
    Number,
}

impl Kind {
    /// What stands in its place.
    #[must_use]
    pub fn placeholder(self) -> &'static str {
        match self {
            Kind::Email => "<email>",
            Kind::Phone => "<phone>",
            Kind::Card => "<card>",
            Kind::Iban => "<iban>",
            Kind::Tracking => "<tracking>",
            Kind::Account => "<account>",
            Kind::Address => "<ip>",
            Kind::Number => "<number>",
        }
    }
}

/// A text without what identifies a person.
#[must_use]
pub fn redact(text: &str) -> String {
    // Digits of other scripts are typed for the same numbers.
    let text: String = text.chars().map(|character| ascii_digit(character).unwrap_or(character)).collect();
    let text = replace(&text, emails(&text));
    let text = replace(&text, codes(&text));
    replace(&text, numbers(&text))
}

/// A question as it is stored: redacted, in lower case and composed form, with single spaces, at most so many characters.
#[must_use]
pub fn stored_form(query: &str) -> String {
    const MOST: usize = 200;
    let words = normalize(&redact(query));
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => text[..end].trim_end().to_owned(),
        None => text,
    }
}

/// A redacted text without what stands for what was taken out.
#[must_use]
pub fn without_placeholders(text: &str) -> String {
    const ALL: [Kind; 8] =
        [Kind::Email, Kind::Phone, Kind::Card, Kind::Iban, Kind::Tracking, Kind::Account, Kind::Address, Kind::Number];
    if !text.contains('<') {
        return text.to_owned();
    }
    ALL.iter().fold(text.to_owned(), |text, kind| text.replace(kind.placeholder(), " "))
}

fn ascii_digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let zero = [0x0660, 0x06F0, 0x0966, 0xFF10].into_iter().find(|&zero| (zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

fn replace(text: &str, found: Vec<(Range<usize>, Kind)>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut from = 0;
    for (range, kind) in found {
        if range.start < from {
            continue;
        }
        replaced.push_str(&text[from..range.start]);
        replaced.push_str(kind.placeholder());
        from = range.end;
    }
    replaced.push_str(&text[from..]);
    replaced
}

/// E-mail addresses, unfinished ones too: a question is recorded while it is typed.
fn emails(text: &str) -> Vec<(Range<usize>, Kind)> {
    let is_local = |character: char| character.is_alphanumeric() || "._%+-'!#$&*/=?^`{|}~".contains(character);
    let is_domain = |character: char| character.is_alphanumeric() || ".-_".contains(character);
    let mut found = Vec::new();
    let signs = ["@", "(at)", "[at]", "{at}", "%40", "＠"];
    for sign in signs {
        for (at, _) in text.match_indices(sign) {
            let before = text[..at].trim_end_matches(' ');
            // A space around the sign is a slip where an address follows, else an ordinary sentence.
            let after = &text[at + sign.len()..];
            let is_spaced = before.len() < at || after.starts_with(' ');
            let after_trimmed = after.trim_start_matches(' ');
            let start =
                before.char_indices().rev().take_while(|&(_, c)| is_local(c)).last().map_or(before.len(), |(at, _)| at);
            let length: usize = after_trimmed.chars().take_while(|&c| is_domain(c)).map(char::len_utf8).sum();
            let domain = after_trimmed[..length].trim_end_matches(['.', '-']);
            let has_dot = domain.trim_matches('.').contains('.');
            if start == before.len() || (is_spaced && !has_dot) || (domain.is_empty() && before.len() - start < 2) {
                continue;
            }
            let end = if domain.is_empty() {
                at + sign.len()
            } else {
                at + sign.len() + (after.len() - after_trimmed.len()) + domain.len()
            };
            found.push((start..end, Kind::Email));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Numbers with letters in them: bank accounts, tracking numbers, customer numbers.
fn codes(text: &str) -> Vec<(Range<usize>, Kind)> {
    let words = alphanumeric_words(text);
    let mut found: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (taken, kind) = code_at(text, &words[at..]);
        match kind {
            Some(kind) => {
                found.push((words[at].start..words[at + taken - 1].end, kind));
                at += taken;
            }
            None => at += 1,
        }
    }
    found
}

fn alphanumeric_words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| character.is_alphanumeric()) {
        match words.last_mut() {
            Some(last) if last.end == at => last.end = at + character.len_utf8(),
            _ => words.push(at..at + character.len_utf8()),
        }
    }
    words
}

/// How many words from the first on are one code, and its kind.
fn code_at(text: &str, words: &[Range<usize>]) -> (usize, Option<Kind>) {
    /// The longest code is written in so many groups.
    const MOST_GROUPS: usize = 9;
    let mut joined = String::new();
    let mut best = (1, None);
    for (taken, word) in words.iter().take(MOST_GROUPS).enumerate() {
        let gap = if taken == 0 { "" } else { &text[words[taken - 1].end..word.start] };
        if !matches!(gap, "" | " " | "-" | "\u{a0}" | ".") || joined.len() + word.len() > 40 {
            break;
        }
        joined.push_str(&text[word.clone()].to_ascii_uppercase());
        if checksums::is_iban(&joined) {
            return (taken + 1, Some(Kind::Iban));
        }
        if is_tracking_number(&joined) {
            best = (taken + 1, Some(Kind::Tracking));
        }
    }
    if best.1.is_some() {
        return best;
    }
    let word = &text[words[0].clone()];
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == word.len() || word.starts_with("0x") || word.starts_with("0X") {
        return (1, None);
    }
    let kind = match context::kind_before(&text[..words[0].start]) {
        Some(kind @ (Kind::Account | Kind::Number)) if digits >= 5 && word.len() <= 24 => Some(kind),
        Some(Kind::Tracking) if digits >= 4 && word.len() >= 8 => Some(Kind::Tracking),
        _ if longest_run_of_digits(word) >= 9 => Some(Kind::Number),
        _ => None,
    };
    (1, kind)
}

fn longest_run_of_digits(word: &str) -> usize {
    word.split(|character: char| !character.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

/// The forms of tracking numbers that no other number has, in capitals and without spaces: UPS, the Universal Postal
/// Union's S10, La Poste, DHL, Amazon.
fn is_tracking_number(code: &str) -> bool {
    let bytes = code.as_bytes();
    let digits = |range: Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let letters = |range: Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_uppercase));
    let is_ups =
        code.len() == 18 && code.starts_with("1Z") && bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= 9;
    let is_s10 = code.len() == 13 && letters(0..2) && digits(2..11) && letters(11..13);
    let is_la_poste = code.len() == 13 && digits(0..1) && letters(1..2) && digits(2..13);
    let is_dhl = ["JJD", "JD"]
        .iter()
        .any(|prefix| code.starts_with(prefix) && (14..=24).contains(&code.len()) && digits(prefix.len()..code.len()));
    let is_amazon = code.len() == 15 && code.starts_with("TBA") && digits(3..15);
    let is_chronopost = code.len() == 15 && letters(0..2) && digits(2..11) && letters(11..13) && digits(13..15);
    code.is_ascii() && (is_ups || is_s10 || is_la_poste || is_dhl || is_amazon || is_chronopost)
}

/// Numbers of digits alone, in one or several groups.
fn numbers(text: &str) -> Vec<(Range<usize>, Kind)> {
    number::runs(text).into_iter().flat_map(|run| recognise(text, &run)).collect()
}

/// What a run of groups of digits is; where the whole is nothing, its groups may be by themselves.
fn recognise(text: &str, run: &Run) -> Vec<(Range<usize>, Kind)> {
    let before = context::kind_before(&text[..run.range().start]);
    if let Some(kind) = run.kind(text, before) {
        return vec![(run.range(), kind)];
    }
    if run.groups.len() < 2 {
        return Vec::new();
    }
    // The longest tail or head that is something: "10 0612345678" is a quantity and a telephone number.
    for length in (1..run.groups.len()).rev() {
        for start in 0..=run.groups.len() - length {
            let part = run.part(start..start + length);
            let before = if start == 0 { before } else { None };
            if let Some(kind) = part.kind(text, before) {
                let mut found = recognise_part(text, run, 0..start);
                found.push((part.range(), kind));
                found.extend(recognise_part(text, run, start + length..run.groups.len()));
                return found;
            }
        }
    }
    Vec::new()
}

fn recognise_part(text: &str, run: &Run, groups: Range<usize>) -> Vec<(Range<usize>, Kind)> {
    if groups.is_empty() { Vec::new() } else { recognise(text, &run.part(groups)) }
}
