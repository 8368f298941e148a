//! The site's synonyms as they stand in their file now: an edit takes effect without a restart.

use crate::search::{Synonyms, synonyms};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The file is looked at no more often than this.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(1);

/// Holds the synonyms and reads them again when their file has changed.
pub struct CurrentSynonyms {
    path: Option<PathBuf>,
    held: Mutex<Held>,
}

struct Held {
    synonyms: Arc<Synonyms>,
    looked_at: Option<Instant>,
    seen: Seen,
}

/// What tells one state of the file from another: its time and length; `None` where there is none.
type Seen = Option<(Option<SystemTime>, u64)>;

impl CurrentSynonyms {
    /// The synonyms of a file, which need not be there and may come later; without a path there are none.
    #[must_use]
    pub fn new(path: Option<PathBuf>) -> CurrentSynonyms {
        let held = Held { synonyms: Arc::default(), looked_at: None, seen: None };
        let current = CurrentSynonyms { path, held: Mutex::new(held) };
        // What is wrong with the file is said when serving begins, not at the first question.
        drop(current.current());
        current
    }

    /// Where the synonyms are kept.
    #[must_use]
    pub fn path(&self) -> Option<&PathBuf> {
        self.path.as_ref()
    }

    /// The synonyms, at most a second old. Whoever asks while another reads the file gets those before it.
    #[must_use]
    pub fn current(&self) -> Arc<Synonyms> {
        let Some(path) = &self.path else { return Arc::default() };
        let (before, synonyms) = {
            let mut held = self.lock();
            if held.looked_at.is_some_and(|looked_at| looked_at.elapsed() < LOOKED_AT_EVERY) {
                return Arc::clone(&held.synonyms);
            }
            held.looked_at = Some(Instant::now());
            (held.seen, Arc::clone(&held.synonyms))
        };
        let seen = fs::metadata(path).ok().map(|metadata| (metadata.modified().ok(), metadata.len()));
        if seen == before {
            return synonyms;
        }
        let read = match synonyms::read(path) {
            Ok((rules, problems)) => {
                tracing::info!(path = %path.display(), rules = rules.len(), "the synonyms are read");
                for problem in problems {
                    tracing::warn!("{problem}");
                }
                Arc::new(Synonyms::of(rules))
            }
            Err(error) => {
                tracing::warn!(%error, "the synonyms stay as they were");
                synonyms
            }
        };
        let mut held = self.lock();
        held.seen = seen;
        held.synonyms = Arc::clone(&read);
        read
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        // What is held is whole after every assignment, so a panic elsewhere leaves it good.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    fn later(current: &CurrentSynonyms) -> Arc<Synonyms> {
        current.lock().looked_at = None;
        current.current()
    }

    #[test]
    fn the_file_is_followed_and_a_broken_one_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("synonyms.toml");
        let current = CurrentSynonyms::new(Some(path.clone()));
        assert!(current.current().is_empty());
        fs::write(&path, "[[synonyms]]\nwords = [\"parcel\", \"package\"]\n").unwrap();
        assert!(current.current().is_empty(), "it was looked at a moment ago");
        assert_eq!(later(&current).rules().len(), 1);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(later(&current).rules().len(), 1);
        fs::remove_dir(&path).unwrap();
        assert!(later(&current).is_empty());
        assert!(CurrentSynonyms::new(None).current().is_empty());
    }
}
