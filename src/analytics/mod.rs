//! What people look for and don't find, why, and what to do about it: recording, recognising failure, saying why,
//! proposing the mend, seeing it work.
//!
//! A search is handed to the [`Recorder`] and forgotten; its thread redacts it, writes it to the [`store`](store::Store) in
//! batches and folds what each visitor did into [`intents`]. [`failure`] defines when one of them failed. Reports read the
//! counts of days, which are exact at every moment.

pub mod causes;
pub mod clusters;
pub mod counts;
pub mod day;
mod error;
pub mod event;
pub mod failure;
pub mod intents;
pub mod recorder;
pub mod redaction;
pub mod report;
pub mod store;
pub mod synonym_mining;
pub mod visitor;
pub mod words;

pub use error::AnalyticsError;
pub use recorder::Recorder;
pub use store::{Store, StoreAddress};

use day::Zone;
use std::path::PathBuf;

/// How to record and report.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub is_enabled: bool,
    /// The folder of the visitors' key, and of the store unless that has an address of its own.
    pub data: PathBuf,
    /// Where events are kept; `None` is a SQLite file in the data folder.
    pub store: Option<StoreAddress>,
    /// Raw events are kept for so many days.
    pub retention_days: u32,
    /// Reports show a question from so many visitors on; a visitor on two days counts as two.
    pub min_visitors: u32,
    pub zone: Zone,
    /// Whether a proxy before guidepost tells the address of callers in `X-Forwarded-For`.
    pub is_forwarded: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            is_enabled: true,
            data: PathBuf::from("data"),
            store: None,
            retention_days: 90,
            min_visitors: 1,
            zone: Zone::default(),
            is_forwarded: false,
        }
    }
}

impl Settings {
    /// Where events are kept.
    #[must_use]
    pub fn address(&self) -> StoreAddress {
        self.store.clone().unwrap_or_else(|| StoreAddress::in_folder(&self.data))
    }
}
