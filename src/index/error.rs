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
    if let TantivyError::InternalError(text) = error {
        return system_error_in(text).filter(is_refusal);
    }
    let (TantivyError::IoError(source)
    | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: source, .. })
    | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: source, .. })) = error
    else {
        return None;
    };
    is_refusal(source).then(|| io::Error::new(source.kind(), source.to_string()))
}

fn is_refusal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::FileTooLarge
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
    )
}

/// What the system said, where the engine has kept nothing of it but the text that `io::Error` prints.
fn system_error_in(text: &str) -> Option<io::Error> {
    let (_, number) = text.rsplit_once("(os error ")?;
    let (number, _) = number.split_once(')')?;
    number.parse().ok().map(io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_known_however_the_engine_tells_it() {
        // 28 is ENOSPC on every Unix that guidepost runs on.
        let told = TantivyError::InternalError("No space left on device (os error 28)".to_owned());
        let error = IndexError::engine(Path::new("index"))(told);
        assert!(matches!(error, IndexError::Io { source, .. } if source.kind() == ErrorKind::StorageFull));
        let other = IndexError::engine(Path::new("index"))(TantivyError::InternalError("no idea".to_owned()));
        assert!(matches!(other, IndexError::Engine { .. }));
    }
}
