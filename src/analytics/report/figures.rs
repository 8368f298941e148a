//! What came of searches, of one question's or of all: the one place where figures are derived from counts.

use crate::analytics::report::{failed, rate};
use crate::analytics::store::reading::Sums;
use serde::Serialize;

/// What came of searches. Rates are from 0 to 1, and `null` where nothing was tracked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchFigures {
    pub no_results: i64,
    pub no_result_rate: Option<f64>,
    /// Clicks whose place on the page is known.
    pub clicks: Option<i64>,
    /// The share of searches with a click.
    pub click_through_rate: Option<f64>,
    pub average_click_position: Option<f64>,
    pub failed: i64,
    pub failed_rate: Option<f64>,
}

impl SearchFigures {
    /// Derives them from sums of counts; whether clicks are reported at all is a matter of the site.
    #[must_use]
    pub fn of(sums: &Sums, is_tracked: bool) -> SearchFigures {
        let searches = sums.of("searches");
        let failed = failed(sums, is_tracked);
        let tracked_rate = |part: i64, whole: i64| is_tracked.then(|| rate(part, whole)).flatten();
        SearchFigures {
            no_results: sums.of("no_results"),
            no_result_rate: rate(sums.of("no_results"), searches),
            clicks: is_tracked.then(|| sums.of("clicks")),
            click_through_rate: tracked_rate(sums.of("with_clicks"), searches),
            average_click_position: tracked_rate(sums.of("positions"), sums.of("clicks")),
            failed,
            failed_rate: rate(failed, searches),
        }
    }
}
