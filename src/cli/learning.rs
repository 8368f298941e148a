//! Learning translations while serving: after a build or enough changes, beside all else.

use crate::index::Site;
use anyhow::Context as _;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// So often is looked whether enough has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What could not be learnt or written down is tried again after so long.
const RETRY: Duration = Duration::from_mins(1);

/// Learns until it is dropped.
pub struct Learner {
    _ends_when_dropped: Sender<()>,
}

/// Begins to learn, for a site that was opened to learn later.
///
/// # Errors
/// When no thread can be started for it.
pub fn start(site: Arc<Site>) -> anyhow::Result<Learner> {
    let (ends_when_dropped, end) = channel();
    thread::Builder::new()
        .name("learning".to_owned())
        .spawn(move || learn(&site, &end))
        .context("translations can't be learnt")?;
    Ok(Learner { _ends_when_dropped: ends_when_dropped })
}

fn learn(site: &Site, end: &Receiver<()>) {
    let mut patience = Duration::ZERO;
    while end.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
        let begun = Instant::now();
        patience = match site.learn_if_due() {
            Ok(None) => LOOK_EVERY,
            Ok(Some(generation)) => {
                let seconds = begun.elapsed().as_secs_f32();
                tracing::info!(generation, seconds, "learnt which words translate each other");
                LOOK_EVERY
            }
            Err(error) => {
                tracing::error!("translations were not learnt, words are looked for as they were: {error}");
                RETRY
            }
        };
    }
}
