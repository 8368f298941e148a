//! The first pass: every step that has words of the question, scored without looking at word order, and the best of them.

use crate::index::schema::{Form, Role};
use crate::index::{IndexError, Snapshot, StepAddress, StepFacts};
use crate::search::candidates::{CandidateTerm, FoundWord, LanguageGroup};
use crate::search::weights;
use std::cell::RefCell;
use std::collections::HashSet;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// What narrows a search, resolved to what the index knows.
#[derive(Debug, Default)]
pub struct Filter {
    /// Only these steps, when given.
    pub steps: Option<HashSet<StepAddress>>,
    /// Only guides declared in these languages, as hashes of their tags, when given.
    pub langs: Option<Vec<u64>>,
}

impl Filter {
    fn allows(&self, address: StepAddress, facts: &StepFacts) -> bool {
        facts.position > 0
            && self.langs.as_ref().is_none_or(|langs| langs.contains(&facts.lang))
            && self.steps.as_ref().is_none_or(|steps| steps.contains(&address))
    }
}

/// The best steps of the first pass.
#[derive(Debug, Default)]
pub struct Retrieved {
    /// In the order of the index.
    pub steps: Vec<StepAddress>,
    /// How many steps matched in all.
    pub matched: usize,
}

/// Scores of one segment's steps, kept from one search to the next so that memory is taken once.
#[derive(Default)]
struct Scores {
    totals: Vec<f32>,
    touched: Vec<DocId>,
    /// The weight of the word in each role.
    word: Vec<[f32; 3]>,
    rarity: Vec<f32>,
    touched_by_word: Vec<DocId>,
    role: Vec<f32>,
    touched_in_role: Vec<DocId>,
}

thread_local! {
    static SCORES: RefCell<Scores> = RefCell::default();
}

/// The `count` best steps by the sum of their words' weights and the reader's languages.
pub fn retrieve(
    snapshot: &Snapshot,
    words: &[FoundWord],
    filter: &Filter,
    reader: &[u64],
    count: usize,
) -> Result<Retrieved, IndexError> {
    let mut best: Vec<(f32, StepAddress)> = Vec::new();
    let mut matched = 0;
    SCORES.with_borrow_mut(|scores| {
        for (number, segment) in snapshot.segments().iter().enumerate() {
            scores.score(snapshot, number, words).map_err(|error| snapshot.unreadable(error))?;
            for &doc in &scores.touched {
                let address = StepAddress { segment: number as u32, doc };
                let facts = &segment.facts()[doc as usize];
                let total = std::mem::take(&mut scores.totals[doc as usize]);
                if filter.allows(address, facts) {
                    matched += 1;
                    best.push((total * weights::of_title(facts) * weights::for_reader(facts.lang, reader), address));
                }
            }
            scores.touched.clear();
        }
        Ok::<(), IndexError>(())
    })?;
    if best.len() > count {
        let facts = |address: &StepAddress| snapshot.facts(*address);
        best.select_nth_unstable_by(count, |(one_score, one), (other_score, other)| {
            let order = |address| (facts(address).guide, facts(address).position);
            other_score.total_cmp(one_score).then_with(|| order(one).cmp(&order(other)))
        });
        best.truncate(count);
    }
    let mut steps: Vec<StepAddress> = best.into_iter().map(|(_, address)| address).collect();
    steps.sort_unstable();
    Ok(Retrieved { steps, matched })
}

impl Scores {
    fn score(&mut self, snapshot: &Snapshot, number: usize, words: &[FoundWord]) -> std::io::Result<()> {
        let documents = snapshot.segments()[number].facts().len();
        if self.word.len() < documents {
            self.word.resize(documents, [0.0; 3]);
            for scores in [&mut self.totals, &mut self.rarity, &mut self.role] {
                scores.resize(documents, 0.0);
            }
        }
        // Telling words choose the steps. Function words do so in titles only, where they make the question (`where did
        // it come from?`); elsewhere they only tell between steps, unless there are no other words.
        let (telling, function): (Vec<_>, Vec<_>) = words.iter().partition(|word| !word.is_function_word);
        let only_function_words = telling.is_empty();
        for word in telling {
            self.add_word(snapshot, number, word, true)?;
        }
        for word in function {
            self.add_word(snapshot, number, word, only_function_words)?;
        }
        Ok(())
    }

    fn add_word(&mut self, snapshot: &Snapshot, number: usize, word: &FoundWord, admits: bool) -> std::io::Result<()> {
        for group in &word.groups {
            for role in Role::ALL {
                self.add_role(snapshot, number, group, role)?;
            }
        }
        for doc in self.touched_by_word.drain(..) {
            let at = doc as usize;
            let weight = std::mem::take(&mut self.word[at]);
            let rarity = std::mem::take(&mut self.rarity[at]);
            if self.totals[at] == 0.0 {
                let is_in_titles = weight[Role::Title as usize] > 0.0 || weight[Role::Context as usize] > 0.0;
                if !admits && !is_in_titles {
                    continue;
                }
                self.touched.push(doc);
            }
            let facts = &snapshot.segments()[number].facts()[at];
            self.totals[at] += word.importance * rarity * weights::of_word(weight, facts, word.is_function_word);
        }
        Ok(())
    }

    fn add_role(
        &mut self,
        snapshot: &Snapshot,
        number: usize,
        group: &LanguageGroup,
        role: Role,
    ) -> std::io::Result<()> {
        let segment = &snapshot.segments()[number];
        // A step that has the word has its stem too, so the stem's postings are enough here.
        let is_stem_of_word = |term: &CandidateTerm| {
            term.form == Form::Stem && !term.adds && term.synonym_of.is_none() && term.translation_of.is_none()
        };
        let has_stem = group.terms.iter().any(is_stem_of_word);
        for term in &group.terms {
            if has_stem && term.weight >= 1.0 {
                continue;
            }
            let Some(at) = &term.postings[number][role as usize] else { continue };
            let mut postings = segment.postings(at, IndexRecordOption::WithFreqs)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let occurrences = term.counted(number, doc, postings.term_freq());
                if occurrences == 0 {
                    doc = postings.advance();
                    continue;
                }
                let worth = term.weight * occurrences as f32;
                let known = &mut self.role[doc as usize];
                if *known == 0.0 {
                    self.touched_in_role.push(doc);
                }
                *known = if term.adds { *known + worth } else { known.max(worth) };
                doc = postings.advance();
            }
        }
        for doc in self.touched_in_role.drain(..) {
            let at = doc as usize;
            let facts = &segment.facts()[at];
            let occurrences = std::mem::take(&mut self.role[at]);
            if self.word[at].iter().all(|weight| *weight <= 0.0) {
                self.touched_by_word.push(doc);
            }
            let weight = weights::in_role(role, occurrences, facts, &snapshot.statistics(facts.text));
            self.word[at][role as usize] += weight;
            self.rarity[at] = self.rarity[at].max(group.rarity);
        }
        Ok(())
    }
}
