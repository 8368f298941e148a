//! The lines of a file too large for memory, one at a time and none too long.

use std::io::{self, BufRead};

/// Reads lines that end in `\n`, `\r\n` or `\r`.
pub struct Lines<R> {
    reader: R,
    /// Whether the line before ended in `\r`, so that a `\n` that follows belongs to it.
    after_return: bool,
    longest: usize,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A line, now in the buffer; whether it has an end, which the last line of a half-written file lacks.
    Whole {
        has_end: bool,
    },
    /// A line longer than allowed, which was skipped.
    TooLong,
    End,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `longest` bytes.
    pub fn new(reader: R, longest: usize) -> Lines<R> {
        Lines { reader, after_return: false, longest }
    }

    /// Reads the next line into the buffer, without its end.
    ///
    /// # Errors
    /// What the reader reports.
    pub fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<Line> {
        buffer.clear();
        let mut is_too_long = false;
        let mut has_read = false;
        loop {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let Some(first) = available.first() else {
                return Ok(match (has_read, is_too_long) {
                    (_, true) => Line::TooLong,
                    (true, false) => Line::Whole { has_end: false },
                    (false, false) => Line::End,
                });
            };
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                self.reader.consume(1);
                continue;
            }
            has_read = true;
            let end = available.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = &available[..end.unwrap_or(available.len())];
            if buffer.len() + part.len() > self.longest {
                is_too_long = true;
                *buffer = Vec::new();
            } else if !is_too_long {
                buffer.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.after_return = end.is_some_and(|end| available[end] == b'\r');
            self.reader.consume(used);
            if end.is_some() {
                return Ok(if is_too_long { Line::TooLong } else { Line::Whole { has_end: true } });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use std::io::BufReader;

    fn all(text: &str, longest: usize, capacity: usize) -> Vec<(String, Line)> {
        let mut lines = Lines::new(BufReader::with_capacity(capacity, text.as_bytes()), longest);
        let mut buffer = Vec::new();
        let mut found = Vec::new();
        loop {
            match lines.read(&mut buffer).unwrap() {
                Line::End => return found,
                line => found.push((String::from_utf8(buffer.clone()).unwrap(), line)),
            }
        }
    }

    #[test]
    fn every_line_end_counts_once() {
        for capacity in 1..8 {
            let found = all("a\nb\r\nc\rd\n\n\re", 100, capacity);
            let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
            assert_eq!(texts, ["a", "b", "c", "d", "", "", "e"], "{capacity}");
            assert_eq!(found[6].1, Line::Whole { has_end: false });
        }
    }

    #[test]
    fn a_line_too_long_is_skipped_and_the_next_is_read() {
        for capacity in [1, 3, 64] {
            let found = all("abcdef\nxy\nabcdefghi", 5, capacity);
            assert_eq!(found[0].1, Line::TooLong, "{capacity}");
            assert_eq!(found[1], ("xy".to_owned(), Line::Whole { has_end: true }), "{capacity}");
            assert_eq!(found[2].1, Line::TooLong, "{capacity}");
        }
    }
}
