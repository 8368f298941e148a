//! `guidepost report`: what people look for and don't find, on the terminal, as JSON or as CSV.

use crate::analytics::causes::Guides;
use crate::analytics::day;
use crate::analytics::report::table::{Table, Tabular};
use crate::analytics::report::{self, MAX_LIMIT, Period, Query};
use crate::analytics::{Store, StoreAddress};
use crate::cli::columns;
use crate::cli::output::{self, Stream, Style};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, log, progress, synonyms};
use crate::index::Site;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::sync::Arc;

/// The reports.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// How searching goes as a whole, day by day
    Summary(Arguments),
    /// What is searched for most
    Searches(Arguments),
    /// What is searched for in vain, why, and the mend
    FailedSearches(Arguments),
    /// Which steps are clicked, and whether they help
    Clicks(Arguments),
    /// What the guides lack: failed questions, grouped
    Gaps(Arguments),
    /// Synonyms that visitors taught
    SynonymProposals(Arguments),
    /// Steps that are wanted in a language in which they are not there
    TranslationDebt(Arguments),
    /// What agents say: questions that nothing answers, and what solved the others
    AgentVotes(Arguments),
}

/// Options of every report.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// The first day, as in 2026-11-23 [default: thirty days before the last]
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day [default: today]
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Only readers of this language
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Only what has to do with this guide
    #[arg(long, value_name = "ID")]
    guide: Option<String>,
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = report::DEFAULT_LIMIT)]
    limit: usize,
    /// As JSON, as /api/analytics gives it
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// As comma-separated values
    #[arg(long)]
    csv: bool,
}

/// Makes a report and prints it.
pub fn run(settings: &Settings, report: &Report) -> anyhow::Result<Outcome> {
    log::start(settings.log_level.unwrap_or(log::Level::Warn), settings.log_format, output::is_colored(Stream::Error));
    let arguments = report.arguments();
    let analytics = &settings.analytics;
    let today = analytics.zone.day_of(day::now());
    let mut query = match Query::new(arguments.from.as_deref(), arguments.to.as_deref(), today) {
        Ok(query) => query,
        Err(error) => return output::wrong_usage(&error),
    };
    if !(1..=MAX_LIMIT).contains(&arguments.limit) {
        return output::wrong_usage(&format!("--limit must be from 1 to {MAX_LIMIT}"));
    }
    query.filter.lang.clone_from(&arguments.lang);
    query.filter.guide.clone_from(&arguments.guide);
    query.min_visitors = i64::from(analytics.min_visitors);
    query.limit = arguments.limit;
    let mut store = open(settings)?;
    // A server that runs does the same; whoever is first has done it.
    store.fold().context("what was recorded can't be counted")?;
    let period = query.period(store.zone());
    if !report.needs_guides() {
        return match report {
            Report::Summary(_) => show(&report::summary::summary(&mut store, &query)?, arguments, &period),
            _ => show(&report::searches::searches(&mut store, &query)?, arguments, &period),
        };
    }
    let site = progress::show(|progress| Site::open(settings.site.clone(), progress))
        .context("there are no guides to compare with")?;
    let snapshot = site.snapshot();
    let synonyms = Arc::new(synonyms::read(&settings.synonyms).context("the synonyms can't be read")?);
    let guides = &mut Guides::new(&snapshot, &settings.links, synonyms);
    match report {
        Report::Summary(_) | Report::Searches(_) => Ok(Outcome::Done),
        Report::FailedSearches(_) => {
            show(&report::failed_searches::failed_searches(&mut store, guides, &query)?, arguments, &period)
        }
        Report::Clicks(_) => show(&report::clicks::clicks(&mut store, guides, &query)?, arguments, &period),
        Report::Gaps(_) => show(&report::gaps::gaps(&mut store, guides, &query)?, arguments, &period),
        Report::SynonymProposals(_) => {
            show(&report::synonym_proposals::synonym_proposals(&mut store, guides, &query)?, arguments, &period)
        }
        Report::TranslationDebt(_) => {
            show(&report::translation_debt::translation_debt(&mut store, guides, &query)?, arguments, &period)
        }
        Report::AgentVotes(_) => {
            show(&report::agent_votes::agent_votes(&mut store, guides, &query)?, arguments, &period)
        }
    }
}

/// Opens the store that is there; none is made where nothing was recorded.
pub fn open(settings: &Settings) -> anyhow::Result<Store> {
    let address = settings.analytics.address();
    if let StoreAddress::Sqlite(path) = &address {
        anyhow::ensure!(
            path.exists(),
            "{}: nothing has been recorded here; serve with analytics on, or name the folder with --data",
            path.display()
        );
    }
    Store::open(&address, settings.analytics.zone.clone()).context("the recorded events can't be read")
}

impl Report {
    fn arguments(&self) -> &Arguments {
        match self {
            Report::Summary(arguments)
            | Report::Searches(arguments)
            | Report::FailedSearches(arguments)
            | Report::Clicks(arguments)
            | Report::Gaps(arguments)
            | Report::SynonymProposals(arguments)
            | Report::TranslationDebt(arguments)
            | Report::AgentVotes(arguments) => arguments,
        }
    }

    fn needs_guides(&self) -> bool {
        !matches!(self, Report::Summary(_) | Report::Searches(_))
    }
}

fn show(report: &(impl Serialize + Tabular), arguments: &Arguments, period: &Period) -> anyhow::Result<Outcome> {
    if arguments.json {
        output::write_json(report)?;
    } else if arguments.csv {
        output::write(&report.table().to_csv())?;
    } else {
        output::write(&to_text(&report.table(), period, columns::width(), Style::of_output()))?;
    }
    Ok(Outcome::Done)
}

/// A report for people: its period, its table, and what else is to be said.
fn to_text(table: &Table, period: &Period, width: usize, style: Style) -> String {
    let mut text = style.dim(&format!("{} to {}, days of {}", period.from, period.to, period.time_zone));
    text.push('\n');
    if table.rows.is_empty() {
        text.push_str("Nothing in this period.\n");
    } else {
        text.push_str(&columns::to_text(table, width, style));
    }
    for note in &table.notes {
        text.extend(["\n", &textwrap::fill(note, width), "\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_its_period_and_its_notes() {
        let period = Period { from: "2026-11-01".to_owned(), to: "2026-11-30".to_owned(), time_zone: "UTC".to_owned() };
        let table = Table {
            head: vec!["query", "failed"],
            rows: vec![vec!["numéro de compte".to_owned(), "3".to_owned()]],
            notes: vec!["Two questions of fewer than 3 visitors are not shown.".to_owned()],
            ..Table::default()
        };
        let plain = Style { is_colored: false };
        insta::assert_snapshot!(to_text(&table, &period, 40, plain));
        insta::assert_snapshot!(to_text(&Table { rows: Vec::new(), ..table }, &period, 80, plain));
    }
}
