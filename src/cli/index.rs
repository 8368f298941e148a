//! `guidepost index`: guides in, a published index out.

use crate::cli::output::{self, Stream, Style, count, number, size};
use crate::cli::problems::{self, ProblemJson};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, log, progress};
use crate::index::{self, LanguageCount, Report};
use crate::language::Language;
use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::time::Instant;

/// Problems that are listed on a terminal.
const MOST_PROBLEMS: usize = 20;

/// Options of `guidepost index`.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    guides: usize,
    steps: usize,
    languages: &'a [LanguageCount],
    problems: Vec<ProblemJson>,
    seconds: f64,
    bytes: u64,
}

/// Builds the index and reports.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    log::start(settings.log_level.unwrap_or(log::Level::Warn), settings.log_format, output::is_colored(Stream::Error));
    let start = Instant::now();
    let report =
        progress::show(|progress| index::build(&settings.site, progress)).context("the index was not built")?;
    let seconds = start.elapsed().as_secs_f64();
    if arguments.json {
        output::write_json(&ReportJson {
            guides: report.guides,
            steps: report.steps,
            languages: &report.languages,
            problems: problems::to_json(&report.problems),
            seconds: (seconds * 1000.0).round() / 1000.0,
            bytes: report.bytes,
        })?;
    } else {
        output::write(&to_text(&report, seconds, &settings.site.index.display().to_string(), Style::of_output()))?;
    }
    Ok(Outcome::of_problems(report.problems.len()))
}

/// The report for people.
fn to_text(report: &Report, seconds: f64, folder: &str, style: Style) -> String {
    let mut text = format!(
        "Indexed {} with {} in {seconds:.1} s ({} in {folder}).\n",
        style.bold(&count(report.guides, "guide")),
        style.bold(&count(report.steps, "step")),
        size(report.bytes),
    );
    if !report.languages.is_empty() {
        text.push('\n');
        text.push_str(&language_table(&report.languages, style));
    }
    if report.guides == 0 {
        text.push_str(
            "\nThere are no guides yet: put Markdown files in guides/<lang>/, or use `guidepost import page`.\n",
        );
    }
    if !report.problems.is_empty() {
        let heading = style.warning(&format!("{}:", count(report.problems.len(), "problem")));
        let _ = writeln!(text, "\n{heading}");
        text.push_str(&problems::list(&report.problems, MOST_PROBLEMS, style));
    }
    text
}

fn language_table(languages: &[LanguageCount], style: Style) -> String {
    let tag_width = languages.iter().map(|language| language.lang.chars().count()).max().unwrap_or_default();
    let name = |language: &LanguageCount| match Language::from_tag(&language.lang) {
        Language::UNKNOWN => "",
        known => known.name(),
    };
    // Names are set last: scripts differ in width, and nothing stands behind them to be aligned.
    let mut text = style.dim(&format!("  {:tag_width$}  {:>9}  {:>9}", "", "guides", "steps")) + "\n";
    for language in languages {
        let row = format!(
            "  {:tag_width$}  {:>9}  {:>9}  {}",
            output::harmless(&language.lang),
            number(language.guides),
            number(language.steps),
            style.dim(name(language))
        );
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::to_text;
    use crate::cli::output::Style;
    use crate::guide::Problem;
    use crate::index::{LanguageCount, Report};

    #[test]
    fn the_report_is_aligned_and_lists_some_problems() {
        let language = |lang: &str, guides, steps| LanguageCount { lang: lang.to_owned(), guides, steps };
        let problem = |line| Problem {
            path: "guides/fr/a.md".into(),
            line,
            message: "the step has no title; write one".to_owned(),
        };
        let report = Report {
            generation: 1,
            guides: 1_210,
            steps: 24_001,
            languages: vec![language("en", 1_200, 24_000), language("pt-BR", 10, 1)],
            problems: (1..=22).map(problem).collect(),
            bytes: 3_412_000,
        };
        insta::assert_snapshot!(to_text(&report, 2.04, "index", Style { is_colored: false }));
        let empty =
            Report { generation: 1, guides: 0, steps: 0, languages: Vec::new(), problems: Vec::new(), bytes: 812 };
        insta::assert_snapshot!(to_text(&empty, 0.01, "index", Style { is_colored: false }));
    }
}
