//! Questions are answered as well as they were: floors a little under what is reached, over the judged set of the shipped
//! guides and, where they are, over the sets in `../shared/relevance`.
//!
//! The judgements were made by reading the guides. A floor is raised when ranking improves; to lower one is a decision.

use crate::harness::unpack;
use guidepost::relevance::{Evaluation, Metric, Set, evaluate, set};
use std::path::Path;

/// The least nDCG@10 over all questions of the own set, and by class.
const FLOOR: f64 = 0.85;
const FLOORS_BY_CLASS: [(&str, f64); 8] = [
    ("plain", 0.93),
    ("typo", 0.89),
    ("accents", 0.92),
    ("prefix", 0.93),
    ("identifier", 0.90),
    ("pasted", 0.91),
    ("cross-language", 0.48),
    ("colloquial", 0.58),
];
/// Of the sets beside the project: the least nDCG@10, over every so many-th question.
const FLOORS_BY_SHARED_SET: [(&str, usize, f64); 3] =
    [("quebec_faq", 1, 0.735), ("covidfaq", 1, 0.800), ("stackfaq", 3, 0.820)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn evaluated(set: &Set) -> Evaluation {
    let workspace = tempfile::tempdir().expect("a temporary folder");
    evaluate(set, workspace.path()).expect("the set can be evaluated")
}

fn own_set() -> Set {
    set::read(&root().join("tests/relevance"), Some(&root().join("guides"))).expect("the set can be read")
}

#[test]
fn the_judged_questions_are_sound() {
    let set = own_set();
    assert_eq!((set.problems.as_slice(), set.without_answer.as_slice()), (&[][..], &[][..]));
    assert!(set.queries.len() >= 90);
    for lang in ["fr", "en", "de", "es"] {
        assert!(set.queries.iter().filter(|query| query.lang == lang).count() >= 20, "{lang}");
    }
    let (sources, _) = guidepost::guide::folder::sources(&root().join("guides")).expect("the shipped guides");
    let mut steps = Vec::new();
    for source in &sources {
        guidepost::guide::folder::read(source, &mut |guide| {
            steps.extend(guide.steps.iter().map(|step| format!("{}#{}", guide.key(), step.number)));
        });
    }
    for query in &set.queries {
        for target in query.judgements.targets() {
            assert!(steps.iter().any(|step| step == target), "{}: {target} is in no guide", query.id);
        }
    }
}

#[test]
fn the_shipped_guides_answer() {
    let set = own_set();
    let evaluation = evaluated(&set);
    let reached = evaluation.overall.metrics[Metric::Ndcg as usize];
    println!("own set: nDCG@10 {:.4} ({:.3}–{:.3})", reached.mean, reached.low, reached.high);
    let mut missed = Vec::new();
    for (class, floor) in FLOORS_BY_CLASS {
        let group = &evaluation.classes[class];
        let reached = group.metrics[Metric::Ndcg as usize].mean;
        println!("  {class} ({}): {reached:.4}, floor {floor}", group.questions);
        if reached < floor {
            missed.push(class);
        }
    }
    assert_eq!(evaluation.classes.len(), FLOORS_BY_CLASS.len());
    for (query, scored) in set.queries.iter().zip(&evaluation.scored).filter(|(_, scored)| scored.scores.ndcg < 0.5) {
        let found: Vec<&str> = scored.hits.iter().take(3).map(|hit| hit.id.as_str()).collect();
        println!("  {:.3} {} “{}” {found:?}", scored.scores.ndcg, query.id, query.text);
    }
    assert!(reached.mean >= FLOOR, "nDCG@10 is {:.4}, the floor {FLOOR}", reached.mean);
    assert_eq!(missed, [""; 0], "these classes fell below their floor");
}

#[test]
fn other_people_s_guides_answer() {
    for (name, every, floor) in FLOORS_BY_SHARED_SET {
        let Some(unpacked) = unpack(name) else { return };
        let mut set = set::read(&unpacked.path().join(name), None).expect("the set can be read");
        let mut at = 0;
        set.queries.retain(|_| {
            at += 1;
            (at - 1) % every == 0
        });
        let reached = evaluated(&set).overall;
        let ndcg = reached.metrics[Metric::Ndcg as usize].mean;
        println!("{name} ({} questions): nDCG@10 {ndcg:.4}, floor {floor}", reached.questions);
        assert!(ndcg >= floor, "{name}: nDCG@10 is {ndcg:.4}, the floor {floor}");
    }
}
