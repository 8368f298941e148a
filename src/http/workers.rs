//! Work that needs a processor or the disk runs off the async threads; how much at once is bounded, the rest is refused.

use crate::http::failure::Failure;
use crate::http::settings::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// The places for one kind of work.
pub struct Workers {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    wait: Duration,
}

impl Workers {
    /// Places for searches and pages.
    #[must_use]
    pub fn for_searches(limits: &Limits) -> Workers {
        Workers::new(limits.searches, limits.waiting_searches, limits.search_wait)
    }

    /// Places for changes, which the index takes one after the other.
    #[must_use]
    pub fn for_changes(limits: &Limits) -> Workers {
        Workers::new(limits.changes, 0, Duration::ZERO)
    }

    /// Places for reports.
    #[must_use]
    pub fn for_reports(limits: &Limits) -> Workers {
        const AT_ONCE: usize = 2;
        Workers::new(AT_ONCE, limits.changes, limits.request)
    }

    fn new(places: usize, most_waiting: usize, wait: Duration) -> Workers {
        Workers { places: Arc::new(Semaphore::new(places.max(1))), waiting: AtomicUsize::new(0), most_waiting, wait }
    }

    /// Runs work on a thread that may block, once there is a place.
    ///
    /// # Errors
    /// [`Failure::Overloaded`] when there is no place in time, [`Failure::Internal`] when the work panics.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Failure> + Send + 'static,
    {
        let place = self.place().await?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if nobody waits for its result any more.
            let _place = place;
            work()
        });
        match done.await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "a worker panicked");
                Err(Failure::Internal)
            }
        }
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Failure> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => return Ok(place),
            Err(TryAcquireError::Closed) => return Err(Failure::ShuttingDown),
            Err(TryAcquireError::NoPermits) => {}
        }
        let _waiting = Waiting::begin(&self.waiting, self.most_waiting).ok_or(Failure::Overloaded)?;
        match tokio::time::timeout(self.wait, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(Failure::ShuttingDown),
            Err(_) => Err(Failure::Overloaded),
        }
    }
}

/// One who waits; counted for as long as it lives, so that a request that is given up no longer counts.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize, most: usize) -> Option<Waiting<'a>> {
        let waiting = Waiting(count);
        (count.fetch_add(1, Ordering::Relaxed) < most).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn beyond_the_places_and_the_queue_work_is_refused() {
        let workers = Arc::new(Workers::new(1, 1, Duration::from_secs(5)));
        let (release, held) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let workers = Arc::clone(&workers);
            async move { workers.run(move || Ok(held.recv().is_ok())).await }
        });
        while workers.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let workers = Arc::clone(&workers);
            async move { workers.run(|| Ok(2)).await }
        });
        while workers.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(workers.run(|| Ok(3)).await, Err(Failure::Overloaded)));
        release.send(()).unwrap();
        assert!(first.await.unwrap().unwrap());
        assert_eq!(second.await.unwrap().unwrap(), 2);
        assert_eq!(workers.waiting.load(Ordering::Relaxed), 0);
        assert_eq!(workers.run(|| Ok(4)).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn a_panic_gives_the_place_back() {
        let workers = Workers::new(1, 0, Duration::ZERO);
        let panicked: Result<(), Failure> = workers.run(|| panic!("on purpose")).await;
        assert!(matches!(panicked, Err(Failure::Internal)));
        assert_eq!(workers.run(|| Ok(1)).await.unwrap(), 1);
    }
}
