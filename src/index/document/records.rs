//! What is stored of guides and steps beside their terms: all that hits and pages show.

use crate::guide::links::Target;
use crate::guide::written_in::StepWrittenIn;
use crate::guide::{DeepLink, Guide, Redirect};
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// What is stored of a step: all that a hit shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    pub guide: String,
    pub lang: String,
    pub guide_title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deep_link: Option<DeepLink>,
    pub number: String,
    pub anchor: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub has_own_anchor: bool,
    pub title: String,
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// From 1, in reading order.
    pub position: usize,
    /// How many steps the guide has, the introduction counted.
    pub of: usize,
    /// The numbers of the neighbouring steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The titles of the steps above this one, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
    /// The language of the step's own text, a tag.
    pub text_lang: String,
    /// The language of the step's title, a tag.
    pub title_lang: String,
}

impl StepRecord {
    /// What the step's links are made from.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        Target {
            id: &self.guide,
            lang: &self.lang,
            guide_url: self.guide_url.as_deref(),
            deep_link: self.deep_link,
            anchor: &self.anchor,
            title: &self.title,
            step_url: self.url.as_deref(),
        }
    }
}

/// What is stored of a guide beside its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideRecord {
    pub id: String,
    pub lang: String,
    pub title: String,
    pub summary: String,
    pub url: Option<String>,
    pub tags: Vec<String>,
    pub updated: Option<String>,
    pub deep_link: Option<DeepLink>,
    pub former_ids: Vec<String>,
    /// Old anchors and those that took their place.
    pub former_anchors: Vec<(String, String)>,
    pub steps: usize,
    /// The source file, relative to the guides folder.
    pub source: String,
    pub line: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl StepRecord {
    /// The record of the step at a place; `ancestors` are the places of those above it.
    #[must_use]
    pub fn of(guide: &Guide, at: usize, ancestors: &[usize], written_in: &StepWrittenIn) -> StepRecord {
        let step = &guide.steps[at];
        let number = |at: usize| guide.steps.get(at).map(|step| step.number.clone());
        StepRecord {
            guide: guide.id.clone(),
            lang: guide.lang.clone(),
            guide_title: guide.title.clone(),
            guide_url: guide.url.clone(),
            deep_link: guide.deep_link,
            number: step.number.clone(),
            anchor: step.anchor.clone(),
            has_own_anchor: step.has_own_anchor,
            title: step.title.clone(),
            body: step.body.clone(),
            url: step.url.clone(),
            position: at + 1,
            of: guide.steps.len(),
            previous: at.checked_sub(1).and_then(number),
            next: number(at + 1),
            above: ancestors.iter().map(|&above| guide.steps[above].title.clone()).collect(),
            text_lang: tag_within(guide, written_in.text),
            title_lang: tag_within(guide, written_in.title.language),
        }
    }
}

impl GuideRecord {
    /// The record of a guide from a source.
    #[must_use]
    pub fn of(guide: &Guide, source: &str) -> GuideRecord {
        let mut former_ids = Vec::new();
        let mut former_anchors = Vec::new();
        for redirect in &guide.redirects {
            match redirect {
                Redirect::Guide(id) => former_ids.push(id.clone()),
                Redirect::Anchor { from, to } => former_anchors.push((from.clone(), to.clone())),
            }
        }
        GuideRecord {
            id: guide.id.clone(),
            lang: guide.lang.clone(),
            title: guide.title.clone(),
            summary: guide.summary.clone(),
            url: guide.url.clone(),
            tags: guide.tags.clone(),
            updated: guide.updated.clone(),
            deep_link: guide.deep_link,
            former_ids,
            former_anchors,
            steps: guide.steps.len(),
            source: source.to_owned(),
            line: guide.line,
        }
    }
}

/// A text's language as a tag: the guide's own tag, with its region, when it is the guide's language.
fn tag_within(guide: &Guide, language: Language) -> String {
    if language == Language::UNKNOWN || language == Language::from_tag(&guide.lang) {
        guide.lang.clone()
    } else {
        language.tag().to_owned()
    }
}
