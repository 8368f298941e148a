//! What folds and what does not.
#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

use super::*;
use crate::analytics::counts::{Counts, QUERIES, VisitorDay, count};
use crate::analytics::failure::Reason;

const SECOND: i64 = 1_000;

/// Searches of `(second, text, total)`.
fn searches(rows: &[(i64, &str, i64)]) -> Vec<StoredSearch> {
    let number = |text: &str| rows.iter().position(|row| row.1 == text).map(|at| count(at) + 1).unwrap();
    rows.iter()
        .enumerate()
        .map(|(at, (second, text, total))| StoredSearch {
            query_id: vec![at as u8],
            at: second * SECOND,
            query: number(text),
            text: (*text).to_owned(),
            lang: "en".to_owned(),
            total: *total,
            coverage: 1.0,
            is_foreign: false,
            has_ignored_words: false,
            filters: String::new(),
            took: 1,
            first_hit: Some(7),
        })
        .collect()
}

fn event(search: u8, second: i64, kind: EventKind, hit: i64) -> StoredEvent {
    StoredEvent {
        query_id: Some(vec![search]),
        at: second * SECOND,
        kind,
        hit: (hit > 0).then_some(hit),
        position: (hit > 0).then_some(hit),
        is_missing: false,
    }
}

fn texts(rows: &[(i64, &str, i64)], events: &[StoredEvent]) -> Vec<String> {
    let searches = searches(rows);
    let text = |intent: &Intent| rows[usize::try_from(intent.query).unwrap() - 1].1.to_owned();
    intents(&searches, events).iter().map(text).collect()
}

#[test]
fn what_is_typed_on_the_way_is_one_intent() {
    let typed = [(0, "pri", 9), (1, "print", 9), (2, "printer lab", 9), (3, "printer labels", 9)];
    assert_eq!(texts(&typed, &[]), ["printer labels"]);
    assert_eq!(intents(&searches(&typed), &[])[0].searches, 4);
    // Deleted again, letter by letter.
    assert_eq!(texts(&[(0, "printer labels", 9), (1, "printer la", 9), (2, "pri", 9)], &[]), ["printer la"]);
    // Mended within half a minute, or not so soon.
    assert_eq!(texts(&[(0, "pritner labels", 0), (20, "printer labels", 9)], &[]), ["printer labels"]);
    assert_eq!(texts(&[(0, "pritner labels", 0), (40, "printer labels", 9)], &[]).len(), 2);
    // Other words are another intent, however soon.
    assert_eq!(texts(&[(0, "compte expéditeur", 1), (5, "numéro de compte", 9)], &[]).len(), 2);
}

#[test]
fn the_same_again_is_the_same_intent_within_a_session() {
    let rows = [(0, "labels", 9), (300, "printer", 9), (600, "labels", 9), (600 + 1_900, "labels", 9)];
    let found = intents(&searches(&rows), &[]);
    assert_eq!(found.iter().map(|intent| (intent.query, intent.session)).collect::<Vec<_>>(), [(1, 0), (2, 0), (1, 1)]);
}

#[test]
fn a_click_ends_an_intent() {
    let rows = [(0, "print", 9), (10, "printer labels", 9)];
    let clicked = [event(0, 5, EventKind::Click, 3)];
    let found = intents(&searches(&rows), &clicked);
    assert_eq!(found.len(), 2);
    assert!(found[0].reasons.has(Reason::CameBack) && !found[0].is_satisfied);
    // The search that was clicked in stands for what was typed.
    let clicked = [event(0, 60, EventKind::Click, 3)];
    assert_eq!(texts(&rows, &clicked), ["print"]);
}

#[test]
fn a_chain_of_reformulations_leads_to_what_was_found_at_last() {
    let rows = [(0, "compte expéditeur", 0), (40, "expéditeur ups", 0), (90, "numéro de compte", 9)];
    let found = intents(&searches(&rows), &[event(2, 100, EventKind::Click, 1)]);
    assert_eq!(found.iter().map(|intent| intent.next).collect::<Vec<_>>(), [Some(1), Some(2), None]);
    assert!(found[0].reasons.has(Reason::Reformulated) && found[2].is_satisfied && !found[2].reasons.is_failure());
    let counts = Counts::of(&VisitorDay { is_bot: false, requests: 3, took: 3, intents: found, votes: Vec::new() });
    let pairs: Vec<(i64, i64, i64)> =
        counts.reformulations.iter().map(|((from, to, _), values)| (*from, *to, values[1])).collect();
    assert_eq!(pairs, [(1, 2, 0), (1, 3, 1), (2, 3, 1)]);
}

#[test]
fn tickets_votes_and_missing_pages_count() {
    let rows = [(0, "refund customs", 9)];
    let ticket = StoredEvent { query_id: None, ..event(0, 600, EventKind::Ticket, 0) };
    let late = StoredEvent { at: 4_000 * SECOND, ..ticket.clone() };
    assert!(intents(&searches(&rows), std::slice::from_ref(&ticket))[0].reasons.has(Reason::Ticket));
    assert!(!intents(&searches(&rows), &[late])[0].reasons.has(Reason::Ticket));
    let vote = intents(&searches(&rows), &[event(0, 5, EventKind::Unhelpful, 2)]);
    assert!(vote[0].reasons.has(Reason::Unhelpful));
    let missing = StoredEvent { is_missing: true, ..event(0, 5, EventKind::Click, 2) };
    assert!(intents(&searches(&rows), &[missing])[0].reasons.has(Reason::CameBack));
    let copied = intents(&searches(&rows), &[event(0, 5, EventKind::Copy, 2)]);
    assert!(copied[0].is_satisfied && !copied[0].reasons.is_failure());
}

#[test]
fn a_pace_that_nobody_has_is_a_program_s() {
    let names: Vec<String> =
        (0..200).map(|number| format!("{:x} matter {:x}", number * 7_919 + 4_096, number * 104_729)).collect();
    let rows = |pause: i64| -> Vec<(i64, &str, i64)> {
        names.iter().enumerate().map(|(at, name)| (count(at) * pause, name.as_str(), 9)).collect()
    };
    let fast = searches(&rows(1));
    let fast_intents = intents(&fast, &[]);
    assert!(is_inhuman(fast.len(), &fast_intents), "{}", fast_intents.len());
    let slow = searches(&rows(40));
    assert!(!is_inhuman(slow.len(), &intents(&slow, &[])));
    // Fast typing is human.
    let typed: Vec<(i64, &str, i64)> = (3..names[7].len()).map(|end| (count(end) / 6, &names[7][..end], 9)).collect();
    assert!(!is_inhuman(typed.len(), &intents(&searches(&typed), &[])));
}

#[test]
fn what_a_day_adds_can_be_taken_back() {
    let rows = [(0, "a matter", 0), (40, "b thing", 9), (900, "a matter", 0)];
    let found = intents(&searches(&rows), &[event(1, 50, EventKind::Click, 4)]);
    let day = VisitorDay { is_bot: false, requests: 3, took: 9, intents: found, votes: Vec::new() };
    let json = serde_json::to_string(&day).unwrap();
    assert_eq!(serde_json::from_str::<VisitorDay>(&json).unwrap(), day);
    let counts = Counts::of(&day);
    let visitors = QUERIES.iter().position(|column| *column == "visitors").unwrap();
    assert!(counts.queries.values().all(|values| values[visitors] == 1));
    let mut sum = counts.clone();
    sum.add(&counts, -1);
    assert_eq!(sum, Counts::default());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]
    #[test]
    fn every_search_is_in_one_intent(times in proptest::collection::vec((0i64..5_000, 0usize..6), 0..40)) {
        let names = ["", "p", "pr", "print", "other words", "print labels"];
        let mut rows: Vec<(i64, &str, i64)> = times.iter().map(|(at, name)| (*at, names[*name], 1)).collect();
        rows.sort_by_key(|row| row.0);
        let found = intents(&searches(&rows), &[]);
        proptest::prop_assert_eq!(found.iter().map(|intent| intent.searches).sum::<i64>(), count(rows.len()));
        proptest::prop_assert!(found.iter().all(|intent| intent.next.is_none_or(|next| next < found.len())));
    }
}
