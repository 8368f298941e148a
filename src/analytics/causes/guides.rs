//! The guides as they are now, which a question that failed is asked of again.

use crate::analytics::AnalyticsError;
use crate::analytics::redaction;
use crate::guide::links::Links;
use crate::index::schema::Form;
use crate::index::{Snapshot, StepAddress};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::search::{self, Answer, Request, Synonyms};
use std::sync::Arc;

/// So many words are taken apart once for all questions of a report.
const REMEMBERED_WORDS: usize = 20_000;

/// What questions are asked of.
pub struct Guides<'a> {
    pub snapshot: &'a Snapshot,
    pub links: &'a Links,
    /// The synonyms that the site has already.
    pub synonyms: Arc<Synonyms>,
    pub analyzer: Analyzer,
}

impl<'a> Guides<'a> {
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, links: &'a Links, synonyms: Arc<Synonyms>) -> Guides<'a> {
        Guides { snapshot, links, synonyms, analyzer: Analyzer::remembering(REMEMBERED_WORDS) }
    }

    /// Asks the guides without any filter.
    pub fn ask(&self, text: &str, lang: &str, limit: usize) -> Result<Answer, AnalyticsError> {
        self.ask_with(text, lang, limit, &self.synonyms)
    }

    /// As [`Guides::ask`], with other synonyms.
    pub fn ask_with(
        &self,
        text: &str,
        lang: &str,
        limit: usize,
        synonyms: &Arc<Synonyms>,
    ) -> Result<Answer, AnalyticsError> {
        // What was taken out was in no guide.
        let text = redaction::without_placeholders(text);
        let query: String = text.chars().take(search::request::MAX_QUERY_CHARACTERS).collect();
        let request = Request {
            query,
            reader: vec![lang.to_owned()],
            limit,
            synonyms: Arc::clone(synonyms),
            ..Request::default()
        };
        Ok(search::run(self.snapshot, &request, self.links)?)
    }

    /// Whether a step with this id is in the guides.
    pub fn has_step(&self, id: &str) -> Result<bool, AnalyticsError> {
        Ok(self.find(id)?.is_some())
    }

    /// The title of the step behind the id of a hit; the number where it has none, `None` where there is no such step.
    pub fn step_title(&self, id: &str) -> Result<Option<String>, AnalyticsError> {
        let Some(address) = self.find(id)? else { return Ok(None) };
        let record = self.snapshot.step(address)?;
        Ok(Some(if record.title.is_empty() { record.number } else { record.title }))
    }

    fn find(&self, id: &str) -> Result<Option<StepAddress>, AnalyticsError> {
        let Some((guide, number)) = id.rsplit_once('#') else { return Ok(None) };
        let Some((lang, id)) = guide.split_once('/') else { return Ok(None) };
        Ok(self.snapshot.find_step(lang, id, number)?)
    }

    /// How often a word occurs in texts of a language.
    pub(super) fn frequency(&self, folded: &str, language: Language) -> u64 {
        let entries = self.snapshot.segments().iter().flat_map(|segment| segment.entries(Form::Word, folded));
        entries.filter(|entry| entry.language == language).map(|entry| entry.occurrences()).sum()
    }
}
