//! `--watch`: changes to the guides folder are taken up while serving.

use crate::index::Site;
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
    while changes.recv().is_ok() {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_BURST {
            match changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        match site.refresh() {
            Ok(Some(published)) => {
                tracing::info!(
                    generation = published.generation,
                    problems = published.problems.len(),
                    "took up changed guides"
                );
                for problem in &published.problems {
                    tracing::warn!("{problem}");
                }
            }
            Ok(None) => {}
            Err(error) => tracing::error!("changed guides were not taken up, the index stays as it was: {error}"),
        }
    }
}
