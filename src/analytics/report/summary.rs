//! How searching goes as a whole, day by day.

use crate::analytics::AnalyticsError;
use crate::analytics::event::Audience;
use crate::analytics::report::figures::SearchFigures;
use crate::analytics::report::table::{Table, Tabular, notes_on_clicks, number_cell, rate_cell};
use crate::analytics::report::{Period, Query, rate};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, Sums};
use serde::Serialize;
use std::collections::BTreeMap;

/// The summary of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub period: Period,
    #[serde(flatten)]
    pub all: TotalFigures,
    /// Requests of others than visitors; they are in no other figure.
    pub apart: Apart,
    /// Searches by the language of who asked, most first; of the whole site, whatever language is asked for.
    pub langs: Vec<LanguageSearches>,
    pub dates: Vec<DayFigures>,
    /// The size of the event store.
    pub store_bytes: u64,
}

/// Requests by those who are no visitors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Apart {
    pub bots: i64,
    pub health_checks: i64,
    pub agents: i64,
}

impl Apart {
    fn note(self) -> Option<String> {
        let told: Vec<String> = [(self.agents, "agents"), (self.bots, "bots"), (self.health_checks, "health checks")]
            .into_iter()
            .filter(|(requests, _)| *requests > 0)
            .map(|(requests, who)| format!("{requests} of {who}"))
            .collect();
        (!told.is_empty())
            .then(|| format!("Not counted above are requests of others than visitors: {}.", told.join(", ")))
    }
}

/// The searches of readers of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageSearches {
    pub lang: String,
    pub searches: i64,
}

/// The figures of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayFigures {
    pub date: String,
    #[serde(flatten)]
    pub figures: TotalFigures,
}

/// What is counted of all searches together. Rates are from 0 to 1, and `null` where nothing was tracked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalFigures {
    /// Intents: what was typed on the way does not count.
    pub searches: i64,
    /// Answered requests, keystrokes included.
    pub requests: i64,
    pub visitors: i64,
    pub sessions: i64,
    #[serde(flatten)]
    pub outcome: SearchFigures,
    pub no_clicks: Option<i64>,
    pub no_click_rate: Option<f64>,
    pub tickets: i64,
    pub helpful: i64,
    pub unhelpful: i64,
    pub average_processing_time_ms: Option<f64>,
}

impl TotalFigures {
    fn of(sums: &Sums, is_tracked: bool) -> TotalFigures {
        let searches = sums.of("searches");
        TotalFigures {
            searches,
            requests: sums.of("requests"),
            visitors: sums.of("visitors"),
            sessions: sums.of("sessions"),
            outcome: SearchFigures::of(sums, is_tracked),
            no_clicks: is_tracked.then(|| sums.of("no_clicks")),
            no_click_rate: is_tracked.then(|| rate(sums.of("no_clicks"), searches)).flatten(),
            tickets: sums.of("tickets"),
            helpful: sums.of("helpful"),
            unhelpful: sums.of("unhelpful"),
            average_processing_time_ms: rate(sums.of("took"), sums.of("requests") * 1_000),
        }
    }
}

/// Makes the summary.
///
/// # Errors
/// When the store can't be read.
pub fn summary(store: &mut Store, query: &Query) -> Result<Summary, AnalyticsError> {
    let is_tracked = super::is_tracked(store, &query.filter)?;
    let (mut all, mut apart, mut days) = (Sums::default(), Apart::default(), BTreeMap::new());
    for day in query.filter.from.0..=query.filter.to.0 {
        days.insert(day, Sums::default());
    }
    for (day, _, audience, sums) in store.totals(&query.filter)? {
        let requests = sums.of("requests");
        match Audience::from_number(audience) {
            Audience::Visitors => {
                all.add(&sums);
                days.entry(day.0).or_default().add(&sums);
            }
            Audience::Bots => apart.bots += requests,
            Audience::HealthChecks => apart.health_checks += requests,
            Audience::Agents => apart.agents += requests,
        }
    }
    let of_day = |(day, sums): (i64, Sums)| DayFigures {
        date: crate::analytics::day::Day(day).to_string(),
        figures: TotalFigures::of(&sums, is_tracked),
    };
    Ok(Summary {
        period: query.period(store.zone()),
        all: TotalFigures::of(&all, is_tracked),
        apart,
        langs: langs(store, &query.filter)?,
        dates: days.into_iter().map(of_day).collect(),
        store_bytes: store.bytes()?,
    })
}

fn langs(store: &mut Store, filter: &Filter) -> Result<Vec<LanguageSearches>, AnalyticsError> {
    let mut searches: BTreeMap<String, i64> = BTreeMap::new();
    for (_, lang, audience, sums) in store.totals(&Filter { lang: None, guide: None, ..filter.clone() })? {
        if audience == Audience::Visitors as i64 && sums.of("searches") > 0 {
            *searches.entry(lang).or_default() += sums.of("searches");
        }
    }
    let mut langs: Vec<LanguageSearches> =
        searches.into_iter().map(|(lang, searches)| LanguageSearches { lang, searches }).collect();
    langs.sort_by(|one, other| other.searches.cmp(&one.searches).then_with(|| one.lang.cmp(&other.lang)));
    Ok(langs)
}

impl Tabular for Summary {
    fn table(&self) -> Table {
        let row = |name: String, figures: &TotalFigures| {
            vec![
                name,
                figures.searches.to_string(),
                figures.visitors.to_string(),
                figures.outcome.no_results.to_string(),
                rate_cell(figures.outcome.no_result_rate),
                number_cell(figures.outcome.clicks),
                rate_cell(figures.outcome.click_through_rate),
                rate_cell(figures.outcome.average_click_position),
                figures.outcome.failed.to_string(),
                rate_cell(figures.outcome.failed_rate),
                figures.tickets.to_string(),
            ]
        };
        let all = std::iter::once(row("all days".to_owned(), &self.all));
        let busy = self.dates.iter().filter(|day| day.figures.requests > 0);
        Table {
            head: vec![
                "date",
                "searches",
                "visitors",
                "noResults",
                "noResultRate",
                "clicks",
                "clickThroughRate",
                "averageClickPosition",
                "failed",
                "failedRate",
                "tickets",
            ],
            rows: all.chain(busy.map(|day| row(day.date.clone(), &day.figures))).collect(),
            below: Vec::new(),
            notes: self.apart.note().into_iter().chain(notes_on_clicks(self.all.outcome.clicks.is_some())).collect(),
        }
    }
}
