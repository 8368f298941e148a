//! `guidepost forget`: recorded events that are to go, a visitor's or old ones.

use crate::analytics::day::{self, Day};
use crate::cli::output::{self, Stream, count};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, log, report};
use anyhow::Context as _;
use clap::Args;
use uuid::Uuid;

/// Options of `guidepost forget`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Arguments {
    /// All of the day of the visitor who made the search with this queryId
    #[arg(long, value_name = "ID")]
    query_id: Option<Uuid>,
    /// Single searches and events that are older; the counts of days stay
    #[arg(long, value_name = "DAYS")]
    older_than: Option<u32>,
}

/// Removes events and says how many.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    log::start(settings.log_level.unwrap_or(log::Level::Warn), settings.log_format, output::is_colored(Stream::Error));
    let mut store = report::open(settings)?;
    let forgotten = match (arguments.query_id, arguments.older_than) {
        (Some(query_id), _) => store.forget(query_id),
        (None, Some(days)) => {
            let today = settings.analytics.zone.day_of(day::now());
            store.expire(Day(today.0 - i64::from(days)))
        }
        (None, None) => Ok(crate::analytics::store::Forgotten::default()),
    };
    let forgotten = forgotten.context("nothing was removed")?;
    let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    let (searches, events) = (number(forgotten.searches), number(forgotten.events));
    let plural = if searches == 1 { "search" } else { "searches" };
    output::write(&format!("Removed {} {plural} and {}.\n", output::number(searches), count(events, "event")))?;
    Ok(Outcome::Done)
}
