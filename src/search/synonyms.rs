//! The site's own synonyms: words that its people ask with and words that its guides have, applied when a question is
//! asked, so that a change needs no new index.
//!
//! [`read`] and [`append`] are about the file, [`Synonyms`] are its rules made ready for questions, and
//! `terms_of_question` is where a search looks them up.

mod file;
mod matching;
mod phrases;

pub use file::{MAX_FILE_BYTES, append, read};
pub use matching::Synonyms;
pub(super) use matching::{no_rarer_than_the_word, terms_of_question};

use crate::guide::import::tidy_tag;
use std::path::PathBuf;

/// The longest phrase of a rule, in words.
pub const MAX_PHRASE_WORDS: usize = 8;
/// The most phrases on one side of a rule.
pub const MAX_PHRASES: usize = 64;

/// One rule of the file: either `words`, each of which stands for every other, or `from`, each of which stands for `to`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SynonymRule {
    /// A BCP 47 tag; the rule then holds in texts of this language only, else across all.
    pub lang: Option<String>,
    pub words: Vec<String>,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// Why synonyms could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SynonymsError {
    #[error("{}: the synonyms can't be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: the synonyms can't be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error("{}: the file has {bytes} bytes; the most is {MAX_FILE_BYTES}", path.display())]
    TooLarge { path: PathBuf, bytes: u64 },
    #[error("{}:{line}: {message}; mend the file before adding to it", path.display())]
    Malformed { path: PathBuf, line: usize, message: String },
    #[error("the rule can't be added: {0}")]
    BadRule(String),
}

impl SynonymRule {
    /// What is wrong with the rule and how to mend it, if anything is.
    pub fn check(&self) -> Result<(), String> {
        if let Some(lang) = &self.lang
            && tidy_tag(lang).is_none()
        {
            return Err(format!("'{lang}' is not a language tag such as fr or pt-BR; mend lang or leave it out"));
        }
        match (self.words.is_empty(), self.from.is_empty(), self.to.is_empty()) {
            (true, true, true) => {
                return Err("the rule is empty; give it words = [\"…\", \"…\"], or from and to".to_owned());
            }
            (false, _, _) if !self.from.is_empty() || !self.to.is_empty() => {
                return Err("the rule has words and from or to; make it two rules".to_owned());
            }
            (true, true, false) => return Err("the rule has to but no from; say which words mean these".to_owned()),
            (true, false, true) => return Err("the rule has from but no to; say what these words mean".to_owned()),
            _ => {}
        }
        for phrases in [&self.words, &self.from, &self.to] {
            if phrases.len() > MAX_PHRASES {
                return Err(format!("{} phrases are too many for one rule; the most is {MAX_PHRASES}", phrases.len()));
            }
            for phrase in phrases {
                phrases::check_phrase(phrase)?;
            }
        }
        phrases::check_distinct(self)
    }

    /// Whether both rules say the same.
    fn is_same_as(&self, other: &SynonymRule) -> bool {
        let same = |one: &[String], other: &[String]| {
            one.iter().all(|phrase| other.contains(phrase)) && other.iter().all(|phrase| one.contains(phrase))
        };
        let lang = |rule: &SynonymRule| rule.lang.as_deref().and_then(tidy_tag);
        lang(self) == lang(other)
            && same(&self.words, &other.words)
            && same(&self.from, &other.from)
            && same(&self.to, &other.to)
    }
}
