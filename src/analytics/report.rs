//! The reports: what is asked of them, and what all of them have in common.

pub mod agent_votes;
pub mod clicks;
pub mod failed_searches;
pub mod figures;
pub mod frequent_questions;
pub mod gaps;
pub mod searches;
pub mod summary;
pub mod synonym_outcome;
pub mod synonym_proposals;
pub mod table;
pub mod translation_debt;

use crate::analytics::AnalyticsError;
use crate::analytics::causes::Successor;
use crate::analytics::day::{Day, Zone};
use crate::analytics::event::Audience;
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, QueryCounts, Reformulation, Sums};
use serde::Serialize;
use std::collections::HashMap;

/// Days of a report that says no period.
pub const DEFAULT_DAYS: i64 = 30;
/// Rows of a report that says no number, and the most that may be asked for.
pub const DEFAULT_LIMIT: usize = 50;
pub const MAX_LIMIT: usize = 1_000;
/// The longest period.
const MAX_DAYS: i64 = 3_700;

/// What a report is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub filter: Filter,
    /// Questions that fewer visitors asked are not shown.
    pub min_visitors: i64,
    pub limit: usize,
}

/// The days of a report, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    pub from: String,
    pub to: String,
    /// The time zone that days are counted in.
    pub time_zone: String,
}

impl Query {
    /// A query for a period as it was written, `2026-11-23`; without, the last thirty days up to today.
    ///
    /// # Errors
    /// When that is no period.
    pub fn new(from: Option<&str>, to: Option<&str>, today: Day) -> Result<Query, AnalyticsError> {
        let day = |name: &str, text: &str| {
            Day::parse(text).ok_or_else(|| {
                AnalyticsError::Period(format!("{name} is “{text}”, but must be a day as in 2026-11-23"))
            })
        };
        let to = to.map_or(Ok(today), |text| day("to", text))?;
        let from = from.map_or(Ok(Day(to.0 - DEFAULT_DAYS + 1)), |text| day("from", text))?;
        if from > to {
            return Err(AnalyticsError::Period(format!("it begins on {from} and ends before, on {to}")));
        }
        if to.0 - from.0 > MAX_DAYS {
            return Err(AnalyticsError::Period(format!("it has more than {MAX_DAYS} days")));
        }
        Ok(Query { filter: Filter { from, to, lang: None, guide: None }, min_visitors: 1, limit: DEFAULT_LIMIT })
    }

    #[must_use]
    pub fn period(&self, zone: &Zone) -> Period {
        Period { from: self.filter.from.to_string(), to: self.filter.to.to_string(), time_zone: zone.name().to_owned() }
    }
}

/// A share from 0 to 1, in thousandths; `None` of nothing.
#[must_use]
pub fn rate(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 1_000.0).round() / 1_000.0)
}

/// Whether clicks were reported at all in the period: where nobody tells of clicks, that there are none means nothing.
pub fn is_tracked(store: &mut Store, filter: &Filter) -> Result<bool, AnalyticsError> {
    let whole_site = Filter { lang: None, guide: None, ..filter.clone() };
    let totals = store.totals(&whole_site)?;
    Ok(totals.iter().any(|(_, _, audience, sums)| *audience == Audience::Visitors as i64 && sums.of("tracked") > 0))
}

/// How many searches failed, counting that nobody clicked only where clicks are tracked.
#[must_use]
pub fn failed(sums: &Sums, is_tracked: bool) -> i64 {
    sums.of(if is_tracked { "failed_tracked" } else { "failed" })
}

/// Where visitors went on from some questions, by these.
pub type Successors = HashMap<(i64, String), Vec<Successor>>;

/// Where visitors went on from questions.
pub fn successors(store: &mut Store, filter: &Filter, queries: &[&QueryCounts]) -> Result<Successors, AnalyticsError> {
    /// Those after the commonest say nothing.
    const LOOKED_AT: usize = 5;
    let numbers: Vec<i64> = queries.iter().map(|counts| counts.query).collect();
    let mut found = store.reformulations_of_queries(filter, &numbers)?;
    for next in found.values_mut() {
        next.truncate(LOOKED_AT);
    }
    let all = || found.values().flatten();
    let texts = store.texts(&all().map(|next| next.next).collect::<Vec<_>>())?;
    let succeeded: Vec<i64> = all().filter(|next| next.succeeded > 0).map(|next| next.next).collect();
    let hits = store.hits_of_queries(filter, &succeeded)?;
    let successor = |next: Reformulation| Successor {
        text: texts.get(&next.next).cloned().unwrap_or_default(),
        visitors: next.visitors,
        succeeded: next.succeeded,
        hits: hits.get(&next.next).filter(|_| next.succeeded > 0).cloned().unwrap_or_default(),
    };
    Ok(found.into_iter().map(|(key, next)| (key, next.into_iter().map(successor).collect())).collect())
}
