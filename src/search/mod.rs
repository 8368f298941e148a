//! Questions in, ranked steps out: understand the query, find candidates word by word, score, collapse and group, highlight.

pub mod answer;
pub mod request;

pub use answer::{Answer, Correction, GuideReference, Highlight, Hit, StepReference, Variant};
pub use request::{Request, RequestError, Translations};

use crate::guide::links::Links;
use crate::index::{IndexError, Snapshot};

/// Answers a question from one immutable snapshot. The request must have been checked with [`Request::check`].
///
/// # Errors
/// Only when the index cannot be read.
pub fn run(_snapshot: &Snapshot, _request: &Request, _links: &Links) -> Result<Answer, IndexError> {
    todo!()
}
