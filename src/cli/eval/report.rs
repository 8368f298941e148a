//! The report of `guidepost eval`: aligned tables for people, camelCase JSON for machines.

use crate::cli::eval::Evaluated;
use crate::cli::output::{Style, count, harmless, number, shortened};
use crate::cli::problems;
use crate::relevance::{Change, Comparison, Group, Metric};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Problems that are listed on a terminal.
const MOST_PROBLEMS: usize = 20;
/// Ids that are listed on a terminal.
const MOST_IDS: usize = 5;
/// Characters of a question that are shown.
const TEXT_WIDTH: usize = 70;

/// The mean of one metric.
#[must_use]
pub fn mean(group: &Group, metric: Metric) -> f64 {
    group.metrics[metric as usize].mean
}

/// The report for people.
#[must_use]
pub fn to_text(evaluated: &[Evaluated], style: Style) -> String {
    let mut text = String::new();
    for one in evaluated {
        text.push_str(&set_text(one, style));
        text.push('\n');
    }
    if evaluated.len() > 1 {
        let _ = writeln!(text, "{}", style.bold("Mean over the sets"));
        let mut rows = vec![heading("sets")];
        let mut row = vec!["all".to_owned(), number(evaluated.len())];
        row.extend(Metric::ALL.map(|metric| format!("{:.4}", mean_over_sets(evaluated, metric))));
        rows.push(row);
        text.push_str(&table(&rows, style));
        text.push('\n');
    }
    // The blank line after the last part.
    text.pop();
    text
}

fn set_text(one: &Evaluated, style: Style) -> String {
    let (set, evaluation) = (&one.set, &one.evaluation);
    let mut text = format!(
        "{}: {} with {}\n",
        style.bold(&harmless(&set.name)),
        count(evaluation.guides, "guide"),
        count(evaluation.steps, "step")
    );
    let mut rows = vec![heading("questions"), row("all", &evaluation.overall)];
    for (groups, is_told) in [(&evaluation.languages, evaluation.languages.len() > 1), (&evaluation.classes, true)] {
        if is_told {
            rows.extend(groups.iter().map(|(name, group)| row(&format!("  {}", harmless(name)), group)));
        }
    }
    text.push_str(&table(&rows, style));
    text.push_str(&style.dim("In brackets: the 95 % interval of nDCG@10, by resampling the questions.\n"));
    for (ids, what) in [
        (&set.without_answer, "left out: nothing is judged to answer"),
        (&set.cut, "asked without the end, being longer than 512 characters:"),
    ] {
        if !ids.is_empty() {
            let _ = writeln!(text, "{}", style.warning(&told(ids, what)));
        }
    }
    let all: Vec<_> = set.problems.iter().chain(&evaluation.problems).cloned().collect();
    if !all.is_empty() {
        let _ = writeln!(text, "\n{}", style.warning(&format!("{}:", count(all.len(), "problem"))));
        text.push_str(&problems::list(&all, MOST_PROBLEMS, style));
    }
    if let Some(comparison) = &one.comparison {
        text.push('\n');
        text.push_str(&comparison_text(comparison, style));
    }
    text
}

fn told(ids: &[String], what: &str) -> String {
    let named: Vec<String> = ids.iter().take(MOST_IDS).map(|id| harmless(id)).collect();
    let more = ids.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {} more", number(more)) };
    format!("{} {what} {}{more}", count(ids.len(), "question"), named.join(", "))
}

fn heading(counted: &str) -> Vec<String> {
    let mut heading = vec![String::new(), counted.to_owned()];
    heading.extend(Metric::ALL.map(|metric| metric.name().to_owned()));
    heading
}

fn row(name: &str, group: &Group) -> Vec<String> {
    let mut row = vec![name.to_owned(), number(group.questions)];
    row.extend(Metric::ALL.map(|metric| {
        let interval = &group.metrics[metric as usize];
        match metric {
            Metric::Ndcg => format!("{:.4} ({:.3}–{:.3})", interval.mean, interval.low, interval.high),
            _ => format!("{:.4}", interval.mean),
        }
    }));
    row
}

/// Cells under each other: the first column to the left, the others to the right.
fn table(rows: &[Vec<String>], style: Style) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let mut line = format!("  {:<width$}", row[0], width = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            let _ = write!(line, "  {cell:>width$}");
        }
        text.push_str(&if at == 0 { style.dim(&line) } else { line });
        text.push('\n');
    }
    text
}

fn comparison_text(comparison: &Comparison, style: Style) -> String {
    let difference = comparison.after - comparison.before;
    let verdict = if comparison.is_more_than_chance() { "more than chance" } else { "no more than chance" };
    let mut text = format!(
        "Against the other run: nDCG@10 {:.4} → {:.4} ({difference:+.4}), {} (p = {:.4}); {} won, {} lost, {} tied.\n",
        comparison.before,
        comparison.after,
        style.bold(verdict),
        comparison.p_value,
        number(comparison.won),
        number(comparison.lost),
        number(comparison.tied)
    );
    if comparison.missing > 0 {
        let note =
            format!("The other run lacks {}, which count as not answered.\n", count(comparison.missing, "question"));
        text.push_str(&style.warning(&note));
    }
    for (title, changes) in [("Won most", &comparison.wins), ("Lost most", &comparison.losses)] {
        if !changes.is_empty() {
            let _ = writeln!(text, "{}", style.bold(title));
            text.push_str(&changes_text(changes));
        }
    }
    text
}

fn changes_text(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let _ = writeln!(
            text,
            "  {:+.3}  {:.3} → {:.3}  {}  [{}] {}",
            change.difference(),
            change.before,
            change.after,
            harmless(&change.qid),
            harmless(&change.lang),
            harmless(&shortened(&change.text, TEXT_WIDTH))
        );
    }
    text
}

fn mean_over_sets(evaluated: &[Evaluated], metric: Metric) -> f64 {
    evaluated.iter().map(|one| mean(&one.evaluation.overall, metric)).sum::<f64>() / evaluated.len().max(1) as f64
}

/// The report for machines.
#[must_use]
pub fn to_json(evaluated: &[Evaluated]) -> Value {
    let means: Map<String, Value> =
        Metric::ALL.iter().map(|metric| (key(*metric).to_owned(), json!(mean_over_sets(evaluated, *metric)))).collect();
    json!({ "sets": evaluated.iter().map(set_json).collect::<Vec<_>>(), "mean": means })
}

fn set_json(one: &Evaluated) -> Value {
    let (set, evaluation) = (&one.set, &one.evaluation);
    let all: Vec<_> = set.problems.iter().chain(&evaluation.problems).cloned().collect();
    let mut value = json!({
        "name": set.name,
        "guides": evaluation.guides,
        "steps": evaluation.steps,
        "overall": group_json(&evaluation.overall),
        "languages": groups_json(&evaluation.languages),
        "classes": groups_json(&evaluation.classes),
        "withoutAnswer": set.without_answer,
        "cut": set.cut,
        "problems": problems::to_json(&all),
    });
    if let Some(comparison) = &one.comparison {
        value["comparison"] = comparison_json(comparison);
    }
    value
}

fn groups_json(groups: &BTreeMap<String, Group>) -> Value {
    groups.iter().map(|(name, group)| (name.clone(), group_json(group))).collect::<Map<_, _>>().into()
}

fn group_json(group: &Group) -> Value {
    let mut value = json!({ "questions": group.questions });
    for metric in Metric::ALL {
        value[key(metric)] = json!(group.metrics[metric as usize]);
    }
    value
}

fn key(metric: Metric) -> &'static str {
    match metric {
        Metric::Ndcg => "ndcgAt10",
        Metric::ReciprocalRank => "mrrAt10",
        Metric::Success => "successAt1",
        Metric::Recall => "recallAt10",
        Metric::Empty => "empty",
    }
}

fn comparison_json(comparison: &Comparison) -> Value {
    let changes = |changes: &[Change]| -> Vec<Value> {
        changes
            .iter()
            .map(|change| {
                json!({
                    "qid": change.qid, "lang": change.lang, "text": change.text,
                    "before": change.before, "after": change.after,
                })
            })
            .collect()
    };
    json!({
        "before": comparison.before,
        "after": comparison.after,
        "difference": comparison.after - comparison.before,
        "won": comparison.won,
        "lost": comparison.lost,
        "tied": comparison.tied,
        "missing": comparison.missing,
        "pValue": comparison.p_value,
        "isMoreThanChance": comparison.is_more_than_chance(),
        "wins": changes(&comparison.wins),
        "losses": changes(&comparison.losses),
    })
}
