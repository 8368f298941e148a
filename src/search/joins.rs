//! Words that the question has apart and the guides together: neighbours written as one, and compounds of two words that
//! stand near each other in the question, in whichever order.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::search::candidates::Terms;
use crate::search::compounds;
use crate::search::question::{Question, QuestionWord, WordKind};
use crate::search::word_terms::terms_of;

/// What two words written as one are worth to each of the two.
const JOINED_WEIGHT: f32 = 0.8;
/// So many words of a question are tried for compounds, at most.
const MAX_WORDS: usize = 24;

/// For every word of a question, the terms that stand for it together with another word: in the reader's language, and in
/// those that have both.
pub fn joined_terms(
    snapshot: &Snapshot,
    question: &Question,
    languages: &[Language],
    reader: Language,
) -> Result<Vec<Terms>, IndexError> {
    let mut found = vec![Terms::new(); question.words.len()];
    for (at, pair) in question.words.windows(2).enumerate() {
        let joined = joined(snapshot, &pair[0], &pair[1], languages)?;
        found[at].extend(joined.iter().cloned());
        found[at + 1].extend(joined);
    }
    let mut known_in = vec![0; question.words.len()];
    for (known_in, word) in known_in.iter_mut().zip(&question.words) {
        for segment in snapshot.segments() {
            *known_in |= segment.languages_with(Form::Word, &word.folded);
        }
    }
    for &language in languages.iter().filter(|language| !language.compound_links().is_empty()) {
        let telling: Vec<usize> = (0..question.words.len())
            .filter(|&at| question.words[at].kind == WordKind::Word)
            .filter(|&at| !is_function_word(&question.words[at].folded, language))
            .take(MAX_WORDS)
            .collect();
        let is_word = |at: &usize| known_in[*at] & language.bit() != 0;
        for pair in telling.windows(2).filter(|pair| language == reader || pair.iter().all(is_word)) {
            let [one, other] = [pair[0], pair[1]].map(|at| question.words[at].folded.as_str());
            let mut compounds = compounds::made_of(snapshot, one, other, language, JOINED_WEIGHT)?;
            compounds.extend(compounds::made_of(snapshot, other, one, language, JOINED_WEIGHT)?);
            for &at in pair {
                for (language, term) in &compounds {
                    // It may be known already as a join.
                    if !found[at].iter().any(|(of, known)| of == language && known.word == term.word) {
                        found[at].push((*language, term.clone()));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The terms of two neighbours written as one word.
fn joined(
    snapshot: &Snapshot,
    word: &QuestionWord,
    next: &QuestionWord,
    languages: &[Language],
) -> Result<Terms, IndexError> {
    if word.kind != WordKind::Word || next.kind != WordKind::Word {
        return Ok(Terms::new());
    }
    let mut both = word.clone();
    both.folded.push_str(&next.folded);
    if !snapshot.segments().iter().any(|segment| segment.has_anywhere(Form::Word, &both.folded)) {
        return Ok(Terms::new());
    }
    both.normalized.push_str(&next.normalized);
    let mut found = terms_of(snapshot, &both, languages)?;
    for (_, term) in &mut found {
        term.weight *= JOINED_WEIGHT;
    }
    Ok(found)
}
