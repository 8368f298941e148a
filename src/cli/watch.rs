//! `--watch`: changes to the guides folder are taken up while serving.

use crate::index::{Published, Site};
use anyhow::Context as _;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Changes come in bursts; the index follows when it has been quiet for so long …
const QUIET: Duration = Duration::from_millis(300);
/// … or a burst has lasted so long.
const LONGEST_BURST: Duration = Duration::from_secs(5);
/// What could not be taken up, for want of room most likely, is tried again after so long.
const RETRY: Duration = Duration::from_secs(5);

/// Watches a folder until the watcher is dropped.
///
/// # Errors
/// When the system refuses to watch it.
pub fn start(site: Arc<Site>, guides: &Path) -> anyhow::Result<RecommendedWatcher> {
    let (sender, changes) = sync_channel(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_change = event.map_or(true, |event| !event.kind.is_access());
        if is_change {
            // A full channel already says that something changed.
            let _ = sender.try_send(());
        }
    })
    .context("changes can't be watched")?;
    watcher
        .watch(guides, RecursiveMode::Recursive)
        .with_context(|| format!("{} can't be watched", guides.display()))?;
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || follow(&site, &changes))
        .context("changes can't be watched")?;
    Ok(watcher)
}

fn follow(site: &Site, changes: &Receiver<()>) {
    // Why the last changes were not taken up; said once.
    let mut failure = None;
    loop {
        let patience = if failure.is_some() { RETRY } else { Duration::MAX };
        match changes.recv_timeout(patience) {
            Ok(()) => let_settle(changes),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        failure = match site.refresh() {
            Ok(published) => {
                report(published);
                None
            }
            Err(error) => {
                let reason = error.to_string();
                if failure.as_ref() != Some(&reason) {
                    tracing::error!("changed guides were not taken up, the index stays as it was: {reason}");
                }
                Some(reason)
            }
        };
    }
}

/// Waits until a burst of changes is over.
fn let_settle(changes: &Receiver<()>) {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST_BURST && changes.recv_timeout(QUIET).is_ok() {}
}

fn report(published: Option<Published>) {
    let Some(published) = published else { return };
    tracing::info!(generation = published.generation, problems = published.problems.len(), "took up changed guides");
    for problem in &published.problems {
        tracing::warn!("{problem}");
    }
}
