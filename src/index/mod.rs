//! The built index: a step is a document. New generations are written aside, verified and switched in atomically.

pub mod build;
pub mod dictionary;
pub mod document;
mod error;
mod former_files;
mod generations;
mod guides;
mod keeping;
mod learning;
mod link_column;
mod manifest;
mod packed_numbers;
mod read_only;
pub mod schema;
mod segment;
mod segments;
mod shared_titles;
mod site;
mod snapshot;
mod sounds;
mod statistics;
mod stored;
mod untranslated;
mod update;
pub mod word_translations;
mod writing;

pub use build::{Phase, Progress, Report, build};
pub use error::IndexError;
pub use guides::{GuideSummary, GuideView};
pub use keeping::KeptAs;
pub use learning::Learning;
pub use manifest::Manifest;
pub use segment::{Segment, StepFacts};
pub use site::{Published, Site};
pub use snapshot::{Snapshot, StepAddress};
pub use sounds::Sounds;
pub use statistics::{LanguageCount, LanguageStatistics};
pub use untranslated::Untranslated;
pub use word_translations::WordTranslations;

use std::path::PathBuf;

/// What a site is made of: where its guides and its index are.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    pub guides: PathBuf,
    pub index: PathBuf,
    /// The language of readers who name none, a BCP 47 tag; the language of most guides when not given.
    pub default_language: Option<String>,
}
