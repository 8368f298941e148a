//! Which of the ranked steps make the page: translations of one step become one hit, and no guide fills it alone.

use crate::index::{Snapshot, StepAddress, StepFacts};
use crate::search::Translations;
use crate::search::rank::Ranked;
use std::collections::HashMap;

/// A step to show, with its translations that matched too.
#[derive(Debug, Clone)]
pub struct Selected {
    pub ranked: Ranked,
    /// Translations of the step that matched, best first, itself not among them.
    pub variants: Vec<StepAddress>,
}

/// Collapses translations, unless every language stands by itself, and keeps at most `per_guide` hits of one guide.
#[must_use]
pub fn select(
    snapshot: &Snapshot,
    ranked: Vec<Ranked>,
    translations: Translations,
    per_guide: usize,
    reader: &[u64],
) -> Vec<Selected> {
    let mut selected = match translations {
        Translations::All => ranked.into_iter().map(|ranked| Selected { ranked, variants: Vec::new() }).collect(),
        Translations::Collapse => collapse(snapshot, ranked, reader),
    };
    if per_guide > 0 {
        let mut shown: HashMap<u64, usize> = HashMap::new();
        selected.retain(|hit| {
            let count = shown.entry(snapshot.facts(hit.ranked.address).guide).or_default();
            *count += 1;
            *count <= per_guide
        });
    }
    selected
}

/// One hit per step: at the place of its best language, shown in the language that the reader prefers.
fn collapse(snapshot: &Snapshot, ranked: Vec<Ranked>, reader: &[u64]) -> Vec<Selected> {
    let mut selected: Vec<Selected> = Vec::new();
    // Steps that were numbered otherwise but share an explicit anchor are translations too, and the anchor counts first.
    let mut by_number: HashMap<u64, usize> = HashMap::new();
    let mut by_anchor: HashMap<u64, usize> = HashMap::new();
    for step in ranked {
        let facts = snapshot.facts(step.address);
        let place = match facts.anchor {
            0 => by_number.get(&facts.step).copied(),
            anchor => by_anchor
                .get(&anchor)
                .or_else(|| {
                    // A translation without the anchor can only be told by its number.
                    by_number.get(&facts.step).filter(|&&at| anchor_of(snapshot, &selected[at]) == 0)
                })
                .copied(),
        };
        let at = place.unwrap_or(selected.len());
        if facts.anchor != 0 {
            by_anchor.entry(facts.anchor).or_insert(at);
        }
        by_number.entry(facts.step).or_insert(at);
        if let Some(hit) = selected.get_mut(at) {
            add_variant(snapshot, hit, step, reader);
        } else {
            selected.push(Selected { ranked: step, variants: Vec::new() });
        }
    }
    selected
}

fn anchor_of(snapshot: &Snapshot, selected: &Selected) -> u64 {
    snapshot.facts(selected.ranked.address).anchor
}

fn add_variant(snapshot: &Snapshot, hit: &mut Selected, step: Ranked, reader: &[u64]) {
    let preference = |facts: &StepFacts| reader.iter().position(|&lang| lang == facts.lang).unwrap_or(reader.len());
    let shown = preference(snapshot.facts(hit.ranked.address));
    if preference(snapshot.facts(step.address)) < shown {
        // The place in the order stays that of the better match.
        let score = hit.ranked.score;
        let former = std::mem::replace(&mut hit.ranked, step);
        hit.ranked.score = score;
        hit.variants.insert(0, former.address);
    } else {
        hit.variants.push(step.address);
    }
}
