//! What is searched for in vain, why, and the mend.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::{Diagnosis, Facts, Guides, diagnose};
use crate::analytics::report::agent_votes::AgentsSay;
use crate::analytics::report::synonym_proposals::mined;
use crate::analytics::report::table::{Table, Tabular, notes_on_clicks, rate_cell};
use crate::analytics::report::{Period, Query, failed, rate, successors};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Order, Sums};
use serde::Serialize;

/// The questions that failed, most visitors first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedSearches {
    pub period: Period,
    pub min_visitors: i64,
    /// Whether clicks are reported; where they are not, that nobody clicked is no failure.
    pub is_tracked: bool,
    pub failed_searches: Vec<FailedSearch>,
    pub dates: Vec<FailedDay>,
}

/// One question that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedSearch {
    pub query: String,
    pub lang: String,
    pub failed: i64,
    pub failed_visitors: i64,
    pub count: i64,
    pub failed_rate: Option<f64>,
    pub reasons: ReasonCounts,
    #[serde(flatten)]
    pub diagnosis: Diagnosis,
    /// What visitors asked next with success, most of them first.
    pub then_found_with: Vec<String>,
    /// What agents say of the same question.
    pub agents: AgentsSay,
}

/// How many searches failed in which way; one search may fail in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReasonCounts {
    pub nothing_found: i64,
    pub words_dropped: i64,
    pub low_confidence: i64,
    /// `None` where clicks are not tracked.
    pub no_click: Option<i64>,
    pub reformulated: i64,
    pub came_back: i64,
    pub unhelpful: i64,
    pub ticket: i64,
}

impl ReasonCounts {
    fn of(sums: &Sums, is_tracked: bool) -> ReasonCounts {
        ReasonCounts {
            nothing_found: sums.of("no_results"),
            words_dropped: sums.of("words_dropped"),
            low_confidence: sums.of("low_confidence"),
            no_click: is_tracked.then(|| sums.of("no_clicks")),
            reformulated: sums.of("reformulated"),
            came_back: sums.of("came_back"),
            unhelpful: sums.of("unhelpful"),
            ticket: sums.of("tickets"),
        }
    }

    fn commonest(&self) -> &'static str {
        let named = [
            ("nothing found", self.nothing_found),
            ("words dropped", self.words_dropped),
            ("low confidence", self.low_confidence),
            ("ticket", self.ticket),
            ("unhelpful", self.unhelpful),
            ("came back", self.came_back),
            ("asked again", self.reformulated),
            ("no click", self.no_click.unwrap_or(0)),
        ];
        named.iter().rev().max_by_key(|(_, count)| *count).map_or("", |(name, _)| name)
    }
}

/// Failures of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedDay {
    pub date: String,
    pub searches: i64,
    pub failed: i64,
    pub failed_rate: Option<f64>,
}

/// Lists what failed.
///
/// # Errors
/// When the store or the index can't be read.
pub fn failed_searches(
    store: &mut Store,
    guides: &mut Guides<'_>,
    query: &Query,
) -> Result<FailedSearches, AnalyticsError> {
    let filter = &query.filter;
    let is_tracked = super::is_tracked(store, filter)?;
    let proposals = mined(store, filter)?;
    let votes = store.vote_counts(filter)?;
    let mut rows = Vec::new();
    let all = store.top_queries(filter, Order::Failed { is_tracked }, query.min_visitors, query.limit)?;
    let mut successors = successors(store, filter, &all.iter().collect::<Vec<_>>())?;
    let hits = store.hits_of_queries(filter, &all.iter().map(|found| found.query).collect::<Vec<_>>())?;
    for found in all {
        let next = successors.remove(&(found.query, found.lang.clone())).unwrap_or_default();
        let facts = Facts {
            text: &found.text,
            lang: &found.lang,
            sums: &found.sums,
            hits: hits.get(&found.query).map_or(&[], Vec::as_slice),
            successors: &next,
            proposals: &proposals,
        };
        let diagnosis = diagnose(guides, &facts)?;
        let failed = failed(&found.sums, is_tracked);
        // What only one or two went on to is theirs.
        let shown = next.iter().filter(|next| next.succeeded > 0 && next.succeeded >= query.min_visitors);
        rows.push(FailedSearch {
            failed,
            failed_visitors: found.sums.of(if is_tracked { "failed_tracked_visitors" } else { "failed_visitors" }),
            count: found.sums.of("searches"),
            failed_rate: rate(failed, found.sums.of("searches")),
            reasons: ReasonCounts::of(&found.sums, is_tracked),
            diagnosis,
            then_found_with: shown.map(|next| next.text.clone()).collect(),
            agents: AgentsSay::of(store, votes.get(&(found.query, found.lang.clone())))?,
            query: found.text,
            lang: found.lang,
        });
    }
    let summary = super::summary::summary(store, query)?;
    let day = |day: super::summary::DayFigures| FailedDay {
        date: day.date,
        searches: day.figures.searches,
        failed: day.figures.outcome.failed,
        failed_rate: day.figures.outcome.failed_rate,
    };
    Ok(FailedSearches {
        period: query.period(store.zone()),
        min_visitors: query.min_visitors,
        is_tracked,
        failed_searches: rows,
        dates: summary.dates.into_iter().map(day).collect(),
    })
}

impl Tabular for FailedSearches {
    fn table(&self) -> Table {
        let row = |row: &FailedSearch| {
            vec![
                row.query.clone(),
                row.lang.clone(),
                row.failed_visitors.to_string(),
                row.failed.to_string(),
                rate_cell(row.failed_rate),
                row.reasons.commonest().to_owned(),
                row.diagnosis.cause.name().to_owned(),
                row.diagnosis.mend.clone(),
                row.diagnosis.evidence.clone(),
            ]
        };
        Table {
            head: vec!["query", "lang", "visitors", "failed", "failedRate", "reason", "cause", "mend", "evidence"],
            rows: self.failed_searches.iter().map(row).collect(),
            below: vec!["mend", "evidence"],
            notes: notes_on_clicks(self.is_tracked),
        }
    }
}
