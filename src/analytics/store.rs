//! The event store: what is written, and how a visitor's events become the counts of days. Which database keeps it is
//! behind [`Database`].

mod batches;
pub mod database;
mod folding;
mod forgetting;
#[cfg(feature = "postgresql")]
mod postgresql;
pub mod reading;
mod schema;
mod sqlite;
pub mod votes;

#[cfg(test)]
pub(crate) mod tests;

pub use forgetting::Forgotten;

use crate::analytics::AnalyticsError;
use crate::analytics::counts::{Counts, TOTALS, count};
use crate::analytics::day::Zone;
use crate::analytics::event::{Audience, EventRecord, SearchRecord};
use database::{Database, Value};
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use votes::VotedSearch;

/// Numbers of texts that are remembered; beyond that the memory starts anew.
const REMEMBERED_TEXTS: usize = 100_000;

/// Where events are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreAddress {
    Sqlite(PathBuf),
    /// The URL, which may hold a password: it is shown without.
    Postgresql(String),
}

impl StoreAddress {
    /// Reads `sqlite:FILE` or `postgresql://…`; which database it is, the scheme says.
    ///
    /// # Errors
    /// When the scheme is none that is known, or the URL asks for something that there is not.
    pub fn parse(address: &str) -> Result<StoreAddress, AnalyticsError> {
        match address.split_once(':') {
            Some(("sqlite", path)) if !path.trim_start_matches("//").is_empty() => {
                Ok(StoreAddress::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
            }
            #[cfg(feature = "postgresql")]
            Some(("postgresql" | "postgres", _)) => {
                postgresql::read_url(address).map(|_| StoreAddress::Postgresql(address.to_owned()))
            }
            _ => Err(AnalyticsError::UnknownStore(address.split('@').next_back().unwrap_or_default().to_owned())),
        }
    }

    /// The store in a data folder.
    #[must_use]
    pub fn in_folder(data: &Path) -> StoreAddress {
        StoreAddress::Sqlite(data.join("analytics.sqlite"))
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreAddress::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            StoreAddress::Postgresql(url) => {
                write!(
                    formatter,
                    "postgresql://{}",
                    url.split('@').next_back().unwrap_or_default().trim_start_matches("postgresql://")
                )
            }
        }
    }
}

/// What is written together.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    Search(Box<SearchRecord>),
    Event(EventRecord),
}

/// What became of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    pub searches: usize,
    pub events: usize,
    /// Records that were there already.
    pub known: usize,
}

/// An open store.
pub struct Store {
    database: Box<dyn Database>,
    zone: Zone,
    texts: HashMap<String, i64>,
    /// Statements that are put together from the columns of a table, by its name.
    statements: HashMap<&'static str, String>,
}

impl Store {
    /// Opens a store, making its tables when it is new and bringing them up to date when it is old.
    ///
    /// # Errors
    /// When it can't be reached, is damaged, or was written by a later guidepost.
    pub fn open(address: &StoreAddress, zone: Zone) -> Result<Store, AnalyticsError> {
        let mut database: Box<dyn Database> = match address {
            StoreAddress::Sqlite(path) => Box::new(sqlite::Sqlite::open(path)?),
            #[cfg(feature = "postgresql")]
            StoreAddress::Postgresql(url) => Box::new(postgresql::Postgresql::open(url)?),
            #[cfg(not(feature = "postgresql"))]
            StoreAddress::Postgresql(_) => return Err(AnalyticsError::UnknownStore(format!("{address:?}"))),
        };
        schema::migrate(&mut *database)?;
        Ok(Store { database, zone, texts: HashMap::new(), statements: HashMap::new() })
    }

    /// What it is called in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        self.database.name()
    }

    /// The time zone that days are counted in.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The bytes that it takes up.
    ///
    /// # Errors
    /// When it can't be asked.
    pub fn bytes(&mut self) -> Result<u64, AnalyticsError> {
        self.database.bytes()
    }

    /// Writes records, all or none. They must have been redacted. What is there already is not written again.
    ///
    /// # Errors
    /// When nothing was written.
    pub fn write(&mut self, records: &[Record]) -> Result<Written, AnalyticsError> {
        self.in_transaction(|store| {
            let mut written = Written::default();
            for record in records {
                let (is_new, number) = match record {
                    Record::Search(search) => (store.write_search(search)?, &mut written.searches),
                    Record::Event(event) => (store.write_event(event)?, &mut written.events),
                };
                *number += usize::from(is_new);
                written.known += usize::from(!is_new);
            }
            Ok(written)
        })
    }

    fn write_search(&mut self, search: &SearchRecord) -> Result<bool, AnalyticsError> {
        let day = self.zone.day_of(search.at).0;
        let query = self.number_of(&search.query)?;
        let shown = search.hits.iter().map(|hit| Ok(self.number_of(hit)?.to_string()));
        let shown = shown.collect::<Result<Vec<String>, AnalyticsError>>()?.join(",");
        let corrected: Vec<String> = search.corrections.iter().map(|(from, to)| format!("{from}>{to}")).collect();
        let joined = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
        let values = [
            Value::Bytes(search.query_id.as_bytes().to_vec()),
            search.visitor.0.into(),
            day.into(),
            search.at.into(),
            (search.audience as i64).into(),
            query.into(),
            search.lang.as_str().into(),
            shown.as_str().into(),
            count(search.total).into(),
            count(search.offset).into(),
            Value::Real((f64::from(search.coverage) * 1_000.0).round() / 1_000.0),
            i64::from(search.is_foreign).into(),
            joined(&search.ignored).as_deref().into(),
            joined(&corrected).as_deref().into(),
            (!search.filters.is_empty()).then_some(search.filters.as_str()).into(),
            Value::Int(i64::try_from(search.took_micros).unwrap_or(i64::MAX)),
        ];
        let changed = self.database.execute(
            "INSERT INTO searches (query_id, visitor, day, at, audience, query, lang, shown, total, start, coverage, \
             is_foreign, ignored, corrected, filters, took) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING",
            &values,
        )?;
        if changed > 0 && search.audience == Audience::Visitors {
            self.mark_dirty(search.visitor.0, day)?;
        } else if changed > 0 {
            self.count_request(search, day)?;
        }
        Ok(changed > 0)
    }

    fn write_event(&mut self, event: &EventRecord) -> Result<bool, AnalyticsError> {
        let day = self.zone.day_of(event.at).0;
        let hit = event.hit.as_deref().map(|hit| self.number_of(hit)).transpose()?;
        let query_id = event.query_id.map(|id| Value::Bytes(id.as_bytes().to_vec()));
        let changed = self.database.execute(
            "INSERT INTO events (event, query_id, visitor, day, at, kind, hit, position, is_missing) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            &[
                event.key().into(),
                query_id.clone().unwrap_or(Value::Null),
                event.visitor.0.into(),
                day.into(),
                event.at.into(),
                (event.kind as i64).into(),
                hit.into(),
                event.position.map(i64::from).into(),
                i64::from(event.is_missing).into(),
            ],
        )?;
        if changed == 0 {
            return Ok(false);
        }
        match query_id {
            None => self.mark_dirty(event.visitor.0, day)?,
            Some(query_id) => self.follow_up(event, hit, query_id)?,
        }
        Ok(true)
    }

    /// What an event after a search changes: the visitor's day is to be looked at again, or an agent has voted.
    fn follow_up(&mut self, event: &EventRecord, hit: Option<i64>, query_id: Value) -> Result<(), AnalyticsError> {
        let mut found = None;
        self.database.read(
            "SELECT audience, visitor, day, query, lang FROM searches WHERE query_id = $1",
            &[query_id],
            &mut |mut row| {
                let lang = row.pop().map(Value::into_text).unwrap_or_default();
                let search = VotedSearch { day: row[2].int(), query: row[3].int(), lang };
                found = Some((Audience::from_number(row[0].int()), row[1].int(), search));
            },
        )?;
        match found {
            Some((Audience::Visitors, visitor, search)) => self.mark_dirty(visitor, search.day),
            Some((Audience::Agents, _, search)) => self.count_vote(event.kind, hit, &search, 1),
            Some((Audience::Bots | Audience::HealthChecks, ..)) | None => Ok(()),
        }
    }

    fn mark_dirty(&mut self, visitor: i64, day: i64) -> Result<(), AnalyticsError> {
        let values = [visitor.into(), day.into()];
        self.database.execute("INSERT INTO dirty (visitor, day) VALUES ($1, $2) ON CONFLICT DO NOTHING", &values)?;
        Ok(())
    }

    /// Those who are no visitors are only counted.
    fn count_request(&mut self, search: &SearchRecord, day: i64) -> Result<(), AnalyticsError> {
        let mut counts = Counts::default();
        let totals = counts.totals.entry((search.lang.clone(), search.audience as i64)).or_default();
        totals[0] = 1;
        totals[TOTALS.len() - 1] = i64::try_from(search.took_micros).unwrap_or(i64::MAX);
        self.add_counts(day, &counts)
    }

    /// The number of a text, which is kept if it is new.
    fn number_of(&mut self, text: &str) -> Result<i64, AnalyticsError> {
        if let Some(&number) = self.texts.get(text) {
            return Ok(number);
        }
        let mut found = None;
        let value = [Value::from(text)];
        self.database.read("SELECT id FROM texts WHERE text = $1", &value, &mut |row| found = Some(row[0].int()))?;
        if found.is_none() {
            // Another process may have been faster.
            self.database.execute("INSERT INTO texts (text) VALUES ($1) ON CONFLICT DO NOTHING", &value)?;
            self.database
                .read("SELECT id FROM texts WHERE text = $1", &value, &mut |row| found = Some(row[0].int()))?;
        }
        let number = found.unwrap_or_default();
        if self.texts.len() >= REMEMBERED_TEXTS {
            self.texts.clear();
        }
        self.texts.insert(text.to_owned(), number);
        Ok(number)
    }

    fn in_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Store) -> Result<T, AnalyticsError>,
    ) -> Result<T, AnalyticsError> {
        self.database.begin()?;
        let done = work(self).and_then(|done| self.database.commit().map(|()| done));
        if done.is_err() {
            self.database.roll_back();
            // Texts that were numbered within it are not kept.
            self.texts.clear();
        }
        done
    }
}
