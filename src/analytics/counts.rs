//! What a visitor's day adds to the counts of days: the same intents always add the same, so what they added can be taken
//! back when more becomes known of that day.

use crate::analytics::event::Audience;
use crate::analytics::failure::Reason;
use crate::analytics::intents::Intent;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of `daily_totals` behind its key.
pub const TOTALS: [&str; 16] = [
    "requests",
    "searches",
    "visitors",
    "sessions",
    "tracked",
    "no_results",
    "no_clicks",
    "with_clicks",
    "clicks",
    "positions",
    "failed",
    "failed_tracked",
    "tickets",
    "helpful",
    "unhelpful",
    "took",
];
/// The columns of `daily_queries` behind its key.
pub const QUERIES: [&str; 21] = [
    "searches",
    "visitors",
    "hits",
    "no_results",
    "with_clicks",
    "clicks",
    "positions",
    "failed",
    "failed_visitors",
    "failed_tracked",
    "failed_tracked_visitors",
    "words_dropped",
    "low_confidence",
    "no_clicks",
    "reformulated",
    "came_back",
    "unhelpful",
    "tickets",
    "filtered",
    "filtered_failed",
    "is_foreign",
];
/// The columns of `daily_hits` behind its key.
pub const HITS: [&str; 8] =
    ["clicks", "positions", "came_back", "helpful", "unhelpful", "missing", "visitors", "foreign_shown"];
/// The columns of `daily_positions` behind its key.
pub const POSITIONS: [&str; 1] = ["clicks"];
/// The columns of `daily_reformulations` behind its key.
pub const REFORMULATIONS: [&str; 2] = ["visitors", "succeeded"];

/// Clicks from places farther down are counted as from this one.
const FARTHEST_POSITION: i64 = 100;
/// So many reformulations are followed to find what a visitor found at last.
const LONGEST_CHAIN: usize = 4;
/// Stands for the question where none was asked; texts are numbered from 1.
const NO_QUESTION: i64 = 0;

/// Counts by the keys of their tables, without the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub totals: BTreeMap<(String, i64), [i64; TOTALS.len()]>,
    pub queries: BTreeMap<(i64, String), [i64; QUERIES.len()]>,
    pub hits: BTreeMap<(i64, String, i64), [i64; HITS.len()]>,
    /// By the reader's language and the place on the page.
    pub positions: BTreeMap<(String, i64), [i64; POSITIONS.len()]>,
    pub reformulations: BTreeMap<(i64, i64, String), [i64; REFORMULATIONS.len()]>,
}

/// What a visitor's day is made of.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct VisitorDay {
    /// Whether the visitor turned out to be a program.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_bot: bool,
    #[serde(rename = "n")]
    pub requests: i64,
    /// The time that its searches took together, in microseconds.
    #[serde(rename = "u")]
    pub took: i64,
    #[serde(rename = "i")]
    pub intents: Vec<Intent>,
    /// What the visitor said of steps that no search is known to have led to.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<StepVote>,
}

/// Whether a step helped somebody who came to it by another way than a search.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepVote {
    /// The number of the hit's id.
    #[serde(rename = "h")]
    pub hit: i64,
    /// The language of its guide, for want of a reader's.
    #[serde(rename = "l")]
    pub lang: String,
    #[serde(rename = "y")]
    pub is_helpful: bool,
}

impl Counts {
    /// What a visitor's day adds.
    #[must_use]
    pub fn of(day: &VisitorDay) -> Counts {
        let mut counts = Counts::default();
        if day.requests > 0 {
            let first_lang = day.intents.first().map_or_else(|| "und".to_owned(), |intent| intent.lang.clone());
            let audience = if day.is_bot { Audience::Bots } else { Audience::Visitors };
            let totals = counts.totals.entry((first_lang, audience as i64)).or_default();
            totals[at(&TOTALS, "requests")] = day.requests;
            totals[at(&TOTALS, "took")] = day.took;
            totals[at(&TOTALS, "visitors")] = 1;
            let sessions: BTreeSet<u32> = day.intents.iter().map(|intent| intent.session).collect();
            totals[at(&TOTALS, "sessions")] = count(sessions.len());
        }
        if day.is_bot {
            return counts;
        }
        for (number, intent) in day.intents.iter().enumerate() {
            counts.add_to_totals(intent);
            counts.add_to_query(intent);
            counts.add_to_hits(intent);
            counts.add_reformulations(&day.intents, number);
        }
        for vote in &day.votes {
            counts.add_vote(vote);
        }
        counts
    }

    fn add_vote(&mut self, vote: &StepVote) {
        let name = if vote.is_helpful { "helpful" } else { "unhelpful" };
        let totals = self.totals.entry((vote.lang.clone(), Audience::Visitors as i64)).or_default();
        totals[at(&TOTALS, name)] += 1;
        let hit = self.hits.entry((NO_QUESTION, vote.lang.clone(), vote.hit)).or_default();
        hit[at(&HITS, name)] += 1;
        hit[at(&HITS, "visitors")] = 1;
    }

    fn add_to_totals(&mut self, intent: &Intent) {
        let totals = self.totals.entry((intent.lang.clone(), Audience::Visitors as i64)).or_default();
        let figures = Figures::of(intent);
        for (column, value) in [
            ("searches", 1),
            ("tracked", i64::from(intent.is_tracked)),
            ("no_results", i64::from(intent.total == 0)),
            ("no_clicks", i64::from(figures.clicks == 0 && intent.total > 0)),
            ("with_clicks", i64::from(figures.clicks > 0)),
            ("clicks", figures.positioned),
            ("positions", figures.positions),
            ("failed", i64::from(intent.reasons.is_failure_untracked())),
            ("failed_tracked", i64::from(intent.reasons.is_failure())),
            ("tickets", intent.tickets),
            ("helpful", figures.helpful),
            ("unhelpful", figures.unhelpful),
        ] {
            totals[at(&TOTALS, column)] += value;
        }
    }

    fn add_to_query(&mut self, intent: &Intent) {
        let counts = self.queries.entry((intent.query, intent.lang.clone())).or_default();
        let figures = Figures::of(intent);
        let has = |reason: Reason| i64::from(intent.reasons.has(reason));
        let failed = i64::from(intent.reasons.is_failure_untracked());
        let failed_tracked = i64::from(intent.reasons.is_failure());
        for (column, value) in [
            ("searches", 1),
            ("hits", intent.total),
            ("no_results", has(Reason::NothingFound)),
            ("with_clicks", i64::from(figures.clicks > 0)),
            ("clicks", figures.positioned),
            ("positions", figures.positions),
            ("failed", failed),
            ("failed_tracked", failed_tracked),
            ("words_dropped", has(Reason::WordsDropped)),
            ("low_confidence", has(Reason::LowConfidence)),
            ("no_clicks", has(Reason::NoClick)),
            ("reformulated", has(Reason::Reformulated)),
            ("came_back", has(Reason::CameBack)),
            ("unhelpful", has(Reason::Unhelpful)),
            ("tickets", has(Reason::Ticket)),
            ("filtered", i64::from(intent.is_filtered)),
            ("filtered_failed", i64::from(intent.is_filtered) * failed_tracked),
            ("is_foreign", i64::from(intent.foreign.is_some())),
        ] {
            counts[at(&QUERIES, column)] += value;
        }
        // A visitor counts once for a question, however often they asked it.
        counts[at(&QUERIES, "visitors")] = 1;
        for (visitors, failed) in [("failed_visitors", failed), ("failed_tracked_visitors", failed_tracked)] {
            let column = &mut counts[at(&QUERIES, visitors)];
            *column = (*column).max(failed);
        }
    }

    fn add_to_hits(&mut self, intent: &Intent) {
        for feedback in &intent.hits {
            let counts = self.hits.entry((intent.query, intent.lang.clone(), feedback.hit)).or_default();
            for (column, value) in [
                ("clicks", i64::from(feedback.is_clicked)),
                ("positions", if feedback.is_clicked { feedback.position.unwrap_or(0) } else { 0 }),
                ("came_back", i64::from(feedback.came_back)),
                ("helpful", feedback.helpful),
                ("unhelpful", feedback.unhelpful),
                ("missing", i64::from(feedback.is_missing)),
            ] {
                counts[at(&HITS, column)] += value;
            }
            counts[at(&HITS, "visitors")] = 1;
            if let Some(position) = feedback.position.filter(|_| feedback.is_clicked) {
                let key = (intent.lang.clone(), position.min(FARTHEST_POSITION));
                self.positions.entry(key).or_default()[at(&POSITIONS, "clicks")] += 1;
            }
        }
        if let Some(hit) = intent.foreign {
            let counts = self.hits.entry((intent.query, intent.lang.clone(), hit)).or_default();
            counts[at(&HITS, "foreign_shown")] += 1;
        }
    }

    /// Follows a search that failed to the next, and to the one that found something at last.
    fn add_reformulations(&mut self, intents: &[Intent], number: usize) {
        let failed = &intents[number];
        let mut next = failed.next;
        for step in 0..LONGEST_CHAIN {
            let Some(target) = next.and_then(|at| intents.get(at)) else { return };
            if target.query != failed.query && (step == 0 || target.is_satisfied) {
                let key = (failed.query, target.query, failed.lang.clone());
                let counts = self.reformulations.entry(key).or_default();
                counts[at(&REFORMULATIONS, "visitors")] = 1;
                counts[at(&REFORMULATIONS, "succeeded")] = i64::from(target.is_satisfied);
            }
            if target.is_satisfied {
                return;
            }
            next = target.next;
        }
    }

    /// Adds others, `sign` times.
    pub fn add(&mut self, other: &Counts, sign: i64) {
        add_all(&mut self.totals, &other.totals, sign);
        add_all(&mut self.queries, &other.queries, sign);
        add_all(&mut self.hits, &other.hits, sign);
        add_all(&mut self.positions, &other.positions, sign);
        add_all(&mut self.reformulations, &other.reformulations, sign);
    }
}

fn add_all<K: Ord + Clone, const N: usize>(to: &mut BTreeMap<K, [i64; N]>, from: &BTreeMap<K, [i64; N]>, sign: i64) {
    for (key, values) in from {
        let sums = to.entry(key.clone()).or_insert([0; N]);
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += sign * value;
        }
    }
    to.retain(|_, values| values.iter().any(|value| *value != 0));
}

/// The place of a column. Every name here is one of the list; a test asks for them all.
fn at(columns: &[&str], name: &str) -> usize {
    columns.iter().position(|column| *column == name).unwrap_or_default()
}

/// A number of things, as tables count it.
#[must_use]
pub fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}

struct Figures {
    clicks: i64,
    /// Clicks whose position is known, and the sum of these.
    positioned: i64,
    positions: i64,
    helpful: i64,
    unhelpful: i64,
}

impl Figures {
    fn of(intent: &Intent) -> Figures {
        let clicked = || intent.hits.iter().filter(|hit| hit.is_clicked);
        Figures {
            clicks: count(clicked().count()),
            positioned: count(clicked().filter(|hit| hit.position.is_some()).count()),
            positions: clicked().filter_map(|hit| hit.position).sum(),
            helpful: intent.hits.iter().map(|hit| hit.helpful).sum(),
            unhelpful: intent.hits.iter().map(|hit| hit.unhelpful).sum(),
        }
    }
}
