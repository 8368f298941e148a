//! Which number a step gets: the one its author wrote, else the next free one under the step it stands in.

use std::collections::{HashMap, HashSet};

/// The numbers that the steps of one guide have got so far.
#[derive(Debug, Default)]
pub struct Numbering {
    taken: HashSet<String>,
    /// For each parent (empty for the top level), the number to try next below it.
    next: HashMap<String, u64>,
}

impl Numbering {
    /// Takes a number that the author wrote; false when another step has it.
    pub fn take(&mut self, number: &str) -> bool {
        if !self.taken.insert(number.to_owned()) {
            return false;
        }
        let (parent, last) = number.rsplit_once('.').unwrap_or(("", number));
        let next = last.parse::<u64>().unwrap_or_default().saturating_add(1);
        let known = self.next.entry(parent.to_owned()).or_insert(1);
        *known = next.max(*known);
        true
    }

    /// The number that [`Numbering::take_next`] would give.
    #[must_use]
    pub fn peek_next(&self, parent: &str) -> String {
        let mut last = self.next.get(parent).copied().unwrap_or(1);
        loop {
            let number = if parent.is_empty() { last.to_string() } else { format!("{parent}.{last}") };
            if !self.taken.contains(&number) {
                return number;
            }
            last += 1;
        }
    }

    /// Takes the next free number under a parent, which is empty for the top level.
    pub fn take_next(&mut self, parent: &str) -> String {
        let number = self.peek_next(parent);
        self.take(&number);
        number
    }
}

/// A number as steps may have it: `4`, `4.1`; each part of at most nine digits, all of at most 64 bytes.
#[must_use]
pub fn is_number(text: &str) -> bool {
    text.len() <= 64
        && text.split('.').all(|part| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Splits a heading such as `3. Title`, `3: Title`, `3 – Title` or `3.2 Title` in its number and its title. Without a sign
/// after it the number must have as many parts as the heading is deep (1 for the topmost steps), and more than one:
/// `2024 in review` and, among the topmost steps, `2.5 GHz networks` have none. A number before a colon or a dash is a
/// step's up to three digits: `2026 – the year` has none.
#[must_use]
pub fn split_heading(heading: &str, depth: usize) -> Option<(&str, &str)> {
    let end = heading.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(heading.len());
    let (written, rest) = heading.split_at(end);
    let (number, rest, is_closed) = match (written.strip_suffix('.'), rest.strip_prefix([')', '、', '．'])) {
        (Some(number), None) => (number, rest, true),
        (None, Some(rest)) => (written, rest, true),
        (None, None) => match after_sign(rest).filter(|_| written.split('.').all(|part| part.len() <= 3)) {
            Some(rest) => (written, rest, true),
            None => (written, rest, false),
        },
        (Some(_), Some(_)) => return None,
    };
    let title = rest.trim_start();
    // Chinese and Japanese need no space behind a sign.
    let is_apart = title.len() < rest.len() || rest.is_empty() || heading[end..].starts_with(['、', '．', '：']);
    let parts = number.split('.').count();
    (is_number(number) && is_apart && (is_closed || (parts > 1 && parts == depth))).then_some((number, title))
}

/// What follows a colon, or a dash between spaces.
fn after_sign(rest: &str) -> Option<&str> {
    if let Some(rest) = rest.trim_start().strip_prefix([':', '：']) {
        return Some(rest);
    }
    let rest = rest.strip_prefix(char::is_whitespace)?.trim_start().strip_prefix(['-', '–', '—'])?;
    rest.starts_with(char::is_whitespace).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words() {
        assert_eq!(split_heading("3. Title", 1), Some(("3", "Title")));
        assert_eq!(split_heading("3) Title", 1), Some(("3", "Title")));
        assert_eq!(split_heading("3.2 Title", 2), Some(("3.2", "Title")));
        assert_eq!(split_heading("3.2. Title", 1), Some(("3.2", "Title")));
        assert_eq!(split_heading("4.", 1), Some(("4", "")));
        for heading in
            ["4: Title", "4 : Title", "4 – Title", "4 - Title", "4 — Title", "4：Title", "4、Title", "4．Title"]
        {
            assert_eq!(split_heading(heading, 1), Some(("4", "Title")), "{heading}");
        }
        assert_eq!(split_heading("4.1 – Title", 2), Some(("4.1", "Title")));
        for words in [
            "Step 3: Title",
            "2024 in review",
            "2026 – the year",
            "10:30 is too late",
            "3-way valves",
            "5 -packs",
            "2.5 GHz networks",
            "3.Title",
            "3..2. Title",
            ".5. x",
            "",
            "12",
        ] {
            assert_eq!(split_heading(words, 1), None, "{words}");
        }
    }

    #[test]
    fn the_next_number_is_free_and_goes_on_from_the_highest() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.take_next(""), "1");
        assert!(numbering.take("7"));
        assert!(!numbering.take("7"));
        assert!(numbering.take("2"));
        assert_eq!(numbering.take_next(""), "8");
        assert_eq!(numbering.take_next("7"), "7.1");
        assert!(numbering.take("9.5"));
        assert_eq!(numbering.take_next("9"), "9.6");
    }
}
