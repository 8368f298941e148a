//! The open connections: how many there may be, and which gives way when there are too many.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// A connection with a request under way is not idle.
const BUSY: u64 = u64::MAX;
/// A connection that has asked nothing yet gives way after this.
const SILENT: Duration = Duration::from_millis(100);
/// A connection that has been answered gives way after this.
const RESTING: Duration = Duration::from_secs(1);

/// All open connections of a server.
pub struct Connections {
    places: Arc<Semaphore>,
    open: Mutex<HashMap<u64, Arc<Activity>>>,
    next: AtomicU64,
    begun: Instant,
}

/// What one connection is doing.
pub struct Activity {
    /// Milliseconds since the server began, or [`BUSY`].
    idle_since: AtomicU64,
    requests: AtomicU64,
    begun: Instant,
    give_way: Notify,
}

/// A connection's place; free again when this is dropped.
pub struct Place {
    pub activity: Arc<Activity>,
    connections: Arc<Connections>,
    number: u64,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    #[must_use]
    pub fn new(most: usize) -> Arc<Connections> {
        Arc::new(Connections {
            places: Arc::new(Semaphore::new(most.max(1))),
            open: Mutex::default(),
            next: AtomicU64::new(0),
            begun: Instant::now(),
        })
    }

    /// Waits for a place. When there is none, the connection that has been idle longest gives way.
    /// `None` when the server no longer takes connections.
    pub async fn admit(self: &Arc<Connections>) -> Option<Place> {
        loop {
            if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
                return Some(self.open(permit));
            }
            self.longest_idle_gives_way();
            match tokio::time::timeout(SILENT / 4, Arc::clone(&self.places).acquire_owned()).await {
                Ok(Ok(permit)) => return Some(self.open(permit)),
                Ok(Err(_)) => return None,
                // Nobody has been idle for long enough yet.
                Err(_) => {}
            }
        }
    }

    fn open(self: &Arc<Connections>, permit: OwnedSemaphorePermit) -> Place {
        let activity = Arc::new(Activity {
            idle_since: AtomicU64::new(milliseconds(self.begun.elapsed())),
            requests: AtomicU64::new(0),
            begun: self.begun,
            give_way: Notify::new(),
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.with_open(|open| open.insert(number, Arc::clone(&activity)));
        Place { activity, connections: Arc::clone(self), number, _permit: permit }
    }

    /// How many connections are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with_open(|open| open.len())
    }

    /// Ends every connection that has had nothing to do for so long.
    pub fn end_idle_for(&self, idle: Duration) {
        let now = milliseconds(self.begun.elapsed());
        self.with_open(|open| {
            for activity in open.values().filter(|activity| activity.has_been_idle(now, idle)) {
                activity.give_way.notify_one();
            }
        });
    }

    fn longest_idle_gives_way(&self) {
        let now = milliseconds(self.begun.elapsed());
        self.with_open(|open| {
            let longest = open
                .values()
                .filter(|activity| {
                    let is_silent = activity.requests.load(Ordering::Relaxed) == 0;
                    activity.has_been_idle(now, if is_silent { SILENT } else { RESTING })
                })
                .min_by_key(|activity| activity.idle_since.load(Ordering::Relaxed));
            if let Some(activity) = longest {
                activity.give_way.notify_one();
            }
        });
    }

    fn with_open<T>(&self, look: impl FnOnce(&mut HashMap<u64, Arc<Activity>>) -> T) -> T {
        // The map is whole even if somebody panicked while holding it.
        look(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Activity {
    /// A request has arrived.
    pub fn begin_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// The request has its answer.
    pub fn end_request(&self) {
        self.idle_since.store(milliseconds(self.begun.elapsed()), Ordering::Relaxed);
    }

    /// Resolves when the connection has to make room, unless a request has come in meanwhile.
    pub async fn gives_way(&self) {
        loop {
            self.give_way.notified().await;
            if self.idle_since.load(Ordering::Relaxed) != BUSY {
                return;
            }
        }
    }

    fn has_been_idle(&self, now: u64, idle: Duration) -> bool {
        let since = self.idle_since.load(Ordering::Relaxed);
        since != BUSY && now.saturating_sub(since) >= milliseconds(idle)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.with_open(|open| open.remove(&self.number));
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(BUSY - 1)
}
