//! Questions that are answered in another language only: their words' translations, as the site's own guides taught them,
//! stand for them in the steps that are not there in the language of the question. A word without any, such as a name,
//! stands for words that sound like it.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot, Untranslated, WordTranslations};
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::sound::Sound;
use crate::language::stem::stems;
use crate::search::candidates::{CandidateTerm, Candidates, FoundWord, LanguageGroup, STEM_WEIGHT};
use crate::search::question::QuestionWord;
use crate::search::weights;
use crate::search::word_memory::WordMemory;
use crate::search::word_terms::entries_where;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

/// So many translations of a word are looked up in each language, likeliest first.
const MAX_TRANSLATIONS: usize = 6;
/// A word whose likeliest translation is less likely is looked for by its sound too.
const UNSURE: f32 = 0.2;
/// So many words that sound alike are taken.
const MAX_ALIKE: usize = 6;
/// So often a word of a question is compared by its sound with all words of a language.
const MAX_BY_SOUND: usize = 4;

/// Where the words of a question are looked for in other languages.
struct Elsewhere<'a> {
    snapshot: &'a Snapshot,
    translations: &'a WordTranslations,
    asked_in: Language,
    languages: Vec<Language>,
    /// The only steps where what is found counts; all when not given.
    only_in: Option<Arc<Untranslated>>,
    /// How often one may still be compared by its sound.
    by_sound: Cell<usize>,
}

/// A word of another language that sounds like one that was asked with, or translates one that does.
#[derive(Debug)]
pub struct Alike {
    word: Box<str>,
    form: Form,
    /// What it is worth, as of [`weights::of_likeness`].
    worth: f32,
    likelihood: f32,
}

/// A word of another language that may stand for one of the question.
struct Equivalent {
    word: String,
    form: Form,
    weight: f32,
    /// How likely it is the same.
    likelihood: f32,
}

/// Lets translations stand for the words of a question that was asked in a language: in `within`, when these are other
/// languages, else in the steps that are not there in the language of the question. `unknown` are the words of the
/// question for which nothing was found; what stands for them now is found, and no longer ignored.
pub fn add_translations(
    snapshot: &Snapshot,
    candidates: &mut Candidates,
    unknown: &[&QuestionWord],
    asked_in: Language,
    within: &[Language],
) -> Result<(), IndexError> {
    let Some(elsewhere) = Elsewhere::of(snapshot, asked_in, within) else { return Ok(()) };
    for word in candidates.words.iter_mut().filter(|word| !word.is_identifier) {
        elsewhere.add_to_word(word)?;
    }
    for word in unknown {
        let mut found = FoundWord {
            written: word.written.clone(),
            folded: word.folded.clone(),
            position: word.position,
            importance: 1.0,
            groups: Vec::new(),
            is_identifier: false,
            is_function_word: false,
        };
        elsewhere.add_to_word(&mut found)?;
        if !found.groups.is_empty() {
            candidates.ignored.retain(|ignored| *ignored != word.written);
            candidates.words.push(found);
        }
    }
    candidates.words.sort_by_key(|word| word.position);
    Ok(())
}

impl<'a> Elsewhere<'a> {
    /// `None` where nothing has to be looked for.
    fn of(snapshot: &'a Snapshot, asked_in: Language, within: &[Language]) -> Option<Elsewhere<'a>> {
        let translations = snapshot.word_translations()?;
        let (mut languages, only_in) = if within.is_empty() || within.contains(&asked_in) {
            let untranslated = snapshot.untranslated(asked_in);
            (untranslated.languages.clone(), Some(untranslated))
        } else {
            (within.to_vec(), None)
        };
        languages.retain(|&language| language != asked_in && translations.languages().any(|known| known == language));
        let by_sound = Cell::new(MAX_BY_SOUND);
        (!languages.is_empty()).then_some(Elsewhere { snapshot, translations, asked_in, languages, only_in, by_sound })
    }

    fn add_to_word(&self, word: &mut FoundWord) -> Result<(), IndexError> {
        if is_function_word(&word.folded, self.asked_in) {
            return Ok(());
        }
        for &language in &self.languages {
            let mut equivalents = self.translations_of(word, language);
            let likeliest = equivalents.iter().map(|equivalent| equivalent.likelihood).fold(0.0, f32::max);
            if likeliest < UNSURE && !is_there(word, language) {
                equivalents.extend(self.words_that_sound_like(word, language)?);
            }
            self.add_equivalents(word, language, equivalents)?;
        }
        Ok(())
    }

    /// The translations of what stands for a word in the language of the question: of the word itself, or of its
    /// relatives.
    fn translations_of(&self, word: &FoundWord, language: Language) -> Vec<Equivalent> {
        let mut likelihoods = self.likelihoods(word, language, false);
        if likelihoods.is_empty() {
            likelihoods = self.likelihoods(word, language, true);
        }
        likelihoods.truncate(MAX_TRANSLATIONS);
        let share = self.share(weights::TRANSLATION_BESIDE_OWN);
        let likeliest = likelihoods.first().map_or(1.0, |(_, likelihood)| *likelihood);
        let form = form_in(language);
        let equivalent = |(word, likelihood): (&str, f32)| {
            let weight = share * weights::of_translation(likelihood, likeliest);
            Equivalent { word: word.to_owned(), form, weight, likelihood }
        };
        likelihoods.into_iter().map(equivalent).collect()
    }

    /// Likeliest first.
    fn likelihoods(&self, word: &FoundWord, language: Language, of_relatives: bool) -> Vec<(&str, f32)> {
        let form = form_in(self.asked_in);
        let own = word.groups.iter().filter(|group| group.language == self.asked_in).flat_map(|group| &group.terms);
        let own = own.filter(|term| !term.adds && term.only_in.is_none() && term.is_relative == of_relatives);
        let own: Vec<&CandidateTerm> = own.filter(|term| of_relatives || term.form == form).collect();
        let strongest = own.iter().map(|term| term.weight).fold(f32::MIN_POSITIVE, f32::max);
        let mut found: HashMap<&str, f32> = HashMap::new();
        for term in own {
            for (translation, likelihood) in self.translations.of_word(&term.word, self.asked_in, language) {
                let known = found.entry(translation).or_default();
                *known = known.max(likelihood * term.weight / strongest);
            }
        }
        likeliest_first(found)
    }

    /// What an equivalent counts of its weight: `beside_own` where the language of the question can answer too.
    fn share(&self, beside_own: f32) -> f32 {
        if self.only_in.is_some() { beside_own } else { 1.0 }
    }

    fn words_that_sound_like(&self, word: &FoundWord, language: Language) -> Result<Vec<Equivalent>, IndexError> {
        let left = self.by_sound.get();
        let Some(sound) = Sound::of(&word.folded).filter(|_| left > 0) else { return Ok(Vec::new()) };
        self.by_sound.set(left - 1);
        let share = self.share(weights::SOUND_BESIDE_OWN);
        let context = u128::from(u16::from_le_bytes([self.asked_in.number(), language.number()]));
        let memory = WordMemory::of(self.snapshot);
        let find = || Ok::<_, IndexError>(self.alike(&sound, language));
        let alike = memory.alike.get_or(&word.folded, context, find)?;
        let equivalent = |alike: &Alike| Equivalent {
            word: alike.word.to_string(),
            form: alike.form,
            weight: share * alike.worth,
            likelihood: alike.likelihood,
        };
        Ok(alike.iter().map(equivalent).collect())
    }

    fn alike(&self, sound: &Sound, language: Language) -> Vec<Alike> {
        let Some(sounds) = self.snapshot.sounds(language) else { return Vec::new() };
        let alike = sounds.like(sound, MAX_ALIKE).into_iter();
        let alike = alike.map(|(word, likeness)| Alike {
            word: word.into(),
            form: Form::Word,
            worth: weights::of_likeness(likeness),
            likelihood: likeness,
        });
        let alike: Vec<Alike> = alike.collect();
        if alike.is_empty() { self.translations_of_what_sounds_like(sound, language) } else { alike }
    }

    /// A borrowed word that another language writes otherwise may sound like one of the pivot's, whose translations are
    /// known.
    fn translations_of_what_sounds_like(&self, sound: &Sound, language: Language) -> Vec<Alike> {
        let pivot = self.translations.pivot();
        let Some(sounds) = self.snapshot.sounds(pivot).filter(|_| pivot != language && pivot != self.asked_in) else {
            return Vec::new();
        };
        let mut found: HashMap<&str, f32> = HashMap::new();
        for (word, likeness) in sounds.like(sound, MAX_ALIKE) {
            let stems = if pivot.is_stemmed() { stems(word, word, pivot) } else { vec![word.to_owned()] };
            let translations = stems.iter().flat_map(|stem| self.translations.of_word(stem, pivot, language));
            for (translation, likelihood) in translations {
                let known = found.entry(translation).or_default();
                *known = known.max(likelihood * likeness);
            }
        }
        let mut found = likeliest_first(found);
        found.truncate(MAX_ALIKE);
        let likeliest = found.first().map_or(1.0, |(_, likelihood)| *likelihood);
        let form = form_in(language);
        let alike = |(word, likelihood): (&str, f32)| {
            let worth = weights::of_likeness(weights::of_translation(likelihood, likeliest));
            Alike { word: word.into(), form, worth, likelihood }
        };
        found.into_iter().map(alike).collect()
    }

    fn add_equivalents(
        &self,
        word: &mut FoundWord,
        language: Language,
        equivalents: Vec<Equivalent>,
    ) -> Result<(), IndexError> {
        let written: Arc<str> = word.written.as_str().into();
        let mut terms: Vec<CandidateTerm> = Vec::new();
        let (mut frequency, mut all) = (0.0, 0.0);
        for Equivalent { word, form, weight, likelihood } in equivalents {
            for (_, term) in entries_where(self.snapshot, form, &word, weight, |of| of == language)? {
                frequency += likelihood * term.steps as f32;
                all += likelihood;
                let translation_of = Some(Arc::clone(&written));
                terms.push(CandidateTerm { translation_of, only_untranslated: self.only_in.clone(), ..term });
            }
        }
        if terms.is_empty() {
            return Ok(());
        }
        if let Some(group) = word.groups.iter_mut().find(|group| group.language == language) {
            let is_known = |term: &CandidateTerm| {
                group.terms.iter().any(|known| known.form == term.form && known.word == term.word)
            };
            terms.retain(|term| !is_known(term));
            // What adds up stays last.
            group.terms.splice(0..0, terms);
            return Ok(());
        }
        // What a word is likely to be counts in its frequency as much (Darwish and Oard 2003).
        let rarity = weights::rarity(frequency / all, self.snapshot.statistics(language).steps as f32);
        word.groups.push(LanguageGroup { language, rarity, terms });
        Ok(())
    }
}

/// Whether a word is there in a language as it is written.
fn is_there(word: &FoundWord, language: Language) -> bool {
    let group = word.groups.iter().find(|group| group.language == language);
    group.is_some_and(|group| group.terms.iter().any(|term| term.weight >= STEM_WEIGHT && !term.is_relative))
}

fn likeliest_first(found: HashMap<&str, f32>) -> Vec<(&str, f32)> {
    let mut found: Vec<(&str, f32)> = found.into_iter().collect();
    found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
    found
}

/// What translations are learnt of: stems, where a language has them.
fn form_in(language: Language) -> Form {
    if language.is_stemmed() { Form::Stem } else { Form::Word }
}
