//! `guidepost import page`: existing help pages become guide files.

use crate::cli::Outcome;
use crate::cli::output::{self, Style, count, harmless, shortened};
use crate::cli::settings::Settings;
use crate::guide::import::{self, Dropped, Format, Imported, Options};
use crate::guide::markdown;
use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{ErrorKind, Read as _, Write};
use std::path::{Path, PathBuf};

/// What is left out is listed up to this many lines.
const MOST_DROPPED: usize = 12;
const DROPPED_WIDTH: usize = 90;

/// Options of `guidepost import page`.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// HTML files, or plain text copied from a page; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The guide's language [default: what the page says, else what its titles are written in]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The guide's id [default: made from the title]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// How the file is to be read [default: told from its content]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatFlag>,
    /// Where the page lives; links to the guide's steps then lead there
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Let links to the steps lead to the address that the HTML page gives as its own
    #[arg(long)]
    keep_url: bool,
    /// Overwrite guides that are there
    #[arg(long)]
    force: bool,
    /// Report as JSON
    #[arg(long)]
    json: bool,
}

/// [`Format`] as an option takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatFlag {
    Html,
    Text,
}

/// What came of one page.
#[derive(Debug, Serialize)]
struct Written {
    /// The page it was read from.
    from: String,
    path: String,
    lang: String,
    id: String,
    title: String,
    steps: usize,
    dropped: Vec<Dropped>,
    /// What reading the written file again complains of.
    problems: Vec<String>,
}

/// Imports every page that can be; fails when one could not.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.id.is_some() && arguments.files.len() > 1 {
        return output::wrong_usage(&"--id names one guide; import the pages one by one, or leave it out");
    }
    if arguments.url.as_deref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return output::wrong_usage(&"--url takes a whole address, such as https://help.example.com/labels");
    }
    let mut written = Vec::new();
    let mut failed = Vec::new();
    for file in &arguments.files {
        match import(file, settings, arguments) {
            Ok(page) => written.push(page),
            Err(error) if arguments.files.len() == 1 => return Err(error),
            Err(error) => failed.push(error),
        }
    }
    if arguments.json {
        output::write_json(&written)?;
    } else {
        let texts: Vec<String> = written.iter().map(|page| to_text(page, Style::of_output())).collect();
        output::write(&texts.join("\n"))?;
    }
    for error in &failed {
        output::say(&format!("{error:#}"));
    }
    if !failed.is_empty() {
        bail!("{} of {} pages could not be imported", failed.len(), arguments.files.len());
    }
    Ok(Outcome::of_problems(written.iter().map(|page| page.problems.len()).sum()))
}

fn import(file: &Path, settings: &Settings, arguments: &Arguments) -> anyhow::Result<Written> {
    let name = if is_standard_input(file) { "the standard input".to_owned() } else { file.display().to_string() };
    let bytes = read(file).with_context(|| format!("{name} can't be read"))?;
    let options = Options {
        format: arguments.format.map_or_else(
            || format_of(file),
            |format| match format {
                FormatFlag::Html => Some(Format::Html),
                FormatFlag::Text => Some(Format::Text),
            },
        ),
        lang: arguments.lang.clone(),
        id: arguments.id.clone(),
        url: arguments.url.clone(),
        keep_url: arguments.keep_url,
    };
    let Imported { guide, dropped } = import::page(&bytes, &options).with_context(|| name.clone())?;
    let path = settings.site.guides.join(&guide.lang).join(format!("{}.md", guide.id));
    let text = markdown::write(&guide);
    write(&path, &text, arguments.force)?;
    let (_, problems) = markdown::parse(&text, &guide.lang, &guide.id, &path);
    Ok(Written {
        from: name,
        path: path.display().to_string(),
        lang: guide.lang,
        id: guide.id,
        title: guide.title,
        steps: guide.steps.iter().filter(|step| step.number != "0").count(),
        dropped,
        problems: problems.iter().map(ToString::to_string).collect(),
    })
}

fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if is_standard_input(file) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    fs::read(file)
}

/// What the ending of the name says; most pages tell by themselves.
fn format_of(file: &Path) -> Option<Format> {
    match file.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm" | "xhtml") => Some(Format::Html),
        _ => None,
    }
}

/// Writes a file whole or not at all: beside its place first, then into it.
fn write(path: &Path, text: &str, is_forced: bool) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let result = fs::File::create_new(&aside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| if is_forced { fs::rename(&aside, path) } else { fs::hard_link(&aside, path) });
    let leftover = fs::remove_file(&aside);
    drop(leftover);
    match result {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && !is_forced => {
            bail!("{} is there already; use --force to overwrite it, or --id for another name", path.display())
        }
        Err(error) => Err(error).with_context(|| format!("{} can't be written", path.display())),
    }
}

/// The report for people.
fn to_text(page: &Written, style: Style) -> String {
    let mut text = format!(
        "{} → {}\n  {} · {} · {}\n",
        harmless(&page.from),
        style.bold(&harmless(&page.path)),
        harmless(&page.title),
        page.lang,
        count(page.steps, "step")
    );
    if page.steps == 0 {
        text.push_str(&style.warning("  No steps were found: all of the text is in the introduction.\n"));
    }
    if !page.dropped.is_empty() {
        let _ = writeln!(text, "  Left out ({}):", count(page.dropped.len(), "line"));
        let width = page.dropped.iter().map(|dropped| dropped.line).max().unwrap_or_default().to_string().len();
        for dropped in page.dropped.iter().take(MOST_DROPPED) {
            let line = if dropped.line == 0 { String::new() } else { dropped.line.to_string() };
            let line = if width > 1 || !line.is_empty() { format!("{line:>width$}  ") } else { String::new() };
            text.push_str(&style.dim(&format!("    {line}{}\n", harmless(&shortened(&dropped.text, DROPPED_WIDTH)))));
        }
        if page.dropped.len() > MOST_DROPPED {
            text.push_str(
                &style.dim(&format!("    … and {} more (--json shows all)\n", page.dropped.len() - MOST_DROPPED)),
            );
        }
    }
    for problem in &page.problems {
        let _ = writeln!(text, "  {} {}", style.warning("problem:"), harmless(problem));
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Written, to_text, write};
    use crate::cli::output::Style;
    use crate::guide::import::Dropped;

    #[test]
    fn what_was_written_and_left_out_is_told() {
        let dropped = |line: usize| Dropped { line, text: format!("Line {line} {}", "word ".repeat(line)) };
        let mut page = Written {
            from: "page.txt".into(),
            path: "guides/fr/numero.md".into(),
            lang: "fr".into(),
            id: "numero".into(),
            title: "Le numéro".into(),
            steps: 20,
            dropped: (8..22).map(dropped).collect(),
            problems: Vec::new(),
        };
        insta::assert_snapshot!(to_text(&page, Style { is_colored: false }));
        page.dropped = vec![Dropped { line: 0, text: "Was this helpful?".into() }];
        page.steps = 0;
        insta::assert_snapshot!(to_text(&page, Style { is_colored: false }));
    }

    #[test]
    fn guides_are_overwritten_only_by_force_and_nothing_is_left_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fr/a/b.md");
        write(&path, "one", false).unwrap();
        let error = write(&path, "two", false).unwrap_err().to_string();
        assert!(error.contains("--force"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        write(&path, "three", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
