//! Why a question failed, and the mend: asked again of the guides as they are now, with what its visitors did.

mod evidence;
mod guides;
mod language;
mod typo;
mod wording;

pub use evidence::{Evidence, Mend};
pub use guides::Guides;

use crate::analytics::AnalyticsError;
use crate::analytics::event::is_foreign;
use crate::analytics::failure::CONFIDENCE_FLOOR;
use crate::analytics::store::reading::{HitCounts, Sums};
use crate::analytics::synonym_mining::Proposal;
use crate::analytics::words::{Word, words};
use crate::search::{Answer, Hit};
use serde::Serialize;

/// From this share of the question on, a hit is an answer as far as words can tell.
const ANSWERING: f32 = 0.8;
/// Hits from here on are not seen.
const SEEN: usize = 10;
/// Hits that are looked through for the one that helped.
const LOOKED_THROUGH: usize = 30;
/// So many visitors must have found something with other words, and this share of those who tried others.
const CONVINCING_VISITORS: i64 = 2;
const CONVINCING_SHARE: f64 = 0.2;

/// Why a question failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    NoContent,
    Vocabulary,
    Typo,
    Language,
    Filter,
    Ranking,
    StaleLink,
}

impl Cause {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::NoContent => "no content",
            Cause::Vocabulary => "vocabulary",
            Cause::Typo => "typo",
            Cause::Language => "language",
            Cause::Filter => "filter",
            Cause::Ranking => "ranking",
            Cause::StaleLink => "stale link",
        }
    }
}

/// A cause with its mend and what speaks for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    pub cause: Cause,
    /// In English, as [`Diagnosis::mend_detail`] says it for readers of any language.
    pub mend: String,
    pub mend_detail: Mend,
    /// In English, as [`Diagnosis::evidence_detail`] says it for readers of any language.
    pub evidence: String,
    pub evidence_detail: Evidence,
    /// The step that is nearest to the question now.
    pub nearest: Option<NearestStep>,
    /// Whether the guides, as they are now, have the whole question in one step.
    pub is_answered_now: bool,
}

/// A step that exists.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NearestStep {
    pub id: String,
    pub url: String,
    pub title: String,
    /// The share of the question that it has.
    pub coverage: f64,
}

/// What is known of a question that failed.
pub struct Facts<'a> {
    pub text: &'a str,
    pub lang: &'a str,
    pub sums: &'a Sums,
    pub hits: &'a [HitCounts],
    pub successors: &'a [Successor],
    pub proposals: &'a [Proposal],
}

/// A question that visitors asked next.
#[derive(Debug, Clone, PartialEq)]
pub struct Successor {
    pub text: String,
    pub visitors: i64,
    /// How many of them found something with it.
    pub succeeded: i64,
    /// What became of its hits.
    pub hits: Vec<HitCounts>,
}

/// Finds the cause, the mend and the nearest step.
///
/// # Errors
/// When the index can't be read.
pub fn diagnose(guides: &mut Guides<'_>, facts: &Facts<'_>) -> Result<Diagnosis, AnalyticsError> {
    let answer = guides.ask(facts.text, facts.lang, SEEN)?;
    let asked = words(&mut guides.analyzer, facts.text, facts.lang);
    let (cause, mend_detail, evidence_detail) = cause(guides, facts, &asked, &answer)?;
    let nearest = answer.hits.first().map(|hit| NearestStep {
        id: hit.id.clone(),
        url: hit.url.clone(),
        title: title(hit).to_owned(),
        coverage: (f64::from(answer.coverage) * 1_000.0).round() / 1_000.0,
    });
    Ok(Diagnosis {
        cause,
        mend: mend_detail.to_string(),
        mend_detail,
        evidence: evidence_detail.to_string(),
        evidence_detail,
        nearest,
        is_answered_now: answers(&answer),
    })
}

/// The cause, the mend, and what speaks for it.
type Found = (Cause, Mend, Evidence);

/// The first cause that something speaks for; they are tried in the order of their certainty.
fn cause(guides: &mut Guides<'_>, facts: &Facts<'_>, asked: &[Word], answer: &Answer) -> Result<Found, AnalyticsError> {
    if let Some(found) = filter(facts, answer) {
        return Ok(found);
    }
    if let Some(found) = stale_link(guides, facts)? {
        return Ok(found);
    }
    if let Some(found) = typo::mistyped(guides, facts, asked, answer)? {
        return Ok(found);
    }
    if let Some(found) = language::only_elsewhere(facts, answer) {
        return Ok(found);
    }
    if let Some(found) = language::found_elsewhere(guides, facts)? {
        return Ok(found);
    }
    if let Some(found) = wording::ranked_too_low(guides, facts, answer)? {
        return Ok(found);
    }
    if let Some(found) = wording::other_words(guides, facts, asked)? {
        return Ok(found);
    }
    Ok(no_content(facts, answer))
}

/// Whether an answer has the whole question, as far as words can tell, in the reader's language.
fn answers(answer: &Answer) -> bool {
    answer.ignored_words.is_empty()
        && answer.coverage >= ANSWERING
        && answer.hits.first().is_some_and(|hit| !is_foreign(hit))
}

fn filter(facts: &Facts<'_>, answer: &Answer) -> Option<Found> {
    let (filtered, failed) = (facts.sums.of("filtered_failed"), facts.sums.of("failed_tracked"));
    let is_filtered = filtered > 0 && filtered * 2 >= failed;
    (is_filtered && answer.ignored_words.is_empty() && f64::from(answer.coverage) >= CONFIDENCE_FLOOR).then(|| {
        let step = answer.hits.first().map(|hit| hit.id.clone()).unwrap_or_default();
        (Cause::Filter, Mend::SearchOutside, Evidence::Narrowed { narrowed: filtered, failed, step })
    })
}

fn stale_link(guides: &Guides<'_>, facts: &Facts<'_>) -> Result<Option<Found>, AnalyticsError> {
    for hit in facts.hits.iter().filter(|hit| hit.sums.of("clicks") > 0) {
        let (missing, clicks) = (hit.sums.of("missing"), hit.sums.of("clicks"));
        if missing * 2 >= clicks && missing > 0 {
            let evidence = Evidence::LedNowhere { step: hit.hit.clone(), missing, clicks };
            return Ok(Some((Cause::StaleLink, Mend::MendAddress { step: hit.hit.clone() }, evidence)));
        }
        let came_back = hit.sums.of("came_back") + hit.sums.of("unhelpful");
        if came_back * 2 >= clicks && !guides.has_step(&hit.hit)? {
            let evidence = Evidence::NoLongerThere { step: hit.hit.clone(), clicks };
            return Ok(Some((Cause::StaleLink, Mend::Redirect { step: hit.hit.clone() }, evidence)));
        }
    }
    Ok(None)
}

fn no_content(facts: &Facts<'_>, answer: &Answer) -> Found {
    if let Some(hit) = answer.hits.first().filter(|_| answers(answer)) {
        let evidence = Evidence::HasTheWords { step: hit.id.clone(), failed: facts.sums.of("failed_tracked") };
        return (Cause::NoContent, Mend::LookAtStep { step: hit.id.clone() }, evidence);
    }
    let evidence = if answer.hits.is_empty() {
        Evidence::NoWordKnown
    } else if answer.ignored_words.is_empty() {
        Evidence::NearestHas { share: f64::from(answer.coverage) }
    } else {
        Evidence::NoStepHas { words: answer.ignored_words.clone() }
    };
    (Cause::NoContent, Mend::WriteGuide { about: facts.text.to_owned() }, evidence)
}

fn is_convincing(successor: &Successor, all: &[Successor]) -> bool {
    let tried: i64 = all.iter().map(|successor| successor.visitors).sum();
    successor.succeeded >= CONVINCING_VISITORS && successor.succeeded as f64 >= CONVINCING_SHARE * tried as f64
}

fn title(hit: &Hit) -> &str {
    if hit.step.title.is_empty() { &hit.guide.title } else { &hit.step.title }
}
