//! The thread that writes: gathers what waits into batches, keeps the store usable, folds and expires.

use crate::analytics::day::{self, DAY_MILLIS, Day};
use crate::analytics::recorder::{Done, Message, Tally};
use crate::analytics::store::{Record, Store, StoreAddress, Written};
use crate::analytics::{AnalyticsError, Settings};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// So much is written in one transaction.
const BATCH: usize = 2_000;
/// How long searches wait to be written together. Events don't: somebody waits for each.
const GATHERING: Duration = Duration::from_millis(500);
/// How often what was written is folded into the counts.
const FOLDING: Duration = Duration::from_secs(2);
/// How long a store that could not be opened is left alone.
const RETRY: Duration = Duration::from_secs(5);
/// How often the same trouble is told.
const TELLING: Duration = Duration::from_mins(1);
/// How often it is looked whether there is something to expire.
const EXPIRING: Duration = Duration::from_hours(1);

/// What waits to be written together, and who waits for it.
#[derive(Default)]
struct Batch {
    records: Vec<Record>,
    /// How many records each caller brought, in order of the records, and how they are told.
    waiting: Vec<Done>,
    flushes: Vec<Done>,
    is_damaged: bool,
    is_over: bool,
}

/// What keeps the store from being written, and what that costs.
#[derive(Default)]
struct Trouble {
    /// Why it can't be written now.
    error: Option<AnalyticsError>,
    /// When that was told last, and whether it has been since the store was last written.
    told: Option<Instant>,
    is_told: bool,
    /// Searches that are lost and not told yet.
    lost: u64,
}

/// See the module's page.
pub struct Writer {
    settings: Settings,
    address: StoreAddress,
    store: Option<Store>,
    tally: Arc<Tally>,
    tried: Option<Instant>,
    trouble: Trouble,
    folded: Instant,
    expired: Option<Instant>,
    has_unfolded: bool,
}

impl Writer {
    pub fn new(settings: &Settings, tally: Arc<Tally>) -> Writer {
        Writer {
            address: settings.address(),
            settings: settings.clone(),
            store: None,
            tally,
            tried: None,
            trouble: Trouble::default(),
            folded: Instant::now(),
            expired: None,
            // Another process may have ended before it folded.
            has_unfolded: true,
        }
    }

    /// Works until told to end.
    pub fn run(mut self, messages: &Receiver<Message>) {
        self.open();
        loop {
            let batch = self.gather(messages);
            let is_over = batch.is_over;
            self.work_off(batch);
            if is_over {
                return;
            }
        }
    }

    fn gather(&self, messages: &Receiver<Message>) -> Batch {
        let mut batch = Batch::default();
        let until_folding = FOLDING.saturating_sub(self.folded.elapsed());
        let idle = if self.has_unfolded { until_folding } else { EXPIRING };
        let mut wait = idle.max(Duration::from_millis(1));
        let mut begun: Option<Instant> = None;
        while batch.records.len() < BATCH {
            let message = match messages.recv_timeout(wait) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    batch.is_over = true;
                    break;
                }
            };
            self.tally.waiting.fetch_sub(1, Ordering::Relaxed);
            batch.add(message);
            let since = begun.get_or_insert_with(Instant::now).elapsed();
            wait = if batch.is_awaited() { Duration::ZERO } else { GATHERING.saturating_sub(since) };
            if batch.is_over {
                break;
            }
        }
        batch
    }

    fn work_off(&mut self, batch: Batch) {
        let Batch { records, waiting, flushes, is_damaged, is_over } = batch;
        if is_damaged && let Some(name) = self.store.as_ref().map(|store| store.name().to_owned()) {
            self.after(&AnalyticsError::Damaged { store: name, reason: "a report could not be read".to_owned() });
        }
        let written = if records.is_empty() { Ok(Written::default()) } else { self.write(&records) };
        for done in waiting {
            done(written.clone());
        }
        let is_due = self.has_unfolded && self.folded.elapsed() >= FOLDING;
        if is_due || is_over || !flushes.is_empty() {
            let folded = self.fold();
            for done in flushes {
                done(written.clone().and_then(|written| folded.clone().map(|()| written)));
            }
        }
        if self.expired.is_none_or(|last| last.elapsed() >= EXPIRING) {
            self.expire();
        }
    }

    fn write(&mut self, records: &[Record]) -> Result<Written, AnalyticsError> {
        let written = self.with_store(|store| store.write(records));
        if let Ok(written) = &written {
            self.has_unfolded = true;
            self.tally.searches.fetch_add(written.searches as u64, Ordering::Relaxed);
            self.tally.events.fetch_add(written.events as u64, Ordering::Relaxed);
            self.tally.repeated.fetch_add(written.known as u64, Ordering::Relaxed);
            self.tell_the_end_of_trouble();
        } else {
            // Events are not lost: their callers hear that they have to send them again.
            let searches = records.iter().filter(|record| matches!(record, Record::Search(_))).count();
            self.tally.dropped.fetch_add(searches as u64, Ordering::Relaxed);
            self.trouble.lost += searches as u64;
        }
        written
    }

    fn fold(&mut self) -> Result<(), AnalyticsError> {
        self.folded = Instant::now();
        let folded = self.with_store(|store| {
            let folded = store.fold()?;
            let bytes = store.bytes()?;
            Ok((folded, bytes))
        });
        match folded {
            Ok((_, bytes)) => {
                self.has_unfolded = false;
                self.tally.store_bytes.store(bytes, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn expire(&mut self) {
        self.expired = Some(Instant::now());
        let today = self.settings.zone.day_of(day::now());
        let first_kept = Day(today.0 - i64::from(self.settings.retention_days));
        match self.with_store(|store| store.expire(first_kept)) {
            Ok(forgotten) if forgotten.searches + forgotten.events > 0 => {
                tracing::info!(searches = forgotten.searches, events = forgotten.events, "raw events have expired");
            }
            // What went wrong has been told; it is tried again in an hour.
            Ok(_) | Err(_) => {}
        }
    }

    /// Does something with the store; one that turns out to be damaged is set aside, and one whose connection is lost is
    /// reached anew, and the work done on that.
    fn with_store<T>(
        &mut self,
        mut work: impl FnMut(&mut Store) -> Result<T, AnalyticsError>,
    ) -> Result<T, AnalyticsError> {
        if self.store.is_none() && self.tried.is_none_or(|tried| tried.elapsed() >= RETRY) {
            self.open();
        }
        let Some(store) = &mut self.store else {
            return Err(self.trouble.error.clone().unwrap_or(AnalyticsError::Off));
        };
        let error = match work(store) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        match &error {
            // A server that was started anew has ended the connection, and takes another.
            AnalyticsError::Unreachable { .. } => self.open(),
            _ => self.after(&error),
        }
        let is_mended = matches!(error, AnalyticsError::Damaged { .. } | AnalyticsError::Unreachable { .. });
        match &mut self.store {
            Some(store) if is_mended => work(store),
            _ => Err(error),
        }
    }

    fn open(&mut self) {
        self.tried = Some(Instant::now());
        self.store = None;
        match Store::open(&self.address, self.settings.zone.clone()) {
            Ok(store) => {
                self.store = Some(store);
                self.has_unfolded = true;
            }
            Err(error) => self.after(&error),
        }
    }

    /// Deals with an error of the store.
    fn after(&mut self, error: &AnalyticsError) {
        match error {
            AnalyticsError::Damaged { .. } => {
                self.store = None;
                let StoreAddress::Sqlite(path) = self.address.clone() else {
                    // A server mends itself, or its keeper does.
                    return self.tell(error);
                };
                match set_aside(&path) {
                    Ok(kept) => {
                        self.tally.set_aside.fetch_add(1, Ordering::Relaxed);
                        tracing::error!(%error, kept = %kept.display(), "the event store was set aside, a new one is begun");
                        match Store::open(&self.address, self.settings.zone.clone()) {
                            Ok(store) => self.store = Some(store),
                            Err(error) => self.tell(&error),
                        }
                    }
                    Err(error) => self.tell(&error),
                }
            }
            AnalyticsError::Full { .. } | AnalyticsError::Busy { .. } => self.tell(error),
            _ => {
                self.store = None;
                self.tell(error);
            }
        }
    }

    /// Says what is wrong, loudly but not all the time.
    fn tell(&mut self, error: &AnalyticsError) {
        self.trouble.error = Some(error.clone());
        if self.trouble.told.is_none_or(|told| told.elapsed() >= TELLING) {
            self.trouble.told = Some(Instant::now());
            self.trouble.is_told = true;
            let lost = std::mem::take(&mut self.trouble.lost);
            tracing::error!(%error, lost, "searches and events are not recorded; searching goes on");
        }
    }

    /// Says that the store is written again, to who was told that it is not.
    fn tell_the_end_of_trouble(&mut self) {
        self.trouble.error = None;
        if std::mem::take(&mut self.trouble.is_told) {
            let lost = std::mem::take(&mut self.trouble.lost);
            tracing::warn!(lost, "searches and events are recorded again; so many searches were lost meanwhile");
        }
    }
}

impl Batch {
    fn add(&mut self, message: Message) {
        match message {
            Message::Search(mut search) => {
                search.redact();
                // Nothing but spaces is no question.
                if !search.query.is_empty() {
                    self.records.push(Record::Search(search));
                }
            }
            Message::Events(events, done) => {
                self.records.extend(events.into_iter().map(Record::Event));
                self.waiting.push(done);
            }
            Message::Flush(done) => self.flushes.push(done),
            Message::SetAside => self.is_damaged = true,
            Message::End => self.is_over = true,
        }
    }

    fn is_awaited(&self) -> bool {
        !self.waiting.is_empty() || !self.flushes.is_empty() || self.is_damaged
    }
}

/// Renames a damaged store, so that nothing of it is lost to who may mend it; gives its new name.
fn set_aside(path: &Path) -> Result<PathBuf, AnalyticsError> {
    let moment = day::now();
    let with = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let kept = with(&format!(".corrupt-{}-{}", Day(moment.div_euclid(DAY_MILLIS)), moment.rem_euclid(DAY_MILLIS)));
    std::fs::rename(path, &kept).map_err(AnalyticsError::io(path))?;
    for suffix in ["-wal", "-shm"] {
        let beside = with(suffix);
        if beside.exists() {
            std::fs::rename(&beside, format!("{}{suffix}", kept.display())).map_err(AnalyticsError::io(&beside))?;
        }
    }
    Ok(kept)
}
