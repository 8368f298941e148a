//! What agents say while they serve customers: which questions nothing answers, and which step solved the others.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::Guides;
use crate::analytics::report::table::{Table, Tabular};
use crate::analytics::report::{Period, Query};
use crate::analytics::store::Store;
use crate::analytics::store::votes::VoteCounts;
use serde::Serialize;
use std::collections::BTreeMap;

/// The votes of a period: first the questions that most agents found unanswered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentVotes {
    pub period: Period,
    pub agent_votes: Vec<VotedQuestion>,
}

/// One question, in a customer's language. Agents vote so that editors see it, so it is shown from the first vote on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VotedQuestion {
    pub query: String,
    pub lang: String,
    pub solved: i64,
    pub unanswered: i64,
    pub solved_by: Vec<SolvingStep>,
    pub last_vote: String,
}

/// A step that solved a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SolvingStep {
    pub hit: String,
    /// `None` when the guides have it no more.
    pub title: Option<String>,
    pub votes: i64,
    /// Whether the guides still have it.
    pub exists: bool,
}

/// What agents say of a question that visitors asked too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentsSay {
    pub solved: i64,
    pub unanswered: i64,
    /// The step that solved it most often.
    pub solved_by: Option<String>,
}

/// Lists the votes.
///
/// # Errors
/// When the store or the index can't be read.
pub fn agent_votes(store: &mut Store, guides: &Guides<'_>, query: &Query) -> Result<AgentVotes, AnalyticsError> {
    let mut agent_votes = Vec::new();
    for votes in store.agent_votes(&query.filter, query.limit)? {
        let solved_by = votes.solved_by.into_iter().map(|(hit, votes)| {
            let title = guides.step_title(&hit)?;
            Ok(SolvingStep { exists: title.is_some(), hit, title, votes })
        });
        agent_votes.push(VotedQuestion {
            solved_by: solved_by.collect::<Result<_, AnalyticsError>>()?,
            query: votes.text,
            lang: votes.lang,
            solved: votes.solved,
            unanswered: votes.unanswered,
            last_vote: votes.last.to_string(),
        });
    }
    Ok(AgentVotes { period: query.period(store.zone()), agent_votes })
}

impl AgentsSay {
    /// What the votes on a question say, or those on several that ask for the same.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of<'a>(
        store: &mut Store,
        votes: impl IntoIterator<Item = &'a VoteCounts>,
    ) -> Result<AgentsSay, AnalyticsError> {
        let mut said = AgentsSay::default();
        let mut steps: BTreeMap<i64, i64> = BTreeMap::new();
        for own in votes {
            said.solved += own.solved;
            said.unanswered += own.unanswered;
            for &(hit, solved) in &own.solved_by {
                *steps.entry(hit).or_default() += solved;
            }
        }
        // Of equals, the one that was noted first.
        let best = steps.into_iter().rev().max_by_key(|(_, solved)| *solved);
        said.solved_by = best.map(|(hit, _)| store.text(hit)).transpose()?;
        Ok(said)
    }
}

impl Tabular for AgentVotes {
    fn table(&self) -> Table {
        let row = |row: &VotedQuestion| {
            vec![
                row.query.clone(),
                row.lang.clone(),
                row.unanswered.to_string(),
                row.solved.to_string(),
                row.solved_by.iter().map(|step| step.hit.as_str()).collect::<Vec<_>>().join(" "),
                row.last_vote.clone(),
            ]
        };
        Table {
            head: vec!["query", "lang", "unanswered", "solved", "solvedBy", "lastVote"],
            rows: self.agent_votes.iter().map(row).collect(),
            below: vec!["solvedBy"],
            ..Table::default()
        }
    }
}
