//! The folder of an index: one subfolder a generation, a file that names the current one, a lock for the writer.
//!
//! A generation is built in a folder of its own and becomes the current one by the rename of one small file, so that a
//! reader, or the next start after a power cut, sees the old generation or the new one and nothing between.

use crate::index::IndexError;
use crate::index::manifest;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

const CURRENT: &str = "current";
const LOCK: &str = "writer.lock";
const PREFIX: &str = "generation-";
/// How long a writer waits for another process that is writing to the same index.
const LOCK_PATIENCE: Duration = Duration::from_secs(30);
const LOCK_RETRY: Duration = Duration::from_millis(50);

/// Held by the one process that may write to an index; the system releases it with the process.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

/// Takes the writer's lock, or says who seems to have it.
pub fn lock(index: &Path) -> Result<WriterLock, IndexError> {
    fs::create_dir_all(index).map_err(IndexError::io(index))?;
    let path = index.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(IndexError::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(WriterLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(IndexError::Locked { index: index.to_owned(), lock: path }),
        Err(TryLockError::Error(error)) => Err(IndexError::io(&path)(error)),
    }
}

/// Takes the writer's lock, and waits a while for another process that has it; `on_waiting` is called once if so.
pub fn wait_for_lock(index: &Path, on_waiting: &dyn Fn()) -> Result<WriterLock, IndexError> {
    let mut waited = Duration::ZERO;
    loop {
        match lock(index) {
            Err(IndexError::Locked { .. }) if waited < LOCK_PATIENCE => {
                if waited.is_zero() {
                    on_waiting();
                }
                std::thread::sleep(LOCK_RETRY);
                waited += LOCK_RETRY;
            }
            other => return other,
        }
    }
}

/// The number of the current generation, if one was published.
pub fn current(index: &Path) -> Result<Option<u64>, IndexError> {
    let path = index.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| IndexError::Damaged { path, what: format!("it should hold a number, not {:?}", text.trim()) }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(IndexError::io(&path)(error)),
    }
}

/// The folder of a generation.
#[must_use]
pub fn folder(index: &Path, generation: u64) -> PathBuf {
    index.join(format!("{PREFIX}{generation:08}"))
}

/// Makes an empty folder for the generation after all that there are. The writer's lock must be held.
pub fn begin(index: &Path) -> Result<(u64, PathBuf), IndexError> {
    let next = all(index)?.into_iter().max().max(current(index).unwrap_or_default()).unwrap_or_default() + 1;
    let path = folder(index, next);
    fs::create_dir(&path).map_err(IndexError::io(&path))?;
    Ok((next, path))
}

/// Makes a folder for the next generation that begins with all the files of an older one, which stays as it is:
/// segments are shared by hard links, since they are never written to again, everything else is copied.
pub fn begin_from(index: &Path, older: u64) -> Result<(u64, PathBuf), IndexError> {
    let (next, path) = begin(index)?;
    let from = folder(index, older);
    for entry in fs::read_dir(&from).map_err(IndexError::io(&from))? {
        let name = entry.map_err(IndexError::io(&from))?.file_name();
        if name == manifest::FILE_NAME {
            continue;
        }
        let (source, target) = (from.join(&name), path.join(&name));
        let is_linked = manifest::is_segment_file(&name.to_string_lossy()) && fs::hard_link(&source, &target).is_ok();
        if !is_linked {
            fs::copy(&source, &target).map_err(IndexError::io(&target))?;
        }
    }
    Ok((next, path))
}

/// Makes a complete generation the current one; durable when this returns.
pub fn publish(index: &Path, generation: u64) -> Result<(), IndexError> {
    sync_folder(&folder(index, generation))?;
    write_atomically(&index.join(CURRENT), format!("{generation}\n").as_bytes())
}

/// Removes every generation but the current one: older ones, and what was begun and never published. The writer's lock
/// must be held. What cannot be removed now is removed the next time.
pub fn remove_others(index: &Path) {
    let Ok(current) = current(index) else { return };
    for other in all(index).unwrap_or_default().into_iter().filter(|&other| Some(other) != current) {
        let path = folder(index, other);
        if let Err(error) = fs::remove_dir_all(&path) {
            tracing::warn!(path = %path.display(), %error, "an old generation could not be removed");
        }
    }
}

/// Writes a file so that it is there whole or not at all, and stays there through a power cut.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<(), IndexError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&aside)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    write().map_err(|error| {
        // It may not even have been made.
        let _ = fs::remove_file(&aside);
        IndexError::io(path)(error)
    })?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable.
pub fn sync_folder(folder: &Path) -> Result<(), IndexError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(IndexError::io(folder))
}

fn all(index: &Path) -> Result<Vec<u64>, IndexError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(index).map_err(IndexError::io(index))? {
        let name = entry.map_err(IndexError::io(index))?.file_name();
        found.extend(name.to_string_lossy().strip_prefix(PREFIX).and_then(|number| number.parse::<u64>().ok()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot set up its folder has failed")]
    use super::*;

    #[test]
    fn the_current_generation_changes_by_publishing_only() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path();
        let _lock = lock(index).unwrap();
        assert_eq!(current(index).unwrap(), None);
        let (first, _) = begin(index).unwrap();
        assert_eq!(current(index).unwrap(), None);
        publish(index, first).unwrap();
        let (second, path) = begin_from(index, first).unwrap();
        assert_eq!((current(index).unwrap(), second), (Some(first), first + 1));
        publish(index, second).unwrap();
        remove_others(index);
        assert_eq!(all(index).unwrap(), [second]);
        assert!(path.exists());
    }

    #[test]
    fn only_one_may_write() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock(folder.path()).unwrap();
        assert!(matches!(lock(folder.path()), Err(IndexError::Locked { .. })));
        let begun = std::sync::Barrier::new(2);
        let waited = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                wait_for_lock(folder.path(), &|| {
                    waited.store(true, std::sync::atomic::Ordering::Relaxed);
                    begun.wait();
                })
                .is_ok()
            });
            begun.wait();
            drop(held);
            assert!(waiting.join().unwrap());
        });
        assert!(waited.into_inner());
    }
}
