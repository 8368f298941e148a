//! Recording beside the searches: a bounded queue that never makes a search wait, and one thread that redacts, writes in
//! batches and folds.
//!
//! A search that finds the queue full is not recorded, which is counted. An event that was acknowledged is on disk: its
//! caller hears of it after the batch was committed.

mod writer;

#[cfg(test)]
mod tests;

use crate::analytics::day::{self, Day};
use crate::analytics::event::{EventRecord, SearchRecord, Visitor};
use crate::analytics::store::Written;
use crate::analytics::visitor::VisitorHasher;
use crate::analytics::{AnalyticsError, Settings};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use writer::Writer;

/// So many searches and calls may wait to be written.
const QUEUE: usize = 8_192;
/// So many events one call may bring.
pub const MOST_EVENTS_A_CALL: usize = 1_000;

/// What is told when something has been written, or not.
type Done = Box<dyn FnOnce(Result<Written, AnalyticsError>) + Send>;

enum Message {
    Search(Box<SearchRecord>),
    Events(Vec<EventRecord>, Done),
    /// Write and fold all that came before.
    Flush(Done),
    /// Something that reads has found the store damaged.
    SetAside,
    End,
}

/// What has happened since the start.
#[derive(Debug, Default)]
pub struct Tally {
    pub searches: AtomicU64,
    pub events: AtomicU64,
    /// Events that had come before.
    pub repeated: AtomicU64,
    /// Searches that were not recorded because too many were waiting, or because the store could not take them.
    pub dropped: AtomicU64,
    /// Stores that were set aside because they were damaged.
    pub set_aside: AtomicU64,
    pub waiting: AtomicI64,
    pub store_bytes: AtomicU64,
}

/// Takes searches and events. Dropping it writes what still waits.
pub struct Recorder {
    queue: SyncSender<Message>,
    tally: Arc<Tally>,
    hasher: VisitorHasher,
    settings: Settings,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Recorder {
    /// Starts recording. A store that can't be opened is no reason not to start: it is tried again, and said.
    ///
    /// # Errors
    /// Only when the system gives no thread.
    pub fn start(settings: Settings) -> Result<Recorder, AnalyticsError> {
        let (queue, messages) = sync_channel(QUEUE);
        let tally = Arc::new(Tally::default());
        let today = settings.zone.day_of(day::now());
        let hasher = VisitorHasher::kept_in(&settings.data, today);
        let writer = Writer::new(&settings, Arc::clone(&tally));
        let thread = std::thread::Builder::new()
            .name("analytics".to_owned())
            .spawn(move || writer.run(&messages))
            .map_err(AnalyticsError::io(&settings.data))?;
        Ok(Recorder { queue, tally, hasher, settings, thread: Mutex::new(Some(thread)) })
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The visitor behind an address and a program, for today.
    #[must_use]
    pub fn visitor(&self, now: i64, address: &str, user_agent: &str, client: Option<&str>) -> Visitor {
        self.hasher.visitor(self.day_of(now), address, user_agent, client)
    }

    fn day_of(&self, now: i64) -> Day {
        self.settings.zone.day_of(now)
    }

    /// Notes a search, without waiting for anything.
    pub fn record(&self, search: SearchRecord) {
        if !self.send(Message::Search(Box::new(search))) {
            self.tally.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes events; `done` is told once they are on disk, or why they are not.
    pub fn take(&self, events: Vec<EventRecord>, done: impl FnOnce(Result<Written, AnalyticsError>) + Send + 'static) {
        self.send_or_tell(|done| Message::Events(events, done), Box::new(done));
    }

    /// `done` is told when all that was recorded so far is in the counts.
    pub fn flush(&self, done: impl FnOnce(Result<Written, AnalyticsError>) + Send + 'static) {
        self.send_or_tell(Message::Flush, Box::new(done));
    }

    /// As [`Recorder::flush`], waiting for it.
    ///
    /// # Errors
    /// When not all could be written.
    pub fn flush_and_wait(&self) -> Result<Written, AnalyticsError> {
        let (tell, told) = std::sync::mpsc::channel();
        self.flush(move |result| {
            // Whoever asked is waiting.
            let _ = tell.send(result);
        });
        told.recv().unwrap_or(Err(AnalyticsError::Ended))
    }

    /// Says that the store was found damaged while it was read; it is set aside and a new one begun.
    pub fn set_aside(&self) {
        self.send(Message::SetAside);
    }

    fn send_or_tell(&self, message: impl FnOnce(Done) -> Message, done: Done) {
        // Kept here too, for the case that the queue does not take it.
        let shared = Arc::new(Mutex::new(Some(done)));
        let taken = Arc::clone(&shared);
        let tell = move |result| {
            if let Some(done) = taken.lock().unwrap_or_else(PoisonError::into_inner).take() {
                done(result);
            }
        };
        if !self.send(message(Box::new(tell)))
            && let Some(done) = shared.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            done(Err(AnalyticsError::Overloaded));
        }
    }

    fn send(&self, message: Message) -> bool {
        self.tally.waiting.fetch_add(1, Ordering::Relaxed);
        let sent = match self.queue.try_send(message) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        };
        if !sent {
            self.tally.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        sent
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // It waits for a place, unlike all else: nothing more comes.
        let _ = self.queue.send(Message::End);
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A panic there has been told.
            let _ = thread.join();
        }
    }
}
