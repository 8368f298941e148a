//! Candidates for every word of a question: the terms of the index that stand for it, in every language, each with what
//! it is worth beside the word itself.

use crate::index::dictionary::{Entry, RolePostings};
use crate::index::schema::{Form, Role};
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::fold::{fold, normalize};
use crate::language::identifier::IdentifierKind;
use crate::language::stem::stems;
use crate::search::Correction;
use crate::search::expand;
use crate::search::family;
use crate::search::identifiers;
use crate::search::phrase::Places;
use crate::search::question::{Question, QuestionWord, WordKind};
use crate::search::synonyms::{self, Synonyms};
use crate::search::weights;
use foldhash::fast::RandomState;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tantivy::DocId;

/// A stem stands for a word a little less than the word itself.
const STEM_WEIGHT: f32 = 0.9;
/// What two words written as one are worth to each of the two.
const JOINED_WEIGHT: f32 = 0.8;
/// What each of two words is worth that were written as one.
const SPLIT_WEIGHT: f32 = 0.4;
const MIN_SPLIT_CHARACTERS: usize = 3;
const MAX_SPLIT_BYTES: usize = 48;
/// All pairs of characters of a word together, where a dictionary cut it otherwise.
const BIGRAMS_WEIGHT: f32 = 0.6;
/// The words of an identifier, when the identifier as a whole is in the guides.
const PART_OF_FOUND: f32 = 0.15;
/// The words of an identifier that is in no guide.
const PART_OF_UNKNOWN: f32 = 0.7;
/// A word joined by hyphens, beside its parts.
const COMPOUND_IMPORTANCE: f32 = 0.5;
/// More words are not looked at; those that tell least are left out.
const MAX_WORDS: usize = 32;

/// So many words each searching thread remembers the stems of, from one search to the next.
const REMEMBERED_WORDS: usize = 20_000;

/// The stems of a word with the languages that it has them in.
type Stems = Rc<[(String, Vec<Language>)]>;

/// The stems of words in the languages of a site.
#[derive(Default)]
struct StemMemory {
    languages: Vec<Language>,
    words: HashMap<String, Stems, RandomState>,
}

thread_local! {
    /// Kept from one search to the next: the stems of a word in thirty languages take longer than looking them up.
    static STEMS: RefCell<StemMemory> = RefCell::default();
}

/// Terms with the language of their texts.
pub type Terms = Vec<(Language, CandidateTerm)>;

/// What was found for a question.
#[derive(Debug, Default)]
pub struct Candidates {
    pub words: Vec<FoundWord>,
    pub corrections: Vec<Correction>,
    pub ignored: Vec<String>,
}

/// A word that occurs, in the languages where it does.
#[derive(Debug)]
pub struct FoundWord {
    /// As it was typed.
    pub written: String,
    pub folded: String,
    /// Its place in the question.
    pub position: usize,
    /// How much it counts beside the others: 1, less for what is part of another, more for an identifier.
    pub importance: f32,
    pub groups: Vec<LanguageGroup>,
    pub is_identifier: bool,
    /// Whether it is a function word of the language that the question seems to be asked in.
    pub is_function_word: bool,
}

/// The terms that stand for a word in one language.
#[derive(Debug)]
pub struct LanguageGroup {
    pub language: Language,
    /// How rare the word is among this language's steps (Robertson–Spärck Jones, never negative).
    pub rarity: f32,
    pub terms: Vec<CandidateTerm>,
}

/// One term of the index.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateTerm {
    pub form: Form,
    /// The word within the term, for marking it.
    pub word: String,
    /// 1 for the word itself, less for what only resembles it.
    pub weight: f32,
    /// Whether the term is a part whose worth adds to that of others; else the best of them counts.
    pub adds: bool,
    /// Whether it is another word, of the same family; it tells nothing about the rarity of the word.
    pub is_relative: bool,
    /// In how many steps it occurs.
    pub steps: u64,
    /// For a term of a phrase, the only steps where it counts.
    pub only_in: Option<Rc<Places>>,
    /// What was asked with, where the term is there by a synonym of the site's.
    pub synonym_of: Option<Rc<str>>,
    /// Where its postings are: for each segment, by role.
    pub postings: Vec<RolePostings>,
}

impl CandidateTerm {
    /// In how many steps it stands in the title, or in a title around it.
    fn steps_titled(&self) -> u64 {
        let in_role = |role: Role| {
            let documents =
                |postings: &RolePostings| postings[role as usize].as_ref().map_or(0, |info| u64::from(info.doc_freq));
            self.postings.iter().map(documents).sum::<u64>()
        };
        in_role(Role::Title).max(in_role(Role::Context))
    }

    /// Whether the term counts in a step that has it.
    #[must_use]
    pub fn counts_in(&self, segment: usize, doc: DocId) -> bool {
        self.only_in.as_ref().is_none_or(|places| places.contain(segment, doc))
    }
}

impl FoundWord {
    /// How rare the word is where it is rarest.
    #[must_use]
    pub fn rarity(&self) -> f32 {
        self.groups.iter().map(|group| group.rarity).fold(0.0, f32::max)
    }
}

/// Looks every word up, with what the site's synonyms let stand for it. `reader` is the reader's language, in which an
/// unknown word is corrected first.
pub fn look_up(
    snapshot: &Snapshot,
    question: &Question,
    synonyms: &Synonyms,
    reader: Language,
) -> Result<Candidates, IndexError> {
    let languages: Vec<Language> =
        Language::all().filter(|&language| snapshot.statistics(language).steps > 0).collect();
    let mut candidates = Candidates::default();
    let mut known_identifiers: Vec<&QuestionWord> = Vec::new();
    let mut joined_before: Terms = Terms::new();
    let mut synonyms = synonyms::terms_of_question(snapshot, question, synonyms, &languages)?;
    for (at, word) in question.words.iter().enumerate() {
        if is_made_of_function_words(word, &languages) {
            continue;
        }
        let mut terms = terms_of(snapshot, word, &languages)?;
        let relatives = family::relatives(snapshot, word, &terms)?;
        let joined = joined_with_next(snapshot, word, question.words.get(at + 1), &languages)?;
        terms.extend(joined.iter().cloned().chain(std::mem::replace(&mut joined_before, joined.clone())));
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
            _ => match expand::unknown_word(snapshot, word, reader)? {
                (found, None) if found.is_empty() => split(snapshot, word, &languages)?,
                guessed => guessed,
            },
        };
        add_relatives(&mut terms, relatives);
        if terms.is_empty() {
            if word.kind != WordKind::Part || !is_part_of(word, &known_identifiers) {
                candidates.ignored.push(word.written.clone());
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
    if let Some(asked_in) = language_of_question(&candidates.words, &languages, reader) {
        for (word, correction) in add_typos(snapshot, question, &mut candidates.words, asked_in)? {
            candidates.corrections.push(Correction { from: word, to: correction });
        }
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

/// The two words that an unknown word may be written together from, in the language that has both most.
fn split(
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
fn joined_with_next(
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

/// The terms that are the word itself, or have its stem.
pub(super) fn terms_of(snapshot: &Snapshot, word: &QuestionWord, languages: &[Language]) -> Result<Terms, IndexError> {
    if let WordKind::Identifier(kind) = word.kind {
        return identifiers::terms_of(snapshot, kind, &word.folded, languages);
    }
    if word.kind == WordKind::Volatile {
        return entries(snapshot, Form::Identifier, &word.folded, 1.0);
    }
    let mut found = entries(snapshot, Form::Word, &word.folded, 1.0)?;
    for (stem, of) in stems_of(word, languages).iter() {
        for (language, mut term) in entries(snapshot, Form::Stem, stem, STEM_WEIGHT)? {
            // The same letters may be the stem of another word in a language that stems this word otherwise.
            if !of.contains(&language) {
                continue;
            }
            if language.has_bigrams() {
                term.weight = BIGRAMS_WEIGHT / (word.folded.chars().count() - 1).max(1) as f32;
                term.adds = true;
            }
            found.push((language, term));
        }
    }
    Ok(found)
}

/// The stems of a word, each with the languages that it is a stem in.
fn stems_of(word: &QuestionWord, languages: &[Language]) -> Stems {
    STEMS.with_borrow_mut(|memory| {
        if memory.languages != languages || memory.words.len() >= REMEMBERED_WORDS {
            *memory = StemMemory { languages: languages.to_vec(), words: HashMap::default() };
        }
        if let Some(known) = memory.words.get(&word.normalized) {
            return Rc::clone(known);
        }
        let mut found: Vec<(String, Vec<Language>)> = Vec::new();
        for &language in languages {
            for stem in stems(&word.normalized, &word.folded, language) {
                // `UPS` is no plural of `up`.
                if is_function_word(&stem, language) && !is_function_word(&word.folded, language) {
                    continue;
                }
                match found.iter_mut().find(|(other, _)| *other == stem) {
                    Some((_, of)) => of.push(language),
                    None => found.push((stem, vec![language])),
                }
            }
        }
        let found: Stems = found.into();
        memory.words.insert(word.normalized.clone(), Rc::clone(&found));
        found
    })
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

/// The terms of one word in the dictionary: one for each language that has it.
pub(super) fn entries(snapshot: &Snapshot, form: Form, word: &str, weight: f32) -> Result<Terms, IndexError> {
    let mut found = Terms::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        for entry in segment.entries(form, word) {
            add_entry(&mut found, snapshot, number, form, entry, weight)?;
        }
    }
    Ok(found)
}

/// Adds what a segment has of a term, to what other segments have of it.
pub(super) fn add_entry(
    found: &mut Terms,
    snapshot: &Snapshot,
    segment: usize,
    form: Form,
    entry: Entry,
    weight: f32,
) -> Result<(), IndexError> {
    let steps = snapshot.segments()[segment].steps_with(&entry).map_err(|error| snapshot.unreadable(error))?;
    let is_same = |(language, term): &&mut (Language, CandidateTerm)| {
        *language == entry.language && term.form == form && term.word == entry.word
    };
    if let Some((_, term)) = found.iter_mut().find(is_same) {
        term.steps += steps;
        term.postings[segment] = entry.postings;
        return Ok(());
    }
    let mut postings = vec![RolePostings::default(); snapshot.segments().len()];
    postings[segment] = entry.postings;
    let term = CandidateTerm {
        form,
        word: entry.word,
        weight,
        adds: false,
        is_relative: false,
        steps,
        only_in: None,
        synonym_of: None,
        postings,
    };
    found.push((entry.language, term));
    Ok(())
}

fn groups(snapshot: &Snapshot, terms: Terms) -> Vec<LanguageGroup> {
    let mut groups: Vec<LanguageGroup> = Vec::new();
    for (language, term) in terms {
        match groups.iter_mut().find(|group| group.language == language) {
            Some(group) => group.terms.push(term),
            None => groups.push(LanguageGroup { language, rarity: 0.0, terms: vec![term] }),
        }
    }
    let all: u64 = Language::all().map(|language| snapshot.statistics(language).steps).sum();
    for group in &mut groups {
        // Parts that add up come last, so that they add to the best of the others.
        group.terms.sort_by_key(|term| term.adds);
        // Where the word itself occurs, what merely resembles it takes nothing from its rarity; else the commonest
        // term does, or a misspelling that occurs once would count more than the right word.
        let has_own = group.terms.iter().any(|term| term.weight >= STEM_WEIGHT);
        let has_relatives_only = group.terms.iter().all(|term| term.is_relative);
        let counted = || {
            let counts = |term: &&CandidateTerm| {
                (has_relatives_only || !term.is_relative) && (!has_own || term.weight >= STEM_WEIGHT)
            };
            group.terms.iter().filter(counts)
        };
        // An identifier has no language; it is one among all steps.
        let steps = if group.language == Language::UNKNOWN { all } else { snapshot.statistics(group.language).steps };
        group.rarity = weights::rarity(counted().map(|term| term.steps).max().unwrap_or(0) as f32, steps as f32);
    }
    groups
}

/// The language that most of the words are in, function words counting twice; the reader's in doubt.
fn language_of_question(words: &[FoundWord], languages: &[Language], reader: Language) -> Option<Language> {
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
fn add_typos(
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
        let (mut terms, correction) = expand::unknown_word(snapshot, asked, asked_in)?;
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
fn weigh_in(snapshot: &Snapshot, word: &mut FoundWord, asked_in: Language) {
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
