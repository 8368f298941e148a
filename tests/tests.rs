//! The integration tests, one module a subject. Run them with `cargo test --test integration`, or one with its name behind.

#![expect(clippy::print_stdout, reason = "tests of faults and of relevance print their figures")]

mod harness;

/// How an index comes to be, follows the guides and is switched.
mod index_lifecycle;

/// What befalls the files of an index, and what comes of it.
mod index_faults;

/// The guides that ship, as the first site.
mod shipped_guides;

/// The map of the code is true.
mod architecture;

/// Questions are answered as well as they were.
mod relevance_of_answers;
