//! Where the words of a phrase stand together: a phrase that stands for a word counts only in the steps that have all of it.

use crate::index::schema::Role;
use crate::index::{IndexError, Snapshot};
use crate::search::candidates::CandidateTerm;
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// In which order the words of a phrase stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordOrder {
    AsGiven,
    Any,
}

/// For each segment the steps that have a phrase, in order, and how often they have it in the role that has it most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    documents: Vec<Vec<(DocId, u32)>>,
}

impl Places {
    /// How often a step has the phrase.
    #[must_use]
    pub fn occurrences(&self, segment: usize, doc: DocId) -> u32 {
        let Some(documents) = self.documents.get(segment) else { return 0 };
        documents.binary_search_by_key(&doc, |(doc, _)| *doc).map_or(0, |at| documents[at].1)
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
/// Each word is given as the terms that may stand for it; between two of them may stand `most_between` others.
pub fn keep_where_together(
    snapshot: &Snapshot,
    words: &mut [Vec<CandidateTerm>],
    order: WordOrder,
    most_between: u32,
) -> Result<(), IndexError> {
    // Pairs of characters are in too many words.
    for terms in words.iter_mut() {
        terms.retain(|term| !term.adds);
    }
    let places =
        if words.iter().any(Vec::is_empty) { Places::default() } else { places(snapshot, words, order, most_between)? };
    let steps = places.count();
    if steps == 0 {
        words.iter_mut().for_each(Vec::clear);
    }
    let places = Arc::new(places);
    for term in words.iter_mut().flatten() {
        term.steps = steps;
        term.only_in = Some(Arc::clone(&places));
    }
    Ok(())
}

/// The steps in whose title, text or context all words of a phrase stand together. The terms
/// have their postings.
fn places(
    snapshot: &Snapshot,
    words: &[Vec<CandidateTerm>],
    order: WordOrder,
    most_between: u32,
) -> Result<Places, IndexError> {
    let mut places = Places::default();
    for number in 0..snapshot.segments().len() {
        let mut documents = Vec::new();
        for role in Role::ALL {
            let count = |of_words: &[&[u32]]| times_together(of_words, order, most_between);
            in_role(snapshot, number, role, words, &count, &mut documents)
                .map_err(|error| snapshot.unreadable(error))?;
        }
        documents.sort_unstable_by_key(|&(doc, times)| (doc, std::cmp::Reverse(times)));
        documents.dedup_by_key(|(doc, _)| *doc);
        places.documents.push(documents);
    }
    Ok(places)
}

fn in_role(
    snapshot: &Snapshot,
    number: usize,
    role: Role,
    words: &[Vec<CandidateTerm>],
    times_together: &dyn Fn(&[&[u32]]) -> u32,
    documents: &mut Vec<(DocId, u32)>,
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
    let times = |doc: &DocId| {
        let of_words: Option<Vec<&[u32]>> = found.iter().map(|word| word.get(doc).map(Vec::as_slice)).collect();
        of_words.map_or(0, |of_words| times_together(&of_words))
    };
    documents.extend(within.unwrap_or_default().iter().map(|doc| (*doc, times(doc))).filter(|(_, times)| *times > 0));
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
        let Some(own) = term.terms[number][role as usize] else { continue };
        let mut postings = segment.postings(own, IndexRecordOption::WithFreqsAndPositions)?;
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

/// How many occurrences of the first word have the others with them: one after the other, or in any order.
fn times_together(words: &[&[u32]], order: WordOrder, most_between: u32) -> u32 {
    let Some((first, others)) = words.split_first() else { return 0 };
    let is_begin = |&&begin: &&u32| match order {
        WordOrder::AsGiven => are_followed(begin, others, most_between),
        WordOrder::Any => stand_around(begin, others, most_between),
    };
    first.iter().filter(is_begin).count() as u32
}

/// Whether the words follow a position, one after the other, with at most so many words between two of them.
fn are_followed(begin: u32, words: &[&[u32]], most_between: u32) -> bool {
    let mut last = begin;
    words.iter().all(|positions| {
        let next = positions[positions.partition_point(|&position| position <= last)..].first();
        next.filter(|&&next| next - last - 1 <= most_between).inspect(|&&next| last = next).is_some()
    })
}

/// Whether the words stand around a position, each at a place of its own and so close that all of them could stand next to
/// each other with so many words between two of them.
fn stand_around(centre: u32, words: &[&[u32]], most_between: u32) -> bool {
    let farthest = (most_between + 1) * words.len() as u32;
    let mut taken = vec![centre];
    words.iter().all(|positions| {
        let from = positions.partition_point(|&position| position < centre.saturating_sub(farthest));
        let near = positions[from..].iter().take_while(|&&position| position <= centre.saturating_add(farthest));
        let nearest =
            near.filter(|position| !taken.contains(position)).min_by_key(|position| position.abs_diff(centre));
        nearest.inspect(|&&nearest| taken.push(nearest)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together(words: &[&[u32]], order: WordOrder) -> u32 {
        times_together(words, order, 1)
    }

    #[test]
    fn words_of_a_phrase_stand_together() {
        let order = WordOrder::AsGiven;
        assert_eq!(together(&[&[3, 9], &[1, 11]], order), 1);
        assert_eq!(together(&[&[3], &[1, 6]], order), 0);
        assert_eq!(together(&[&[3], &[2]], order), 0);
        assert_eq!(together(&[&[5], &[5]], order), 0, "one word is not two");
    }

    #[test]
    fn words_stand_together_in_any_order() {
        let order = WordOrder::Any;
        assert_eq!(together(&[&[3], &[2]], order), 1);
        assert_eq!(together(&[&[3, 9], &[1, 11]], order), 2);
        assert_eq!(together(&[&[3], &[6]], order), 0);
        assert_eq!(together(&[&[5], &[5]], order), 0, "one word is not two");
        assert_eq!(together(&[&[5], &[4], &[6]], order), 1);
        assert_eq!(together(&[&[5], &[6], &[6]], order), 0, "one word is not two others");
    }
}
