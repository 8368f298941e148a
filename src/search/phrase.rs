//! Where the words of a phrase stand together: a phrase that stands for a word counts only in the steps that have all of it.

use crate::index::schema::Role;
use crate::index::{IndexError, Snapshot};
use crate::search::candidates::CandidateTerm;
use std::collections::BTreeMap;
use std::rc::Rc;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// For each segment the steps that have a phrase, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    documents: Vec<Vec<DocId>>,
}

impl Places {
    /// Whether a step has the phrase.
    #[must_use]
    pub fn contain(&self, segment: usize, doc: DocId) -> bool {
        self.documents.get(segment).is_some_and(|documents| documents.binary_search(&doc).is_ok())
    }

    /// How many steps have the phrase.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.documents.iter().map(|documents| documents.len() as u64).sum()
    }
}

/// The positions of one word of the phrase, by step.
type Positions = BTreeMap<DocId, Vec<u32>>;

/// Lets the terms of several words count only where the words stand together, as one; none is left where they never do.
/// Each word is given as the terms that may stand for it.
pub fn keep_where_together(
    snapshot: &Snapshot,
    words: &mut [Vec<CandidateTerm>],
    most_between: u32,
) -> Result<(), IndexError> {
    // Pairs of characters are in too many words.
    for terms in words.iter_mut() {
        terms.retain(|term| !term.adds);
    }
    let places =
        if words.iter().any(Vec::is_empty) { Places::default() } else { places(snapshot, words, most_between)? };
    let steps = places.count();
    if steps == 0 {
        words.iter_mut().for_each(Vec::clear);
    }
    let places = Rc::new(places);
    for term in words.iter_mut().flatten() {
        term.steps = steps;
        term.only_in = Some(Rc::clone(&places));
    }
    Ok(())
}

/// The steps in whose title, text or context all words of a phrase stand together. The terms
/// have their postings.
fn places(snapshot: &Snapshot, words: &[Vec<CandidateTerm>], most_between: u32) -> Result<Places, IndexError> {
    let mut places = Places::default();
    for number in 0..snapshot.segments().len() {
        let mut documents = Vec::new();
        for role in Role::ALL {
            in_role(snapshot, number, role, words, most_between, &mut documents)
                .map_err(|error| snapshot.unreadable(error))?;
        }
        documents.sort_unstable();
        documents.dedup();
        places.documents.push(documents);
    }
    Ok(places)
}

fn in_role(
    snapshot: &Snapshot,
    number: usize,
    role: Role,
    words: &[Vec<CandidateTerm>],
    most_between: u32,
    documents: &mut Vec<DocId>,
) -> std::io::Result<()> {
    // The rarest word first: only its steps are looked at for the others.
    let mut by_rarity: Vec<usize> = (0..words.len()).collect();
    by_rarity.sort_by_key(|&word| words[word].iter().map(|term| term.steps).sum::<u64>());
    let mut found: Vec<Positions> = vec![Positions::new(); words.len()];
    let mut within: Option<Vec<DocId>> = None;
    for word in by_rarity {
        found[word] = positions(snapshot, number, role, &words[word], within.as_deref())?;
        if found[word].is_empty() {
            return Ok(());
        }
        within = Some(found[word].keys().copied().collect());
    }
    let together = |doc: &DocId| {
        let of_words: Option<Vec<&[u32]>> = found.iter().map(|word| word.get(doc).map(Vec::as_slice)).collect();
        of_words.is_some_and(|of_words| stand_together(&of_words, most_between))
    };
    documents.extend(within.unwrap_or_default().iter().filter(|doc| together(doc)));
    Ok(())
}

fn positions(
    snapshot: &Snapshot,
    number: usize,
    role: Role,
    terms: &[CandidateTerm],
    within: Option<&[DocId]>,
) -> std::io::Result<Positions> {
    let segment = &snapshot.segments()[number];
    let mut found = Positions::new();
    let mut positions = Vec::new();
    for term in terms {
        let Some(info) = &term.postings[number][role as usize] else { continue };
        let mut postings = segment.postings(info, IndexRecordOption::WithFreqsAndPositions)?;
        let mut note = |doc: DocId, of_step: &[u32]| {
            let known: &mut Vec<u32> = found.entry(doc).or_default();
            known.extend_from_slice(of_step);
            known.sort_unstable();
            known.dedup();
        };
        let Some(within) = within else {
            while postings.doc() != TERMINATED {
                postings.positions(&mut positions);
                note(postings.doc(), &positions);
                postings.advance();
            }
            continue;
        };
        for &doc in within {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.positions(&mut positions);
                note(doc, &positions);
            }
        }
    }
    Ok(found)
}

/// Whether some occurrence of the first word is followed by the others, one after the other, with at most so many words
/// between two of them.
fn stand_together(words: &[&[u32]], most_between: u32) -> bool {
    let Some((first, others)) = words.split_first() else { return false };
    first.iter().any(|&begin| {
        let mut last = begin;
        others.iter().all(|positions| {
            let next = positions[positions.partition_point(|&position| position <= last)..].first();
            next.filter(|&&next| next - last - 1 <= most_between).inspect(|&&next| last = next).is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_phrase_stand_together() {
        assert!(stand_together(&[&[3, 9], &[1, 11]], 1));
        assert!(!stand_together(&[&[3], &[1, 6]], 1));
        assert!(!stand_together(&[&[3], &[2]], 1));
        assert!(!stand_together(&[&[5], &[5]], 1), "one word is not two");
    }
}
