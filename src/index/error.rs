//! What can go wrong with an index, said so that a person can mend it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenWriteError};

/// Why an index could not be built, opened, changed or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("the index in {} cannot be read or written: {source}", path.display())]
    Engine { path: PathBuf, source: TantivyError },
    #[error("the index in {} is damaged: {what}; run `guidepost index` to build it again from the guides", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("there is no index in {}; run `guidepost index` to build one", path.display())]
    Missing { path: PathBuf },
    #[error("the index in {} was built by another version ({what}); run `guidepost index` to build it again", path.display())]
    OtherVersion { path: PathBuf, what: String },
    #[error("{} is being written by another guidepost (its lock file is {}); wait for it or stop it", index.display(), lock.display())]
    Locked { index: PathBuf, lock: PathBuf },
    #[error(transparent)]
    Folder(#[from] crate::guide::folder::FolderError),
    #[error("the guide {key} cannot be kept: {reason}")]
    Rejected { key: String, reason: String },
}

impl IndexError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> IndexError + '_ {
        |source| IndexError::Io { path: path.to_owned(), source }
    }

    /// What the engine failed at, or what the disk refused, which building again would not mend.
    pub(super) fn engine(path: &Path) -> impl FnOnce(TantivyError) -> IndexError + '_ {
        |source| match refusal_of_disk(&source) {
            Some(source) => IndexError::Io { path: path.to_owned(), source },
            None => IndexError::Engine { path: path.to_owned(), source },
        }
    }

    /// Whether building the index again from the guides mends it.
    #[must_use]
    pub fn is_mended_by_building(&self) -> bool {
        matches!(
            self,
            IndexError::Damaged { .. }
                | IndexError::Missing { .. }
                | IndexError::OtherVersion { .. }
                | IndexError::Engine { .. }
        )
    }
}

fn refusal_of_disk(error: &TantivyError) -> Option<io::Error> {
    let (TantivyError::IoError(source)
    | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: source, .. })
    | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: source, .. })) = error
    else {
        return None;
    };
    let is_refusal = matches!(
        source.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::FileTooLarge
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
    );
    is_refusal.then(|| io::Error::new(source.kind(), source.to_string()))
}
