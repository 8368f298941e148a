//! Which of the ranked steps make the page: translations of one step become one hit, and no guide fills it alone.

use crate::index::Snapshot;
use crate::search::Translations;
use crate::search::rank::Ranked;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Collapses translations, unless every language stands by itself, and keeps at most `per_guide` hits of one guide.
#[must_use]
pub fn select(snapshot: &Snapshot, ranked: Vec<Ranked>, translations: Translations, per_guide: usize) -> Vec<Ranked> {
    let mut selected = match translations {
        Translations::All => ranked,
        Translations::Collapse => collapse(snapshot, ranked),
    };
    if per_guide > 0 {
        let mut shown: HashMap<u64, usize> = HashMap::new();
        selected.retain(|hit| {
            let count = shown.entry(snapshot.facts(hit.address).guide).or_default();
            *count += 1;
            *count <= per_guide
        });
    }
    selected
}

/// One hit per step, the translation that matches best.
fn collapse(snapshot: &Snapshot, ranked: Vec<Ranked>) -> Vec<Ranked> {
    let mut selected: Vec<Ranked> = Vec::new();
    // Steps that are numbered otherwise but share an explicit anchor are translations too, and the anchor counts first.
    let mut by_number: HashMap<u64, usize, RandomState> = HashMap::default();
    let mut by_anchor: HashMap<u64, usize, RandomState> = HashMap::default();
    for step in ranked {
        let facts = snapshot.facts(step.address);
        // A translation without an anchor can only be told by its number.
        let by_number_only = || {
            by_number
                .get(&facts.step)
                .copied()
                .filter(|&at| facts.anchor == 0 || snapshot.facts(selected[at].address).anchor == 0)
        };
        let known =
            if facts.anchor == 0 { None } else { by_anchor.get(&facts.anchor).copied() }.or_else(by_number_only);
        let at = known.unwrap_or(selected.len());
        if facts.anchor != 0 {
            by_anchor.entry(facts.anchor).or_insert(at);
        }
        by_number.entry(facts.step).or_insert(at);
        if known.is_none() {
            selected.push(step);
        }
    }
    selected
}
