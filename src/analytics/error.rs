//! What may go wrong with recording and reporting; never a reason for a search to fail.

use std::path::{Path, PathBuf};

#[derive(Debug, Clone, thiserror::Error)]
pub enum AnalyticsError {
    #[error("{}: {reason}", path.display())]
    Io { path: PathBuf, reason: String, is_full: bool },
    #[error("the event store {store} is damaged: {reason}")]
    Damaged { store: String, reason: String },
    #[error("the disk of the event store {store} is full: {reason}; events are lost until there is room")]
    Full { store: String, reason: String },
    #[error("the event store {store} is in use by another process: {reason}")]
    Busy { store: String, reason: String },
    #[error("the event store {store} can't be used: {reason}")]
    Unusable { store: String, reason: String },
    #[error("the event store {store} can't be reached: {reason}")]
    Unreachable { store: String, reason: String },
    #[error(
        "the event store {store} has version {found}, this guidepost knows {known}: use the newer guidepost, or another store"
    )]
    Newer { store: String, found: i64, known: i64 },
    #[error("'{0}' names no event store; write sqlite:FILE{postgresql}", postgresql = if cfg!(feature = "postgresql") { " or postgresql://…" } else { "; this guidepost was built without PostgreSQL" })]
    UnknownStore(String),
    #[error("the URL of the event store can't be used: {0}")]
    BadUrl(String),
    #[error("'{0}' is no time zone such as Europe/Paris or UTC")]
    UnknownTimeZone(String),
    #[error("more events arrive than can be written; try again in a second")]
    Overloaded,
    #[error("recording has ended")]
    Ended,
    #[error("events are not recorded: analytics is off, or its store can't be used, as the log says")]
    Off,
    #[error("the period is wrong: {0}")]
    Period(String),
    #[error("there is no synonym proposal {0}")]
    NoSuchProposal(String),
    #[error("the synonyms can't be kept: {0}")]
    Synonyms(String),
    #[error(transparent)]
    Index(std::sync::Arc<crate::index::IndexError>),
}

impl AnalyticsError {
    /// Wraps what the system said about a file.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> AnalyticsError {
        let path = path.to_owned();
        move |error| AnalyticsError::Io {
            path,
            is_full: error.kind() == std::io::ErrorKind::StorageFull,
            reason: error.to_string(),
        }
    }
}

impl From<crate::index::IndexError> for AnalyticsError {
    fn from(error: crate::index::IndexError) -> AnalyticsError {
        AnalyticsError::Index(std::sync::Arc::new(error))
    }
}
