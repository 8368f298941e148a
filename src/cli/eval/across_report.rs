//! The report of `guidepost eval --across-languages`: a square of languages for people, a list of pairs for machines.

use crate::cli::output::{Style, harmless, number};
use crate::relevance::across::Pair;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The report for people: for each language of questions, how many of a hundred find their step in each other language.
#[must_use]
pub fn to_text(reports: &[(&str, Vec<Pair>)], style: Style) -> String {
    let mut text = String::new();
    for (name, pairs) in reports {
        let languages: BTreeSet<&str> = pairs.iter().map(|pair| pair.from.as_str()).collect();
        let questions: usize = pairs.iter().map(|pair| pair.questions).sum();
        let _ = writeln!(text, "{}: {} questions across languages", style.bold(&harmless(name)), number(questions));
        for (what, found) in [
            ("found within the first ten, in %", (|pair| pair.found) as fn(&Pair) -> usize),
            ("without translated words", |pair| pair.found_plainly),
        ] {
            let _ = writeln!(text, "{what}: mean {:.1}", 100.0 * mean(pairs, found));
            let _ = write!(text, "{:>8}", "");
            for into in &languages {
                let _ = write!(text, "{into:>6}");
            }
            text.push('\n');
            for from in &languages {
                let _ = write!(text, "{from:>8}");
                for into in &languages {
                    let pair = pairs.iter().find(|pair| pair.from == *from && pair.into == *into);
                    let share = pair.filter(|pair| pair.questions > 0).map(|pair| share(pair, found));
                    let _ = match share {
                        Some(share) => write!(text, "{:>6.1}", 100.0 * share),
                        None => write!(text, "{:>6}", "—"),
                    };
                }
                text.push('\n');
            }
        }
    }
    text
}

/// The report for machines.
#[must_use]
pub fn to_json(reports: &[(&str, Vec<Pair>)]) -> Value {
    let pair = |pair: &Pair| {
        json!({
            "from": pair.from, "into": pair.into, "questions": pair.questions,
            "successAt10": share(pair, |pair| pair.found),
            "successAt10Plainly": share(pair, |pair| pair.found_plainly),
        })
    };
    let set = |(name, pairs): &(&str, Vec<Pair>)| {
        json!({
            "name": name,
            "successAt10": mean(pairs, |pair| pair.found),
            "successAt10Plainly": mean(pairs, |pair| pair.found_plainly),
            "pairs": pairs.iter().map(pair).collect::<Vec<Value>>(),
        })
    };
    json!({ "sets": reports.iter().map(set).collect::<Vec<Value>>() })
}

fn share(pair: &Pair, found: impl Fn(&Pair) -> usize) -> f64 {
    if pair.questions == 0 { 0.0 } else { found(pair) as f64 / pair.questions as f64 }
}

/// The mean over the pairs that have questions, each counting alike.
fn mean(pairs: &[Pair], found: impl Fn(&Pair) -> usize) -> f64 {
    let asked: Vec<&Pair> = pairs.iter().filter(|pair| pair.questions > 0).collect();
    if asked.is_empty() { 0.0 } else { asked.iter().map(|pair| share(pair, &found)).sum::<f64>() / asked.len() as f64 }
}
