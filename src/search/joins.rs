//! Words that are written together here and apart there: two words of a question that are one in the guides, and one that
//! is two.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::search::Correction;
use crate::search::candidates::Terms;
use crate::search::question::{QuestionWord, WordKind};
use crate::search::word_terms::{entries, terms_of};

/// What two words written as one are worth to each of the two.
const JOINED_WEIGHT: f32 = 0.8;
/// What each of two words is worth that were written as one.
const SPLIT_WEIGHT: f32 = 0.4;
const MIN_SPLIT_CHARACTERS: usize = 3;
const MAX_SPLIT_BYTES: usize = 48;

/// The two words that an unknown word may be written together from, in the language that has both most.
pub fn split(
    snapshot: &Snapshot,
    word: &QuestionWord,
    languages: &[Language],
) -> Result<(Terms, Option<Correction>), IndexError> {
    let mut best: Option<(u64, Language, &str, &str)> = None;
    if word.kind == WordKind::Word && word.folded.len() <= MAX_SPLIT_BYTES {
        for (at, _) in word.folded.char_indices() {
            let (one, other) = word.folded.split_at(at);
            if one.chars().count() < MIN_SPLIT_CHARACTERS || other.chars().count() < MIN_SPLIT_CHARACTERS {
                continue;
            }
            let ones = entries(snapshot, Form::Word, one, 1.0)?;
            if ones.is_empty() {
                continue;
            }
            for (language, term) in entries(snapshot, Form::Word, other, 1.0)? {
                let steps = ones.iter().find(|(of, _)| *of == language).map_or(0, |(_, one)| one.steps.min(term.steps));
                if steps > 0 && best.is_none_or(|(most, ..)| steps > most) {
                    best = Some((steps, language, one, other));
                }
            }
        }
    }
    let Some((_, _, one, other)) = best else { return Ok((Terms::new(), None)) };
    let mut found = Terms::new();
    for part in [one, other] {
        let part = QuestionWord { folded: part.to_owned(), normalized: part.to_owned(), ..word.clone() };
        for (language, mut term) in terms_of(snapshot, &part, languages)? {
            // Half of the word each, so that both together are worth the word.
            term.weight *= SPLIT_WEIGHT;
            term.adds = true;
            found.push((language, term));
        }
    }
    Ok((found, Some(Correction { from: word.written.clone(), to: format!("{one} {other}") })))
}

/// The terms of a word and the next one written together: what stands for both of them.
pub fn joined_with_next(
    snapshot: &Snapshot,
    word: &QuestionWord,
    next: Option<&QuestionWord>,
    languages: &[Language],
) -> Result<Terms, IndexError> {
    let Some(next) = next.filter(|next| word.kind == WordKind::Word && next.kind == WordKind::Word) else {
        return Ok(Terms::new());
    };
    let mut both = word.clone();
    both.folded.push_str(&next.folded);
    if entries(snapshot, Form::Word, &both.folded, 1.0)?.is_empty() {
        return Ok(Terms::new());
    }
    both.normalized.push_str(&next.normalized);
    let mut found = terms_of(snapshot, &both, languages)?;
    for (_, term) in &mut found {
        term.weight *= JOINED_WEIGHT;
    }
    Ok(found)
}
