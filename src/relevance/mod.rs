//! How good the answers are: judged sets of questions, the metrics, and whether a difference is more than chance.
//!
//! The floor asks through [`crate::search::run`] like everybody else. It knows no clock and no environment: where the
//! temporary index goes is told to it, and chance comes from a fixed seed, so that the same set gives the same report.

pub mod across;
pub mod bootstrap;
pub mod compare;
mod error;
pub mod evaluate;
pub mod metrics;
pub mod set;
pub mod trec;

pub use compare::{Change, Comparison, compare};
pub use error::RelevanceError;
pub use evaluate::{Evaluation, Group, Ranked, Scored, evaluate};
pub use metrics::{DEPTH, Judgements, Metric, Scores};
pub use set::{Query, Set};
