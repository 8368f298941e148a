//! What agents say of a question while they serve a customer: that a step solved it, or that nothing answers it. Their
//! votes are kept beside the counts of visitors, never in them.

use crate::analytics::AnalyticsError;
use crate::analytics::day::Day;
use crate::analytics::event::EventKind;
use crate::analytics::store::Store;
use crate::analytics::store::database::Value;
use crate::analytics::store::reading::Filter;
use std::collections::BTreeMap;

/// The columns of `daily_agent_votes` behind its key.
const VOTES: [&str; 2] = ["solved", "unanswered"];
const KEY: [&str; 4] = ["day", "query", "lang", "hit"];
/// The place of the hit where a vote is on the question as a whole.
const NO_HIT: i64 = 0;

/// The votes on one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionVotes {
    pub query: i64,
    pub text: String,
    /// The language of the customer.
    pub lang: String,
    pub solved: i64,
    pub unanswered: i64,
    /// The ids of the steps that solved it, with how often, the most frequent first.
    pub solved_by: Vec<(String, i64)>,
    pub last: Day,
}

/// The votes on one question, with the numbers of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoteCounts {
    pub solved: i64,
    pub unanswered: i64,
    /// The day of the last vote.
    pub last: i64,
    /// The numbers of the ids of the steps that solved it, with how often, the most frequent first.
    pub solved_by: Vec<(i64, i64)>,
}

/// The search that an agent voted on.
pub(super) struct VotedSearch {
    pub day: i64,
    pub query: i64,
    pub lang: String,
}

impl Store {
    /// Adds an agent's event to the votes, `sign` times, if it is one.
    pub(super) fn count_vote(
        &mut self,
        kind: EventKind,
        hit: Option<i64>,
        search: &VotedSearch,
        sign: i64,
    ) -> Result<(), AnalyticsError> {
        let Some(votes) = values(kind, hit) else { return Ok(()) };
        let key = [
            search.day.into(),
            search.query.into(),
            search.lang.as_str().into(),
            // What was tried and did not help says that the question is open, whichever step it was.
            if kind == EventKind::Helpful { hit.unwrap_or(NO_HIT) } else { NO_HIT }.into(),
        ];
        self.add_row("daily_agent_votes", &KEY, &key, &VOTES, &votes.map(|vote| sign * vote))
    }

    /// Takes back what an agent voted on a day.
    pub(super) fn take_votes_back(&mut self, visitor: i64, day: i64) -> Result<(), AnalyticsError> {
        let mut votes: Vec<(EventKind, Option<i64>, VotedSearch)> = Vec::new();
        self.database.read(
            "SELECT e.kind, e.hit, s.day, s.query, s.lang FROM events e JOIN searches s ON s.query_id = e.query_id \
             WHERE s.visitor = $1 AND s.day = $2 AND s.audience = 3",
            &[visitor.into(), day.into()],
            &mut |row| {
                let mut values = row.into_iter();
                let mut next = || values.next().unwrap_or(Value::Null);
                let (kind, hit) = (EventKind::from_number(next().int()), next());
                let search = VotedSearch { day: next().int(), query: next().int(), lang: next().into_text() };
                let hit = (!hit.is_null()).then(|| hit.int());
                votes.extend(kind.map(|kind| (kind, hit, search)));
            },
        )?;
        for (kind, hit, search) in &votes {
            self.count_vote(*kind, *hit, search, -1)?;
        }
        self.database
            .execute("DELETE FROM daily_agent_votes WHERE day = $1 AND solved = 0 AND unanswered = 0", &[day.into()])?;
        Ok(())
    }

    /// The questions that agents voted on: those that most found unanswered first, then those most often solved.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn agent_votes(&mut self, filter: &Filter, limit: usize) -> Result<Vec<QuestionVotes>, AnalyticsError> {
        let mut found: Vec<((i64, String), VoteCounts)> = self.vote_counts(filter)?.into_iter().collect();
        found.sort_by_key(|((query, _), votes)| (-votes.unanswered, -votes.solved, -votes.last, *query));
        found.truncate(limit);
        found
            .into_iter()
            .map(|((query, lang), votes)| {
                let solved_by = votes.solved_by.into_iter().map(|(hit, solved)| Ok((self.text(hit)?, solved)));
                let solved_by = solved_by.collect::<Result<_, AnalyticsError>>()?;
                let (solved, unanswered, last) = (votes.solved, votes.unanswered, Day(votes.last));
                Ok(QuestionVotes { query, text: self.text(query)?, lang, solved, unanswered, solved_by, last })
            })
            .collect()
    }

    /// The votes on each question, by its number and the customer's language.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn vote_counts(&mut self, filter: &Filter) -> Result<BTreeMap<(i64, String), VoteCounts>, AnalyticsError> {
        let mut condition = "day BETWEEN $1 AND $2".to_owned();
        let mut values: Vec<Value> = vec![filter.from.0.into(), filter.to.0.into()];
        if let Some(lang) = &filter.lang {
            values.push(lang.as_str().into());
            condition += &*format!(" AND lang = ${}", values.len());
        }
        let sql = format!(
            "SELECT query, lang, hit, SUM(solved), SUM(unanswered), MAX(day) FROM daily_agent_votes \
             WHERE {condition} GROUP BY query, lang, hit HAVING SUM(solved) + SUM(unanswered) > 0 \
             ORDER BY SUM(solved) DESC, hit"
        );
        let mut questions: BTreeMap<(i64, String), VoteCounts> = BTreeMap::new();
        self.database.read(&sql, &values, &mut |mut row| {
            let lang = std::mem::replace(&mut row[1], Value::Null).into_text();
            let (query, hit, solved, unanswered) = (row[0].int(), row[2].int(), row[3].int(), row[4].int());
            let votes = questions.entry((query, lang)).or_default();
            votes.solved += solved;
            votes.unanswered += unanswered;
            votes.last = votes.last.max(row[5].int());
            if hit != NO_HIT && solved > 0 {
                votes.solved_by.push((hit, solved));
            }
        })?;
        Ok(questions)
    }
}

/// What an event adds to the columns of [`VOTES`]; `None` for one that is no vote.
fn values(kind: EventKind, hit: Option<i64>) -> Option<[i64; VOTES.len()]> {
    match kind {
        EventKind::Helpful => Some([1, 0]),
        // "Nothing answers this" names no step; that one step did not help says nothing of the others.
        EventKind::Unhelpful if hit.is_none() => Some([0, 1]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::analytics::Store;
    use crate::analytics::day::Zone;
    use crate::analytics::event::Audience;
    use crate::analytics::store::Record;
    use crate::analytics::store::tests::{event, filter, search, stores};
    use uuid::Uuid;

    fn by_agent(id: u128, query: &str) -> Record {
        let Record::Search(mut search) = search(id, 7, 0, query, &["en/a#1"]) else { panic!("it is a search") };
        search.audience = Audience::Agents;
        Record::Search(search)
    }

    #[test]
    fn votes_count_once_and_only_those_of_agents() {
        for (mut store, ..) in stores() {
            let records = [
                by_agent(1, "customs refund"),
                by_agent(2, "customs refund"),
                by_agent(3, "print label"),
                search(4, 1, 0, "print label", &["en/a#1"]),
                event(1, 1, EventKind::Unhelpful, ""),
                event(2, 1, EventKind::Unhelpful, ""),
                event(2, 2, EventKind::Unhelpful, "en/a#1"),
                event(3, 1, EventKind::Helpful, "en/a#1"),
                event(3, 2, EventKind::Click, "en/a#1"),
                event(4, 1, EventKind::Helpful, "en/a#1"),
            ];
            store.write(&records).unwrap();
            store.write(&records).unwrap();
            store.fold().unwrap();
            let votes = store.agent_votes(&filter(), 10).unwrap();
            let told: Vec<(&str, i64, i64)> =
                votes.iter().map(|votes| (votes.text.as_str(), votes.solved, votes.unanswered)).collect();
            assert_eq!(told, [("customs refund", 0, 2), ("print label", 1, 0)]);
            assert_eq!(votes[1].solved_by, [("en/a#1".to_owned(), 1)]);
            assert_eq!(store.agent_votes(&filter(), 1).unwrap().len(), 1);
            let german = Filter { lang: Some("de".to_owned()), ..filter() };
            assert_eq!(store.agent_votes(&german, 10).unwrap(), []);
            // None of it is in what visitors did.
            let visitors = |sums: &crate::analytics::store::reading::Sums| sums.of("helpful") + sums.of("unhelpful");
            let all: i64 = store.totals(&filter()).unwrap().iter().map(|(.., sums)| visitors(sums)).sum();
            assert_eq!(all, 1);

            store.forget(Uuid::from_u128(2)).unwrap();
            assert_eq!(store.agent_votes(&filter(), 10).unwrap(), []);
        }
    }

    #[test]
    fn votes_go_with_the_raw_events() {
        for (mut store, ..) in stores() {
            store.write(&[by_agent(1, "a"), event(1, 1, EventKind::Unhelpful, "")]).unwrap();
            let day = store.agent_votes(&filter(), 1).unwrap()[0].last;
            store.expire(day).unwrap();
            assert_eq!(store.agent_votes(&filter(), 1).unwrap().len(), 1);
            store.expire(Day(day.0 + 1)).unwrap();
            assert_eq!(store.agent_votes(&filter(), 1).unwrap(), []);
        }
    }

    #[test]
    fn places_of_clicks_are_counted_for_what_an_older_program_wrote() {
        for (mut store, address, _folder) in stores() {
            let hits = ["en/a#1", "en/b#2"];
            for visitor in 0..5 {
                let id = u128::try_from(visitor).unwrap() + 1;
                store
                    .write(&[search(id, visitor, 0, "label", &hits), event(id, 9, EventKind::Click, hits[0])])
                    .unwrap();
            }
            store.fold().unwrap();
            assert_eq!(store.click_positions(&filter()).unwrap(), [(1, 5)]);
            store
                .database
                .run_all(
                    "DROP TABLE daily_positions; DROP TABLE daily_agent_votes; \
                     UPDATE guidepost_analytics SET value = 1 WHERE name = 'version'",
                )
                .unwrap();
            drop(store);
            let mut again = Store::open(&address, Zone::default()).unwrap();
            assert_eq!(again.click_positions(&filter()).unwrap(), [(1, 5)]);
            again.forget(Uuid::from_u128(1)).unwrap();
            assert_eq!(again.click_positions(&filter()).unwrap(), [(1, 4)]);
        }
    }
}
