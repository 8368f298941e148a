//! What can stand in the way of an evaluation, said so that a person can mend it.

use std::path::PathBuf;

/// Why a set could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum RelevanceError {
    #[error("{}: there is no such folder; name the folder of a judged set", path.display())]
    NoFolder { path: PathBuf },
    #[error(
        "{}: the set has no guides; put them in guides.jsonl, or as files in a folder guides, beside queries.jsonl, or name \
         a site's guides with --guides",
        path.display()
    )]
    NoGuides { path: PathBuf },
    #[error(
        "{name}: the guides of the set are not in one file guides.jsonl; only such a set can be asked across languages"
    )]
    NoGuidesFile { name: String },
    #[error("{}: {source}; a set has queries.jsonl and qrels.tsv", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: no question can be scored; give questions in queries.jsonl and judge them in qrels.tsv", path.display())]
    NothingToScore { path: PathBuf },
    #[error("{}: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error("{}:{line}: {message}", path.display())]
    BadRun { path: PathBuf, line: usize, message: String },
    #[error(transparent)]
    Synonyms(#[from] crate::search::synonyms::SynonymsError),
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
}
