//! Bounds on the two things that make reading Markdown slower than its length: deep nesting, and tables that are far
//! wider than their rows.
//!
//! A line is matched against every quote and list that is open before it, so that ten thousand `>` followed by ten
//! thousand short lines cost a hundred million comparisons; and a row is filled up with empty cells, so that 7 kB make
//! half a million of them. Every other construct was found linear in pulldown-cmark 0.13.6.

use std::borrow::Cow;

/// The deepest that quotes and lists may nest.
pub const MAX_DEPTH: usize = 100;
/// How many cells the rows of a text's tables may lack. Beyond 2¹⁸ the parser also loses the end of the table.
pub const MAX_LACKING_CELLS: usize = 100_000;

/// The text in a form that is read in a time that grows with its length only, and what was changed for that: a line of
/// the text, from 0, and a message. No word is lost, nor the number of lines changed.
#[must_use]
pub fn keep(text: &str) -> (Cow<'_, str>, Vec<(usize, String)>) {
    let mut excesses = Vec::new();
    let mut text = Cow::Borrowed(text);
    if text.lines().any(|line| marks(line).0 > MAX_DEPTH) {
        let (flat, first, lines) = flatten(&text);
        let message = format!(
            "{lines} lines nest quotes or lists more than {MAX_DEPTH} deep and were read without these marks; write them \
             flatter"
        );
        excesses.push((first, message));
        text = Cow::Owned(flat);
    }
    if let Some((without, first)) = without_wide_tables(&text) {
        let message = format!(
            "the rows of a table lack more than {MAX_LACKING_CELLS} cells, so it is read as plain text; give every row as \
             many cells as the first"
        );
        excesses.push((first, message));
        text = Cow::Owned(without);
    }
    (text, excesses)
}

/// The text without the marks of the lines that nest too deep, the first of these lines, and their number.
fn flatten(text: &str) -> (String, usize, usize) {
    let mut flat = String::with_capacity(text.len());
    let (mut first, mut lines) = (None, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let (depth, end) = marks(line);
        if depth > MAX_DEPTH {
            first.get_or_insert(number);
            lines += 1;
            flat.push_str(&line[end..]);
        } else {
            flat.push_str(line);
        }
    }
    (flat, first.unwrap_or_default(), lines)
}

/// How deep a line's leading marks nest, its indentation counted as if lists had made it, and where the marks end.
fn marks(line: &str) -> (usize, usize) {
    let bytes = line.as_bytes();
    let (mut marks, mut indentation, mut at, mut end) = (0_usize, 0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' => indentation += 1,
            b'\t' => indentation += 4,
            b'>' => {
                marks += 1;
                end = at + 1;
            }
            b'-' | b'+' | b'*' if ends_mark(bytes, at + 1) => {
                marks += 1;
                end = at + 1;
            }
            b'0'..=b'9' => {
                let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let close = at + digits;
                if !matches!(bytes.get(close), Some(b'.' | b')')) || !ends_mark(bytes, close + 1) {
                    break;
                }
                marks += 1;
                at = close;
                end = close + 1;
            }
            _ => break,
        }
        at += 1;
    }
    // One mark is followed by one space; what goes beyond that may nest the line in the lists before it.
    if marks == 0 { (0, 0) } else { (marks + indentation.saturating_sub(marks) / 2, end) }
}

fn ends_mark(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// The text with a backslash in the delimiter rows of the tables that go beyond the bound, and the first of these rows;
/// `None` when there are none.
fn without_wide_tables(text: &str) -> Option<(String, usize)> {
    let (mut lacking, mut number) = (0, 0);
    let mut spoilt: Vec<usize> = Vec::new();
    let lines: Vec<&str> = if text.contains('|') { text.split_inclusive('\n').collect() } else { return None };
    for run in lines.split(|line| line.trim().is_empty()) {
        let columns = run.iter().filter(|line| is_delimiter_row(line)).map(|line| pipes(line) + 1).max();
        if let Some(columns) = columns {
            let lacks: usize = run.iter().map(|line| columns.saturating_sub(pipes(line))).sum();
            if lacking + lacks > MAX_LACKING_CELLS {
                spoilt.extend((number..).zip(run).filter(|(_, line)| is_delimiter_row(line)).map(|(number, _)| number));
            } else {
                lacking += lacks;
            }
        }
        number += run.len() + 1;
    }
    let first = *spoilt.first()?;
    let mut spoilt = spoilt.into_iter().peekable();
    let mut without = String::with_capacity(text.len() + spoilt.len());
    for (number, line) in lines.iter().enumerate() {
        match line.find('|') {
            Some(at) if spoilt.next_if_eq(&number).is_some() => {
                without.push_str(&line[..at]);
                without.push('\\');
                without.push_str(&line[at..]);
            }
            _ => without.push_str(line),
        }
    }
    Some((without, first))
}

fn is_delimiter_row(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| b"|-: \t\r\n>+*0123456789.)".contains(&byte))
}

fn pipes(line: &str) -> usize {
    line.bytes().filter(|byte| *byte == b'|').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> (String, Vec<usize>) {
        let (kept, excesses) = keep(text);
        (kept.into_owned(), excesses.into_iter().map(|(line, _)| line).collect())
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        let table = format!("| a | b |\n|---|---|\n{}", "| 1 | 2 |\n".repeat(2_000));
        for text in ["> > quoted\n- a\n  - b\n      1. c\n\n        ----- - x\n* * * * *\n", &table] {
            assert!(matches!(keep(text), (Cow::Borrowed(same), excesses) if same == text && excesses.is_empty()));
        }
    }

    #[test]
    fn deep_lines_lose_their_marks_and_keep_their_words() {
        for mark in [">", "> ", "- ", "1. ", "> - ", "-\t"] {
            let (flat, lines) = kept(&format!("before\n{}words\nafter", mark.repeat(MAX_DEPTH + 1)));
            assert_eq!(flat.replace([' ', '\t'], ""), "before\nwords\nafter", "{mark:?}");
            assert_eq!(lines, [1], "{mark:?}");
        }
    }

    #[test]
    fn a_staircase_of_lists_is_noticed() {
        let lines: Vec<String> = (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert_eq!(kept(&lines.concat()).1, [MAX_DEPTH]);
    }

    #[test]
    fn tables_much_wider_than_their_rows_are_no_tables() {
        let table = |size: usize| format!("{}\n{}\n{}", "|a".repeat(size), "|-".repeat(size), "|b\n".repeat(size));
        assert_eq!(kept(&table(300)).1, Vec::<usize>::new());
        let (text, lines) = kept(&format!("x\n\n{}\ny", table(1_000)));
        assert_eq!(lines, [3]);
        assert_eq!(text.replace('\\', ""), format!("x\n\n{}\ny", table(1_000)));
        let (_, lines) = kept(&format!("{}\n", table(200)).repeat(10));
        assert_eq!(lines.len(), 1, "the bound is on all tables together");
    }
}
