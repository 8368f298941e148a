//! Candidates for every word of a question: the terms of the index that stand for it, in every language, each with what
//! it is worth beside the word itself.

use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::fold::{fold, normalize};
use crate::language::identifier::IdentifierKind;
use crate::search::across;
use crate::search::apart::{add_compounds, take_unknown_words_apart};
use crate::search::asked_in::{add_typos, language_of_question, weigh_in};
use crate::search::candidates::{CandidateTerm, Candidates, FoundWord, Terms, groups};
use crate::search::expand;
use crate::search::family;
use crate::search::identifiers;
use crate::search::joins::joined_terms;
use crate::search::question::{Question, QuestionWord, WordKind};
use crate::search::synonyms;
use crate::search::weights;
use crate::search::word_terms::terms_of;
use crate::search::{Correction, Request};

/// The words of an identifier, when the identifier as a whole is in the guides.
const PART_OF_FOUND: f32 = 0.15;
/// The words of an identifier that is in no guide.
const PART_OF_UNKNOWN: f32 = 0.7;
/// A word joined by hyphens, beside its parts.
const COMPOUND_IMPORTANCE: f32 = 0.5;
/// More words are not looked at; those that tell least are left out.
const MAX_WORDS: usize = 32;

/// Looks every word up, with what the site's synonyms let stand for it. `reader` is the reader's language, in which an
/// unknown word is corrected first, if the question may be corrected at all.
pub fn look_up(
    snapshot: &Snapshot,
    question: &Question,
    request: &Request,
    reader: Language,
) -> Result<Candidates, IndexError> {
    let languages: Vec<Language> =
        Language::all().filter(|&language| snapshot.statistics(language).steps > 0).collect();
    let mut candidates = Candidates::default();
    let mut unknown: Vec<&QuestionWord> = Vec::new();
    let mut known_identifiers: Vec<&QuestionWord> = Vec::new();
    let taken_apart;
    let question = if request.corrects {
        (taken_apart, candidates.corrections) = take_unknown_words_apart(snapshot, question, &languages, reader)?;
        &taken_apart
    } else {
        question
    };
    let mut joined = joined_terms(snapshot, question, &languages, reader)?;
    let mut synonyms = synonyms::terms_of_question(snapshot, question, &request.synonyms, &languages)?;
    for (at, word) in question.words.iter().enumerate() {
        if is_made_of_function_words(word, &languages) {
            continue;
        }
        let mut terms = terms_of(snapshot, word, &languages)?;
        let relatives = family::relatives(snapshot, word, &terms, &languages)?;
        terms.append(&mut joined[at]);
        terms.append(&mut synonyms[at]);
        if matches!(word.kind, WordKind::Identifier(_)) && !terms.is_empty() {
            known_identifiers.push(word);
        }
        let (mut terms, correction) = match terms {
            found if !found.is_empty() => (with_prefixes(snapshot, word, found, reader)?, None),
            _ if matches!(word.kind, WordKind::Identifier(_)) => continue,
            _ if word.kind == WordKind::Volatile => {
                candidates.ignored.push(word.written.clone());
                continue;
            }
            _ => expand::unknown_word(snapshot, word, reader, request.corrects)?,
        };
        add_relatives(&mut terms, relatives);
        if terms.is_empty() {
            if word.kind != WordKind::Part || !is_part_of(word, &known_identifiers) {
                candidates.ignored.push(word.written.clone());
            }
            if word.kind == WordKind::Word {
                unknown.push(word);
            }
            continue;
        }
        candidates.corrections.extend(correction);
        let is_identifier = match word.kind {
            WordKind::Identifier(kind) => kind != IdentifierKind::Compound,
            kind => kind == WordKind::Volatile,
        };
        let groups = synonyms::no_rarer_than_the_word(groups(snapshot, terms));
        candidates.words.push(FoundWord {
            written: word.written.clone(),
            folded: word.folded.clone(),
            position: word.position,
            importance: match importance_of(word, &known_identifiers) {
                _ if is_identifier => identifiers::importance(&word.folded, &groups),
                importance => importance,
            },
            groups,
            is_identifier,
            is_function_word: false,
        });
    }
    let asked_in = language_of_question(&candidates.words, &languages, reader);
    if let Some(asked_in) = asked_in {
        if request.corrects {
            for (word, correction) in add_typos(snapshot, question, &mut candidates.words, asked_in)? {
                candidates.corrections.push(Correction { from: word, to: correction });
            }
        }
        add_compounds(snapshot, &mut candidates.words, asked_in)?;
    }
    if request.across_languages {
        let within: Vec<Language> = request.within.iter().map(|tag| Language::from_tag(tag)).collect();
        let asked_in = asked_in.unwrap_or(reader);
        across::add_translations(snapshot, &mut candidates, &unknown, asked_in, &within)?;
    }
    if let Some(asked_in) = asked_in {
        for word in &mut candidates.words {
            weigh_in(snapshot, word, asked_in);
        }
    }
    for (at, word) in candidates.words.iter_mut().enumerate() {
        word.groups.iter_mut().for_each(|group| group.rarity = weights::of_rarity(group.rarity, at == 0));
    }
    keep_telling_words(&mut candidates.words);
    Ok(candidates)
}

/// Whether a word joined by hyphens holds nothing but function words (`est-ce`): they are asked for by themselves.
fn is_made_of_function_words(word: &QuestionWord, languages: &[Language]) -> bool {
    word.kind == WordKind::Identifier(IdentifierKind::Compound)
        && languages.iter().any(|&language| {
            word.written
                .split(|character: char| !character.is_alphanumeric())
                .all(|part| is_function_word(&fold(&normalize(part)), language))
        })
}

/// Adds the relatives of a word that are not among its terms.
fn add_relatives(terms: &mut Terms, relatives: Terms) {
    for (language, relative) in relatives {
        let is_known = |(other, term): &(Language, CandidateTerm)| {
            *other == language && term.form == relative.form && term.word == relative.word
        };
        if !terms.iter().any(is_known) {
            terms.push((language, relative));
        }
    }
}

fn importance_of(word: &QuestionWord, known_identifiers: &[&QuestionWord]) -> f32 {
    match word.kind {
        WordKind::Identifier(IdentifierKind::Compound) => COMPOUND_IMPORTANCE,
        WordKind::Word | WordKind::Volatile | WordKind::Identifier(_) => 1.0,
        WordKind::Part => {
            if is_part_of(word, known_identifiers) {
                PART_OF_FOUND
            } else {
                PART_OF_UNKNOWN
            }
        }
    }
}

fn is_part_of(word: &QuestionWord, identifiers: &[&QuestionWord]) -> bool {
    identifiers
        .iter()
        .any(|known| known.position <= word.position && known.written.to_lowercase().contains(&word.normalized))
}

/// A word that is being typed also stands for longer ones, but less than for itself.
fn with_prefixes(
    snapshot: &Snapshot,
    word: &QuestionWord,
    mut found: Terms,
    reader: Language,
) -> Result<Terms, IndexError> {
    if word.is_prefix && !matches!(word.kind, WordKind::Identifier(_)) {
        found.extend(expand::longer_words(snapshot, &word.folded, expand::BESIDE_THE_WORD, reader)?);
    }
    Ok(found)
}

/// Of a very long question, the rarest words are kept: they tell most.
fn keep_telling_words(words: &mut Vec<FoundWord>) {
    if words.len() <= MAX_WORDS {
        return;
    }
    let mut rarities: Vec<f32> = words.iter().map(|word| word.importance * word.rarity()).collect();
    rarities.sort_by(|one, other| other.total_cmp(one));
    let least = rarities[MAX_WORDS - 1];
    words.retain(|word| word.importance * word.rarity() >= least);
    words.truncate(MAX_WORDS);
}
