//! What is counted over all segments when an index is opened: steps and lengths by the language of texts, guides and steps
//! by the language that they are declared in.

use crate::index::schema::{self, Key, Role, hash};
use crate::index::segment::Segment;
use crate::language::Language;
use std::collections::{HashMap, HashSet};

/// What ranking has to know of a language's texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct LanguageStatistics {
    /// How many steps hold words of it.
    pub steps: u64,
    /// The mean length of each role, in words, over the steps whose text is in it.
    pub mean_lengths: [f32; 3],
}

/// How many guides and steps a declared language has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LanguageCount {
    pub lang: String,
    pub guides: usize,
    pub steps: usize,
}

/// What ranking has to know of each language, by its number.
pub(super) fn of_languages(segments: &[Segment]) -> std::io::Result<Vec<LanguageStatistics>> {
    let mut statistics = Vec::new();
    for language in Language::all() {
        let presence = schema::presence(language);
        let mut steps = 0;
        for segment in segments {
            steps += segment.dictionary().terms().get(&presence)?.map_or(0, |info| u64::from(info.doc_freq));
        }
        statistics.push(LanguageStatistics { steps, mean_lengths: [1.0; 3] });
    }
    let mut sums = vec![([0u64; 3], [0u64; 3]); statistics.len()];
    for facts in segments.iter().flat_map(Segment::facts).filter(|facts| facts.position > 0) {
        let (lengths, counts) = &mut sums[usize::from(facts.text.number())];
        for role in Role::ALL.map(|role| role as usize) {
            lengths[role] += u64::from(facts.lengths[role]);
            counts[role] += u64::from(facts.lengths[role] > 0);
        }
    }
    for (language, (lengths, counts)) in statistics.iter_mut().zip(sums) {
        language.mean_lengths = [0, 1, 2].map(|role| (lengths[role] as f32 / counts[role].max(1) as f32).max(1.0));
    }
    Ok(statistics)
}

/// The languages that guides are declared in, those of most guides first.
pub(super) fn count_languages(segments: &[Segment]) -> std::io::Result<Vec<LanguageCount>> {
    let mut tags: Vec<String> = Vec::new();
    for segment in segments {
        let prefix = Key::GuidesIn { lang: "" }.term();
        let end = format!("{}{}", prefix, char::MAX);
        let mut keys = segment.keys.terms().range().ge(prefix.as_bytes()).lt(end.as_bytes()).into_stream()?;
        while let Some((key, _)) = keys.next() {
            let tag = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    let mut counts: HashMap<u64, (usize, HashSet<u64>)> = HashMap::new();
    for facts in segments.iter().flat_map(Segment::facts).filter(|facts| facts.position > 0) {
        let (steps, guides) = counts.entry(facts.lang).or_default();
        *steps += 1;
        guides.insert(facts.guide);
    }
    let mut languages: Vec<LanguageCount> = tags
        .into_iter()
        .filter_map(|lang| {
            let (steps, guides) = counts.get(&hash(&lang))?;
            Some(LanguageCount { lang, guides: guides.len(), steps: *steps })
        })
        .collect();
    languages.sort_by(|one, other| other.guides.cmp(&one.guides).then_with(|| one.lang.cmp(&other.lang)));
    Ok(languages)
}
