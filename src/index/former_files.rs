//! Files of the guides folder as they were before a change, to be put back when the change cannot be published: what was
//! refused must not appear later.

use crate::index::IndexError;
use crate::index::generations::sync_folder;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The former content of some files. It stands in hidden files beside them, which are no guides.
#[derive(Debug)]
pub struct FormerFiles {
    files: Vec<Former>,
}

#[derive(Debug)]
struct Former {
    path: PathBuf,
    /// Where the former content is; `None` when there was no such file.
    kept: Option<PathBuf>,
}

impl FormerFiles {
    /// Keeps what is there now. A file is replaced as a whole when it changes, so that a link to it costs no room.
    pub fn of(paths: &[PathBuf]) -> Result<FormerFiles, IndexError> {
        let mut former = FormerFiles { files: Vec::with_capacity(paths.len()) };
        for path in paths {
            match keep(path) {
                Ok(kept) => former.files.push(Former { path: path.clone(), kept }),
                Err(error) => {
                    former.forget();
                    return Err(IndexError::io(path)(error));
                }
            }
        }
        Ok(former)
    }

    /// The change stays.
    pub fn forget(self) {
        for kept in self.files.into_iter().filter_map(|former| former.kept) {
            if let Err(error) = fs::remove_file(&kept) {
                tracing::warn!(path = %kept.display(), %error, "a former state of a guide could not be removed");
            }
        }
    }

    /// The change goes. What cannot be put back is said in the log, since the refusal itself has to be told first.
    pub fn restore(self) {
        for Former { path, kept } in self.files {
            let restored = match kept {
                Some(kept) => fs::rename(kept, &path),
                None => fs::remove_file(&path).or_else(|error| match error.kind() {
                    ErrorKind::NotFound => Ok(()),
                    _ => Err(error),
                }),
            };
            let synced = path.parent().map_or(Ok(()), sync_folder);
            if let Err(error) = restored {
                tracing::error!(path = %path.display(), %error, "a refused change to a guide could not be taken back");
            } else if let Err(error) = synced {
                tracing::warn!(%error, "a refused change to a guide may come back after a power cut");
            }
        }
    }
}

fn keep(path: &Path) -> std::io::Result<Option<PathBuf>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept = path.with_file_name(format!(".{name}.before"));
    match fs::remove_file(&kept) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Some file systems have no links.
    fs::hard_link(path, &kept).or_else(|_| fs::copy(path, &kept).map(drop))?;
    Ok(Some(kept))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot set up its folder has failed")]
    use super::FormerFiles;
    use crate::index::generations::write_atomically;
    use std::fs;

    #[test]
    fn what_was_there_comes_back_and_what_was_not_goes() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["changed.md", "removed.md", "new.md"].map(|name| folder.path().join(name));
        fs::write(&paths[0], "one").unwrap();
        fs::write(&paths[1], "two").unwrap();
        let change = || {
            let before = FormerFiles::of(&paths).unwrap();
            write_atomically(&paths[0], b"other").unwrap();
            fs::remove_file(&paths[1]).unwrap();
            write_atomically(&paths[2], b"three").unwrap();
            before
        };
        let names = || fs::read_dir(folder.path()).unwrap().count();
        change().restore();
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "one");
        assert_eq!(fs::read_to_string(&paths[1]).unwrap(), "two");
        assert_eq!(names(), 2);
        change().forget();
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "other");
        assert_eq!(names(), 2);
    }
}
