//! The words that are being typed, the last of them perhaps unfinished, and the terms that stand for each.

use crate::index::dictionary::Entry;
use crate::index::schema::{Form, Role};
use crate::index::{IndexError, Snapshot};
use crate::language::analysis::{Analyzer, Token};
use crate::language::detect::is_function_word;
use crate::language::{Script, Segmentation};
use crate::search::candidates::Terms;
use crate::search::question::{QuestionWord, WordKind, understand};
use crate::search::word_terms::{add_entry, terms_of};
use crate::search::{Reader, expand, languages};

/// Of a longer text the last words are looked at.
const MAX_WORDS: usize = 8;
/// Shorter beginnings stand for too many words; in scripts whose words are a character or two, one is enough.
const MIN_PREFIX_CHARACTERS: usize = 2;
/// So many words of the dictionary are looked at for a beginning, and so many of them taken, the commonest in titles.
const MAX_PREFIXED: usize = 8_000;
const MAX_PREFIXED_TAKEN: usize = 128;

/// A word that was typed, with what stands for it.
pub struct TypedWord {
    pub terms: Terms,
    /// The letters that a word may begin with, when it is not finished.
    prefix: Option<String>,
    /// Whether a title must have it.
    pub is_telling: bool,
}

/// The last words of what is being typed, with what stands for each.
pub fn of(
    snapshot: &Snapshot,
    query: &str,
    reader: &Reader,
    analyzer: &Analyzer,
) -> Result<Vec<TypedWord>, IndexError> {
    let languages = languages(snapshot);
    let question = understand(query, &languages, analyzer);
    let plain: Vec<&QuestionWord> =
        question.words.iter().filter(|word| matches!(word.kind, WordKind::Word | WordKind::Part)).collect();
    let mut words = Vec::new();
    for &word in &plain[plain.len().saturating_sub(MAX_WORDS)..] {
        let mut terms = terms_of(snapshot, &QuestionWord { kind: WordKind::Word, ..word.clone() }, &languages)?;
        let prefix = word.is_prefix.then(|| word.folded.clone());
        if let Some(prefix) = &prefix {
            terms.extend(words_with_prefix(snapshot, prefix)?);
        }
        if terms.is_empty() {
            terms = expand::unknown_word(snapshot, word, reader.language(), true)?.0;
        }
        terms.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
        let is_function_word =
            prefix.is_none() && languages.iter().any(|&language| is_function_word(&word.folded, language));
        if !terms.is_empty() {
            words.push(TypedWord { terms, prefix, is_telling: !is_function_word });
        }
    }
    if words.iter().all(|word| !word.is_telling) {
        for word in &mut words {
            word.is_telling = true;
        }
    }
    Ok(words)
}

/// The words that begin with what was typed and stand in titles, the commonest there first.
fn words_with_prefix(snapshot: &Snapshot, prefix: &str) -> Result<Terms, IndexError> {
    let is_short_script = prefix
        .chars()
        .next()
        .and_then(Script::of)
        .is_some_and(|script| script.segmentation() == Segmentation::Dictionary);
    if prefix.chars().count() < MIN_PREFIX_CHARACTERS && !is_short_script {
        return Ok(Terms::new());
    }
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let entries = segment.words_with_prefix(prefix, MAX_PREFIXED, |_| true, |word| word != prefix);
        let titled =
            |entry: &Entry| entry.steps_in_role[Role::Title as usize] + entry.steps_in_role[Role::Context as usize];
        let mut entries: Vec<_> =
            entries.into_iter().map(|entry| (titled(&entry), entry)).filter(|(titled, _)| *titled > 0).collect();
        entries.sort_by(|(one, entry), (other, other_entry)| {
            other.cmp(one).then_with(|| (&entry.word, entry.language).cmp(&(&other_entry.word, other_entry.language)))
        });
        entries.truncate(MAX_PREFIXED_TAKEN);
        for (_, entry) in entries {
            let typed = prefix.chars().count() as f32 / entry.word.chars().count() as f32;
            add_entry(&mut found, snapshot, number, Form::Word, entry, 0.5 + 0.3 * typed)?;
        }
    }
    Ok(found)
}

impl TypedWord {
    /// Whether a word of a title is this one.
    pub fn is(&self, token: &Token) -> bool {
        let word = &token.forms.word;
        self.prefix.as_ref().is_some_and(|prefix| word.starts_with(prefix.as_str()))
            || self.terms.iter().any(|(_, term)| match term.form {
                Form::Word | Form::Identifier => *term.word == **word,
                Form::Stem => token.forms.stems.iter().any(|stem| **stem == *term.word),
            })
    }
}
