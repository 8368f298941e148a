//! Why a question failed, and the mend: asked again of the guides as they are now, with what its visitors did.

use crate::analytics::AnalyticsError;
use crate::analytics::event::is_foreign;
use crate::analytics::failure::CONFIDENCE_FLOOR;
use crate::analytics::redaction;
use crate::analytics::store::reading::{HitCounts, Sums};
use crate::analytics::synonym_mining::Proposal;
use crate::analytics::words::{Word, is_misspelt, words};
use crate::guide::links::Links;
use crate::index::schema::Form;
use crate::index::{Snapshot, StepAddress};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::search::{self, Answer, Hit, Request, Synonyms};
use serde::Serialize;
use std::sync::Arc;

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
    pub mend: String,
    pub evidence: String,
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

/// What questions are asked of.
pub struct Guides<'a> {
    pub snapshot: &'a Snapshot,
    pub links: &'a Links,
    /// The synonyms that the site has already.
    pub synonyms: Arc<Synonyms>,
    pub analyzer: Analyzer,
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

impl<'a> Guides<'a> {
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, links: &'a Links, synonyms: Arc<Synonyms>) -> Guides<'a> {
        Guides { snapshot, links, synonyms, analyzer: Analyzer::new() }
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
    fn frequency(&self, folded: &str, language: Language) -> u64 {
        let entries = self.snapshot.segments().iter().flat_map(|segment| segment.entries(Form::Word, folded));
        entries.filter(|entry| entry.language == language).map(|entry| entry.occurrences()).sum()
    }
}

/// Whether an answer has the whole question, as far as words can tell, in the reader's language.
fn answers(answer: &Answer) -> bool {
    answer.ignored_words.is_empty()
        && answer.coverage >= ANSWERING
        && answer.hits.first().is_some_and(|hit| !is_foreign(hit))
}

/// Finds the cause. The order of the questions is that of their certainty.
pub fn diagnose(guides: &mut Guides<'_>, facts: &Facts<'_>) -> Result<Diagnosis, AnalyticsError> {
    let answer = guides.ask(facts.text, facts.lang, LOOKED_THROUGH)?;
    let asked = words(&mut guides.analyzer, facts.text, facts.lang);
    let (cause, mend, evidence) = match filter(facts, &answer) {
        Some(found) => found,
        None => match stale_link(guides, facts)? {
            Some(found) => found,
            None => match typo(guides, facts, &asked, &answer)? {
                Some(found) => found,
                None => language(facts, &answer)
                    .or_else(|| language_of_successor(guides, facts).transpose())
                    .transpose()?
                    .or_else(|| ranking(facts, &answer))
                    .map_or_else(|| vocabulary(guides, facts, &asked), |found| Ok(Some(found)))?
                    .unwrap_or_else(|| no_content(facts, &answer)),
            },
        },
    };
    let nearest = answer.hits.first().map(|hit| NearestStep {
        id: hit.id.clone(),
        url: hit.url.clone(),
        title: title(hit).to_owned(),
        coverage: (f64::from(answer.coverage) * 1_000.0).round() / 1_000.0,
    });
    Ok(Diagnosis { cause, mend, evidence, nearest, is_answered_now: answers(&answer) })
}

type Found = (Cause, String, String);

fn title(hit: &Hit) -> &str {
    if hit.step.title.is_empty() { &hit.guide.title } else { &hit.step.title }
}

fn filter(facts: &Facts<'_>, answer: &Answer) -> Option<Found> {
    let (filtered, failed) = (facts.sums.of("filtered_failed"), facts.sums.of("failed_tracked"));
    let is_filtered = filtered > 0 && filtered * 2 >= failed;
    (is_filtered && answer.ignored_words.is_empty() && f64::from(answer.coverage) >= CONFIDENCE_FLOOR).then(|| {
        let place = answer.hits.first().map(|hit| hit.id.clone()).unwrap_or_default();
        (
            Cause::Filter,
            "search outside the filter too where it finds nothing, or offer to leave it out".to_owned(),
            format!(
                "{filtered} of {failed} failures were narrowed to a guide, tag or language; without, {place} answers"
            ),
        )
    })
}

fn stale_link(guides: &Guides<'_>, facts: &Facts<'_>) -> Result<Option<Found>, AnalyticsError> {
    for hit in facts.hits.iter().filter(|hit| hit.sums.of("clicks") > 0) {
        let (missing, clicks) = (hit.sums.of("missing"), hit.sums.of("clicks"));
        if missing * 2 >= clicks && missing > 0 {
            let evidence = format!("{missing} of {clicks} who clicked {} found no such page or place", hit.hit);
            return Ok(Some((Cause::StaleLink, format!("mend the address of {}", hit.hit), evidence)));
        }
        let came_back = hit.sums.of("came_back") + hit.sums.of("unhelpful");
        if came_back * 2 >= clicks && !guides.has_step(&hit.hit)? {
            let evidence = format!("{} was clicked {clicks} times and is no longer there", hit.hit);
            return Ok(Some((Cause::StaleLink, format!("redirect {} to what took its place", hit.hit), evidence)));
        }
    }
    Ok(None)
}

fn typo(
    guides: &mut Guides<'_>,
    facts: &Facts<'_>,
    asked: &[Word],
    answer: &Answer,
) -> Result<Option<Found>, AnalyticsError> {
    let mend = |right: &str| format!("show the results for “{right}”: add the misspelling as a one-way synonym");
    for successor in facts.successors.iter().filter(|successor| successor.succeeded > 0) {
        let right = words(&mut guides.analyzer, &successor.text, facts.lang);
        if is_misspelt(asked, &right) {
            let evidence = format!("{} found something with “{}”", visitors(successor.succeeded), successor.text);
            return Ok(Some((Cause::Typo, mend(&successor.text), evidence)));
        }
    }
    // Where visitors went on to other words, these are what they meant.
    if facts.successors.iter().any(|successor| is_convincing(successor, facts.successors)) {
        return Ok(None);
    }
    // A word that occurs nowhere, one mistake away from one that does.
    let language = Language::from_tag(facts.lang);
    for ignored in &answer.ignored_words {
        let Some(word) = asked.iter().find(|word| word.written.to_lowercase() == ignored.to_lowercase()) else {
            continue;
        };
        let Some(right) = nearest_known(guides, &word.folded, language) else { continue };
        let corrected = facts.text.replace(word.written.as_str(), &right);
        let better = guides.ask(&corrected, facts.lang, 1)?;
        if !better.hits.is_empty()
            && better.ignored_words.len() < answer.ignored_words.len()
            && better.coverage >= ANSWERING
        {
            let evidence = format!("“{ignored}” occurs nowhere, “{right}” does, and answers");
            return Ok(Some((Cause::Typo, mend(&corrected), evidence)));
        }
    }
    // Read as another word, and yet the failure of it: what was meant may be a third.
    let is_corrected =
        !answer.corrections.is_empty() && answer.ignored_words.is_empty() && answer.coverage >= ANSWERING;
    if let Some(correction) = answer.corrections.first().filter(|_| is_corrected) {
        let evidence = format!("“{}” is read as “{}”", correction.from, correction.to);
        return Ok(Some((Cause::Typo, mend(&facts.text.replace(&correction.from, &correction.to)), evidence)));
    }
    Ok(None)
}

/// The commonest word of the guides that is one mistake away from a word that is in none.
fn nearest_known(guides: &Guides<'_>, word: &str, language: Language) -> Option<String> {
    /// Shorter words are one mistake away from too many others.
    const SHORTEST: usize = 5;
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST || letters.iter().any(char::is_ascii_digit) {
        return None;
    }
    let mut alphabet: Vec<char> = if word.is_ascii() { ('a'..='z').collect() } else { letters.clone() };
    alphabet.sort_unstable();
    alphabet.dedup();
    let mut candidates: Vec<String> = Vec::new();
    for at in 0..=letters.len() {
        let (head, tail) = letters.split_at(at);
        let mut add =
            |middle: &[char], rest: &[char]| candidates.push([head, middle, rest].concat().into_iter().collect());
        for letter in &alphabet {
            add(&[*letter], tail);
            if let Some((_, rest)) = tail.split_first() {
                add(&[*letter], rest);
            }
        }
        if let [first, rest @ ..] = tail {
            add(&[], rest);
            if let [second, rest @ ..] = rest {
                add(&[*second, *first], rest);
            }
        }
    }
    let known = candidates.into_iter().map(|word| (guides.frequency(&word, language), word));
    known
        .filter(|(frequency, _)| *frequency > 0)
        .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
        .map(|(_, word)| word)
}

fn language(facts: &Facts<'_>, answer: &Answer) -> Option<Result<Found, AnalyticsError>> {
    let hit = answer.hits.first().filter(|hit| is_foreign(hit))?;
    let is_covered = answer.ignored_words.is_empty() && answer.coverage >= ANSWERING;
    is_covered.then(|| {
        let evidence = format!("{} has the question, in {}", hit.id, hit.text_lang);
        let mend = if Language::from_tag(&hit.lang) == Language::from_tag(facts.lang) {
            format!("translate {}, which is left in {}", hit.id, hit.text_lang)
        } else {
            translate(&hit.id, facts.lang)
        };
        Ok((Cause::Language, mend, evidence))
    })
}

fn translate(id: &str, lang: &str) -> String {
    format!("translate {id} into {lang}")
}

/// Whether those who asked again found what helped them in another language.
fn language_of_successor(guides: &Guides<'_>, facts: &Facts<'_>) -> Result<Option<Found>, AnalyticsError> {
    for successor in facts.successors.iter().filter(|successor| is_convincing(successor, facts.successors)) {
        let Some(id) = helpful_hit(successor) else { continue };
        let Some((lang, guide)) = id.split_once('/') else { continue };
        let guide = guide.rsplit_once('#').map_or(guide, |(guide, _)| guide);
        let is_same = |lang: &str, other: &str| Language::from_tag(lang) == Language::from_tag(other);
        let is_translated = || {
            Ok::<_, AnalyticsError>(
                guides.snapshot.translations(guide)?.iter().any(|other| is_same(&other.lang, facts.lang)),
            )
        };
        if !is_same(lang, facts.lang) && guides.has_step(id)? && !is_translated()? {
            let evidence = format!("{} found {id} with “{}”", visitors(successor.succeeded), successor.text);
            return Ok(Some((Cause::Language, translate(id, facts.lang), evidence)));
        }
    }
    Ok(None)
}

/// The hit that most of those who asked again stayed with.
fn helpful_hit(successor: &Successor) -> Option<&str> {
    let lasting = |hit: &HitCounts| hit.sums.of("clicks") - hit.sums.of("came_back") + hit.sums.of("helpful");
    successor.hits.iter().filter(|hit| lasting(hit) > 0).max_by_key(|hit| lasting(hit)).map(|hit| hit.hit.as_str())
}

fn ranking(facts: &Facts<'_>, answer: &Answer) -> Option<Found> {
    let mend = |id: &str| format!("say in {id} what people ask, in its title best");
    for hit in facts.hits {
        let clicks = hit.sums.of("clicks");
        let lasting = clicks - hit.sums.of("came_back") + hit.sums.of("helpful");
        let position = if clicks > 0 { hit.sums.of("positions") as f64 / clicks as f64 } else { 0.0 };
        if lasting > 0 && position > SEEN as f64 {
            let evidence = format!("{} who looked that far clicked it in place {position:.0}", visitors(clicks));
            return Some((Cause::Ranking, mend(&hit.hit), evidence));
        }
    }
    if !answer.ignored_words.is_empty() {
        return None;
    }
    let convincing = facts.successors.iter().filter(|successor| is_convincing(successor, facts.successors));
    for (successor, id) in convincing.filter_map(|successor| Some((successor, helpful_hit(successor)?))) {
        if let Some(place) = answer.hits.iter().position(|hit| hit.id == id).filter(|place| *place >= SEEN) {
            let evidence = format!(
                "{} found it with “{}”; for this question it is in place {}",
                visitors(successor.succeeded),
                successor.text,
                place + 1
            );
            return Some((Cause::Ranking, mend(id), evidence));
        }
    }
    None
}

fn vocabulary(guides: &Guides<'_>, facts: &Facts<'_>, asked: &[Word]) -> Result<Option<Found>, AnalyticsError> {
    let stems: Vec<&str> = asked.iter().map(|word| word.stem.as_str()).collect();
    let is_of = |proposal: &&Proposal| {
        proposal.lang == facts.lang
            && !proposal.from_stems.is_empty()
            && proposal.from_stems.iter().all(|stem| stems.contains(&stem.as_str()))
    };
    for proposal in facts.proposals.iter().filter(is_of) {
        // A word in common is not enough: with the synonym, the question must be answered.
        if answers(&guides.ask(&proposal.read_into(facts.text), facts.lang, 1)?) {
            let evidence = format!("{} went on to “{}” and found something", visitors(proposal.visitors), proposal.to);
            return Ok(Some((Cause::Vocabulary, synonym(&proposal.from, &proposal.to), evidence)));
        }
    }
    let convincing = facts.successors.iter().find(|successor| is_convincing(successor, facts.successors));
    Ok(convincing.map(|successor| {
        let evidence = format!("{} found something with “{}”", visitors(successor.succeeded), successor.text);
        (Cause::Vocabulary, synonym(facts.text, &successor.text), evidence)
    }))
}

fn synonym(from: &str, to: &str) -> String {
    format!("make “{from}” a synonym of “{to}”")
}

fn is_convincing(successor: &Successor, all: &[Successor]) -> bool {
    let tried: i64 = all.iter().map(|successor| successor.visitors).sum();
    successor.succeeded >= CONVINCING_VISITORS && successor.succeeded as f64 >= CONVINCING_SHARE * tried as f64
}

fn no_content(facts: &Facts<'_>, answer: &Answer) -> Found {
    if let Some(hit) = answer.hits.first().filter(|_| answers(answer)) {
        let evidence =
            format!("{} has the words of the question, and yet {} failed", hit.id, facts.sums.of("failed_tracked"));
        return (Cause::NoContent, format!("look whether {} says what people want to know", hit.id), evidence);
    }
    let evidence = if answer.hits.is_empty() {
        "no step has any of its words".to_owned()
    } else if answer.ignored_words.is_empty() {
        format!("the nearest step has {:.0} % of the question", answer.coverage * 100.0)
    } else {
        format!("no step has “{}”", answer.ignored_words.join("”, “"))
    };
    (Cause::NoContent, format!("write a guide about “{}”", facts.text), evidence)
}

fn visitors(count: i64) -> String {
    format!("{count} visitor{}", if count == 1 { "" } else { "s" })
}
