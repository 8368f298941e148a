//! Synonyms that visitors taught: what they asked in vain, and what they then asked with success.

use crate::analytics::store::reading::Reformulation;
use crate::analytics::words::{Word, is_misspelling, is_misspelt, telling, words};
use crate::language::analysis::Analyzer;
use crate::search::synonyms::SynonymRule;
use sha2::{Digest, Sha256};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many visitors must have gone from one to the other with success.
const LEAST_VISITORS: i64 = 3;
/// Of the visitors who went on from the one, at least this share must have gone to the other with success.
const LEAST_SHARE: f64 = 0.3;
/// A word that is replaced in so many different questions is replaced itself; else the whole question is.
const CONTEXTS_OF_A_WORD: usize = 2;
/// Longer replacements are other questions.
const MOST_WORDS: usize = 4;

/// A synonym that is proposed: who asks for `from` is to find what `to` finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The same for the same words, however often they are mined.
    pub id: String,
    pub lang: String,
    pub from: String,
    pub to: String,
    pub from_stems: Vec<String>,
    /// How many visitors went from the one to the other and found something.
    pub visitors: i64,
    /// Of the visitors who went on from it at all, the share that went to the other with success.
    pub share: f64,
    /// The questions that it was seen in, with those that followed, most visitors first.
    pub seen: Vec<(String, String, i64)>,
}

impl Proposal {
    /// The rule that the site would have: who asks for the one finds the other.
    #[must_use]
    pub fn rule(&self) -> SynonymRule {
        SynonymRule {
            lang: Some(self.lang.clone()),
            words: Vec::new(),
            from: vec![self.from.clone()],
            to: vec![self.to.clone()],
        }
    }

    /// A question as it would be read with the synonym.
    #[must_use]
    pub fn read_into(&self, asked: &str) -> String {
        if asked.contains(&self.from) { asked.replace(&self.from, &self.to) } else { format!("{asked} {}", self.to) }
    }
}

/// One replacement of some words of a question by others.
#[derive(Default)]
struct Replacement {
    visitors: i64,
    /// What else was in the questions.
    contexts: BTreeSet<Vec<String>>,
    seen: Vec<(String, String, i64)>,
    from_written: BTreeMap<String, i64>,
    to_written: BTreeMap<String, i64>,
}

type Stems = Vec<String>;

/// Questions by the number of their text.
pub type Texts = HashMap<i64, String>;
/// The words of questions, by the number of the text and the language of who asked.
pub type QuestionWords<'a> = HashMap<(i64, &'a str), Vec<Word>>;

/// Takes the questions of reformulations apart; `texts` are the questions by number.
#[must_use]
pub fn words_of<'a>(reformulations: &'a [Reformulation], texts: &Texts) -> QuestionWords<'a> {
    /// Questions of one site have most words in common.
    const REMEMBERED: usize = 20_000;
    let mut analyzer = Analyzer::remembering(REMEMBERED);
    let mut all = QuestionWords::new();
    for reformulation in reformulations {
        for number in [reformulation.query, reformulation.next] {
            let lang = reformulation.lang.as_str();
            if let (Entry::Vacant(place), Some(text)) = (all.entry((number, lang)), texts.get(&number)) {
                place.insert(words(&mut analyzer, text, lang));
            }
        }
    }
    all
}

/// Mines proposals from reformulations, of which `succeeded` says how many visitors found something. Most visitors first.
#[must_use]
pub fn mine(
    reformulations: &[Reformulation],
    succeeded: impl Fn(&Reformulation) -> i64,
    texts: &Texts,
    words: &QuestionWords<'_>,
) -> Vec<Proposal> {
    let mut replacements: BTreeMap<(String, Stems, Stems), Replacement> = BTreeMap::new();
    // How many went on from questions with these words to something else, by what they left.
    let mut left: BTreeMap<(String, Stems), i64> = BTreeMap::new();
    for reformulation in reformulations {
        let (Some(from), Some(to)) = (texts.get(&reformulation.query), texts.get(&reformulation.next)) else {
            continue;
        };
        let of = |number: i64| words.get(&(number, reformulation.lang.as_str()));
        let (Some(asked), Some(next)) = (of(reformulation.query), of(reformulation.next)) else { continue };
        let succeeded = succeeded(reformulation);
        if from.contains('<') || to.contains('<') || is_misspelt(asked, next) {
            continue;
        }
        let lang = &reformulation.lang;
        let whole = stems_of(&telling(asked));
        *left.entry((lang.clone(), whole.clone())).or_default() += reformulation.visitors;
        let Some((removed, added)) = difference(asked, next) else { continue };
        if succeeded == 0 {
            if removed.len() < telling(asked).len() {
                *left.entry((lang.clone(), stems_of(&removed))).or_default() += reformulation.visitors;
            }
            continue;
        }
        let kept: Vec<String> =
            whole.iter().filter(|stem| !removed.iter().any(|word| word.stem == **stem)).cloned().collect();
        if !kept.is_empty() {
            *left.entry((lang.clone(), stems_of(&removed))).or_default() += reformulation.visitors;
            let key = (lang.clone(), stems_of(&removed), stems_of(&added));
            add(&mut replacements, key, succeeded, (from, to), (&written(&removed), &written(&added)), kept);
        }
        let key = (lang.clone(), whole, stems_of(&telling(next)));
        add(&mut replacements, key, succeeded, (from, to), (from, to), Vec::new());
    }
    choose(&replacements, &left)
}

fn add(
    replacements: &mut BTreeMap<(String, Stems, Stems), Replacement>,
    key: (String, Stems, Stems),
    succeeded: i64,
    (from, to): (&str, &str),
    (from_written, to_written): (&str, &str),
    context: Vec<String>,
) {
    let replacement = replacements.entry(key).or_default();
    replacement.visitors += succeeded;
    replacement.contexts.insert(context);
    replacement.seen.push((from.to_owned(), to.to_owned(), succeeded));
    *replacement.from_written.entry(from_written.to_owned()).or_default() += succeeded;
    *replacement.to_written.entry(to_written.to_owned()).or_default() += succeeded;
}

/// The telling words that only the one has, and those that only the other has; `None` where that is no replacement.
fn difference<'a>(one: &'a [Word], other: &'a [Word]) -> Option<(Vec<&'a Word>, Vec<&'a Word>)> {
    let (one, other) = (telling(one), telling(other));
    let only = |these: &[&'a Word], those: &[&'a Word]| -> Vec<&'a Word> {
        these
            .iter()
            .filter(|word| !those.iter().any(|other| other.stem == word.stem || other.folded == word.folded))
            .copied()
            .collect()
    };
    let (removed, added) = (only(&one, &other), only(&other, &one));
    let is_replacement =
        !removed.is_empty() && !added.is_empty() && removed.len() <= MOST_WORDS && added.len() <= MOST_WORDS;
    // A word that was only mended is no other word.
    let is_mended = removed.len() == added.len()
        && removed.iter().zip(&added).all(|(removed, added)| is_misspelling(&removed.folded, &added.folded));
    (is_replacement && !is_mended).then_some((removed, added))
}

fn stems_of(words: &[&Word]) -> Stems {
    let mut stems: Stems = words.iter().map(|word| word.stem.clone()).collect();
    stems.sort();
    stems.dedup();
    stems
}

fn written(words: &[&Word]) -> String {
    words.iter().map(|word| word.written.as_str()).collect::<Vec<_>>().join(" ")
}

fn choose(
    replacements: &BTreeMap<(String, Stems, Stems), Replacement>,
    left: &BTreeMap<(String, Stems), i64>,
) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    // Words first: a question whose word is replaced everywhere needs no proposal of its own.
    for of_words in [true, false] {
        for ((lang, from_stems, to_stems), replacement) in replacements {
            let is_of_words =
                replacement.contexts.iter().filter(|context| !context.is_empty()).count() >= CONTEXTS_OF_A_WORD;
            if is_of_words != of_words || (!of_words && replacement.contexts.iter().all(|context| !context.is_empty()))
            {
                continue;
            }
            let tried = left.get(&(lang.clone(), from_stems.clone())).copied().unwrap_or(0).max(replacement.visitors);
            let share = replacement.visitors as f64 / tried.max(1) as f64;
            let is_known = proposals
                .iter()
                .any(|known| known.lang == *lang && known.from_stems.iter().all(|stem| from_stems.contains(stem)));
            if replacement.visitors < LEAST_VISITORS || share < LEAST_SHARE || (is_known && !of_words) {
                continue;
            }
            let (from, to) = (commonest(&replacement.from_written), commonest(&replacement.to_written));
            let mut seen = replacement.seen.clone();
            seen.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.cmp(other)));
            proposals.push(Proposal {
                id: id_of(lang, from_stems, to_stems),
                lang: lang.clone(),
                from,
                to,
                from_stems: from_stems.clone(),
                visitors: replacement.visitors,
                share,
                seen,
            });
        }
    }
    proposals.sort_by(|one, other| other.visitors.cmp(&one.visitors).then_with(|| one.id.cmp(&other.id)));
    proposals
}

fn commonest(written: &BTreeMap<String, i64>) -> String {
    written
        .iter()
        .max_by(|one, other| one.1.cmp(other.1).then(other.0.cmp(one.0)))
        .map(|(text, _)| text.clone())
        .unwrap_or_default()
}

fn id_of(lang: &str, from: &[String], to: &[String]) -> String {
    let digest = Sha256::digest(format!("{lang}\n{}\n{}", from.join(" "), to.join(" ")).as_bytes());
    digest.iter().take(6).fold(String::new(), |id, byte| format!("{id}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::counts::count;

    fn mined(rows: &[(&str, &str, i64, i64)]) -> Vec<(String, String)> {
        let mut texts: HashMap<i64, String> = HashMap::new();
        let mut reformulations = Vec::new();
        for (at, (from, to, visitors, succeeded)) in rows.iter().enumerate() {
            let (query, next) = (count(at) * 2 + 1, count(at) * 2 + 2);
            texts.insert(query, (*from).to_owned());
            texts.insert(next, (*to).to_owned());
            reformulations.push(Reformulation {
                query,
                next,
                lang: "fr".to_owned(),
                visitors: *visitors,
                succeeded: *succeeded,
            });
        }
        mine(&reformulations, |found| found.succeeded, &texts, &words_of(&reformulations, &texts))
            .into_iter()
            .map(|proposal| (proposal.from, proposal.to))
            .collect()
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn a_question_that_is_asked_otherwise_is_proposed_whole() {
        assert_eq!(
            mined(&[("compte expéditeur", "numéro de compte", 5, 4)]),
            [pair("compte expéditeur", "numéro de compte")]
        );
    }

    #[test]
    fn a_word_that_is_replaced_in_several_questions_is_proposed_by_itself() {
        let rows = [
            ("vignette ups", "étiquette ups", 2, 2),
            ("imprimer vignette", "imprimer étiquette", 2, 2),
            ("vignette perdue", "étiquette perdue", 1, 1),
        ];
        assert_eq!(mined(&rows), [pair("vignette", "étiquette")]);
    }

    #[test]
    fn what_is_no_synonym_is_not_proposed() {
        for rows in [
            // Too few, a typo, a narrower and a wider question, other matters, nothing found.
            vec![("compte expéditeur", "numéro de compte", 2, 2)],
            vec![("numéro de conpte", "numéro de compte", 9, 9)],
            vec![("compte", "compte ups", 9, 9)],
            vec![("compte ups perdu", "compte ups", 9, 9)],
            vec![("douane", "retour", 3, 3), ("douane", "prix", 9, 0)],
            vec![("compte expéditeur", "numéro de compte", 9, 0)],
            vec![("<email> compte", "numéro de client", 9, 9)],
        ] {
            assert_eq!(mined(&rows), [], "{rows:?}");
        }
    }
}
