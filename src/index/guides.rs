//! Whole guides read back from the index: for their pages, for lists of them, and for what became of old addresses.

use crate::guide::{Guide, Redirect, Step};
use crate::index::IndexError;
use crate::index::document::{GuideRecord, StepRecord};
use crate::index::schema::{Key, hash};
use crate::index::snapshot::{Snapshot, StepAddress};

/// A guide as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideView {
    pub guide: Guide,
    /// For each step, the tag of the language that its own text is written in.
    pub text_languages: Vec<String>,
    /// For each step, the tag of the language that its title is written in.
    pub title_languages: Vec<String>,
}

/// A guide without its steps, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideSummary {
    pub id: String,
    pub lang: String,
    pub title: String,
    pub summary: String,
    pub tags: Vec<String>,
    /// The guide's own `url`, if it has one.
    pub url: Option<String>,
    /// When it was last changed, as its author wrote it.
    pub updated: Option<String>,
    pub steps: usize,
}

impl Snapshot {
    /// A guide with all its steps. The language is compared without regard to case.
    pub fn guide(&self, lang: &str, id: &str) -> Result<Option<GuideView>, IndexError> {
        let Some(&address) = self.find(&Key::Guide { lang, id })?.first() else { return Ok(None) };
        let record = self.guide_record(address)?;
        let mut steps = Vec::new();
        for address in self.steps_of(&Key::Guide { lang, id })? {
            steps.push(self.step(address)?);
        }
        steps.sort_by_key(|step| step.position);
        Ok(Some(GuideView {
            text_languages: steps.iter().map(|step| step.text_lang.clone()).collect(),
            title_languages: steps.iter().map(|step| step.title_lang.clone()).collect(),
            guide: guide_of(record, steps),
        }))
    }

    /// One step of a guide, by its number. The language is compared without regard to case.
    pub fn find_step(&self, lang: &str, id: &str, number: &str) -> Result<Option<StepAddress>, IndexError> {
        let wanted = hash(&format!("{id}#{number}"));
        let steps = self.steps_of(&Key::Guide { lang, id })?;
        Ok(steps.into_iter().find(|&step| self.facts(step).step == wanted))
    }

    /// The guides with this id, in every language, sorted by language.
    pub fn translations(&self, id: &str) -> Result<Vec<GuideSummary>, IndexError> {
        let mut found = self.summaries(&Key::Translations { id }, 0, usize::MAX)?;
        found.sort_by(|one, other| one.lang.cmp(&other.lang));
        Ok(found)
    }

    /// The id of the guide that took the place of the one that had this id, in the same language.
    pub fn redirect(&self, lang: &str, id: &str) -> Result<Option<String>, IndexError> {
        let found = self.find(&Key::Redirect { lang, id })?;
        found.first().map(|&address| self.guide_record(address).map(|record| record.id)).transpose()
    }

    /// The source file that holds a guide, relative to the guides folder.
    pub fn source_of(&self, lang: &str, id: &str) -> Result<Option<String>, IndexError> {
        Ok(self.place_of(lang, id)?.map(|(source, _)| source))
    }

    /// The source file that holds a guide, relative to the guides folder, and the line there, from 1.
    pub fn place_of(&self, lang: &str, id: &str) -> Result<Option<(String, usize)>, IndexError> {
        let found = self.find(&Key::Guide { lang, id })?;
        found.first().map(|&address| self.guide_record(address).map(|record| (record.source, record.line))).transpose()
    }

    /// Guides declared in a language, in the order of their source files, from `offset`, at most `limit`.
    pub fn guides_in(&self, lang: &str, offset: usize, limit: usize) -> Result<Vec<GuideSummary>, IndexError> {
        self.summaries(&Key::GuidesIn { lang }, offset, limit)
    }

    fn summaries(&self, key: &Key<'_>, offset: usize, limit: usize) -> Result<Vec<GuideSummary>, IndexError> {
        let mut addresses = self.find(key)?;
        addresses.sort_by_key(|&address| self.facts(address).step);
        addresses
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|address| self.guide_record(address).map(GuideSummary::from))
            .collect()
    }
}

impl From<GuideRecord> for GuideSummary {
    fn from(record: GuideRecord) -> GuideSummary {
        GuideSummary {
            id: record.id,
            lang: record.lang,
            title: record.title,
            summary: record.summary,
            tags: record.tags,
            url: record.url,
            updated: record.updated,
            steps: record.steps,
        }
    }
}

fn guide_of(record: GuideRecord, steps: Vec<StepRecord>) -> Guide {
    let former_guides = record.former_ids.into_iter().map(Redirect::Guide);
    let former_anchors = record.former_anchors.into_iter().map(|(from, to)| Redirect::Anchor { from, to });
    Guide {
        id: record.id,
        lang: record.lang,
        title: record.title,
        summary: record.summary,
        url: record.url,
        tags: record.tags,
        updated: record.updated,
        deep_link: record.deep_link,
        redirects: former_guides.chain(former_anchors).collect(),
        steps: steps.into_iter().map(step_of).collect(),
        source: record.source.into(),
        line: record.line,
    }
}

fn step_of(record: StepRecord) -> Step {
    Step {
        number: record.number,
        anchor: record.anchor,
        has_own_anchor: record.has_own_anchor,
        title: record.title,
        body: record.body,
        url: record.url,
        line: 0,
    }
}
