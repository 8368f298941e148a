//! The counts of many questions read together: a statement for hundreds of them, where one for each would have to wait for
//! the database as often.

use crate::analytics::AnalyticsError;
use crate::analytics::counts::{HITS, QUERIES};
use crate::analytics::day::Day;
use crate::analytics::store::Store;
use crate::analytics::store::database::{Row, Value};
use crate::analytics::store::reading::{Filter, HitCounts, Reformulation, Sums, sums_of};
use std::collections::HashMap;

/// So many numbers stand in one statement.
const AT_ONCE: usize = 200;

impl Store {
    /// The texts behind numbers; those that there are not are left out.
    pub fn texts(&mut self, numbers: &[i64]) -> Result<HashMap<i64, String>, AnalyticsError> {
        let mut texts = HashMap::new();
        self.read_of("SELECT id, text FROM texts WHERE id IN ({numbers})", &[], numbers, &mut |mut row| {
            let text = row.pop().map(Value::into_text).unwrap_or_default();
            texts.insert(row[0].int(), text);
        })?;
        Ok(texts)
    }

    /// The counts of questions, by their number and the language of their readers.
    pub fn counts_of_queries(
        &mut self,
        filter: &Filter,
        queries: &[i64],
    ) -> Result<HashMap<(i64, String), Sums>, AnalyticsError> {
        let sql = format!(
            "SELECT q.query, q.lang, {} FROM daily_queries q WHERE q.day BETWEEN $1 AND $2 AND q.query IN ({{numbers}}) \
             GROUP BY q.query, q.lang",
            sums_of("q", &QUERIES)
        );
        let mut counts = HashMap::new();
        self.read_of(&sql, &days(filter), queries, &mut |mut row| {
            let sums = Sums::read(&QUERIES, &row[2..]);
            counts.insert((row[0].int(), std::mem::replace(&mut row[1], Value::Null).into_text()), sums);
        })?;
        Ok(counts)
    }

    /// The searches and failures of questions, day by day.
    pub fn days_of_queries(
        &mut self,
        filter: &Filter,
        queries: &[i64],
    ) -> Result<HashMap<i64, Vec<(Day, Sums)>>, AnalyticsError> {
        const COLUMNS: [&str; 4] = ["searches", "visitors", "failed_tracked", "failed"];
        let sql = format!(
            "SELECT q.query, q.day, {} FROM daily_queries q WHERE q.day BETWEEN $1 AND $2 AND q.query IN ({{numbers}}) \
             GROUP BY q.query, q.day ORDER BY q.query, q.day",
            sums_of("q", &COLUMNS)
        );
        let mut found: HashMap<i64, Vec<(Day, Sums)>> = HashMap::new();
        self.read_of(&sql, &days(filter), queries, &mut |row| {
            found.entry(row[0].int()).or_default().push((Day(row[1].int()), Sums::read(&COLUMNS, &row[2..])));
        })?;
        Ok(found)
    }

    /// What became of the hits of questions, those of most clicks first.
    pub fn hits_of_queries(
        &mut self,
        filter: &Filter,
        queries: &[i64],
    ) -> Result<HashMap<i64, Vec<HitCounts>>, AnalyticsError> {
        let sql = format!(
            "SELECT h.query, t.text, h.lang, {} FROM daily_hits h JOIN texts t ON t.id = h.hit \
             WHERE h.day BETWEEN $1 AND $2 AND h.query IN ({{numbers}}) GROUP BY h.query, t.text, h.lang \
             ORDER BY h.query, SUM(h.clicks) DESC, t.text, h.lang",
            sums_of("h", &HITS)
        );
        let mut found: HashMap<i64, Vec<HitCounts>> = HashMap::new();
        self.read_of(&sql, &days(filter), queries, &mut |row| {
            let sums = Sums::read(&HITS, &row[3..]);
            let query = row[0].int();
            let mut texts = row.into_iter().skip(1).map(Value::into_text);
            let (hit, lang) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            found.entry(query).or_default().push(HitCounts { hit, lang, sums });
        })?;
        Ok(found)
    }

    /// Where visitors went on from questions, by their number and the readers' language; those with most success first.
    pub fn reformulations_of_queries(
        &mut self,
        filter: &Filter,
        queries: &[i64],
    ) -> Result<HashMap<(i64, String), Vec<Reformulation>>, AnalyticsError> {
        const SQL: &str = "SELECT query, next, lang, SUM(visitors), SUM(succeeded) FROM daily_reformulations \
                           WHERE day BETWEEN $1 AND $2 AND query IN ({numbers}) GROUP BY query, next, lang \
                           HAVING SUM(visitors) > 0 \
                           ORDER BY SUM(succeeded) DESC, SUM(visitors) DESC, query, next";
        let mut found: HashMap<(i64, String), Vec<Reformulation>> = HashMap::new();
        self.read_of(SQL, &days(filter), queries, &mut |row| {
            let reformulation = Reformulation::read(row);
            let key = (reformulation.query, reformulation.lang.clone());
            found.entry(key).or_default().push(reformulation);
        })?;
        Ok(found)
    }

    /// Runs a statement on many numbers, which stand for `{numbers}` in it, some at a time; each number once.
    fn read_of(
        &mut self,
        sql: &str,
        values: &[Value],
        numbers: &[i64],
        each: &mut dyn FnMut(Row),
    ) -> Result<(), AnalyticsError> {
        let mut different = numbers.to_vec();
        different.sort_unstable();
        different.dedup();
        for chunk in different.chunks(AT_ONCE) {
            // Two lengths only, so that statements are prepared once; the last number fills up what is left.
            let places = if chunk.len() == 1 { 1 } else { AT_ONCE };
            let names: Vec<String> = (1..=places).map(|place| format!("${}", values.len() + place)).collect();
            let filling = chunk.iter().chain(std::iter::repeat(&chunk[chunk.len() - 1])).take(places);
            let all: Vec<Value> = values.iter().cloned().chain(filling.copied().map(Value::Int)).collect();
            self.database.read(&sql.replace("{numbers}", &names.join(", ")), &all, each)?;
        }
        Ok(())
    }
}

fn days(filter: &Filter) -> [Value; 2] {
    [filter.from.0.into(), filter.to.0.into()]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use crate::analytics::event::EventKind;
    use crate::analytics::store::tests::{event, filter, search, stores};

    #[test]
    fn many_questions_are_read_as_each_by_itself() {
        for (mut store, _, _folder) in stores() {
            let mut records = Vec::new();
            for n in 0..450u128 {
                let visitor = i64::try_from(n).unwrap();
                records.push(search(n * 2, visitor, 0, &format!("question {n}"), &["en/a#1"]));
                records.push(event(n * 2, 5, EventKind::Click, "en/a#1"));
                records.push(search(n * 2 + 1, visitor, 60, &format!("question {n} again"), &[]));
            }
            store.write(&records).unwrap();
            store.fold().unwrap();
            let numbers: Vec<i64> =
                (0..450).map(|n| store.find_text(&format!("question {n}")).unwrap().unwrap()).collect();
            let all = filter();
            let twice = [numbers.clone(), numbers.clone()].concat();
            let (texts, hits) = (store.texts(&twice).unwrap(), store.hits_of_queries(&all, &twice).unwrap());
            let (counts, days) =
                (store.counts_of_queries(&all, &twice).unwrap(), store.days_of_queries(&all, &twice).unwrap());
            let next = store.reformulations_of_queries(&all, &numbers).unwrap();
            assert_eq!((texts.len(), hits.len(), counts.len(), days.len(), next.len()), (450, 450, 450, 450, 0));
            for (n, number) in numbers.iter().enumerate() {
                assert_eq!(texts[number], format!("question {n}"));
                assert_eq!(hits[number], store.hits_of_queries(&all, &[*number]).unwrap()[number]);
                let sums = &counts[&(*number, "en".to_owned())];
                assert_eq!((sums.of("searches"), sums.of("clicks"), days[number][0].1.of("visitors")), (1, 1, 1));
            }
            assert!(store.texts(&[]).unwrap().is_empty() && store.texts(&[-1]).unwrap().is_empty());
        }
    }
}
