//! Synonyms that visitors taught, with what they would change, before anyone accepts them; and the decision on them.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::Guides;
use crate::analytics::report::synonym_outcome::{Outcome, outcome};
use crate::analytics::report::table::{Table, Tabular, rate_cell};
use crate::analytics::report::{Period, Query};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, Reformulation, helpful_hit};
use crate::analytics::synonym_mining::{Proposal, mine, words_of};
use crate::language::Language;
use crate::search::{Synonyms, synonyms};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Reformulations that are looked at, those with most success.
const REFORMULATIONS: usize = 5_000;
/// So many judged questions show the effect of a proposal.
const JUDGED: usize = 20;
/// Hits from here on are not seen.
const SEEN: usize = 10;

/// Reformulations that a table shows of each proposal.
const EVIDENCE_SHOWN: usize = 3;
/// How a proposal is decided on, and what the columns mean.
const DECIDING: &str = "Found: for how many of the questions whose answer is known it is among the first ten, without and \
                        with the synonym. Take or refuse a proposal on the page /analytics, or by POST \
                        /api/analytics/synonym-proposals/ID/accept or …/reject.";

/// The proposals of a period, those of most visitors first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SynonymProposals {
    pub period: Period,
    pub min_visitors: i64,
    pub synonym_proposals: Vec<ProposedSynonym>,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProposedSynonym {
    pub id: String,
    pub lang: String,
    /// Who asks for this …
    pub from: String,
    /// … is to find what this finds.
    pub to: String,
    pub visitors: i64,
    /// Of the visitors who went on from it, the share that went there with success.
    pub share: Option<f64>,
    pub status: Decision,
    pub evidence: Vec<Evidence>,
    pub effect: Effect,
    /// What became of the questions since; only once it was accepted.
    pub outcome: Option<Outcome>,
}

/// What has been decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    Proposed,
    Accepted,
    Rejected,
}

impl Decision {
    fn of(name: Option<&str>) -> Decision {
        match name {
            Some("accepted") => Decision::Accepted,
            Some("rejected") => Decision::Rejected,
            _ => Decision::Proposed,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Decision::Proposed => "proposed",
            Decision::Accepted => "accepted",
            Decision::Rejected => "rejected",
        }
    }
}

/// What was asked in vain, and then with success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    pub asked: String,
    pub then: String,
    pub visitors: i64,
}

/// What would change for questions of which it is known what helps: visitors stayed with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    pub judged: usize,
    /// In how many of them what helps is among the first ten, now and with the synonym.
    pub found_before: usize,
    pub found_after: usize,
    /// The mean of 1 / the place of what helps, now and with the synonym.
    pub mrr_before: f64,
    pub mrr_after: f64,
    /// Questions for which what helps would stand lower.
    pub worse: usize,
}

/// All proposals of a period, mined anew.
pub fn mined(store: &mut Store, filter: &Filter) -> Result<Vec<Proposal>, AnalyticsError> {
    let reformulations = store.reformulations(filter, REFORMULATIONS)?;
    let numbers: Vec<i64> = reformulations.iter().flat_map(|found| [found.query, found.next]).collect();
    let texts = store.texts(&numbers)?;
    let words = words_of(&reformulations, &texts);
    // Who found it in another language has translated the question, which is no synonym. Few reformulations come to be
    // proposals, and only of these it is asked.
    let mut found_in: HashMap<i64, Option<Language>> = HashMap::new();
    loop {
        let succeeded = |reformulation: &Reformulation| match found_in.get(&reformulation.next).copied().flatten() {
            Some(language) if language != Language::from_tag(&reformulation.lang) => 0,
            _ => reformulation.succeeded,
        };
        let proposals = mine(&reformulations, succeeded, &texts, &words);
        let then: HashSet<&str> =
            proposals.iter().flat_map(|proposal| &proposal.seen).map(|(_, then, _)| then.as_str()).collect();
        let is_proposed = |number: &i64| texts.get(number).is_some_and(|text| then.contains(text.as_str()));
        let unknown: Vec<i64> = reformulations
            .iter()
            .map(|reformulation| reformulation.next)
            .filter(|next| is_proposed(next) && !found_in.contains_key(next))
            .collect();
        if unknown.is_empty() {
            return Ok(proposals);
        }
        let hits = store.hits_of_queries(filter, &unknown)?;
        for number in unknown {
            let helpful = hits.get(&number).and_then(|hits| helpful_hit(hits));
            let lang = helpful.and_then(|hit| hit.hit.split_once('/')).map(|(lang, _)| Language::from_tag(lang));
            found_in.insert(number, lang);
        }
    }
}

/// Lists the proposals.
///
/// # Errors
/// When the store or the index can't be read.
pub fn synonym_proposals(
    store: &mut Store,
    guides: &mut Guides<'_>,
    query: &Query,
) -> Result<SynonymProposals, AnalyticsError> {
    let decisions = store.decisions()?;
    let shown = mined(store, &query.filter)?
        .into_iter()
        .filter(|proposal| proposal.visitors >= query.min_visitors)
        .take(query.limit)
        .collect::<Vec<_>>();
    let mut synonym_proposals = Vec::new();
    for proposal in shown {
        let effect = effect(store, guides, &query.filter, &proposal)?;
        let decided = decisions.get(&proposal.id);
        let status = Decision::of(decided.map(|(decision, _)| decision.as_str()));
        let accepted_at = decided.filter(|_| status == Decision::Accepted).map(|(_, at)| *at);
        let outcome = accepted_at.map(|at| outcome(store, &query.filter, &proposal, at)).transpose()?;
        let evidence = proposal.seen.iter().filter(|(_, _, visitors)| *visitors >= query.min_visitors);
        synonym_proposals.push(ProposedSynonym {
            status,
            outcome,
            evidence: evidence
                .map(|(asked, then, visitors)| Evidence {
                    asked: asked.clone(),
                    then: then.clone(),
                    visitors: *visitors,
                })
                .collect(),
            effect,
            share: Some((proposal.share * 1_000.0).round() / 1_000.0),
            id: proposal.id,
            lang: proposal.lang,
            from: proposal.from,
            to: proposal.to,
            visitors: proposal.visitors,
        });
    }
    Ok(SynonymProposals { period: query.period(store.zone()), min_visitors: query.min_visitors, synonym_proposals })
}

/// Accepts a proposal: its rule goes into the site's file, then the decision is kept.
///
/// # Errors
/// When there is no such proposal, or the file can't be written; then nothing is decided.
pub fn accept(store: &mut Store, query: &Query, id: &str, file: &Path, now: i64) -> Result<Proposal, AnalyticsError> {
    let proposal = find(store, query, id)?;
    synonyms::append(file, &proposal.rule()).map_err(|error| AnalyticsError::Synonyms(error.to_string()))?;
    store.decide(id, Decision::Accepted.name(), now)?;
    Ok(proposal)
}

/// Rejects a proposal: it stays in the list, as rejected.
///
/// # Errors
/// When there is no such proposal.
pub fn reject(store: &mut Store, query: &Query, id: &str, now: i64) -> Result<Proposal, AnalyticsError> {
    let proposal = find(store, query, id)?;
    store.decide(id, Decision::Rejected.name(), now)?;
    Ok(proposal)
}

fn find(store: &mut Store, query: &Query, id: &str) -> Result<Proposal, AnalyticsError> {
    mined(store, &query.filter)?
        .into_iter()
        .find(|proposal| proposal.id == id && proposal.visitors >= query.min_visitors)
        .ok_or_else(|| AnalyticsError::NoSuchProposal(id.to_owned()))
}

fn effect(
    store: &mut Store,
    guides: &Guides<'_>,
    filter: &Filter,
    proposal: &Proposal,
) -> Result<Effect, AnalyticsError> {
    let mut effect = Effect::default();
    let mut rules = guides.synonyms.rules().to_vec();
    rules.push(proposal.rule());
    let with_rule = Arc::new(Synonyms::of(rules));
    for (asked, then, _) in proposal.seen.iter().take(JUDGED) {
        let Some(number) = store.find_text(then)? else { continue };
        let hits = store.hits_of_queries(filter, &[number])?;
        let Some(helpful) = hits.get(&number).and_then(|hits| helpful_hit(hits)) else { continue };
        let place = |synonyms: &Arc<Synonyms>| -> Result<Option<usize>, AnalyticsError> {
            let answer = guides.ask_with(asked, &proposal.lang, SEEN, synonyms)?;
            Ok(answer.hits.iter().position(|hit| hit.id == helpful.hit))
        };
        let (before, after) = (place(&guides.synonyms)?, place(&with_rule)?);
        let reciprocal = |place: Option<usize>| place.map_or(0.0, |place| 1.0 / (place + 1) as f64);
        effect.judged += 1;
        effect.found_before += usize::from(before.is_some());
        effect.found_after += usize::from(after.is_some());
        effect.mrr_before += reciprocal(before);
        effect.mrr_after += reciprocal(after);
        effect.worse += usize::from(reciprocal(after) < reciprocal(before));
    }
    let mean = |sum: f64| (sum / effect.judged.max(1) as f64 * 1_000.0).round() / 1_000.0;
    (effect.mrr_before, effect.mrr_after) = (mean(effect.mrr_before), mean(effect.mrr_after));
    Ok(effect)
}

impl Tabular for SynonymProposals {
    fn table(&self) -> Table {
        let is_open = |row: &ProposedSynonym| row.status == Decision::Proposed;
        let evidence = |seen: &Evidence| format!("{} → {} ({})", seen.asked, seen.then, seen.visitors);
        let row = |row: &ProposedSynonym| {
            vec![
                row.id.clone(),
                row.lang.clone(),
                row.from.clone(),
                row.to.clone(),
                row.visitors.to_string(),
                rate_cell(row.share),
                format!("{} → {} of {}", row.effect.found_before, row.effect.found_after, row.effect.judged),
                row.status.name().to_owned(),
                row.evidence.iter().take(EVIDENCE_SHOWN).map(evidence).collect::<Vec<_>>().join(" · "),
            ]
        };
        Table {
            head: vec!["id", "lang", "from", "to", "visitors", "share", "found", "status", "evidence"],
            rows: self.synonym_proposals.iter().map(row).collect(),
            below: vec!["evidence"],
            notes: self.synonym_proposals.iter().any(is_open).then(|| DECIDING.to_owned()).into_iter().collect(),
        }
    }
}
