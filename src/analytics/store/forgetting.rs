//! What goes again: raw events after their time, questions that hardly anybody asked with them, and a visitor on request.

use crate::analytics::AnalyticsError;
use crate::analytics::counts::Counts;
use crate::analytics::day::Day;
use crate::analytics::store::Store;
use crate::analytics::store::database::Value;
use uuid::Uuid;

/// Questions that fewer visitors asked than this, all days together, do not outlive their raw events: what only one
/// person asks may tell who it is.
const KEPT_FOR_EVER_FROM: i64 = 3;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Forgotten {
    pub searches: u64,
    pub events: u64,
}

impl Store {
    /// Removes raw searches and events of days before `first_kept`. The counts of days stay, but for questions that hardly
    /// anybody asked.
    ///
    /// # Errors
    /// When nothing was removed.
    pub fn expire(&mut self, first_kept: Day) -> Result<Forgotten, AnalyticsError> {
        let day = [Value::Int(first_kept.0)];
        let mut is_any = false;
        self.database.read("SELECT 1 FROM visitor_days WHERE day < $1 LIMIT 1", &day, &mut |_| is_any = true)?;
        self.database.read("SELECT 1 FROM searches WHERE day < $1 LIMIT 1", &day, &mut |_| is_any = true)?;
        self.database.read("SELECT 1 FROM events WHERE day < $1 LIMIT 1", &day, &mut |_| is_any = true)?;
        if !is_any {
            return Ok(Forgotten::default());
        }
        // Counted before it goes.
        self.fold()?;
        self.in_transaction(|store| {
            let searches = store.database.execute("DELETE FROM searches WHERE day < $1", &day)?;
            let events = store.database.execute("DELETE FROM events WHERE day < $1", &day)?;
            store.database.execute("DELETE FROM visitor_days WHERE day < $1", &day)?;
            store.database.execute("DELETE FROM dirty WHERE day < $1", &day)?;
            // Agents are few; what they typed does not outlive the rest either.
            store.database.execute("DELETE FROM daily_agent_votes WHERE day < $1", &day)?;
            for table in ["daily_queries", "daily_hits", "daily_reformulations"] {
                store.database.execute(
                    &format!(
                        "DELETE FROM {table} WHERE day < $1 AND query IN \
                         (SELECT query FROM daily_queries GROUP BY query HAVING SUM(visitors) < $2)"
                    ),
                    &[first_kept.0.into(), KEPT_FOR_EVER_FROM.into()],
                )?;
            }
            store.remove_unused_texts()?;
            Ok(Forgotten { searches, events })
        })
    }

    /// Removes all that is known of the visitor who made a search, on that day: a visitor can't be told on another.
    ///
    /// # Errors
    /// When nothing was removed.
    pub fn forget(&mut self, query_id: Uuid) -> Result<Forgotten, AnalyticsError> {
        let mut found = None;
        self.database.read(
            "SELECT visitor, day FROM searches WHERE query_id = $1",
            &[Value::Bytes(query_id.as_bytes().to_vec())],
            &mut |row| found = Some((row[0].int(), row[1].int())),
        )?;
        let Some((visitor, day)) = found else { return Ok(Forgotten::default()) };
        self.in_transaction(|store| {
            let mut taken_back = Counts::default();
            if let Some(before) = store.visitor_day(visitor, day)? {
                taken_back.add(&Counts::of(&before), -1);
            }
            store.add_counts(day, &taken_back)?;
            store.take_votes_back(visitor, day)?;
            let who = [Value::Int(visitor), Value::Int(day)];
            let mut events = store.database.execute(
                "DELETE FROM events WHERE query_id IN (SELECT query_id FROM searches WHERE visitor = $1 AND day = $2)",
                &who,
            )?;
            events += store.database.execute("DELETE FROM events WHERE visitor = $1 AND day = $2", &who)?;
            let searches = store.database.execute("DELETE FROM searches WHERE visitor = $1 AND day = $2", &who)?;
            store.database.execute("DELETE FROM visitor_days WHERE visitor = $1 AND day = $2", &who)?;
            store.database.execute("DELETE FROM dirty WHERE visitor = $1 AND day = $2", &who)?;
            for (table, emptied) in [
                ("daily_queries", "searches = 0"),
                ("daily_hits", "visitors = 0 AND foreign_shown = 0"),
                ("daily_reformulations", "visitors = 0"),
                ("daily_positions", "clicks = 0"),
            ] {
                store.database.execute(&format!("DELETE FROM {table} WHERE day = $1 AND {emptied}"), &[day.into()])?;
            }
            store.remove_unused_texts()?;
            Ok(Forgotten { searches, events })
        })
    }

    /// Texts that nothing refers to any more.
    fn remove_unused_texts(&mut self) -> Result<(), AnalyticsError> {
        let mut used: std::collections::HashSet<i64> = std::collections::HashSet::new();
        for (column, table) in [
            ("query", "searches"),
            ("hit", "events"),
            ("query", "daily_queries"),
            ("hit", "daily_hits"),
            ("query", "daily_hits"),
            ("query", "daily_reformulations"),
            ("next", "daily_reformulations"),
            ("query", "daily_agent_votes"),
            ("hit", "daily_agent_votes"),
        ] {
            self.database.read(&format!("SELECT DISTINCT {column} FROM {table}"), &[], &mut |row| {
                used.insert(row[0].int());
            })?;
        }
        self.database.read("SELECT DISTINCT shown FROM searches", &[], &mut |mut row| {
            let shown = row.pop().map(Value::into_text).unwrap_or_default();
            used.extend(shown.split(',').filter_map(|number| number.parse::<i64>().ok()));
        })?;
        let mut unused = Vec::new();
        self.database.read("SELECT id FROM texts", &[], &mut |row| unused.push(row[0].int()))?;
        unused.retain(|number| !used.contains(number));
        for number in unused {
            self.database.execute("DELETE FROM texts WHERE id = $1", &[number.into()])?;
        }
        self.texts.clear();
        Ok(())
    }
}
