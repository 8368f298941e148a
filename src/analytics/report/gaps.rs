//! What the guides lack: failed questions grouped by what they ask for, ranked by people, each group with its trend and
//! whether a guide has closed it since.

mod gap;

pub use gap::{Gap, GapQuery, GapStatus, Gaps, Trend};

use crate::analytics::AnalyticsError;
use crate::analytics::causes::{Cause, Diagnosis, Facts, Guides, Mend, diagnose};
use crate::analytics::clusters::{Links, Question, cluster};
use crate::analytics::day::Day;
use crate::analytics::report::agent_votes::AgentsSay;
use crate::analytics::report::synonym_proposals::mined;
use crate::analytics::report::{Query, failed, successors};
use crate::analytics::store::Store;
use crate::analytics::store::reading::{Filter, HitCounts, Order, QueryCounts};
use crate::analytics::synonym_mining::Proposal;
use crate::analytics::words::{telling, words};
use std::collections::{BTreeMap, HashSet};

/// Failed questions that are looked at, and reformulations between them.
const QUESTIONS: usize = 4_000;
const REFORMULATIONS: usize = 20_000;
/// A question that fails less often than this is answered well enough.
const FAILING: f64 = 0.5;
/// A step that so many stayed with is what they meant; that the same wrong step deceived them says nothing.
const STAYING_VISITORS: i64 = 2;
/// What is found once for so many failures is there; what else fails is chance, or its wording.
const FOUND: i64 = 2;
/// So many questions are diagnosed before they are grouped, those of most visitors.
const DIAGNOSED: usize = 400;
/// Groups that are looked at, those with most visitors.
const LOOKED_AT: usize = 400;
/// A group of fewer visitors is chance.
const LEAST_VISITORS: i64 = 2;
/// A group that nobody failed with for so many days, although it is answered now, is closed.
const QUIET_DAYS: i64 = 7;

/// A failed question, with what speaks for its being a gap.
struct Failed {
    counts: QueryCounts,
    failures: i64,
    visitors: i64,
    hits: Vec<HitCounts>,
    diagnosis: Option<Diagnosis>,
}

/// Lists the gaps.
///
/// # Errors
/// When the store or the index can't be read.
pub fn gaps(store: &mut Store, guides: &mut Guides<'_>, query: &Query) -> Result<Gaps, AnalyticsError> {
    let filter = &query.filter;
    let is_tracked = super::is_tracked(store, filter)?;
    let proposals = mined(store, filter)?;
    let mut failing = failing(store, filter, is_tracked)?;
    diagnose_all(store, guides, filter, &proposals, failing.iter_mut().take(DIAGNOSED).collect())?;
    // What fails for another cause has another mend, and would draw questions that merely share a word with it.
    failing.retain(|failed| failed.diagnosis.as_ref().is_none_or(|diagnosis| diagnosis.cause == Cause::NoContent));
    let votes = store.vote_counts(filter)?;
    let numbers: HashSet<i64> = failing.iter().map(|failed| failed.counts.query).collect();
    let links = links(store, filter, &numbers)?;
    let questions: Vec<Question> = failing.iter().map(|failed| question(guides, failed)).collect();
    let mut groups: Vec<(i64, Vec<usize>)> = cluster(&questions, &links)
        .into_iter()
        .map(|group| (group.iter().map(|&at| failing[at].visitors).sum(), group))
        .filter(|(visitors, _)| *visitors >= query.min_visitors.max(LEAST_VISITORS))
        .collect();
    groups.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut gaps = Vec::new();
    for (visitors, group) in groups.into_iter().take(LOOKED_AT) {
        if gaps.len() >= query.limit {
            break;
        }
        // The first of a group has most visitors; only that of a small one is not diagnosed yet.
        let leading = &mut failing[group[0]];
        if leading.diagnosis.is_none() {
            diagnose_all(store, guides, filter, &proposals, vec![leading])?;
        }
        let diagnoses: Vec<(i64, Diagnosis)> = group
            .iter()
            .filter_map(|&at| failing[at].diagnosis.clone().map(|diagnosis| (failing[at].visitors, diagnosis)))
            .collect();
        if is_gap(&group, &failing, &diagnoses) {
            let mut gap = gap(store, guides, query, &group, &failing, diagnoses, visitors)?;
            let questions = group.iter().map(|&at| &failing[at].counts);
            let votes = questions.filter_map(|counts| votes.get(&(counts.query, counts.lang.clone())));
            gap.agents = AgentsSay::of(store, votes)?;
            // Where too few share any word of it, there is nothing that may be shown.
            if !gap.label.is_empty() {
                gaps.push(gap);
            }
        }
    }
    Ok(Gaps { period: query.period(store.zone()), min_visitors: query.min_visitors, gaps })
}

fn diagnose_all(
    store: &mut Store,
    guides: &mut Guides<'_>,
    filter: &Filter,
    proposals: &[Proposal],
    all: Vec<&mut Failed>,
) -> Result<(), AnalyticsError> {
    let successors = successors(store, filter, &all.iter().map(|failed| &failed.counts).collect::<Vec<_>>())?;
    for failed in all {
        let key = (failed.counts.query, failed.counts.lang.clone());
        let facts = Facts {
            text: &failed.counts.text,
            lang: &failed.counts.lang,
            sums: &failed.counts.sums,
            hits: &failed.hits,
            successors: successors.get(&key).map_or(&[], Vec::as_slice),
            proposals,
        };
        failed.diagnosis = Some(diagnose(guides, &facts)?);
    }
    Ok(())
}

fn failing(store: &mut Store, filter: &Filter, is_tracked: bool) -> Result<Vec<Failed>, AnalyticsError> {
    let mut failing: Vec<Failed> = Vec::new();
    for counts in store.top_queries(filter, Order::Failed { is_tracked }, 1, QUESTIONS)? {
        let failures = failed(&counts.sums, is_tracked);
        if (failures as f64) >= FAILING * counts.sums.of("searches") as f64 {
            let visitors = counts.sums.of(if is_tracked { "failed_tracked_visitors" } else { "failed_visitors" });
            failing.push(Failed { counts, failures, visitors, hits: Vec::new(), diagnosis: None });
        }
    }
    let clicked = failing.iter().filter(|failed| failed.counts.sums.of("clicks") > 0);
    let hits = store.hits_of_queries(filter, &clicked.map(|failed| failed.counts.query).collect::<Vec<_>>())?;
    for failed in &mut failing {
        failed.hits = hits.get(&failed.counts.query).cloned().unwrap_or_default();
    }
    Ok(failing)
}

fn links(store: &mut Store, filter: &Filter, numbers: &HashSet<i64>) -> Result<Links, AnalyticsError> {
    let mut links = Links::new();
    for found in store.reformulations(filter, REFORMULATIONS)? {
        if numbers.contains(&found.query) && numbers.contains(&found.next) {
            *links.entry((found.query, found.next)).or_default() += found.visitors;
        }
    }
    Ok(links)
}

fn question(guides: &mut Guides<'_>, failed: &Failed) -> Question {
    let step = |hit: &HitCounts| hit.hit.split_once('/').map(|(_, step)| step.to_owned());
    let clicked = failed.hits.iter().filter(|hit| hit.lasting() >= STAYING_VISITORS);
    Question {
        number: failed.counts.query,
        lang: failed.counts.lang.clone(),
        words: words(&mut guides.analyzer, &failed.counts.text, &failed.counts.lang),
        visitors: failed.visitors,
        clicked: clicked.filter_map(step).collect(),
    }
}

/// Whether most of the group's visitors failed for want of content: not of a translation, a synonym or a working link, not
/// merely because nobody clicked on a hit that has the whole question, and not where others found what they stayed with.
fn is_gap(group: &[usize], failing: &[Failed], diagnoses: &[(i64, Diagnosis)]) -> bool {
    let all: i64 = diagnoses.iter().map(|(visitors, _)| visitors).sum();
    let lacking: i64 = diagnoses
        .iter()
        .filter(|(_, diagnosis)| diagnosis.cause == Cause::NoContent)
        .map(|(visitors, _)| visitors)
        .sum();
    let sum = |columns: &[&str]| -> i64 {
        group.iter().map(|&at| columns.iter().map(|column| failing[at].counts.sums.of(column)).sum::<i64>()).sum()
    };
    let failures: i64 = group.iter().map(|&at| failing[at].failures).sum();
    let told =
        sum(&["no_results", "words_dropped", "low_confidence", "unhelpful", "tickets", "came_back", "reformulated"]);
    let is_covered = diagnoses.iter().all(|(_, diagnosis)| diagnosis.is_answered_now);
    let found: i64 = group.iter().flat_map(|&at| &failing[at].hits).map(|hit| hit.lasting().max(0)).sum();
    lacking * 2 > all && found * FOUND < failures && (told * 3 >= failures || !is_covered)
}

fn gap(
    store: &mut Store,
    guides: &mut Guides<'_>,
    query: &Query,
    group: &[usize],
    failing: &[Failed],
    diagnoses: Vec<(i64, Diagnosis)>,
    visitors: i64,
) -> Result<Gap, AnalyticsError> {
    let middle = Day(i64::midpoint(query.filter.from.0, query.filter.to.0));
    let (mut trend, mut first, mut last) = (Trend::default(), None, None);
    let searches = group.iter().map(|&at| failing[at].counts.sums.of("searches")).sum();
    let numbers: Vec<i64> = group.iter().map(|&at| failing[at].counts.query).collect();
    for (day, sums) in store.days_of_queries(&query.filter, &numbers)?.into_values().flatten() {
        *(if day > middle { &mut trend.lately } else { &mut trend.before }) += sums.of("visitors");
        first = Some(first.map_or(day, |first: Day| first.min(day)));
        if sums.of("failed_tracked") > 0 {
            last = Some(last.map_or(day, |last: Day| last.max(day)));
        }
    }
    let shown: Vec<&Failed> =
        group.iter().map(|&at| &failing[at]).filter(|failed| failed.visitors >= query.min_visitors).collect();
    let answered =
        diagnoses.iter().filter(|(_, diagnosis)| diagnosis.is_answered_now).map(|(visitors, _)| visitors).sum::<i64>()
            * 2
            > diagnoses.iter().map(|(visitors, _)| visitors).sum::<i64>();
    let is_quiet = last.is_some_and(|last| query.filter.to.0 - last.0 >= QUIET_DAYS);
    let mut langs: Vec<String> = group.iter().map(|&at| failing[at].counts.lang.clone()).collect();
    langs.sort();
    langs.dedup();
    let label = match shown.first() {
        Some(failed) => failed.counts.text.clone(),
        None => common_words(guides, group, failing, query.min_visitors),
    };
    let leading = diagnoses.into_iter().next().map(|(_, diagnosis)| diagnosis);
    let mend_detail = if answered { Mend::SeeWhetherItHelps } else { Mend::WriteGuide { about: label.clone() } };
    Ok(Gap {
        mend: mend_detail.to_string(),
        mend_detail,
        label,
        langs,
        visitors,
        searches,
        hidden: group.len() - shown.len(),
        queries: shown
            .into_iter()
            .map(|failed| GapQuery {
                query: failed.counts.text.clone(),
                lang: failed.counts.lang.clone(),
                visitors: failed.visitors,
                failed: failed.failures,
            })
            .collect(),
        status: match (answered, is_quiet) {
            (true, true) => GapStatus::Closed,
            (true, false) => GapStatus::Answered,
            (false, _) => GapStatus::Open,
        },
        trend,
        nearest: leading.and_then(|diagnosis| diagnosis.nearest),
        agents: AgentsSay::default(),
        first_seen: first.unwrap_or(query.filter.from).to_string(),
        last_seen: last.unwrap_or(query.filter.from).to_string(),
    })
}

/// The words that enough visitors of the group typed, most of them first.
fn common_words(guides: &mut Guides<'_>, group: &[usize], failing: &[Failed], min_visitors: i64) -> String {
    const SHOWN: usize = 4;
    let mut visitors: BTreeMap<String, i64> = BTreeMap::new();
    for &at in group {
        let of_question = words(&mut guides.analyzer, &failing[at].counts.text, &failing[at].counts.lang);
        let different: HashSet<String> = telling(&of_question).iter().map(|word| word.folded.clone()).collect();
        for word in different {
            *visitors.entry(word).or_default() += failing[at].visitors;
        }
    }
    let mut common: Vec<(String, i64)> =
        visitors.into_iter().filter(|(_, visitors)| *visitors >= min_visitors).collect();
    common.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    common.into_iter().take(SHOWN).map(|(word, _)| word).collect::<Vec<_>>().join(" ")
}
