//! Which steps are clicked, from where on the page, and whether they help.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::Guides;
use crate::analytics::report::table::{Table, Tabular, rate_cell};
use crate::analytics::report::{Period, Query, rate};
use crate::analytics::store::Store;
use serde::Serialize;

/// The clicks of a period, most first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Clicks {
    pub period: Period,
    pub clicks: Vec<ClickedStep>,
    /// From which place on the page, 1 is the first; `None` for one guide by itself, where that is not known.
    pub positions: Option<Vec<ClickPosition>>,
}

/// The clicks from one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickPosition {
    /// 100 is that and all places farther down.
    pub position: i64,
    pub clicks: i64,
}

/// One step, for readers of one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickedStep {
    pub hit: String,
    /// `None` when the guides have it no more.
    pub title: Option<String>,
    pub lang: String,
    pub clicks: i64,
    pub visitors: i64,
    pub average_click_position: Option<f64>,
    /// Clicks that the visitor came straight back from.
    pub came_back: i64,
    pub came_back_rate: Option<f64>,
    pub helpful: i64,
    pub unhelpful: i64,
    /// Clicks that led to a page or place that was not there.
    pub missing: i64,
    /// Whether the guides still have the step.
    pub exists: bool,
}

/// Lists the clicks.
///
/// # Errors
/// When the store or the index can't be read.
pub fn clicks(store: &mut Store, guides: &Guides<'_>, query: &Query) -> Result<Clicks, AnalyticsError> {
    let mut clicks = Vec::new();
    for row in store.hits(&query.filter, query.limit)? {
        let count = row.sums.of("clicks");
        let has_feedback = count + row.sums.of("helpful") + row.sums.of("unhelpful") > 0;
        if !has_feedback || row.hit.is_empty() {
            continue;
        }
        let title = guides.step_title(&row.hit)?;
        clicks.push(ClickedStep {
            exists: title.is_some(),
            title,
            clicks: count,
            visitors: row.sums.of("visitors"),
            average_click_position: rate(row.sums.of("positions"), count).filter(|position| *position > 0.0),
            came_back: row.sums.of("came_back"),
            came_back_rate: rate(row.sums.of("came_back"), count),
            helpful: row.sums.of("helpful"),
            unhelpful: row.sums.of("unhelpful"),
            missing: row.sums.of("missing"),
            hit: row.hit,
            lang: row.lang,
        });
    }
    let positions = match query.filter.guide {
        Some(_) => None,
        None => Some(store.click_positions(&query.filter)?),
    };
    let positions =
        positions.map(|found| found.into_iter().map(|(position, clicks)| ClickPosition { position, clicks }).collect());
    Ok(Clicks { period: query.period(store.zone()), clicks, positions })
}

/// From where on the page is clicked, in percent; places that hardly anybody clicks together.
fn by_place(places: &[ClickPosition]) -> Option<String> {
    const TOLD_FROM: i64 = 1;
    let all: i64 = places.iter().map(|place| place.clicks).sum();
    let percent = |clicks: i64| (clicks as f64 * 100.0 / all as f64).round() as i64;
    let (told, rest): (Vec<&ClickPosition>, Vec<&ClickPosition>) =
        places.iter().partition(|place| percent(place.clicks) >= TOLD_FROM);
    let others: i64 = rest.iter().map(|place| place.clicks).sum();
    let mut shares: Vec<String> =
        told.iter().map(|place| format!("{} % from place {}", percent(place.clicks), place.position)).collect();
    if others > 0 {
        shares.push(format!("{others} from others"));
    }
    (all > 0).then(|| format!("Of all clicks: {}.", shares.join(", ")))
}

impl Tabular for Clicks {
    fn table(&self) -> Table {
        const MISSING: &str =
            "Missing counts clicks that found no such page or place: mend the address of these steps.";
        const GONE: &str =
            "Steps that do not exist any more want a redirect: “redirect_from” in the guide that took over.";
        let has_missing = self.clicks.iter().any(|row| row.missing > 0);
        let has_gone = self.clicks.iter().any(|row| !row.exists);
        let row = |row: &ClickedStep| {
            vec![
                row.hit.clone(),
                row.lang.clone(),
                row.clicks.to_string(),
                row.visitors.to_string(),
                rate_cell(row.average_click_position),
                row.came_back.to_string(),
                row.helpful.to_string(),
                row.unhelpful.to_string(),
                row.missing.to_string(),
                row.exists.to_string(),
            ]
        };
        Table {
            head: vec![
                "hit",
                "lang",
                "clicks",
                "visitors",
                "averageClickPosition",
                "cameBack",
                "helpful",
                "unhelpful",
                "missing",
                "exists",
            ],
            rows: self.clicks.iter().map(row).collect(),
            notes: self
                .positions
                .iter()
                .filter_map(|places| by_place(places))
                .chain(has_missing.then(|| MISSING.to_owned()))
                .chain(has_gone.then(|| GONE.to_owned()))
                .collect(),
            ..Table::default()
        }
    }
}
