//! The report's shape, the minimums and what a run file holds.

use super::{Evaluated, Minimum, parse_minimum, report, run_text, shared_id, unmet};
use crate::cli::output::Style;
use crate::guide::Problem;
use crate::relevance::bootstrap::Interval;
use crate::relevance::set::GuidesSource;
use crate::relevance::{Change, Comparison, Evaluation, Group, Judgements, Metric, Query, Ranked, Scored, Scores, Set};
use std::collections::{BTreeMap, HashSet};

fn group(questions: usize, ndcg: f64) -> Group {
    let interval = |mean: f64| Interval { mean, low: (mean - 0.02).max(0.0), high: mean + 0.02 };
    Group { questions, metrics: [interval(ndcg), interval(0.7), interval(0.6), interval(0.9), interval(0.0)] }
}

fn evaluated(name: &str, qid: &str) -> Evaluated {
    let query = Query {
        id: qid.to_owned(),
        lang: "fr".into(),
        text: "où est mon colis".into(),
        class: None,
        judgements: Judgements::default(),
        ignored: HashSet::new(),
    };
    let change = |before, after| Change { qid: qid.into(), lang: "fr".into(), text: query.text.clone(), before, after };
    let problem =
        Problem { path: "set/qrels.tsv".into(), line: 7, message: "the grade is no number; correct it".into() };
    let comparison = Comparison {
        before: 0.71,
        after: 0.7201,
        won: 61,
        lost: 40,
        tied: 1_148,
        p_value: 0.0123,
        wins: vec![change(0.0, 1.0)],
        losses: vec![change(0.6309, 0.5)],
        missing: 1,
    };
    let hits = vec![Ranked { id: "fr/a#1".into(), score: 3.5 }, Ranked { id: "fr/b#2".into(), score: 1.25 }];
    Evaluated {
        set: Set {
            name: name.to_owned(),
            guides: GuidesSource::Folder("guides".into()),
            queries: vec![query],
            without_answer: (0..7).map(|at| format!("q{at}")).collect(),
            cut: vec!["long".into()],
            problems: vec![problem],
            synonyms: std::sync::Arc::default(),
        },
        evaluation: Evaluation {
            guides: 1_435,
            steps: 9_000,
            scored: vec![Scored { hits, scores: Scores::default() }],
            overall: group(1_249, 0.7201),
            languages: BTreeMap::from([("en".into(), group(1_000, 0.71)), ("fr".into(), group(249, 0.76))]),
            classes: BTreeMap::from([("plain".into(), group(1_249, 0.7201))]),
            problems: Vec::new(),
        },
        comparison: Some(comparison),
    }
}

#[test]
fn the_report_for_people() {
    let mut second = evaluated("other", "b");
    second.comparison = None;
    second.set.problems.clear();
    second.set.cut.clear();
    second.set.without_answer.clear();
    insta::assert_snapshot!(report::to_text(&[evaluated("site", "a"), second], Style { is_colored: false }));
}

#[test]
fn the_report_for_machines() {
    insta::assert_json_snapshot!(report::to_json(&[evaluated("site", "a")]));
}

#[test]
fn a_run_has_a_line_for_each_hit() {
    assert_eq!(run_text(&[evaluated("site", "a")]), "a Q0 fr/a#1 1 3.5 guidepost\na Q0 fr/b#2 2 1.25 guidepost\n");
}

#[test]
fn a_question_that_two_sets_have_is_noticed() {
    let sets = |ids: &[&str]| -> Vec<Set> { ids.iter().map(|id| evaluated("site", id).set).collect() };
    assert_eq!(shared_id(&sets(&["a", "b"])), None);
    assert_eq!(shared_id(&sets(&["a", "b", "a"])), Some("a"));
}

#[test]
fn minimums_are_compared_with_every_set() {
    assert_eq!(parse_minimum("NDCG@10= 0.70"), Ok(Minimum { metric: Metric::Ndcg, value: 0.7 }));
    for wrong in ["ndcg@10", "ndcg=0.7", "mrr@10=high", "mrr@10=1.5", "mrr@10=NaN", "empty=0.1"] {
        assert!(parse_minimum(wrong).is_err(), "{wrong}");
    }
    let sets = [evaluated("site", "a"), evaluated("other", "b")];
    let minimum = |metric, value| Minimum { metric, value };
    assert!(unmet(&sets, &[minimum(Metric::Ndcg, 0.7201), minimum(Metric::Recall, 0.9)]).is_empty());
    let messages = unmet(&sets, &[minimum(Metric::Ndcg, 0.7202)]);
    assert_eq!(
        messages,
        ["site reaches nDCG@10 0.7201, less than 0.7202", "other reaches nDCG@10 0.7201, less than 0.7202"]
    );
}
