//! What may be asked: the request of `/api/search` and of the command line, and its limits.

use crate::search::Synonyms;
use crate::search::suggest::MAX_SUGGESTIONS;
use std::sync::Arc;

/// The longest question, in characters.
pub const MAX_QUERY_CHARACTERS: usize = 512;
/// The most hits on one page.
pub const MAX_LIMIT: usize = 100;
/// The farthest that one may page.
pub const MAX_OFFSET: usize = 1_000;

/// A question with all that narrows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub query: String,
    /// The reader's languages, best first; a preference and never a filter.
    pub reader: Vec<String>,
    pub limit: usize,
    pub offset: usize,
    /// At most so many hits of one guide; 0 is all.
    pub per_guide: usize,
    pub translations: Translations,
    /// Only steps of the guide with this id.
    pub guide: Option<String>,
    /// Only guides that have all of these tags.
    pub tags: Vec<String>,
    /// Only guides in these languages.
    pub within: Vec<String>,
    pub explain: bool,
    /// Whether a word that occurs nowhere may be read as one that it resembles.
    pub corrects: bool,
    /// Whether steps that are not there in the language of the question are looked for by its translated words.
    pub across_languages: bool,
    /// The site's own synonyms, as they are when the question is asked.
    pub synonyms: Arc<Synonyms>,
}

/// What becomes of the same step in several languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Translations {
    /// One hit per step, in the reader's best language, the others under `variants`.
    #[default]
    Collapse,
    /// Every language by itself.
    All,
}

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("the question has {characters} characters; the most is {MAX_QUERY_CHARACTERS}")]
    QueryTooLong { characters: usize },
    #[error("limit is {0}; the most is {MAX_LIMIT}")]
    LimitTooLarge(usize),
    #[error("limit is {0}; the most is {MAX_SUGGESTIONS}")]
    TooManySuggestions(usize),
    #[error("offset is {0}; the most is {MAX_OFFSET}")]
    OffsetTooLarge(usize),
}

impl Default for Request {
    fn default() -> Request {
        Request {
            query: String::new(),
            reader: Vec::new(),
            limit: 10,
            offset: 0,
            per_guide: 0,
            translations: Translations::Collapse,
            guide: None,
            tags: Vec::new(),
            within: Vec::new(),
            explain: false,
            corrects: true,
            across_languages: true,
            synonyms: Arc::default(),
        }
    }
}

impl Request {
    /// Whether the request keeps to the limits.
    pub fn check(&self) -> Result<(), RequestError> {
        let characters = self.query.chars().count();
        if characters > MAX_QUERY_CHARACTERS {
            return Err(RequestError::QueryTooLong { characters });
        }
        if self.limit > MAX_LIMIT {
            return Err(RequestError::LimitTooLarge(self.limit));
        }
        if self.offset > MAX_OFFSET {
            return Err(RequestError::OffsetTooLarge(self.offset));
        }
        Ok(())
    }
}
