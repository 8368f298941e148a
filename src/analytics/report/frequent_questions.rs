//! The questions that are worth offering to others while they type: asked by several, and mostly answered.

use crate::analytics::AnalyticsError;
use crate::analytics::day::Day;
use crate::analytics::report::{DEFAULT_DAYS, failed, is_tracked};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, Order};
use crate::search::frequent::FrequentQuestion;

/// One visitor's question is not frequent, whatever may be shown in reports.
const LEAST_VISITORS: i64 = 2;
/// So many questions are kept.
const MOST: usize = 1_000;
/// Longer ones are pasted texts.
const LONGEST: usize = 80;

/// The questions of the last thirty days that at least `min_visitors` asked with success, and most of all who asked.
///
/// # Errors
/// When the store can't be read.
pub fn frequent_questions(
    store: &mut Store,
    today: Day,
    min_visitors: i64,
) -> Result<Vec<FrequentQuestion>, AnalyticsError> {
    let filter = Filter { from: Day(today.0 - DEFAULT_DAYS + 1), to: today, lang: None, guide: None };
    let is_tracked = is_tracked(store, &filter)?;
    let least = min_visitors.max(LEAST_VISITORS);
    let asked = store.top_queries(&filter, Order::Searches, least, MOST)?;
    let frequent = asked.into_iter().filter(|question| {
        let sums = &question.sums;
        let visitors = sums.of("visitors");
        let failing = sums.of(if is_tracked { "failed_tracked_visitors" } else { "failed_visitors" });
        visitors - failing >= least
            && failed(sums, is_tracked) * 2 < sums.of("searches")
            && sums.of("hits") > 0
            && (!is_tracked || sums.of("with_clicks") > 0)
            // What was redacted is nobody's question any more.
            && !question.text.contains(['<', '>'])
            && question.text.chars().count() <= LONGEST
    });
    Ok(frequent
        .map(|question| FrequentQuestion {
            visitors: question.sums.of("visitors"),
            text: question.text,
            lang: question.lang,
        })
        .collect())
}
