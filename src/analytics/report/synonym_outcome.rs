//! What became of questions once their synonym was accepted: how often they failed until the day before, and how often
//! from the day after on.

use crate::analytics::AnalyticsError;
use crate::analytics::day::Day;
use crate::analytics::report::{failed, is_tracked, rate};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, Sums};
use crate::analytics::synonym_mining::Proposal;
use serde::Serialize;

/// The questions that taught a synonym, before it was accepted and since. Rates are `None` where nobody asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The day of acceptance, which counts for neither side.
    pub accepted_on: String,
    pub searches_before: i64,
    pub failed_rate_before: Option<f64>,
    pub searches_since: i64,
    pub failed_rate_since: Option<f64>,
}

/// Compares the days of a period before and after a decision.
///
/// # Errors
/// When the store can't be read.
pub fn outcome(
    store: &mut Store,
    filter: &Filter,
    proposal: &Proposal,
    decided_at: i64,
) -> Result<Outcome, AnalyticsError> {
    let accepted: Day = store.zone().day_of(decided_at);
    let is_tracked = is_tracked(store, filter)?;
    let (mut before, mut since) = (Sums::default(), Sums::default());
    let mut numbers = Vec::new();
    for (asked, ..) in &proposal.seen {
        numbers.extend(store.find_text(asked)?);
    }
    for (day, sums) in store.days_of_queries(filter, &numbers)?.into_values().flatten() {
        match day.cmp(&accepted) {
            std::cmp::Ordering::Less => before.add(&sums),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => since.add(&sums),
        }
    }
    let failed_rate = |sums: &Sums| rate(failed(sums, is_tracked), sums.of("searches"));
    Ok(Outcome {
        accepted_on: accepted.to_string(),
        searches_before: before.of("searches"),
        failed_rate_before: failed_rate(&before),
        searches_since: since.of("searches"),
        failed_rate_since: failed_rate(&since),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::analytics::day::DAY_MILLIS;
    use crate::analytics::event::EventKind;
    use crate::analytics::store::tests::{event, filter, search, stores};

    #[test]
    fn the_days_before_and_after_are_compared() {
        /// A day, in the seconds that the store's tests count in.
        const A_DAY: i64 = DAY_MILLIS / 1_000;
        for (mut store, ..) in stores() {
            // Nothing is found twice before; on the day itself, it is; afterwards it is, and clicked, twice of three times.
            let mut id = 0;
            for (day, hits, is_clicked) in [
                (0, &[][..], false),
                (1, &[][..], false),
                (2, &[][..], false),
                (3, &["en/a#1"][..], true),
                (4, &["en/a#1"][..], true),
                (4, &[][..], false),
            ] {
                id += 1;
                let second = day * A_DAY;
                store.write(&[search(id, i64::try_from(id).unwrap(), second, "shipping slip", hits)]).unwrap();
                if is_clicked {
                    store.write(&[event(id, second + 60, EventKind::Click, "en/a#1")]).unwrap();
                }
            }
            store.fold().unwrap();
            let proposal = Proposal {
                id: "x".to_owned(),
                lang: "en".to_owned(),
                from: "slip".to_owned(),
                to: "label".to_owned(),
                from_stems: Vec::new(),
                visitors: 2,
                share: 1.0,
                seen: vec![("shipping slip".to_owned(), "shipping label".to_owned(), 2)],
            };
            let number = store.find_text("shipping slip").unwrap().unwrap();
            let first = store.days_of_queries(&filter(), &[number]).unwrap()[&number][0].0;
            let third_day = (first.0 + 2) * DAY_MILLIS;
            let found = outcome(&mut store, &filter(), &proposal, third_day).unwrap();
            assert_eq!((found.searches_before, found.failed_rate_before), (2, Some(1.0)));
            assert_eq!((found.searches_since, found.failed_rate_since), (3, Some(0.333)));
            let unasked = Proposal { seen: vec![("never".to_owned(), "ever".to_owned(), 1)], ..proposal };
            let found = outcome(&mut store, &filter(), &unasked, third_day).unwrap();
            assert_eq!((found.searches_before, found.failed_rate_before, found.failed_rate_since), (0, None, None));
        }
    }
}
