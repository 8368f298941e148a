//! `guidepost check`: what is wrong with the guides, without writing anything.

use crate::cli::output::{self, Style, count};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, problems, synonyms};
use crate::guide::{Guide, Problem, folder, lint};
use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use std::collections::HashSet;

/// Options of `guidepost check`.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Report as JSON
    #[arg(long)]
    json: bool,
}

/// Reads all guides, lints them and reports.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (guides, problems) = find(settings).context("the guides were not checked")?;
    let steps = guides.iter().map(|guide| guide.steps.len()).sum();
    if arguments.json {
        output::write_json(&json!({
            "guides": guides.len(), "steps": steps, "problems": problems::to_json(&problems),
        }))?;
    } else {
        output::write(&to_text(guides.len(), steps, &problems, Style::of_output()))?;
    }
    Ok(Outcome::of_problems(problems.len()))
}

fn find(settings: &Settings) -> anyhow::Result<(Vec<Guide>, Vec<Problem>)> {
    let (sources, mut problems) = folder::sources(&settings.site.guides)?;
    let mut guides = Vec::new();
    for source in &sources {
        problems.extend(folder::read(source, &mut |guide| guides.push(guide)));
    }
    problems.extend(lint::lint(&guides));
    problems.extend(synonyms::lint(&settings.synonyms, &guides));
    problems.sort();
    problems.dedup();
    Ok((guides, problems))
}

/// The report for people.
fn to_text(guides: usize, steps: usize, problems: &[Problem], style: Style) -> String {
    let looked_at = format!("{} with {}", count(guides, "guide"), count(steps, "step"));
    if problems.is_empty() {
        return format!("Checked {looked_at}: nothing wrong.\n");
    }
    let files: HashSet<_> = problems.iter().map(|problem| &problem.path).collect();
    let found = format!("{} in {}", count(problems.len(), "problem"), count(files.len(), "file"));
    format!("{}\nChecked {looked_at}: {}.\n", problems::list(problems, usize::MAX, style), style.warning(&found))
}

#[cfg(test)]
mod tests {
    use super::to_text;
    use crate::cli::output::Style;
    use crate::guide::Problem;

    #[test]
    fn problems_come_sorted_by_file_with_a_summary() {
        let problem =
            |path: &str, line, message: &str| Problem { path: path.into(), line, message: message.to_owned() };
        let problems = [
            problem("guides/fr/b.md", 3, "the link to `c` leads nowhere; mend or remove it"),
            problem("guides/fr/a.md", 12, "the image has no text; write one between the brackets"),
            problem("guides/fr/a.md", 0, "there is no English translation"),
        ];
        insta::assert_snapshot!(to_text(2, 14, &problems, Style { is_colored: false }));
        assert_eq!(to_text(2, 1, &[], Style { is_colored: false }), "Checked 2 guides with 1 step: nothing wrong.\n");
    }
}
