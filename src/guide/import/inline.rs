//! Running text with its bold, links, code and pictures, written as one Markdown paragraph.

use crate::guide::import::escape::{escape, protect_line_start};
use std::fmt::Write as _;

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    pub text: String,
    pub style: Style,
    /// Where it leads.
    pub link: Option<String>,
    /// The address of a picture; the text is what the picture shows.
    pub picture: Option<String>,
    pub is_line_break: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    pub is_strong: bool,
    pub is_emphasized: bool,
    pub is_code: bool,
}

/// Runs with their white space collapsed as browsers do, equal neighbours joined, and nothing at either end.
#[must_use]
pub fn tidy(runs: Vec<Run>) -> Vec<Run> {
    let mut tidied: Vec<Run> = Vec::with_capacity(runs.len());
    for mut run in runs {
        if run.is_line_break || run.picture.is_some() {
            tidied.push(run);
            continue;
        }
        run.text = collapse(&run.text);
        let follows_space =
            tidied.last().is_none_or(|last| last.is_line_break || last.text.ends_with(' ') && last.picture.is_none());
        if follows_space {
            run.text.drain(..run.text.len() - run.text.trim_start_matches(' ').len());
        }
        match tidied.last_mut() {
            _ if run.text.is_empty() => {}
            Some(last)
                if last.picture.is_none()
                    && !last.is_line_break
                    && last.style == run.style
                    && last.link == run.link =>
            {
                last.text.push_str(&run.text);
            }
            _ => tidied.push(run),
        }
    }
    let is_blank = |run: &Run| run.picture.is_none() && (run.is_line_break || run.text.trim().is_empty());
    while tidied.last().is_some_and(is_blank) {
        tidied.pop();
    }
    while tidied.first().is_some_and(is_blank) {
        tidied.remove(0);
    }
    if let Some(last) = tidied.last_mut().filter(|last| last.picture.is_none()) {
        last.text.truncate(last.text.trim_end_matches(' ').len());
    }
    tidied
}

fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_whitespace() {
            if !collapsed.ends_with(' ') {
                collapsed.push(' ');
            }
        } else if !character.is_control() {
            collapsed.push(character);
        }
    }
    collapsed
}

/// What the runs say, on one line, without pictures.
#[must_use]
pub fn plain(runs: &[Run]) -> String {
    let mut text = String::new();
    for run in runs.iter().filter(|run| run.picture.is_none()) {
        text.push_str(if run.is_line_break { " " } else { &run.text });
    }
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The runs as Markdown. Marks that Markdown would not read as such at their place are left out, the text never.
#[must_use]
pub fn markdown(runs: &[Run]) -> String {
    let mut written = String::new();
    let mut at = 0;
    while at < runs.len() {
        let run = &runs[at];
        let end = match &run.link {
            Some(_) => {
                at + runs[at..].iter().take_while(|other| other.link == run.link && other.picture.is_none()).count()
            }
            None => at + 1,
        }
        .max(at + 1);
        let next = runs.get(end).and_then(|next| next.text.chars().next()).unwrap_or(' ');
        if run.is_line_break {
            written.truncate(written.trim_end_matches(' ').len());
            written.push_str("\\\n");
        } else if let Some(picture) = &run.picture {
            let _ = write!(written, "![{}]({})", escape(&run.text, false), destination(picture));
        } else if let Some(link) = &run.link {
            push_link(&mut written, &runs[at..end], link);
        } else {
            push_run(&mut written, run, next);
        }
        at = end;
    }
    written.split('\n').map(protect_line_start).collect::<Vec<_>>().join("\n")
}

fn push_link(written: &mut String, runs: &[Run], link: &str) {
    let mut inner = String::new();
    for (at, run) in runs.iter().enumerate() {
        let next = runs.get(at + 1).and_then(|next| next.text.chars().next()).unwrap_or(' ');
        if run.is_line_break {
            inner.push(' ');
        } else {
            push_run(&mut inner, run, next);
        }
    }
    let text = plain(runs);
    if text.is_empty() {
        written.push_str(&inner);
        return;
    }
    let lead = &inner[..inner.len() - inner.trim_start_matches(' ').len()];
    let tail = &inner[inner.trim_end_matches(' ').len()..];
    written.push_str(lead);
    if text == link {
        let _ = write!(written, "<{link}>");
    } else {
        if written.ends_with('!') {
            written.insert(written.len() - 1, '\\');
        }
        let _ = write!(written, "[{}]({})", inner.trim_matches(' '), destination(link));
    }
    written.push_str(tail);
}

fn push_run(written: &mut String, run: &Run, next: char) {
    let core = run.text.trim_matches(' ');
    if core.is_empty() {
        written.push_str(&run.text);
        return;
    }
    let lead = &run.text[..run.text.len() - run.text.trim_start_matches(' ').len()];
    let tail = &run.text[run.text.trim_end_matches(' ').len()..];
    written.push_str(lead);
    if run.style.is_code {
        if written.ends_with('`') {
            written.push(' ');
        }
        written.push_str(&code(core));
    } else {
        let mark = match (run.style.is_strong, run.style.is_emphasized) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        };
        let before = written.chars().next_back().unwrap_or(' ');
        let after = tail.chars().next().unwrap_or(next);
        let mark = if can_mark(before, core, after) { mark } else { "" };
        written.push_str(mark);
        written.push_str(&escape(core, false));
        written.push_str(mark);
    }
    written.push_str(tail);
}

/// Whether stars around `core` are read as marks: the flanking rule of `CommonMark`, and no other mark touches them.
fn can_mark(before: char, core: &str, after: char) -> bool {
    let is_punctuation = |character: char| !character.is_alphanumeric() && !character.is_whitespace();
    let first = core.chars().next().unwrap_or(' ');
    let last = core.chars().next_back().unwrap_or(' ');
    let opens = !first.is_whitespace() && (!is_punctuation(first) || !before.is_alphanumeric());
    let closes = !last.is_whitespace() && (!is_punctuation(last) || !after.is_alphanumeric());
    opens && closes && !"*_~".contains(before) && !"*_~".contains(after)
}

/// A code span whose fence is longer than any row of backticks in it.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_backticks(text) + 1);
    let needs_space = text.starts_with('`') || text.ends_with('`');
    let space = if needs_space { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The length of the longest row of backticks.
#[must_use]
pub fn longest_backticks(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

/// A link's address as Markdown takes it.
#[must_use]
pub fn destination(address: &str) -> String {
    if address.contains(['(', ')', ' ', '<', '>', '\\', '*', '_']) {
        let safe = address.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C").replace(' ', "%20");
        format!("<{safe}>")
    } else {
        address.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, Style, markdown, plain, tidy};

    fn run(text: &str) -> Run {
        Run { text: text.to_owned(), ..Run::default() }
    }

    fn strong(text: &str) -> Run {
        Run { style: Style { is_strong: true, ..Style::default() }, ..run(text) }
    }

    fn link(text: &str, to: &str) -> Run {
        Run { link: Some(to.to_owned()), ..run(text) }
    }

    #[test]
    fn styles_and_links_are_written() {
        let runs = tidy(vec![
            run("  Click\n "),
            strong(" Save "),
            run("now, or "),
            link("read more", "https://a.example/x_(y)"),
            run("."),
        ]);
        assert_eq!(markdown(&runs), "Click **Save** now, or [read more](<https://a.example/x_(y)>).");
        assert_eq!(plain(&runs), "Click Save now, or read more.");
    }

    #[test]
    fn marks_that_would_not_be_read_are_left_out() {
        assert_eq!(markdown(&tidy(vec![strong("Note:"), run("this")])), "Note:this");
        assert_eq!(markdown(&tidy(vec![run("点击"), strong("保存"), run("按钮")])), "点击**保存**按钮");
        assert_eq!(markdown(&tidy(vec![run("Hey!"), link("x", "https://a.example")])), "Hey\\![x](https://a.example)");
        assert_eq!(markdown(&tidy(vec![run("1. no list")])), "1\\. no list");
    }
}
