//! What is searched for most.

use crate::analytics::AnalyticsError;
use crate::analytics::report::figures::SearchFigures;
use crate::analytics::report::table::{Table, Tabular, number_cell, rate_cell};
use crate::analytics::report::{Period, Query, rate};
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
    #[serde(flatten)]
    pub outcome: SearchFigures,
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
        SearchRow {
            count,
            visitors: sums.of("visitors"),
            average_hits: rate(sums.of("hits"), count),
            outcome: SearchFigures::of(sums, is_tracked),
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

fn hidden_note(hidden: i64, min_visitors: i64) -> String {
    let questions = if hidden == 1 { "1 question is".to_owned() } else { format!("{hidden} questions are") };
    format!("{questions} not shown, which fewer than {min_visitors} visitors asked.")
}

impl Tabular for Searches {
    fn table(&self) -> Table {
        let row = |row: &SearchRow| {
            vec![
                row.query.clone(),
                row.lang.clone(),
                row.count.to_string(),
                row.visitors.to_string(),
                row.outcome.no_results.to_string(),
                rate_cell(row.outcome.no_result_rate),
                number_cell(row.outcome.clicks),
                rate_cell(row.outcome.click_through_rate),
                rate_cell(row.outcome.average_click_position),
                rate_cell(row.outcome.failed_rate),
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
            notes: (self.hidden > 0).then(|| hidden_note(self.hidden, self.min_visitors)).into_iter().collect(),
            ..Table::default()
        }
    }
}
