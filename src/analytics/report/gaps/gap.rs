//! What a gap is told as: its fields, and its row of a table.

use crate::analytics::causes::{Mend, NearestStep};
use crate::analytics::report::Period;
use crate::analytics::report::agent_votes::AgentsSay;
use crate::analytics::report::table::{Table, Tabular};
use serde::Serialize;

/// Questions of a group that a table shows.
const ASKED_SHOWN: usize = 5;

/// The gaps of a period, those of most people first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gaps {
    pub period: Period,
    pub min_visitors: i64,
    pub gaps: Vec<Gap>,
}

/// Something that people look for and don't find.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// The question that most asked, or the words that they have in common where none may be shown.
    pub label: String,
    pub langs: Vec<String>,
    pub visitors: i64,
    pub searches: i64,
    pub queries: Vec<GapQuery>,
    /// Questions that too few asked to be shown.
    pub hidden: usize,
    pub status: GapStatus,
    pub trend: Trend,
    /// In English, as [`Gap::mend_detail`] says it for readers of any language.
    pub mend: String,
    pub mend_detail: Mend,
    pub nearest: Option<NearestStep>,
    /// What agents say of its questions.
    pub agents: AgentsSay,
    pub first_seen: String,
    pub last_seen: String,
}

/// One of the questions of a gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GapQuery {
    pub query: String,
    pub lang: String,
    pub visitors: i64,
    pub failed: i64,
}

/// Whether the gap is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GapStatus {
    Open,
    /// The guides have an answer now; whether it helps is not known yet.
    Answered,
    /// The guides have an answer now, and nobody has failed for a week.
    Closed,
}

/// The visitors of the two halves of the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    pub before: i64,
    pub lately: i64,
}

impl Tabular for Gaps {
    fn table(&self) -> Table {
        let row = |row: &Gap| {
            vec![
                row.label.clone(),
                row.langs.join(" "),
                row.visitors.to_string(),
                row.searches.to_string(),
                (row.queries.len() + row.hidden).to_string(),
                match row.status {
                    GapStatus::Open => "open",
                    GapStatus::Answered => "answered",
                    GapStatus::Closed => "closed",
                }
                .to_owned(),
                format!("{} → {}", row.trend.before, row.trend.lately),
                row.nearest.as_ref().map(|nearest| nearest.id.clone()).unwrap_or_default(),
                row.last_seen.clone(),
                row.mend.clone(),
                // The first is the label.
                row.queries
                    .iter()
                    .skip(1)
                    .take(ASKED_SHOWN)
                    .map(|query| query.query.as_str())
                    .collect::<Vec<_>>()
                    .join(" · "),
            ]
        };
        Table {
            head: vec![
                "gap", "langs", "visitors", "searches", "queries", "status", "trend", "nearest", "lastSeen", "mend",
                "asked",
            ],
            rows: self.gaps.iter().map(row).collect(),
            below: vec!["mend", "asked", "nearest"],
            notes: Vec::new(),
        }
    }
}
