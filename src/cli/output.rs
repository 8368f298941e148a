//! The one place that prints: what was asked for to the standard output, everything else to the standard error.

use crate::cli::Outcome;
use anyhow::Context as _;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Output,
    Error,
}

impl Stream {
    /// The standard error, or the standard output.
    #[must_use]
    pub fn of(is_error: bool) -> Stream {
        if is_error { Stream::Error } else { Stream::Output }
    }
}

/// Whether a stream takes colours: a terminal, unless `NO_COLOR` is set or the terminal is dumb.
#[must_use]
pub fn is_colored(stream: Stream) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_terminal(stream) && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// Whether a person reads the stream.
#[must_use]
pub fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Output => io::stdout().is_terminal(),
        Stream::Error => io::stderr().is_terminal(),
    }
}

/// Writes a result.
///
/// # Errors
/// When the output can't be written. That its reader has gone (`| head`) ends the program without complaint, see
/// [`report_failure`].
pub fn write(text: &str) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).context("the output can't be written")
}

/// Writes a result as JSON, on several lines.
///
/// # Errors
/// As [`write()`].
pub fn write_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value).context("the result can't be written as JSON")?;
    text.push('\n');
    write(&text)
}

/// Says something beside the result. Nobody can be told when this fails.
pub fn say(text: &impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says why a command was not understood, as it stands.
pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Says what is wrong with what was asked; the outcome is wrong usage.
///
/// # Errors
/// Never: the shape is that of the commands.
pub fn wrong_usage(message: &impl Display) -> anyhow::Result<Outcome> {
    say(&format!("{} {message}", label()));
    Ok(Outcome::WrongUsage)
}

/// Says why a command failed, and gives the exit status: 1, or 0 when only the reader of the output has gone.
#[must_use]
pub fn report_failure(error: &anyhow::Error) -> u8 {
    if is_closed_pipe(error) {
        return 0;
    }
    say(&format!("{} {}", label(), chain(error)));
    1
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe))
}

/// The causes of an error, each said once: some messages hold their cause already.
fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

fn label() -> &'static str {
    if is_colored(Stream::Error) { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" }
}

/// How text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With ANSI escapes; without, the text stays as it is.
    pub is_colored: bool,
}

impl Style {
    /// The style of results.
    #[must_use]
    pub fn of_output() -> Style {
        Style { is_colored: is_colored(Stream::Output) }
    }

    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.wrapped(text, "1", "22")
    }

    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.wrapped(text, "2", "22")
    }

    /// A word that matched.
    #[must_use]
    pub fn marked(self, text: &str) -> String {
        self.wrapped(text, "1;4", "22;24")
    }

    #[must_use]
    pub fn link(self, text: &str) -> String {
        self.wrapped(text, "36", "39")
    }

    #[must_use]
    pub fn warning(self, text: &str) -> String {
        self.wrapped(text, "33", "39")
    }

    fn wrapped(self, text: &str, start: &str, end: &str) -> String {
        if self.is_colored && !text.is_empty() {
            format!("\u{1b}[{start}m{text}\u{1b}[{end}m")
        } else {
            text.to_owned()
        }
    }
}

/// Text from guides without the characters that would steer a terminal.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() && character != '\n' { '\u{fffd}' } else { character })
        .collect()
}

/// A number with its thousands apart: `24,000`.
#[must_use]
pub fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and what it counts: `1 step`, `24,000 steps`.
#[must_use]
pub fn count(value: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(value), if value == 1 { "" } else { "s" })
}

/// A size for people: `812 B`, `3.4 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    match units.iter().find(|(_, unit)| bytes as f64 >= *unit) {
        Some((name, unit)) => format!("{:.1} {name}", bytes as f64 / unit),
        None => format!("{bytes} B"),
    }
}

/// The first so many characters of a text, on one line.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut short: String = line.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short + "…"
}
