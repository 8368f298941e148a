//! The frequent questions as they were a moment ago: read beside the requests, which never wait for the event store.

use crate::analytics::report::frequent_questions::frequent_questions;
use crate::analytics::{Recorder, Store, day};
use crate::http::state::Shared;
use crate::search::frequent::FrequentQuestions;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old they may be when somebody asks.
const READ_EVERY: Duration = Duration::from_mins(1);

/// What is offered, and when it was last read.
#[derive(Default)]
pub struct CurrentFrequentQuestions(Mutex<Held>);

#[derive(Default)]
struct Held {
    questions: Arc<FrequentQuestions>,
    /// When reading was last begun.
    read_at: Option<Instant>,
}

impl CurrentFrequentQuestions {
    /// The questions as they are known; where they are old, they are read again for those who come after.
    #[must_use]
    pub fn current(shared: &Shared) -> Arc<FrequentQuestions> {
        let mut held = shared.frequent_questions.lock();
        let is_old = held.read_at.is_none_or(|read_at| read_at.elapsed() >= READ_EVERY);
        if is_old && shared.recorder.is_some() {
            held.read_at = Some(Instant::now());
            let state = Shared::clone(shared);
            // Nobody waits for it.
            drop(tokio::task::spawn_blocking(move || {
                if let Some(recorder) = &state.recorder
                    && let Some(questions) = read(recorder)
                {
                    state.frequent_questions.lock().questions = Arc::new(questions);
                }
            }));
        }
        Arc::clone(&held.questions)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        // What is held is whole after every assignment, so a panic elsewhere leaves it good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(recorder: &Recorder) -> Option<FrequentQuestions> {
    let settings = recorder.settings();
    let read = Store::open(&settings.address(), settings.zone.clone()).and_then(|mut store| {
        let today = settings.zone.day_of(day::now());
        frequent_questions(&mut store, today, i64::from(settings.min_visitors))
    });
    match read {
        Ok(questions) => Some(FrequentQuestions::of(questions)),
        Err(error) => {
            tracing::warn!(%error, "frequent questions can't be read; suggestions go on with those before");
            None
        }
    }
}
