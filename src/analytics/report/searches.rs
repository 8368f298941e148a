//! What is searched for most.

use crate::analytics::AnalyticsError;
use crate::analytics::report::table::{Table, Tabular, rate_cell};
use crate::analytics::report::{Period, Query, failed, rate};
use crate::analytics::store::Store;
use crate::analytics::store::reading::Order;
use serde::Serialize;

/// The questions of a period, most visitors first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Searches {
    pub period: Period,
    pub min_visitors: i64,
    /// Questions that are not shown because too few asked them.
    pub hidden: i64,
    pub searches: Vec<SearchRow>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchRow {
    pub query: String,
    pub lang: String,
    pub count: i64,
    pub visitors: i64,
    pub average_hits: Option<f64>,
    pub no_results: i64,
    pub no_result_rate: Option<f64>,
    pub clicks: Option<i64>,
    pub click_through_rate: Option<f64>,
    pub average_click_position: Option<f64>,
    pub failed: i64,
    pub failed_rate: Option<f64>,
}

/// Lists the questions.
///
/// # Errors
/// When the store can't be read.
pub fn searches(store: &mut Store, query: &Query) -> Result<Searches, AnalyticsError> {
    let is_tracked = super::is_tracked(store, &query.filter)?;
    let rows = store.top_queries(&query.filter, Order::Searches, query.min_visitors, query.limit)?;
    let hidden = store.hidden_queries(&query.filter, query.min_visitors)?;
    let row = |row: crate::analytics::store::reading::QueryCounts| {
        let sums = &row.sums;
        let count = sums.of("searches");
        let failed = failed(sums, is_tracked);
        SearchRow {
            count,
            visitors: sums.of("visitors"),
            average_hits: rate(sums.of("hits"), count),
            no_results: sums.of("no_results"),
            no_result_rate: rate(sums.of("no_results"), count),
            clicks: is_tracked.then(|| sums.of("clicks")),
            click_through_rate: is_tracked.then(|| rate(sums.of("with_clicks"), count)).flatten(),
            average_click_position: is_tracked.then(|| rate(sums.of("positions"), sums.of("clicks"))).flatten(),
            failed,
            failed_rate: rate(failed, count),
            query: row.text,
            lang: row.lang,
        }
    };
    Ok(Searches {
        period: query.period(store.zone()),
        min_visitors: query.min_visitors,
        hidden,
        searches: rows.into_iter().map(row).collect(),
    })
}

impl Tabular for Searches {
    fn table(&self) -> Table {
        let row = |row: &SearchRow| {
            vec![
                row.query.clone(),
                row.lang.clone(),
                row.count.to_string(),
                row.visitors.to_string(),
                row.no_results.to_string(),
                rate_cell(row.no_result_rate),
                row.clicks.map(|clicks| clicks.to_string()).unwrap_or_default(),
                rate_cell(row.click_through_rate),
                rate_cell(row.average_click_position),
                rate_cell(row.failed_rate),
            ]
        };
        Table {
            head: vec![
                "query",
                "lang",
                "count",
                "visitors",
                "noResults",
                "noResultRate",
                "clicks",
                "clickThroughRate",
                "averageClickPosition",
                "failedRate",
            ],
            rows: self.searches.iter().map(row).collect(),
        }
    }
}
