//! The metrics: what a ranked list is worth under the judgements of its question.

use std::collections::{HashMap, HashSet};

/// So many hits are looked at.
pub const DEPTH: usize = 10;
/// The highest grade; its gain is a thousand million.
pub const MAX_GRADE: i32 = 30;

/// What is known to answer a question: grades of steps (`lang/id#number`) and of whole guides (`lang/id`), in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgements {
    grades: HashMap<String, i32>,
}

/// What a ranked list is worth, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    pub ndcg: f64,
    /// One over the rank of the first hit that is judged good.
    pub reciprocal_rank: f64,
    /// 1 when the first hit is judged good.
    pub success: f64,
    /// The share of what is judged good that is among the hits.
    pub recall: f64,
    /// 1 when nothing was found.
    pub empty: f64,
}

/// The metrics by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    Ndcg,
    ReciprocalRank,
    Success,
    Recall,
    Empty,
}

impl Metric {
    /// All of them, in the order they are shown.
    pub const ALL: [Metric; 5] = [Metric::Ndcg, Metric::ReciprocalRank, Metric::Success, Metric::Recall, Metric::Empty];

    /// The metric with a name such as `ndcg@10`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The name as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Metric::Ndcg => "nDCG@10",
            Metric::ReciprocalRank => "MRR@10",
            Metric::Success => "Success@1",
            Metric::Recall => "Recall@10",
            Metric::Empty => "Empty",
        }
    }
}

impl Judgements {
    /// Adds a judgement on a step or a whole guide; gives the grade that it replaces.
    pub fn insert(&mut self, target: &str, grade: i32) -> Option<i32> {
        self.grades.insert(target.to_lowercase(), grade)
    }

    /// How many judgements are above 0.
    #[must_use]
    pub fn positive(&self) -> usize {
        self.grades.values().filter(|grade| **grade > 0).count()
    }

    /// What is judged good, in lower case.
    pub fn good_targets(&self) -> impl Iterator<Item = &str> {
        self.grades.iter().filter(|(_, grade)| **grade > 0).map(|(target, _)| target.as_str())
    }

    /// What is judged, in lower case.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.grades.keys().map(String::as_str)
    }

    /// The grade of each hit, given by id (`lang/id#number`) and best first. A step that is judged itself has its own
    /// grade; else the first such step of a judged guide meets that judgement, and later ones meet nothing. A hit that
    /// comes twice counts once.
    #[must_use]
    pub fn grades<'a>(&self, hits: impl IntoIterator<Item = &'a str>) -> Vec<i32> {
        let mut met: HashSet<String> = HashSet::new();
        let mut grade = |hit: &str| {
            let step = hit.to_lowercase();
            let guide = step.rsplit_once('#').map_or(step.as_str(), |(guide, _)| guide).to_owned();
            let target = if self.grades.contains_key(&step) { step } else { guide };
            let grade = self.grades.get(&target).copied().unwrap_or_default();
            if met.insert(target) { grade } else { 0 }
        };
        hits.into_iter().map(&mut grade).collect()
    }

    /// Scores a ranked list of hits, given by id, best first.
    #[must_use]
    pub fn score<'a>(&self, hits: impl IntoIterator<Item = &'a str>) -> Scores {
        let grades = self.grades(hits.into_iter().take(DEPTH));
        let mut ideal: Vec<i32> = self.grades.values().copied().collect();
        ideal.sort_unstable_by(|one, other| other.cmp(one));
        let best = discounted_gain(&ideal);
        let first = grades.iter().position(|grade| *grade > 0);
        let good = grades.iter().filter(|grade| **grade > 0).count();
        Scores {
            ndcg: if best > 0.0 { discounted_gain(&grades) / best } else { 0.0 },
            reciprocal_rank: first.map_or(0.0, |at| 1.0 / (at + 1) as f64),
            success: f64::from(u8::from(first == Some(0))),
            recall: if best > 0.0 { good as f64 / self.positive() as f64 } else { 0.0 },
            empty: f64::from(u8::from(grades.is_empty())),
        }
    }
}

/// The gain `2^grade − 1` of each place, less the lower it stands: divided by `log2(rank + 1)`.
fn discounted_gain(grades: &[i32]) -> f64 {
    let gain = |grade: i32| 2f64.powi(grade.clamp(0, MAX_GRADE)) - 1.0;
    // From 0: the sum of nothing would be -0.
    grades.iter().take(DEPTH).zip(2u32..).fold(0.0, |sum, (grade, next)| sum + gain(*grade) / f64::from(next).log2())
}

impl Scores {
    /// One of the metrics.
    #[must_use]
    pub fn get(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Ndcg => self.ndcg,
            Metric::ReciprocalRank => self.reciprocal_rank,
            Metric::Success => self.success,
            Metric::Recall => self.recall,
            Metric::Empty => self.empty,
        }
    }

    /// All metrics, in the order of [`Metric::ALL`].
    #[must_use]
    pub fn values(&self) -> [f64; 5] {
        Metric::ALL.map(|metric| self.get(metric))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(judgements: &[(&str, i32)]) -> Judgements {
        let mut judged = Judgements::default();
        for (target, grade) in judgements {
            judged.insert(target, *grade);
        }
        judged
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 0.000_05
    }

    #[test]
    fn an_example_computed_by_hand() {
        // Judged: a#1 with 2 (gain 3), a#2 with 1 (gain 1), the guide b with 1 (gain 1), c#1 with 0.
        let judgements = judged(&[("fr/a#1", 2), ("fr/a#2", 1), ("fr/b", 1), ("fr/c#1", 0)]);
        // Gains by rank: c#1 0, b#3 1 (meets the guide), b#1 0 (the guide is met), a#1 3, d#1 0.
        // DCG = 1/log2(3) + 3/log2(5) = 0.63093 + 3 × 0.43068 = 1.92296.
        // Ideal: 3 + 1/log2(3) + 1/log2(4) = 3 + 0.63093 + 0.5 = 4.13093. nDCG = 1.92296 / 4.13093 = 0.46550.
        let scores = judgements.score(["fr/c#1", "FR/B#3", "fr/b#1", "fr/a#1", "fr/d#1"]);
        assert!(close(scores.ndcg, 0.4655), "{}", scores.ndcg);
        // The first good hit is the second; two of three good judgements are met.
        assert!(close(scores.reciprocal_rank, 0.5) && close(scores.success, 0.0) && close(scores.recall, 0.6667));
        assert!(close(scores.empty, 0.0));
        assert!(close(judgements.score([]).empty, 1.0) && close(judgements.score([]).ndcg, 0.0));
    }

    #[test]
    fn the_eleventh_hit_comes_too_late() {
        let others: Vec<String> = (0..10).map(|at| format!("en/other-{at}#1")).collect();
        let hits = others.iter().map(String::as_str).chain(["en/a#1"]);
        let scores = judged(&[("en/a#1", 1)]).score(hits);
        assert!(Metric::ALL.iter().all(|metric| close(scores.get(*metric), 0.0)));
    }

    #[test]
    fn a_step_that_is_judged_itself_keeps_its_own_grade() {
        let judgements = judged(&[("en/a", 2), ("en/a#1", 1), ("en/a#2", 0)]);
        assert_eq!(judgements.grades(["en/a#2", "en/a#3", "en/a#4", "en/a#1"]), [0, 2, 0, 1]);
        assert_eq!(judgements.grades(["en/a#1", "en/a#1"]), [1, 0]);
    }

    #[test]
    fn more_than_ten_good_steps_can_all_be_met_by_ten() {
        let ids: Vec<String> = (0..12).map(|at| format!("en/a#{at}")).collect();
        let mut judgements = Judgements::default();
        for id in &ids {
            judgements.insert(id, 1);
        }
        let scores = judgements.score(ids.iter().map(String::as_str));
        assert!(close(scores.ndcg, 1.0) && close(scores.recall, 10.0 / 12.0));
    }

    #[test]
    fn metrics_are_known_by_their_names() {
        for metric in Metric::ALL {
            assert_eq!(Metric::from_name(&metric.name().to_lowercase()), Some(metric));
        }
        assert_eq!(Metric::from_name("ndcg"), None);
    }

    /// Judgements on the steps of one guide, and an order of these steps.
    fn judged_order() -> impl Strategy<Value = (Vec<i32>, Vec<usize>)> {
        prop::collection::vec(0..4i32, 1..25)
            .prop_flat_map(|grades| {
                let order: Vec<usize> = (0..grades.len()).collect();
                (Just(grades), Just(order).prop_shuffle())
            })
            .prop_filter("something is good", |(grades, _)| grades.iter().any(|grade| *grade > 0))
    }

    fn scored(grades: &[i32], order: &[usize]) -> Scores {
        let ids: Vec<String> = (0..grades.len()).map(|at| format!("en/a#{at}")).collect();
        let mut judgements = Judgements::default();
        for (id, grade) in ids.iter().zip(grades) {
            judgements.insert(id, *grade);
        }
        judgements.score(order.iter().map(|at| ids[*at].as_str()))
    }

    proptest! {
        #[test]
        fn every_score_is_a_share((grades, order) in judged_order()) {
            for value in scored(&grades, &order).values() {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&value));
            }
        }

        #[test]
        fn the_ideal_order_is_worth_all((grades, mut order) in judged_order()) {
            order.sort_by_key(|at| std::cmp::Reverse(grades[*at]));
            let scores = scored(&grades, &order);
            prop_assert!(close(scores.ndcg, 1.0) && close(scores.success, 1.0));
        }

        #[test]
        fn moving_a_better_step_up_never_lowers_a_score((grades, order) in judged_order(), one: prop::sample::Index, other: prop::sample::Index) {
            let (upper, lower) = {
                let (one, other) = (one.index(order.len()), other.index(order.len()));
                (one.min(other), one.max(other))
            };
            prop_assume!(grades[order[lower]] > grades[order[upper]]);
            let mut better = order.clone();
            better.swap(upper, lower);
            let (before, after) = (scored(&grades, &order), scored(&grades, &better));
            for (before, after) in before.values().into_iter().zip(after.values()) {
                prop_assert!(after >= before - 1e-12);
            }
        }

        #[test]
        fn what_follows_the_tenth_hit_changes_nothing((grades, order) in judged_order(), more in 1..20usize) {
            prop_assume!(order.len() >= DEPTH);
            let extended: Vec<String> = order
                .iter()
                .map(|at| format!("en/a#{at}"))
                .chain((0..more).map(|at| format!("en/b#{at}")))
                .collect();
            let mut judgements = Judgements::default();
            for (at, grade) in grades.iter().enumerate() {
                judgements.insert(&format!("en/a#{at}"), *grade);
            }
            let with_more = judgements.score(extended.iter().map(String::as_str));
            prop_assert_eq!(with_more, scored(&grades, &order));
        }
    }
}
