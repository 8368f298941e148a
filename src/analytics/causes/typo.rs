//! Typos: a word that the guides don't have is one mistake away from one that they have, or its visitors mended it.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::{ANSWERING, Cause, Evidence, Facts, Found, Guides, Mend, is_convincing};
use crate::analytics::words::{Word, is_misspelt, words};
use crate::language::Language;
use crate::search::Answer;

/// Whether the question was mistyped: its visitors wrote it otherwise and found something, or the guides have a word that
/// is one mistake away.
pub(super) fn mistyped(
    guides: &mut Guides<'_>,
    facts: &Facts<'_>,
    asked: &[Word],
    answer: &Answer,
) -> Result<Option<Found>, AnalyticsError> {
    let mend = |right: &str| Mend::AddMisspelling { query: right.to_owned() };
    for successor in facts.successors.iter().filter(|successor| successor.succeeded > 0) {
        let right = words(&mut guides.analyzer, &successor.text, facts.lang);
        if is_misspelt(asked, &right) {
            let evidence = Evidence::FoundWith { query: successor.text.clone(), visitors: successor.succeeded };
            return Ok(Some((Cause::Typo, mend(&successor.text), evidence)));
        }
    }
    // Where visitors went on to other words, these are what they meant.
    if facts.successors.iter().any(|successor| is_convincing(successor, facts.successors)) {
        return Ok(None);
    }
    // A word that occurs nowhere, one mistake away from one that does.
    let language = Language::from_tag(facts.lang);
    for ignored in &answer.ignored_words {
        let Some(word) = asked.iter().find(|word| word.written.to_lowercase() == ignored.to_lowercase()) else {
            continue;
        };
        let Some(right) = nearest_known(guides, &word.folded, language) else { continue };
        let corrected = facts.text.replace(word.written.as_str(), &right);
        let better = guides.ask(&corrected, facts.lang, 1)?;
        if !better.hits.is_empty()
            && better.ignored_words.len() < answer.ignored_words.len()
            && better.coverage >= ANSWERING
        {
            let evidence = Evidence::KnownWord { word: ignored.clone(), known: right };
            return Ok(Some((Cause::Typo, mend(&corrected), evidence)));
        }
    }
    // Read as another word, and yet the failure of it: what was meant may be a third.
    let is_corrected =
        !answer.corrections.is_empty() && answer.ignored_words.is_empty() && answer.coverage >= ANSWERING;
    if let Some(correction) = answer.corrections.first().filter(|_| is_corrected) {
        let evidence = Evidence::ReadAs { from: correction.from.clone(), to: correction.to.clone() };
        return Ok(Some((Cause::Typo, mend(&facts.text.replace(&correction.from, &correction.to)), evidence)));
    }
    Ok(None)
}

/// The commonest word of the guides that is one mistake away from a word that is in none.
fn nearest_known(guides: &Guides<'_>, word: &str, language: Language) -> Option<String> {
    /// Shorter words are one mistake away from too many others.
    const SHORTEST: usize = 5;
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST || letters.iter().any(char::is_ascii_digit) {
        return None;
    }
    let mut alphabet: Vec<char> = if word.is_ascii() { ('a'..='z').collect() } else { letters.clone() };
    alphabet.sort_unstable();
    alphabet.dedup();
    let mut candidates: Vec<String> = Vec::new();
    for at in 0..=letters.len() {
        let (head, tail) = letters.split_at(at);
        let mut add =
            |middle: &[char], rest: &[char]| candidates.push([head, middle, rest].concat().into_iter().collect());
        for letter in &alphabet {
            add(&[*letter], tail);
            if let Some((_, rest)) = tail.split_first() {
                add(&[*letter], rest);
            }
        }
        if let [first, rest @ ..] = tail {
            add(&[], rest);
            if let [second, rest @ ..] = rest {
                add(&[*second, *first], rest);
            }
        }
    }
    let known = candidates.into_iter().map(|word| (guides.frequency(&word, language), word));
    known
        .filter(|(frequency, _)| *frequency > 0)
        .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
        .map(|(_, word)| word)
}
