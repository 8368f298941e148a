//! The first pass: every step that has words of the question, scored without looking at word order, and the best of them.

use crate::index::schema::{Form, Role};
use crate::index::{IndexError, Segment, Snapshot, StepAddress};
use crate::search::candidates::{CandidateTerm, FoundWord, LanguageGroup};
use crate::search::kept::Kept;
use crate::search::step_weights::{AllStepWeights, StepWeights};
use crate::search::weights;
use std::collections::HashSet;
use tantivy::DocId;
use tantivy::postings::BlockSegmentPostings;

/// What narrows a search, resolved to what the index knows.
#[derive(Debug, Default)]
pub struct Filter {
    /// Only these steps, when given.
    pub steps: Option<HashSet<StepAddress>>,
    /// Only guides declared in these languages, as hashes of their tags, when given.
    pub langs: Option<Vec<u64>>,
}

impl Filter {
    fn allows(&self, snapshot: &Snapshot, address: StepAddress) -> bool {
        self.langs.as_ref().is_none_or(|langs| langs.contains(&snapshot.facts(address).lang))
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
    word: Vec<WordScore>,
    touched_by_word: Vec<DocId>,
    role: Vec<f32>,
    touched_in_role: Vec<DocId>,
}

/// What a word comes to in one step.
#[derive(Debug, Clone, Copy, Default)]
struct WordScore {
    /// Its weight in each role.
    roles: [f32; 3],
    rarity: f32,
}

static SCORES: Kept<Scores> = Kept::new(Scores::default);

/// The `count` best steps by the sum of their words' weights and the reader's languages.
pub fn retrieve(
    snapshot: &Snapshot,
    words: &[FoundWord],
    filter: &Filter,
    reader: &[u64],
    count: usize,
) -> Result<Retrieved, IndexError> {
    let (mut best, matched) = SCORES.lend(|scores| {
        let scored = scores.best(snapshot, words, filter, reader, count);
        if scored.is_err() {
            // What was scored by then must not count in the next search.
            *scores = Scores::default();
        }
        scored
    })?;
    best.keep(snapshot);
    let mut steps: Vec<StepAddress> = best.steps.into_iter().map(|(_, address)| address).collect();
    steps.sort_unstable();
    Ok(Retrieved { steps, matched })
}

/// The best of the steps seen so far, and some that may still be among them.
struct Best {
    count: usize,
    steps: Vec<(f32, StepAddress)>,
    /// What is worth less is not among the best.
    least: f32,
}

impl Best {
    fn add(&mut self, snapshot: &Snapshot, score: f32, address: StepAddress) {
        if score < self.least {
            return;
        }
        self.steps.push((score, address));
        if self.steps.len() >= 8 * self.count.max(1) {
            self.keep(snapshot);
        }
    }

    /// Leaves only the best.
    fn keep(&mut self, snapshot: &Snapshot) {
        if self.steps.len() <= self.count {
            return;
        }
        let facts = |address: &StepAddress| snapshot.facts(*address);
        let (_, (score_of_last, _), _) = self.steps.select_nth_unstable_by(
            self.count.saturating_sub(1),
            |(one_score, one), (other_score, other)| {
                let order = |address| (facts(address).guide, facts(address).position);
                other_score.total_cmp(one_score).then_with(|| order(one).cmp(&order(other)))
            },
        );
        self.least = *score_of_last;
        self.steps.truncate(self.count);
    }
}

impl Scores {
    /// The best steps of all segments, and how many matched.
    fn best(
        &mut self,
        snapshot: &Snapshot,
        words: &[FoundWord],
        filter: &Filter,
        reader: &[u64],
        count: usize,
    ) -> Result<(Best, usize), IndexError> {
        let mut best = Best { count, steps: Vec::new(), least: f32::NEG_INFINITY };
        let mut matched = 0;
        let weights = snapshot.derived(AllStepWeights::of);
        let for_reader = weights.for_reader(reader);
        for (number, steps) in weights.segments.iter().enumerate() {
            self.score(snapshot, number, steps, words).map_err(|error| snapshot.unreadable(error))?;
            for &doc in &self.touched {
                let address = StepAddress { segment: number as u32, doc };
                let step = &steps[doc as usize];
                let total = std::mem::take(&mut self.totals[doc as usize]);
                if step.is_step && filter.allows(snapshot, address) {
                    matched += 1;
                    let score = total * step.title * for_reader.of(step);
                    best.add(snapshot, score, address);
                }
            }
            self.touched.clear();
        }
        Ok((best, matched))
    }

    fn score(
        &mut self,
        snapshot: &Snapshot,
        number: usize,
        steps: &[StepWeights],
        words: &[FoundWord],
    ) -> std::io::Result<()> {
        let documents = steps.len();
        if self.word.len() < documents {
            self.word.resize(documents, WordScore::default());
            for scores in [&mut self.totals, &mut self.role] {
                scores.resize(documents, 0.0);
            }
        }
        let mut reading = Reading { segment: &snapshot.segments()[number], number, steps, postings: None };
        // Telling words choose the steps. Function words do so in titles only, where they make the question (`where did
        // it come from?`); elsewhere they only tell between steps, unless there are no other words.
        let (telling, function): (Vec<_>, Vec<_>) = words.iter().partition(|word| !word.is_function_word);
        let only_function_words = telling.is_empty();
        for word in telling {
            self.add_word(&mut reading, word, true)?;
        }
        for word in function {
            self.add_word(&mut reading, word, only_function_words)?;
        }
        Ok(())
    }

    fn add_word(&mut self, reading: &mut Reading<'_>, word: &FoundWord, admits: bool) -> std::io::Result<()> {
        for group in &word.groups {
            for role in Role::ALL {
                self.add_role(reading, group, role)?;
            }
        }
        for doc in self.touched_by_word.drain(..) {
            let at = doc as usize;
            let WordScore { roles, rarity } = std::mem::take(&mut self.word[at]);
            if self.totals[at] == 0.0 {
                let is_in_titles = roles[Role::Title as usize] > 0.0 || roles[Role::Context as usize] > 0.0;
                if !admits && !is_in_titles {
                    continue;
                }
                self.touched.push(doc);
            }
            let is_titled_by_guide = reading.steps[at].is_titled_by_guide;
            self.totals[at] +=
                word.importance * rarity * weights::of_word(roles, is_titled_by_guide, word.is_function_word);
        }
        Ok(())
    }

    fn add_role(&mut self, reading: &mut Reading<'_>, group: &LanguageGroup, role: Role) -> std::io::Result<()> {
        // A step that has the word has its stem too, so the stem's postings are enough here.
        let is_stem_of_word = |term: &CandidateTerm| {
            term.form == Form::Stem && !term.adds && term.synonym_of.is_none() && term.translation_of.is_none()
        };
        let has_stem = group.terms.iter().any(is_stem_of_word);
        let number = reading.number;
        let is_read =
            |term: &&CandidateTerm| !(has_stem && term.weight >= 1.0) && term.terms[number][role as usize].is_some();
        let steps = reading.steps;
        let mut terms = group.terms.iter().filter(is_read);
        let (Some(first), second) = (terms.next(), terms.next()) else { return Ok(()) };
        let Some(second) = second else {
            return reading.each(first, role, |doc, occurrences| {
                self.add_weight(steps, group, role, doc, first.weight * occurrences as f32);
            });
        };
        for term in [first, second].into_iter().chain(terms) {
            reading.each(term, role, |doc, occurrences| {
                let worth = term.weight * occurrences as f32;
                let known = &mut self.role[doc as usize];
                if *known == 0.0 {
                    self.touched_in_role.push(doc);
                }
                *known = if term.adds { *known + worth } else { known.max(worth) };
            })?;
        }
        let mut touched = std::mem::take(&mut self.touched_in_role);
        for doc in touched.drain(..) {
            let occurrences = std::mem::take(&mut self.role[doc as usize]);
            self.add_weight(steps, group, role, doc, occurrences);
        }
        self.touched_in_role = touched;
        Ok(())
    }

    /// Adds what a word's occurrences in one role and language weigh in a step.
    fn add_weight(&mut self, steps: &[StepWeights], group: &LanguageGroup, role: Role, doc: DocId, occurrences: f32) {
        let at = doc as usize;
        let score = &mut self.word[at];
        if score.roles.iter().all(|weight| *weight <= 0.0) {
            self.touched_by_word.push(doc);
        }
        score.roles[role as usize] += weights::in_role(role, occurrences, steps[at].length_norms[role as usize]);
        score.rarity = score.rarity.max(group.rarity);
    }
}

/// Reads the postings of one segment, block by block and into the same memory.
struct Reading<'s> {
    segment: &'s Segment,
    number: usize,
    steps: &'s [StepWeights],
    postings: Option<BlockSegmentPostings>,
}

impl Reading<'_> {
    /// Tells every document in which a term counts in a role, and how often it does.
    fn each(&mut self, term: &CandidateTerm, role: Role, mut each: impl FnMut(DocId, u32)) -> std::io::Result<()> {
        let Some(own) = term.terms[self.number][role as usize] else { return Ok(()) };
        let postings = self.segment.blocks(own, &mut self.postings)?;
        let counts_everywhere = term.only_untranslated.is_none() && term.only_in.is_none();
        while postings.block_len() > 0 {
            for (&doc, &occurrences) in postings.docs().iter().zip(postings.freqs()) {
                let counted = if counts_everywhere { occurrences } else { term.counted(self.number, doc, occurrences) };
                if counted > 0 {
                    each(doc, counted);
                }
            }
            postings.advance();
        }
        Ok(())
    }
}
