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

/// Languages with regions and scripts.
mod language_tags;

/// The program as a shell meets it.
mod command_line;

/// A real help page, from import to answer.
mod seed_page;

/// What may be wrong with guides, and what comes of it.
mod content_faults;

/// Large sets of real guides.
mod relevance_sets;

/// Kills, full disks and several processes with one index.
mod storage_faults;

/// Malformed, slow, foreign and too many callers.
mod http_faults;

/// A large site that is watched.
mod watching;

/// What crawlers read of a large site.
mod sitemaps;

/// Translations that are learnt after the guides are published.
mod learning;

/// Identifiers and pasted errors.
mod identifiers;

/// Completions while typing, and what is offered when nothing was found.
mod suggestions;

/// The site's own synonyms.
mod synonyms;

/// Questions are answered as well as they were.
mod relevance_of_answers;

/// Words that are written together here and apart there.
mod compounds;

/// Typos, missing accents and unfinished words.
mod robustness;

/// Visitors are played, and the reports find what was planted.
mod analytics_simulation;

/// From a search to a report.
mod analytics;

/// Answers in another language than the question's.
mod across_languages;

/// Guides that are half translated.
mod mixed_languages;
