//! The built index: a step is a document. New generations are written aside, verified and switched in atomically.

use crate::guide::{Guide, Problem};
use std::path::PathBuf;
use std::sync::Arc;

/// Why an index could not be built, opened or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// What a site is made of: where its guides and its index are.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    pub guides: PathBuf,
    pub index: PathBuf,
    /// The language of readers who name none, a BCP 47 tag.
    pub default_language: String,
}

/// A site's published index and its only writer. Shared between threads behind an [`Arc`].
pub struct Site {}

/// One immutable state of the index; a request uses one from beginning to end.
pub struct Snapshot {}

/// How many guides and steps a language has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LanguageCount {
    /// The guides' declared language.
    pub lang: String,
    pub guides: usize,
    pub steps: usize,
}

/// A guide without its steps, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideSummary {
    pub id: String,
    pub lang: String,
    pub title: String,
    pub summary: String,
    pub tags: Vec<String>,
    /// The guide's own `url`, if it has one.
    pub url: Option<String>,
    pub steps: usize,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The number of the generation that has the change.
    pub generation: u64,
    pub problems: Vec<Problem>,
}

impl Site {
    /// The newest published state; cheap.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        todo!()
    }

    /// Keeps a guide as a file in the guides folder, then makes it searchable; done when this returns.
    /// Blocks on disk; callers in async code use a blocking thread.
    pub fn put(&self, _guide: &Guide) -> Result<Published, IndexError> {
        todo!()
    }

    /// Removes a guide from the guides folder and from the index; `None` when there is no such guide.
    pub fn delete(&self, _lang: &str, _id: &str) -> Result<Option<Published>, IndexError> {
        todo!()
    }
}

impl Snapshot {
    /// The generation's number.
    #[must_use]
    pub fn generation(&self) -> u64 {
        todo!()
    }

    /// A guide with all its steps. The language is compared without regard to case.
    pub fn guide(&self, _lang: &str, _id: &str) -> Result<Option<Guide>, IndexError> {
        todo!()
    }

    /// The guides with this id, in every language, sorted by language.
    pub fn translations(&self, _id: &str) -> Result<Vec<GuideSummary>, IndexError> {
        todo!()
    }

    /// The id of the guide that took the place of the one that had this id, in the same language.
    pub fn redirect(&self, _lang: &str, _id: &str) -> Result<Option<String>, IndexError> {
        todo!()
    }

    /// The declared languages of the site's guides, most guides first.
    #[must_use]
    pub fn languages(&self) -> &[LanguageCount] {
        todo!()
    }

    /// Guides in a language ordered by id, from `offset`, at most `limit`.
    pub fn guides_in(&self, _lang: &str, _offset: usize, _limit: usize) -> Result<Vec<GuideSummary>, IndexError> {
        todo!()
    }

    /// The language of readers who name none.
    #[must_use]
    pub fn default_language(&self) -> &str {
        todo!()
    }
}
