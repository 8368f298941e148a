//! What changed since the last time becomes counts: each visitor's day is looked at again as a whole, and the counts of
//! days get the difference.

use crate::analytics::AnalyticsError;
use crate::analytics::counts::{Counts, HITS, POSITIONS, QUERIES, REFORMULATIONS, StepVote, TOTALS, VisitorDay, count};
use crate::analytics::event::EventKind;
use crate::analytics::intents::{MOST_SEARCHES_A_DAY, StoredEvent, StoredSearch, intents, is_inhuman};
use crate::analytics::store::Store;
use crate::analytics::store::database::Value;
use std::collections::BTreeMap;

/// So many visitors' days are looked at in one transaction, so that nobody waits long for its end.
const DAYS_AT_ONCE: i64 = 200;

impl Store {
    /// Brings the counts up to date with what was written. Gives how many visitors' days it looked at.
    ///
    /// # Errors
    /// What was not brought up to date stays marked for the next time.
    pub fn fold(&mut self) -> Result<usize, AnalyticsError> {
        let mut folded = 0;
        loop {
            let count = self.fold_some()?;
            folded += count;
            if count < usize::try_from(DAYS_AT_ONCE).unwrap_or(usize::MAX) {
                return Ok(folded);
            }
        }
    }

    /// As [`Store::fold`], but at most as many as one transaction takes.
    pub fn fold_some(&mut self) -> Result<usize, AnalyticsError> {
        let mut is_any = false;
        self.database.read("SELECT 1 FROM dirty LIMIT 1", &[], &mut |_| is_any = true)?;
        if !is_any {
            return Ok(0);
        }
        self.in_transaction(|store| {
            let mut dirty: Vec<(i64, i64)> = Vec::new();
            store.database.read(
                "SELECT visitor, day FROM dirty ORDER BY visitor, day LIMIT $1",
                &[DAYS_AT_ONCE.into()],
                &mut |row| dirty.push((row[0].int(), row[1].int())),
            )?;
            let mut changes: BTreeMap<i64, Counts> = BTreeMap::new();
            for &(visitor, day) in &dirty {
                let change = changes.entry(day).or_default();
                store.fold_day(visitor, day, change)?;
                store
                    .database
                    .execute("DELETE FROM dirty WHERE visitor = $1 AND day = $2", &[visitor.into(), day.into()])?;
            }
            for (day, counts) in &changes {
                store.add_counts(*day, counts)?;
            }
            Ok(dirty.len())
        })
    }

    fn fold_day(&mut self, visitor: i64, day: i64, change: &mut Counts) -> Result<(), AnalyticsError> {
        if let Some(before) = self.visitor_day(visitor, day)? {
            change.add(&Counts::of(&before), -1);
        }
        let searches = self.searches_of(visitor, day)?;
        let events = self.events_of(visitor, day)?;
        let votes = self.votes_of(&events)?;
        if searches.is_empty() && votes.is_empty() {
            // Other events without a search count for nobody, and those of an expired day have been counted.
            self.database
                .execute("DELETE FROM visitor_days WHERE visitor = $1 AND day = $2", &[visitor.into(), day.into()])?;
            return Ok(());
        }
        let intents = intents(&searches, &events);
        let is_bot = is_inhuman(searches.len().max(votes.len()), &intents);
        let folded = VisitorDay {
            is_bot,
            requests: count(searches.len()),
            took: searches.iter().map(|search| search.took).sum(),
            intents: if is_bot { Vec::new() } else { intents },
            votes: if is_bot { Vec::new() } else { votes },
        };
        change.add(&Counts::of(&folded), 1);
        let json = serde_json::to_string(&folded)
            .map_err(|error| AnalyticsError::Unusable { store: self.name().to_owned(), reason: error.to_string() })?;
        self.database.execute(
            "INSERT INTO visitor_days (visitor, day, intents) VALUES ($1, $2, $3) \
             ON CONFLICT (visitor, day) DO UPDATE SET intents = excluded.intents",
            &[visitor.into(), day.into(), json.as_str().into()],
        )?;
        Ok(())
    }

    /// What was made of a visitor's day.
    pub(super) fn visitor_day(&mut self, visitor: i64, day: i64) -> Result<Option<VisitorDay>, AnalyticsError> {
        let mut json = None;
        self.database.read(
            "SELECT intents FROM visitor_days WHERE visitor = $1 AND day = $2",
            &[visitor.into(), day.into()],
            &mut |mut row| json = row.pop().map(Value::into_text),
        )?;
        let damaged = |error: serde_json::Error| AnalyticsError::Damaged {
            store: self.name().to_owned(),
            reason: format!("a visitor's day can't be read: {error}"),
        };
        json.map(|json| serde_json::from_str(&json).map_err(damaged)).transpose()
    }

    fn searches_of(&mut self, visitor: i64, day: i64) -> Result<Vec<StoredSearch>, AnalyticsError> {
        let most = count(MOST_SEARCHES_A_DAY + 1);
        let mut searches = Vec::new();
        self.database.read(
            "SELECT s.query_id, s.at, s.query, t.text, s.lang, s.total, s.coverage, s.is_foreign, s.ignored IS NOT NULL, \
             s.filters, s.took, s.shown FROM searches s JOIN texts t ON t.id = s.query \
             WHERE s.visitor = $1 AND s.day = $2 AND s.audience = 0 ORDER BY s.at, s.query_id LIMIT $3",
            &[visitor.into(), day.into(), most.into()],
            &mut |row| {
                let mut values = row.into_iter();
                let mut next = || values.next().unwrap_or(Value::Null);
                searches.push(StoredSearch {
                    query_id: next().into_bytes(),
                    at: next().int(),
                    query: next().int(),
                    text: next().into_text(),
                    lang: next().into_text(),
                    total: next().int(),
                    coverage: next().real(),
                    is_foreign: next().int() != 0,
                    has_ignored_words: next().int() != 0,
                    filters: next().into_text(),
                    took: next().int(),
                    first_hit: next().into_text().split(',').next().and_then(|number| number.parse().ok()),
                });
            },
        )?;
        // Nothing but spaces is no search.
        searches.retain(|search| !search.text.is_empty());
        Ok(searches)
    }

    fn events_of(&mut self, visitor: i64, day: i64) -> Result<Vec<StoredEvent>, AnalyticsError> {
        let mut events = Vec::new();
        self.database.read(
            "SELECT e.query_id, e.at, e.kind, e.hit, e.position, e.is_missing FROM events e \
             WHERE e.query_id IN (SELECT query_id FROM searches WHERE visitor = $1 AND day = $2 AND audience = 0) \
             UNION ALL \
             SELECT query_id, at, kind, hit, position, is_missing FROM events \
             WHERE query_id IS NULL AND visitor = $1 AND day = $2",
            &[visitor.into(), day.into()],
            &mut |row| {
                let mut values = row.into_iter();
                let mut next = || values.next().unwrap_or(Value::Null);
                let some = |value: Value| (!value.is_null()).then(|| value.int());
                let query_id = next();
                let (at, kind) = (next().int(), EventKind::from_number(next().int()));
                let (hit, position, is_missing) = (some(next()), some(next()), next().int() != 0);
                let query_id = (!query_id.is_null()).then(|| query_id.into_bytes());
                if let Some(kind) = kind {
                    events.push(StoredEvent { query_id, at, kind, hit, position, is_missing });
                }
            },
        )?;
        events.sort_by_key(|event| event.at);
        Ok(events)
    }

    /// The votes on steps that no search is known to have led to, such as those of a form.
    fn votes_of(&mut self, events: &[StoredEvent]) -> Result<Vec<StepVote>, AnalyticsError> {
        let mut votes = Vec::new();
        for event in events.iter().filter(|event| event.query_id.is_none()) {
            let (EventKind::Helpful | EventKind::Unhelpful, Some(hit)) = (event.kind, event.hit) else { continue };
            let mut lang = String::new();
            self.database.read("SELECT text FROM texts WHERE id = $1", &[hit.into()], &mut |mut row| {
                let id = row.pop().map(Value::into_text).unwrap_or_default();
                lang = id.split_once('/').map_or_else(String::new, |(lang, _)| lang.to_owned());
            })?;
            votes.push(StepVote { hit, lang, is_helpful: event.kind == EventKind::Helpful });
        }
        Ok(votes)
    }

    /// Adds to the counts of a day.
    pub(super) fn add_counts(&mut self, day: i64, counts: &Counts) -> Result<(), AnalyticsError> {
        for ((lang, audience), values) in &counts.totals {
            let key = [day.into(), lang.as_str().into(), (*audience).into()];
            self.add_row("daily_totals", &["day", "lang", "audience"], &key, &TOTALS, values)?;
        }
        for ((query, lang), values) in &counts.queries {
            let key = [day.into(), (*query).into(), lang.as_str().into()];
            self.add_row("daily_queries", &["day", "query", "lang"], &key, &QUERIES, values)?;
        }
        for ((query, lang, hit), values) in &counts.hits {
            let key = [day.into(), (*query).into(), lang.as_str().into(), (*hit).into()];
            self.add_row("daily_hits", &["day", "query", "lang", "hit"], &key, &HITS, values)?;
        }
        for ((lang, position), values) in &counts.positions {
            let key = [day.into(), lang.as_str().into(), (*position).into()];
            self.add_row("daily_positions", &["day", "lang", "position"], &key, &POSITIONS, values)?;
        }
        for ((query, next, lang), values) in &counts.reformulations {
            let key = [day.into(), (*query).into(), (*next).into(), lang.as_str().into()];
            self.add_row("daily_reformulations", &["day", "query", "next", "lang"], &key, &REFORMULATIONS, values)?;
        }
        Ok(())
    }

    pub(super) fn add_row(
        &mut self,
        table: &'static str,
        key_columns: &[&'static str],
        key: &[Value],
        columns: &[&'static str],
        values: &[i64],
    ) -> Result<(), AnalyticsError> {
        let sql = self.statements.entry(table).or_insert_with(|| upsert(table, key_columns, columns));
        let values: Vec<Value> = key.iter().cloned().chain(values.iter().copied().map(Value::Int)).collect();
        self.database.execute(sql, &values)?;
        Ok(())
    }
}

fn upsert(table: &str, key_columns: &[&str], columns: &[&str]) -> String {
    let all: Vec<&str> = key_columns.iter().chain(columns).copied().collect();
    let places: Vec<String> = (1..=all.len()).map(|number| format!("${number}")).collect();
    let sums: Vec<String> =
        columns.iter().map(|column| format!("{column} = {table}.{column} + excluded.{column}")).collect();
    format!(
        "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        all.join(", "),
        places.join(", "),
        key_columns.join(", "),
        sums.join(", ")
    )
}
