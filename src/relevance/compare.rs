//! Comparing an evaluation with the run of an earlier one, question by question.

use crate::relevance::bootstrap::p_value;
use crate::relevance::evaluate::Evaluation;
use crate::relevance::metrics::{DEPTH, Scores};
use crate::relevance::set::{Query, Set};
use crate::relevance::trec::Run;

/// Differences that come by chance less often than this are more than chance.
const SIGNIFICANCE: f64 = 0.05;
/// Smaller differences are rounding.
const TIE: f64 = 1e-9;

/// What has changed since another run, by nDCG.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The other run's mean.
    pub before: f64,
    pub after: f64,
    pub won: usize,
    pub lost: usize,
    pub tied: usize,
    /// How likely so large a difference is by chance.
    pub p_value: f64,
    /// The questions that gained most, largest first.
    pub wins: Vec<Change>,
    /// The questions that lost most, largest first.
    pub losses: Vec<Change>,
    /// Questions that the other run does not have; it is taken to have found nothing for them.
    pub missing: usize,
}

/// A question whose answer is worth more or less than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub qid: String,
    pub lang: String,
    pub text: String,
    pub before: f64,
    pub after: f64,
}

impl Comparison {
    /// Whether the difference is more than chance.
    #[must_use]
    pub fn is_more_than_chance(&self) -> bool {
        self.p_value < SIGNIFICANCE
    }
}

/// Scores the other run by the same judgements and compares; at most `most` wins and losses are told.
#[must_use]
pub fn compare(set: &Set, evaluation: &Evaluation, other: &Run, most: usize) -> Comparison {
    let changes: Vec<Change> = set
        .queries
        .iter()
        .zip(&evaluation.scored)
        .map(|(query, scored)| Change {
            qid: query.id.clone(),
            lang: query.lang.clone(),
            text: query.text.clone(),
            before: score_in(other, query).ndcg,
            after: scored.scores.ndcg,
        })
        .collect();
    let differences: Vec<f64> = changes.iter().map(Change::difference).collect();
    let count = changes.len().max(1) as f64;
    let (mut wins, mut losses): (Vec<Change>, Vec<Change>) = changes
        .iter()
        .filter(|change| change.difference() != 0.0)
        .cloned()
        .partition(|change| change.difference() > 0.0);
    wins.sort_by(|one, other| other.difference().total_cmp(&one.difference()));
    losses.sort_by(|one, other| one.difference().total_cmp(&other.difference()));
    let (won, lost) = (wins.len(), losses.len());
    wins.truncate(most);
    losses.truncate(most);
    Comparison {
        before: changes.iter().map(|change| change.before).sum::<f64>() / count,
        after: changes.iter().map(|change| change.after).sum::<f64>() / count,
        won,
        lost,
        tied: changes.len() - won - lost,
        p_value: p_value(&differences),
        wins,
        losses,
        missing: set.queries.iter().filter(|query| !other.contains_key(&query.id)).count(),
    }
}

fn score_in(run: &Run, query: &Query) -> Scores {
    let hits = run.get(&query.id).map(Vec::as_slice).unwrap_or_default();
    let kept = hits.iter().filter(|hit| !query.ignored.contains(&hit.id.to_lowercase())).take(DEPTH);
    query.judgements.score(kept.map(|hit| hit.id.as_str()))
}

impl Change {
    /// What was gained; exactly 0 when it is no more than rounding.
    #[must_use]
    pub fn difference(&self) -> f64 {
        let difference = self.after - self.before;
        if difference.abs() < TIE { 0.0 } else { difference }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relevance::bootstrap::Interval;
    use crate::relevance::evaluate::{Group, Ranked, Scored};
    use crate::relevance::metrics::Judgements;
    use crate::relevance::set::GuidesSource;
    use std::collections::{BTreeMap, HashSet};

    fn ranked(id: &str) -> Ranked {
        Ranked { id: id.to_owned(), score: 1.0 }
    }

    fn query(at: usize) -> Query {
        let mut judgements = Judgements::default();
        judgements.insert("en/good#1", 1);
        Query {
            id: format!("q{at}"),
            lang: "en".into(),
            text: format!("question {at}"),
            class: None,
            judgements,
            ignored: HashSet::from(["en/dropped#1".to_owned()]),
        }
    }

    fn evaluated(answers: &[&str]) -> (Set, Evaluation) {
        let queries: Vec<Query> = (0..answers.len()).map(query).collect();
        let scored =
            |(query, id): (&Query, &&str)| Scored { hits: vec![ranked(id)], scores: query.judgements.score([*id]) };
        let scored = queries.iter().zip(answers).map(scored).collect();
        let set = Set {
            name: "set".into(),
            guides: GuidesSource::Folder("guides".into()),
            queries,
            without_answer: Vec::new(),
            cut: Vec::new(),
            problems: Vec::new(),
            synonyms: std::sync::Arc::default(),
        };
        let overall = Group { questions: answers.len(), metrics: [Interval::default(); 5] };
        let evaluation = Evaluation {
            guides: 1,
            steps: 1,
            scored,
            overall,
            languages: BTreeMap::new(),
            classes: BTreeMap::new(),
            problems: Vec::new(),
        };
        (set, evaluation)
    }

    #[test]
    fn wins_losses_and_ties_are_told() {
        let (set, evaluation) = evaluated(&["en/good#1", "en/good#1", "en/bad#1", "en/bad#1"]);
        let run = Run::from([
            ("q0".to_owned(), vec![ranked("en/dropped#1"), ranked("EN/good#1")]),
            ("q1".to_owned(), vec![ranked("en/bad#1"), ranked("en/good#1")]),
            ("q2".to_owned(), vec![ranked("en/good#1")]),
        ]);
        let comparison = compare(&set, &evaluation, &run, 10);
        assert_eq!((comparison.won, comparison.lost, comparison.tied, comparison.missing), (1, 1, 2, 1));
        assert_eq!(comparison.wins[0].qid, "q1");
        // Second place is worth 1 / log2(3) = 0.6309.
        assert!((comparison.wins[0].difference() - 0.3691).abs() < 0.000_05);
        assert!((comparison.losses[0].difference() + 1.0).abs() < 1e-9);
        assert!((comparison.before - (1.0 + 0.6309 + 1.0) / 4.0).abs() < 0.000_05);
        assert!((comparison.after - 0.5).abs() < 1e-9);
        assert!(!comparison.is_more_than_chance());
    }

    #[test]
    fn many_gains_are_more_than_chance() {
        let (set, evaluation) = evaluated(&["en/good#1"; 20]);
        let comparison = compare(&set, &evaluation, &Run::new(), 10);
        assert!(comparison.is_more_than_chance());
        assert_eq!((comparison.won, comparison.wins.len(), comparison.missing), (20, 10, 20));
    }
}
