//! The language that a question seems to be asked in, and what follows from it for its words.

use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::search::candidates::{CandidateTerm, FoundWord, STEM_WEIGHT, groups};
use crate::search::expand;
use crate::search::question::Question;
use crate::search::weights;

/// The language that most of the words are in, function words counting twice; the reader's in doubt.
pub fn language_of_question(words: &[FoundWord], languages: &[Language], reader: Language) -> Option<Language> {
    let votes = |language: Language| {
        let of_word = |word: &FoundWord| {
            let occurs = word
                .groups
                .iter()
                .any(|group| group.language == language && group.terms.iter().any(|term| term.weight >= STEM_WEIGHT));
            usize::from(occurs) + usize::from(is_function_word(&word.folded, language))
        };
        words.iter().filter(|word| !word.is_identifier).map(of_word).sum::<usize>()
    };
    let best = languages
        .iter()
        .copied()
        .max_by_key(|&language| (votes(language), language == reader, std::cmp::Reverse(language)));
    best.filter(|&language| votes(language) > 0)
}

/// A word that does not occur in the language of the question, though in another, may be a misspelt word of it.
pub fn add_typos(
    snapshot: &Snapshot,
    question: &Question,
    words: &mut [FoundWord],
    asked_in: Language,
) -> Result<Vec<(String, String)>, IndexError> {
    let is_in = |word: &FoundWord| word.groups.iter().any(|group| group.language == asked_in);
    if words.len() < 2 || !words.iter().any(is_in) {
        return Ok(Vec::new());
    }
    let mut corrections = Vec::new();
    for word in words.iter_mut().filter(|word| !word.is_identifier) {
        if is_in(word) {
            continue;
        }
        let Some(asked) =
            question.words.iter().find(|asked| asked.position == word.position && asked.folded == word.folded)
        else {
            continue;
        };
        let (mut terms, correction) = expand::unknown_word(snapshot, asked, asked_in, true)?;
        terms.retain(|(language, _)| *language == asked_in);
        if !terms.is_empty() {
            word.groups.extend(groups(snapshot, terms));
            corrections.extend(correction.map(|correction| (correction.from, correction.to)));
        }
    }
    Ok(corrections)
}

/// A word that is common in the language of the question says as little where it is rare: the French `de` in an English
/// address is no rare English word.
pub fn weigh_in(snapshot: &Snapshot, word: &mut FoundWord, asked_in: Language) {
    word.is_function_word = !word.is_identifier && is_function_word(&word.folded, asked_in);
    let of_question = word.groups.iter().find(|group| group.language == asked_in);
    let in_question = of_question.map_or(f32::INFINITY, |group| {
        if !word.is_function_word {
            return group.rarity;
        }
        let steps = snapshot.statistics(asked_in).steps as f32;
        let own = || group.terms.iter().filter(|term| !term.is_relative);
        let frequency = own().map(|term| term.steps).max().unwrap_or(0);
        let titled = own().map(CandidateTerm::steps_titled).max().unwrap_or(0);
        weights::rarity_of_function_word(frequency as f32, titled as f32, steps)
    });
    for group in &mut word.groups {
        group.rarity = group.rarity.min(in_question);
    }
}
