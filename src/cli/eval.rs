//! `guidepost eval`: how good the answers are on judged sets, as tables and as JSON.

mod across_report;
mod report;

use crate::cli::output::{self, Stream, Style};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, log, progress, synonyms};
use crate::relevance::set::GuidesSource;
use crate::relevance::trec::{self, Run};
use crate::relevance::{Comparison, Evaluation, Metric, Set, across, compare, evaluate, set};
use anyhow::{Context as _, bail};
use clap::Args;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Questions that are told of those that gained, and of those that lost.
const MOST_CHANGES: usize = 10;

/// Options of `guidepost eval`.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Folders with queries.jsonl, qrels.tsv and guides.jsonl or a folder guides; without either, the site's guides are
    /// searched
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Report as JSON
    #[arg(long)]
    json: bool,
    /// Fail when a set does not reach this, such as ndcg@10=0.70; may be given several times
    #[arg(long = "min", value_name = "METRIC=VALUE", value_parser = parse_minimum)]
    minimums: Vec<Minimum>,
    /// Write the ranked lists to this file, in TREC run format
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Compare with the ranked lists of an earlier evaluation, in TREC run format
    #[arg(long, value_name = "RUN-FILE")]
    compare: Option<PathBuf>,
    /// Ask in each language for what is there in another one only: each fifth of the guides loses its version in the
    /// language of the questions in turn. Only these languages, or all that questions are in
    #[arg(long, value_name = "LANGS", value_delimiter = ',', num_args = 0..=1, default_missing_value = "")]
    across_languages: Option<Vec<String>>,
    /// With --across-languages: at most so many questions of each language
    #[arg(long, value_name = "NUMBER", default_value_t = 250)]
    sample: usize,
}

/// What every set has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Minimum {
    metric: Metric,
    value: f64,
}

/// A set with what came of it.
struct Evaluated {
    set: Set,
    evaluation: Evaluation,
    comparison: Option<Comparison>,
}

impl Evaluated {
    fn problems(&self) -> usize {
        self.set.problems.len() + self.evaluation.problems.len()
    }
}

/// Evaluates the sets one after the other and reports.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    log::start(settings.log_level.unwrap_or(log::Level::Warn), settings.log_format, output::is_colored(Stream::Error));
    let sets: Result<Vec<Set>, _> =
        arguments.folders.iter().map(|folder| set::read(folder, Some(&settings.site.guides))).collect();
    let sets = sets.context("a set can't be read")?;
    if (arguments.run.is_some() || arguments.compare.is_some())
        && let Some(qid) = shared_id(&sets)
    {
        return output::wrong_usage(&format!(
            "several sets have a question {qid}, so one run file can't hold them; evaluate these sets one at a time"
        ));
    }
    let other = arguments.compare.as_deref().map(trec::read).transpose().context("the other run can't be read")?;
    if let Some(languages) = &arguments.across_languages {
        return ask_across(&sets, languages, arguments);
    }
    let mut evaluated = Vec::with_capacity(sets.len());
    for set in sets {
        let mut set = set;
        // A set about the site's guides is asked with the site's synonyms, unless it brings its own.
        if set.synonyms.is_empty() && set.guides == GuidesSource::Folder(settings.site.guides.clone()) {
            set.synonyms = Arc::new(synonyms::read(&settings.synonyms)?);
        }
        evaluated.push(evaluate_one(set, other.as_ref())?);
    }
    if let Some(path) = &arguments.run {
        fs::write(path, run_text(&evaluated))
            .with_context(|| format!("{}: the run file can't be written", path.display()))?;
    }
    if arguments.json {
        output::write_json(&report::to_json(&evaluated))?;
    } else {
        output::write(&report::to_text(&evaluated, Style::of_output()))?;
    }
    let unmet = unmet(&evaluated, &arguments.minimums);
    if !unmet.is_empty() {
        bail!("{}", unmet.join("; "));
    }
    Ok(Outcome::of_problems(evaluated.iter().map(Evaluated::problems).sum()))
}

fn ask_across(sets: &[Set], languages: &[String], arguments: &Arguments) -> anyhow::Result<Outcome> {
    let languages = languages.iter().filter(|lang| !lang.is_empty()).cloned().collect();
    let plan = across::Plan { languages, sample: arguments.sample };
    let mut reports = Vec::with_capacity(sets.len());
    for set in sets {
        let workspace = tempfile::tempdir().context("no temporary folder can be made for the index")?;
        let work = |asked: &dyn Fn(usize, usize)| across::evaluate(set, &plan, workspace.path(), asked);
        let pairs =
            progress::show_asking("indexes", work).with_context(|| format!("{} can't be evaluated", set.name))?;
        reports.push((set.name.as_str(), pairs));
    }
    if arguments.json {
        output::write_json(&across_report::to_json(&reports))?;
    } else {
        output::write(&across_report::to_text(&reports, Style::of_output()))?;
    }
    Ok(Outcome::of_problems(0))
}

fn evaluate_one(set: Set, other: Option<&Run>) -> anyhow::Result<Evaluated> {
    let failed = || format!("{} can't be evaluated", set.name);
    let workspace = tempfile::tempdir().context("no temporary folder can be made for the index")?;
    let indexed = progress::show(|progress| evaluate::index(&set, workspace.path(), progress)).with_context(failed)?;
    let evaluation =
        progress::show_asking("questions", |asked| evaluate::ask_all(&set, indexed, asked)).with_context(failed)?;
    let comparison = other.map(|run| compare(&set, &evaluation, run, MOST_CHANGES));
    Ok(Evaluated { set, evaluation, comparison })
}

/// The id of a question that two sets have.
fn shared_id(sets: &[Set]) -> Option<&str> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let ids = sets.iter().enumerate().flat_map(|(at, set)| set.queries.iter().map(move |query| (at, &query.id)));
    for (at, id) in ids {
        if *seen.entry(id).or_insert(at) != at {
            return Some(id);
        }
    }
    None
}

fn run_text(evaluated: &[Evaluated]) -> String {
    let lists = evaluated.iter().flat_map(|one| one.set.queries.iter().zip(&one.evaluation.scored));
    lists.map(|(query, scored)| trec::lines(&query.id, &scored.hits)).collect()
}

/// What the sets lack, one message for each set and minimum.
fn unmet(evaluated: &[Evaluated], minimums: &[Minimum]) -> Vec<String> {
    let mut messages = Vec::new();
    for one in evaluated {
        for minimum in minimums {
            let reached = report::mean(&one.evaluation.overall, minimum.metric);
            if reached < minimum.value {
                let mut message = String::new();
                // Writing to a text can't fail.
                let _ = write!(
                    message,
                    "{} reaches {} {reached:.4}, less than {}",
                    one.set.name,
                    minimum.metric.name(),
                    minimum.value
                );
                messages.push(message);
            }
        }
    }
    messages
}

fn parse_minimum(text: &str) -> Result<Minimum, String> {
    let names: Vec<String> = Metric::ALL
        .iter()
        .filter(|metric| **metric != Metric::Empty)
        .map(|metric| metric.name().to_lowercase())
        .collect();
    let (name, value) = text.split_once('=').ok_or("write it like ndcg@10=0.70")?;
    let metric = Metric::from_name(name)
        .filter(|metric| *metric != Metric::Empty)
        .ok_or_else(|| format!("there is no metric {name}; the metrics are {}", names.join(", ")))?;
    let value: f64 = value.trim().parse().map_err(|_| format!("{value} is no number; write it like {name}=0.70"))?;
    if !(0.0..=1.0).contains(&value) {
        return Err(format!("{value} is out of reach; {name} lies between 0 and 1"));
    }
    Ok(Minimum { metric, value })
}

#[cfg(test)]
mod tests;
