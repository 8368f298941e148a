//! Runs of digits in groups, as people write telephone, card and other long numbers, and what their shape says they are.

use crate::analytics::redaction::{Kind, checksums};
use std::ops::Range;

/// Groups of digits with single separators between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where the groups stand, in bytes.
    pub groups: Vec<Range<usize>>,
    /// Where it begins with `+` or an opening bracket, that of the sign.
    start: usize,
    has_plus: bool,
}

/// What may stand between two groups of one number.
fn is_separator(between: &str) -> bool {
    const MOST: usize = 3;
    between.chars().count() <= MOST
        && between.chars().all(|character| " -./()\u{a0}\u{2009}\u{202f}\u{2010}\u{2011}\u{2013}".contains(character))
}

/// All runs of a text, in order. Digits that touch a letter are no number of their own.
pub fn runs(text: &str) -> Vec<Run> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| character.is_ascii_digit()) {
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => groups.push(at..at + character.len_utf8()),
        }
    }
    let touches =
        |character: Option<char>| character.is_some_and(|character| character.is_alphabetic() || character == '_');
    groups.retain(|group| {
        let (before, after) = (&text[..group.start], &text[group.end..]);
        // A time is not part of a number.
        let is_time = after.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        !is_time && !touches(before.chars().next_back()) && !touches(after.chars().next())
    });
    let mut runs: Vec<Run> = Vec::new();
    for group in groups {
        let plus = text[..group.start].trim_end_matches('(');
        let has_plus = plus.ends_with('+');
        let is_opened = plus.len() < group.start;
        match runs.last_mut() {
            Some(run)
                if !has_plus && run.groups.last().is_some_and(|last| is_separator(&text[last.end..group.start])) =>
            {
                run.groups.push(group);
            }
            _ => {
                let start = if has_plus { plus.len() - 1 } else { group.start - usize::from(is_opened) };
                runs.push(Run { groups: vec![group], start, has_plus });
            }
        }
    }
    runs
}

impl Run {
    pub fn range(&self) -> Range<usize> {
        self.start..self.groups.last().map_or(self.start, |last| last.end)
    }

    /// Some of its groups, as a run.
    pub fn part(&self, groups: Range<usize>) -> Run {
        let is_head = groups.start == 0;
        let start = if is_head { self.start } else { self.groups[groups.start].start };
        Run { groups: self.groups[groups].to_vec(), start, has_plus: is_head && self.has_plus }
    }

    /// What the whole run is, with what the words before it say; `None` when it may stay.
    pub fn kind(&self, text: &str, said: Option<Kind>) -> Option<Kind> {
        let lengths: Vec<usize> = self.groups.iter().map(Range::len).collect();
        let count: usize = lengths.iter().sum();
        let digits: Vec<u8> =
            self.groups.iter().flat_map(|group| text[group.clone()].bytes()).map(|byte| byte - b'0').collect();
        let is_grouped = lengths.len() > 1;
        if self.is_date(text) {
            return None;
        }
        if self.has_plus {
            return (7..=16).contains(&count).then_some(Kind::Phone);
        }
        if self.is_address(text) {
            return is_public_address(text, &self.groups).then_some(Kind::Address);
        }
        if checksums::is_card(&digits) && is_written_as_card(&lengths) {
            return Some(Kind::Card);
        }
        if is_national_telephone_number(&digits, &lengths, said) {
            return Some(Kind::Phone);
        }
        if self.is_version(text, &lengths) {
            return None;
        }
        match said {
            Some(Kind::Phone) if (6..=15).contains(&count) => Some(Kind::Phone),
            Some(Kind::Account) if count >= 5 && is_of_one_number(&lengths) => Some(Kind::Account),
            Some(Kind::Tracking) if count >= 8 && is_of_one_number(&lengths) => Some(Kind::Tracking),
            Some(Kind::Card) if count >= 8 && is_of_one_number(&lengths) => Some(Kind::Card),
            Some(Kind::Number) if count >= 6 && is_of_one_number(&lengths) => Some(Kind::Number),
            _ if !is_grouped && count >= 9 => Some(Kind::Number),
            // A social security number, in the United States and in France.
            _ if lengths == [3, 2, 4] || lengths == [1, 2, 2, 2, 3, 3, 2] || lengths == [1, 2, 2, 2, 3, 3] => {
                Some(Kind::Number)
            }
            _ if count >= 12 && is_grouped && lengths.iter().all(|&length| length >= 3) => Some(Kind::Number),
            _ => None,
        }
    }

    /// Day, month and year in any order, written with one separator.
    fn is_date(&self, text: &str) -> bool {
        let [one, two, three] = self.groups.as_slice() else { return false };
        let value = |group: &Range<usize>| text[group.clone()].parse::<u32>().unwrap_or(u32::MAX);
        let separators = [&text[one.end..two.start], &text[two.end..three.start]];
        let is_year = |group: &Range<usize>| group.len() == 4 && (1900..2100).contains(&value(group));
        let is_small = |group: &Range<usize>| group.len() <= 2 && (1..=31).contains(&value(group));
        separators[0] == separators[1]
            && matches!(separators[0], "-" | "/" | "." | " ")
            && is_small(two)
            && ((is_year(one) && is_small(three)) || (is_small(one) && (is_year(three) || is_small(three))))
    }

    /// Four numbers below 256 with dots between them.
    fn is_address(&self, text: &str) -> bool {
        self.groups.len() == 4
            && self.is_dotted(text)
            && self.groups.iter().all(|group| text[group.clone()].parse::<u16>().is_ok_and(|number| number < 256))
            && !self.groups.iter().all(|group| group.len() == 2 && text[group.clone()].starts_with('0'))
    }

    fn is_version(&self, text: &str, lengths: &[usize]) -> bool {
        lengths.len() >= 2 && self.is_dotted(text) && lengths.iter().all(|&length| length <= 5)
    }

    fn is_dotted(&self, text: &str) -> bool {
        self.groups.windows(2).all(|pair| &text[pair[0].end..pair[1].start] == ".")
    }
}

/// Whether an IPv4 address may lead to a person: not one of a private network or of this machine.
fn is_public_address(text: &str, groups: &[Range<usize>]) -> bool {
    let parts: Vec<u8> = groups.iter().filter_map(|group| text[group.clone()].parse().ok()).collect();
    let Ok(parts) = <[u8; 4]>::try_from(parts) else { return false };
    let address = std::net::Ipv4Addr::from(parts);
    // 1.2.3.4 is more often a version than an address; those of home networks and of servers begin higher.
    !(address.is_private() || address.is_loopback() || address.is_unspecified() || address.is_link_local())
        && parts[0] > 12
        && parts[0] < 224
}

fn is_written_as_card(lengths: &[usize]) -> bool {
    lengths.len() == 1 || lengths.iter().all(|&length| length >= 3)
}

/// Whether groups are more likely one number than several that were asked about together.
fn is_of_one_number(lengths: &[usize]) -> bool {
    lengths.len() == 1 || lengths.iter().all(|&length| length >= 2)
}

/// Telephone numbers without a country, by the way they are written in Europe and North America.
fn is_national_telephone_number(digits: &[u8], lengths: &[usize], said: Option<Kind>) -> bool {
    let count = digits.len();
    let is_said_otherwise = said.is_some_and(|kind| kind != Kind::Phone);
    // With an international prefix that is dialled: 0033 1 23 45 67 89.
    let is_dialled = digits.starts_with(&[0, 0]) && (10..=17).contains(&count);
    let has_trunk_zero = digits.first() == Some(&0) && digits.get(1) != Some(&0) && (9..=12).contains(&count);
    let is_trunk = has_trunk_zero && lengths.iter().all(|&length| length >= 2);
    let is_american = lengths == [3, 3, 4] || (lengths == [1, 3, 3, 4] && digits.first() == Some(&1));
    let is_spanish =
        (lengths == [3, 3, 3] || lengths == [3, 2, 2, 2]) && digits.first().is_some_and(|first| *first >= 6);
    let is_italian = (lengths == [3, 7] || lengths == [3, 3, 4]) && digits.first() == Some(&3);
    (is_dialled || is_trunk || is_american || is_spanish || is_italian) && !is_said_otherwise
}
