//! A folder that is only read: Tantivy takes a lock file even to open a reader, and so fails where nothing can be written.
//!
//! Generations never change once they are published, so a reader needs no lock.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

/// What holds postings and positions, most of what is read of an index once.
const POSTINGS: [&str; 2] = ["idx", "pos"];
/// More postings, in bytes, are read by piece where they are needed once; fewer are read sooner when they are mapped.
const LARGE_POSTINGS: u64 = 64 << 20;

/// How postings are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostingsAccess {
    /// Mapped into memory: the system keeps there what was read, for the next time.
    Mapped,
    /// Piece by piece: nothing of it stays in the memory of this process.
    ByPiece,
}

impl PostingsAccess {
    /// How the postings in a folder are best read once.
    pub fn for_reading_once(folder: &Path) -> io::Result<PostingsAccess> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if holds_postings(&entry.path()) {
                bytes += entry.metadata()?.len();
            }
        }
        Ok(if bytes > LARGE_POSTINGS { PostingsAccess::ByPiece } else { PostingsAccess::Mapped })
    }
}

fn holds_postings(path: &Path) -> bool {
    path.extension().is_some_and(|extension| POSTINGS.iter().any(|of| extension == *of))
}

/// A folder of files that refuses every write.
#[derive(Debug, Clone)]
pub struct ReadOnlyDirectory {
    folder: PathBuf,
    mapped: MmapDirectory,
    postings: PostingsAccess,
}

impl ReadOnlyDirectory {
    /// The folder at a path, which must be there.
    pub fn open(path: &Path, postings: PostingsAccess) -> Result<ReadOnlyDirectory, OpenDirectoryError> {
        Ok(ReadOnlyDirectory { folder: path.to_owned(), mapped: MmapDirectory::open(path)?, postings })
    }

    fn is_read_by_piece(&self, path: &Path) -> bool {
        self.postings == PostingsAccess::ByPiece && holds_postings(path)
    }
}

/// A file that is read piece by piece. Tantivy's own reader of files refuses pieces of no length, which composite files have.
#[derive(Debug)]
struct PieceReader {
    file: Mutex<File>,
    length: usize,
}

impl PieceReader {
    fn open(path: &Path) -> io::Result<PieceReader> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        Ok(PieceReader { file: Mutex::new(file), length })
    }
}

impl HasLen for PieceReader {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for PieceReader {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(range.start as u64))?;
        file.read_exact(&mut bytes)?;
        Ok(OwnedBytes::new(bytes))
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a published generation is never written to")
}

impl Directory for ReadOnlyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if self.is_read_by_piece(path) {
            let opened = PieceReader::open(&self.folder.join(path));
            return Ok(Arc::new(opened.map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?));
        }
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
