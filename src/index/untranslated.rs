//! The steps that are not there in a language: only there do translations of a question's words have to look.

use crate::index::{Segment, Snapshot, StepAddress, StepFacts};
use crate::language::Language;
use std::collections::{HashMap, HashSet};
use tantivy::DocId;

/// So many other languages are looked at, at most.
const MAX_LANGUAGES: usize = 4;

/// The steps of which no version is written in one language.
#[derive(Debug, Default, PartialEq)]
pub struct Untranslated {
    /// A bit for each document, by segment.
    documents: Vec<Vec<u64>>,
    /// Languages in which all of these steps can be read, those of most steps first.
    pub languages: Vec<Language>,
}

impl Untranslated {
    /// Finds the steps without a version in a language.
    #[must_use]
    pub fn of(snapshot: &Snapshot, language: Language) -> Untranslated {
        let facts = || snapshot.segments().iter().flat_map(Segment::facts).filter(|facts| facts.position > 0);
        let written = || facts().filter(|facts| facts.text == language);
        let steps: HashSet<u64> = written().map(|facts| facts.step).collect();
        let anchors: HashSet<u64> = written().map(|facts| facts.anchor).filter(|anchor| *anchor != 0).collect();
        let lacks = |facts: &StepFacts| {
            facts.position > 0
                && facts.text != language
                && !steps.contains(&facts.step)
                && (facts.anchor == 0 || !anchors.contains(&facts.anchor))
        };
        let documents = snapshot.segments().iter().map(|segment| bits(segment.facts(), lacks)).collect();
        let mut languages_of: HashMap<u64, u128> = HashMap::new();
        for facts in facts().filter(|facts| lacks(facts)) {
            *languages_of.entry(facts.step).or_default() |= facts.text.bit();
        }
        Untranslated { documents, languages: covering(languages_of.into_values().collect()) }
    }

    /// Whether a step is one of them.
    #[must_use]
    pub fn contains(&self, address: StepAddress) -> bool {
        self.has(address.segment as usize, address.doc)
    }

    /// The same for a document of a segment.
    #[must_use]
    pub fn has(&self, segment: usize, doc: DocId) -> bool {
        let word = self.documents.get(segment).and_then(|documents| documents.get(doc as usize / 64));
        word.is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }
}

fn bits(facts: &[StepFacts], is_set: impl Fn(&StepFacts) -> bool) -> Vec<u64> {
    let word = |facts: &[StepFacts]| {
        facts.iter().enumerate().fold(0u64, |word, (at, facts)| word | u64::from(is_set(facts)) << at)
    };
    facts.chunks(64).map(word).collect()
}

/// Few languages of which each set, a bit for each language, has one: always the one that most of the remaining have.
fn covering(mut sets: Vec<u128>) -> Vec<Language> {
    let mut languages = Vec::new();
    while languages.len() < MAX_LANGUAGES && !sets.is_empty() {
        let count = |language: &Language| sets.iter().filter(|set| *set & language.bit() != 0).count();
        let known = Language::all().filter(|language| *language != Language::UNKNOWN);
        let Some(best) = known.max_by_key(|language| (count(language), std::cmp::Reverse(*language))) else { break };
        if count(&best) == 0 {
            break;
        }
        sets.retain(|set| set & best.bit() == 0);
        languages.push(best);
    }
    languages
}
