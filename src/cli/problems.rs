//! Problems with guides as a terminal and as JSON show them.

use crate::cli::output::{Style, harmless, number};
use crate::guide::Problem;
use serde::Serialize;
use std::fmt::Write as _;

/// A problem as JSON has it.
#[derive(Debug, Serialize)]
pub struct ProblemJson {
    path: String,
    line: usize,
    message: String,
}

/// Problems as JSON.
#[must_use]
pub fn to_json(problems: &[Problem]) -> Vec<ProblemJson> {
    let path = |problem: &Problem| problem.path.display().to_string();
    problems
        .iter()
        .map(|problem| ProblemJson { path: path(problem), line: problem.line, message: problem.message.clone() })
        .collect()
}

/// One line for each problem, as `path:line: message`, a blank line between files; at most so many, then how many more.
#[must_use]
pub fn list(problems: &[Problem], most: usize, style: Style) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    let mut text = String::new();
    let mut last_path = None;
    for problem in sorted.iter().take(most) {
        if last_path.is_some_and(|last| last != &problem.path) {
            text.push('\n');
        }
        last_path = Some(&problem.path);
        let place = format!("{}:{}:", problem.path.display(), problem.line.max(1));
        let _ = writeln!(text, "{} {}", style.bold(&harmless(&place)), harmless(&problem.message));
    }
    if sorted.len() > most {
        text.push_str(&style.dim(&format!("… and {} more (--json shows all)\n", number(sorted.len() - most))));
    }
    text
}
