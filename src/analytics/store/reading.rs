//! What reports read: the counts of days, summed over a period.

use crate::analytics::AnalyticsError;
use crate::analytics::counts::{HITS, TOTALS, count};
use crate::analytics::day::Day;
use crate::analytics::store::Store;
use crate::analytics::store::database::{Row, Value};
use std::collections::HashMap;

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The first and the last day.
    pub from: Day,
    pub to: Day,
    /// Only readers of this language.
    pub lang: Option<String>,
    /// Only what has to do with this guide: questions that led to it, its steps.
    pub guide: Option<String>,
}

/// Named sums of a row of counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(HashMap<&'static str, i64>);

impl Sums {
    /// The sum of a column; 0 for one that was not read.
    #[must_use]
    pub fn of(&self, column: &str) -> i64 {
        self.0.get(column).copied().unwrap_or(0)
    }

    pub(super) fn read(columns: &[&'static str], row: &[Value]) -> Sums {
        Sums(columns.iter().copied().zip(row.iter().map(Value::int)).collect())
    }

    pub fn add(&mut self, other: &Sums) {
        for (column, value) in &other.0 {
            *self.0.entry(column).or_default() += value;
        }
    }
}

/// A question with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryCounts {
    pub query: i64,
    pub text: String,
    pub lang: String,
    pub sums: Sums,
}

/// A hit with its counts, for readers of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitCounts {
    pub hit: String,
    pub lang: String,
    pub sums: Sums,
}

impl HitCounts {
    /// How often visitors stayed with it: clicks that they did not come straight back from, and that it was called helpful,
    /// less that it was called unhelpful.
    #[must_use]
    pub fn lasting(&self) -> i64 {
        self.sums.of("clicks") - self.sums.of("came_back") + self.sums.of("helpful") - self.sums.of("unhelpful")
    }
}

/// The hit that most visitors stayed with.
#[must_use]
pub fn helpful_hit(hits: &[HitCounts]) -> Option<&HitCounts> {
    hits.iter().filter(|hit| hit.lasting() > 0).max_by_key(|hit| hit.lasting())
}

/// Where visitors went on from a question that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reformulation {
    pub query: i64,
    pub next: i64,
    pub lang: String,
    pub visitors: i64,
    /// How many of them found something with it.
    pub succeeded: i64,
}

impl Reformulation {
    /// Reads a row of question, next question, language, visitors, and those of them who found something.
    pub(super) fn read(mut row: Row) -> Reformulation {
        Reformulation {
            query: row[0].int(),
            next: row[1].int(),
            visitors: row[3].int(),
            succeeded: row[4].int(),
            lang: row.swap_remove(2).into_text(),
        }
    }
}

/// What questions are listed by, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Searches,
    /// Failed searches; whether those count that nobody clicked on.
    Failed {
        is_tracked: bool,
    },
}

impl Store {
    /// The totals of each day, by language and audience.
    pub fn totals(&mut self, filter: &Filter) -> Result<Vec<(Day, String, i64, Sums)>, AnalyticsError> {
        let (condition, values) = conditions(filter, false);
        let sql = format!(
            "SELECT day, lang, audience, {} FROM daily_totals WHERE {condition} ORDER BY day, lang, audience",
            TOTALS.join(", ")
        );
        let mut rows = Vec::new();
        self.database.read(&sql, &values, &mut |mut row| {
            let sums = Sums::read(&TOTALS, &row[3..]);
            let lang = std::mem::replace(&mut row[1], Value::Null).into_text();
            rows.push((Day(row[0].int()), lang, row[2].int(), sums));
        })?;
        Ok(rows)
    }

    /// The questions with most of what the order asks for, that at least so many visitors asked.
    pub fn top_queries(
        &mut self,
        filter: &Filter,
        order: Order,
        min_visitors: i64,
        limit: usize,
    ) -> Result<Vec<QueryCounts>, AnalyticsError> {
        let (condition, mut values) = conditions(filter, true);
        let (visitors, counted, only) = match order {
            Order::Searches => ("visitors", "searches", ""),
            // Both are in an index of failures only.
            Order::Failed { is_tracked: false } => ("failed_visitors", "failed", " AND failed_tracked > 0"),
            Order::Failed { is_tracked: true } => {
                ("failed_tracked_visitors", "failed_tracked", " AND failed_tracked > 0")
            }
        };
        let (least, most) = (values.len() + 1, values.len() + 2);
        values.push(min_visitors.max(1).into());
        values.push(count(limit).into());
        let sql = format!(
            "SELECT query, lang, SUM({visitors}) FROM daily_queries WHERE {condition}{only} \
             GROUP BY query, lang HAVING SUM({visitors}) >= ${least} AND SUM({counted}) > 0 \
             ORDER BY SUM({visitors}) DESC, SUM({counted}) DESC, query, lang LIMIT ${most}"
        );
        let mut found: Vec<(i64, String)> = Vec::new();
        self.database.read(&sql, &values, &mut |row| {
            let mut row = row.into_iter();
            let query = row.next().map_or(0, |value| value.int());
            found.push((query, row.next().map(Value::into_text).unwrap_or_default()));
        })?;
        let numbers: Vec<i64> = found.iter().map(|(query, _)| *query).collect();
        let (texts, mut counts) = (self.texts(&numbers)?, self.counts_of_queries(filter, &numbers)?);
        let of_question = |(query, lang): (i64, String)| QueryCounts {
            query,
            text: texts.get(&query).cloned().unwrap_or_default(),
            sums: counts.remove(&(query, lang.clone())).unwrap_or_default(),
            lang,
        };
        Ok(found.into_iter().map(of_question).collect())
    }

    /// How many questions are asked by fewer visitors than may be shown.
    pub fn hidden_queries(&mut self, filter: &Filter, min_visitors: i64) -> Result<i64, AnalyticsError> {
        if min_visitors <= 1 {
            return Ok(0);
        }
        let (condition, mut values) = conditions(filter, true);
        let least = values.len() + 1;
        values.push(min_visitors.into());
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT query FROM daily_queries WHERE {condition} GROUP BY query, lang \
             HAVING SUM(visitors) < ${least} AND SUM(visitors) > 0) few"
        );
        let mut hidden = 0;
        self.database.read(&sql, &values, &mut |row| hidden = row[0].int())?;
        Ok(hidden)
    }

    /// What became of the hits of all questions.
    pub fn hits(&mut self, filter: &Filter, limit: usize) -> Result<Vec<HitCounts>, AnalyticsError> {
        let (mut condition, mut values) =
            ("h.day BETWEEN $1 AND $2".to_owned(), vec![filter.from.0.into(), filter.to.0.into()]);
        if let Some(lang) = &filter.lang {
            values.push(Value::from(lang.as_str()));
            condition += &*format!(" AND h.lang = ${}", values.len());
        }
        if let Some(guide) = &filter.guide {
            values.push(Value::from(guide_pattern(guide).as_str()));
            condition += &*format!(" AND t.text LIKE ${} ESCAPE '\\'", values.len());
        }
        values.push(count(limit).into());
        let sql = format!(
            "SELECT t.text, h.lang, {} FROM daily_hits h JOIN texts t ON t.id = h.hit WHERE {condition} GROUP BY t.text, h.lang \
             ORDER BY SUM(h.clicks) DESC, SUM(h.helpful + h.unhelpful) DESC, SUM(h.foreign_shown) DESC, t.text, h.lang LIMIT ${}",
            sums_of("h", &HITS),
            values.len()
        );
        self.read_hits(&sql, &values)
    }

    fn read_hits(&mut self, sql: &str, values: &[Value]) -> Result<Vec<HitCounts>, AnalyticsError> {
        let mut hits = Vec::new();
        self.database.read(sql, values, &mut |row| {
            let sums = Sums::read(&HITS, &row[2..]);
            let mut row = row.into_iter().map(Value::into_text);
            let (hit, lang) = (row.next().unwrap_or_default(), row.next().unwrap_or_default());
            hits.push(HitCounts { hit, lang, sums });
        })?;
        Ok(hits)
    }

    /// How often hits were clicked by their place on the page, from 1. Guides are not told apart.
    pub fn click_positions(&mut self, filter: &Filter) -> Result<Vec<(i64, i64)>, AnalyticsError> {
        let (condition, values) = conditions(filter, false);
        let sql = format!(
            "SELECT position, SUM(clicks) FROM daily_positions WHERE {condition} GROUP BY position \
             HAVING SUM(clicks) > 0 ORDER BY position"
        );
        let mut positions = Vec::new();
        self.database.read(&sql, &values, &mut |row| positions.push((row[0].int(), row[1].int())))?;
        Ok(positions)
    }

    /// Where visitors went on from the questions that failed, those with most success first.
    pub fn reformulations(&mut self, filter: &Filter, limit: usize) -> Result<Vec<Reformulation>, AnalyticsError> {
        let (condition, mut values) = conditions(&Filter { guide: None, ..filter.clone() }, false);
        values.push(count(limit).into());
        let sql = format!(
            "SELECT query, next, lang, SUM(visitors), SUM(succeeded) FROM daily_reformulations WHERE {condition} \
             GROUP BY query, next, lang HAVING SUM(visitors) > 0 ORDER BY SUM(succeeded) DESC, SUM(visitors) DESC, query, next LIMIT ${}",
            values.len()
        );
        let mut found = Vec::new();
        self.database.read(&sql, &values, &mut |row| found.push(Reformulation::read(row)))?;
        Ok(found)
    }

    /// The text behind a number; empty when there is none.
    pub fn text(&mut self, number: i64) -> Result<String, AnalyticsError> {
        let mut text = String::new();
        self.database.read("SELECT text FROM texts WHERE id = $1", &[number.into()], &mut |mut row| {
            text = row.pop().map(Value::into_text).unwrap_or_default();
        })?;
        Ok(text)
    }

    /// The number of a text, if it is there.
    pub fn find_text(&mut self, text: &str) -> Result<Option<i64>, AnalyticsError> {
        let mut number = None;
        self.database
            .read("SELECT id FROM texts WHERE text = $1", &[text.into()], &mut |row| number = Some(row[0].int()))?;
        Ok(number)
    }

    /// The decision on each proposal that there is one on, and when it was taken, in milliseconds since 1970.
    pub fn decisions(&mut self) -> Result<HashMap<String, (String, i64)>, AnalyticsError> {
        let mut decisions = HashMap::new();
        self.database.read("SELECT proposal, decision, at FROM decisions", &[], &mut |row| {
            let at = row[2].int();
            let mut row = row.into_iter().map(Value::into_text);
            decisions.insert(row.next().unwrap_or_default(), (row.next().unwrap_or_default(), at));
        })?;
        Ok(decisions)
    }

    /// Keeps the decision on a proposal, in place of an earlier one.
    pub fn decide(&mut self, proposal: &str, decision: &str, at: i64) -> Result<(), AnalyticsError> {
        self.database.execute(
            "INSERT INTO decisions (proposal, decision, at) VALUES ($1, $2, $3) \
             ON CONFLICT (proposal) DO UPDATE SET decision = excluded.decision, at = excluded.at",
            &[proposal.into(), decision.into(), at.into()],
        )?;
        Ok(())
    }
}

/// The sums of columns of a table, as they are selected.
pub(super) fn sums_of(table: &str, columns: &[&str]) -> String {
    columns.iter().map(|column| format!("SUM({table}.{column})")).collect::<Vec<_>>().join(", ")
}

/// The conditions of a filter, and their values. Totals know no guides.
fn conditions(filter: &Filter, has_queries: bool) -> (String, Vec<Value>) {
    let mut condition = "day BETWEEN $1 AND $2".to_owned();
    let mut values: Vec<Value> = vec![filter.from.0.into(), filter.to.0.into()];
    if let Some(lang) = &filter.lang {
        values.push(lang.as_str().into());
        condition += &*format!(" AND lang = ${}", values.len());
    }
    if let Some(guide) = filter.guide.as_ref().filter(|_| has_queries) {
        values.push(guide_pattern(guide).as_str().into());
        condition += &*format!(
            " AND query IN (SELECT h.query FROM daily_hits h JOIN texts t ON t.id = h.hit WHERE t.text LIKE ${} ESCAPE '\\')",
            values.len()
        );
    }
    (condition, values)
}

/// What the ids of a guide's hits look like, in any language.
fn guide_pattern(guide: &str) -> String {
    let escaped = guide.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%/{escaped}#%")
}
