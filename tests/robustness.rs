//! What is typed in haste: questions with a typo, without accents or with their last word unfinished are answered nearly
//! as well as when they are written out.

use crate::harness::{Folders, ask, ids, is_full, json_lines, seed, unpack};
use fastrand::Rng;
use guidepost::language::fold::{fold, normalize};
use guidepost::relevance::{Evaluation, Metric, Query, Set, evaluate, set};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// So many questions and guides of a set, about; all of them in the long tier.
const QUESTIONS: usize = 120;
const GUIDES: usize = 900;
/// Words that get a typo have so many letters at least.
const LETTERS_FOR_A_TYPO: usize = 5;
/// Of an unfinished word so many letters are there.
const LETTERS_TYPED: usize = 3;
/// What may be lost of nDCG@10, as a share of what is reached with the questions as they are.
const LOST_WITH_A_TYPO: f64 = 0.06;
const LOST_WITHOUT_ACCENTS: f64 = 0.01;
const LOST_UNFINISHED: f64 = 0.12;

const AS_ASKED: &str = "as asked";
const WITH_A_TYPO: &str = "with a typo";
const WITHOUT_ACCENTS: &str = "without accents";
const UNFINISHED: &str = "unfinished";

/// A question with one random edit in one of its longer words, whose first letter stays.
fn with_a_typo(text: &str, random: &mut Rng) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_long = |word: &&str| word.chars().count() >= LETTERS_FOR_A_TYPO && word.chars().all(char::is_alphabetic);
    let long: Vec<usize> = (0..words.len()).filter(|&at| is_long(&words[at])).collect();
    let Some(&chosen) = random.choice(&long) else { return text.to_owned() };
    let mut letters: Vec<char> = words[chosen].chars().collect();
    let at = random.usize(1..letters.len());
    match random.u8(0..4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, random.lowercase()),
        2 => letters[at] = random.lowercase(),
        _ => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
    }
    let edited: String = letters.into_iter().collect();
    let edited = |at: usize| if at == chosen { edited.clone() } else { words[at].to_owned() };
    (0..words.len()).map(edited).collect::<Vec<_>>().join(" ")
}

fn without_accents(text: &str) -> String {
    text.split(' ').map(|word| fold(&normalize(word))).collect::<Vec<_>>().join(" ")
}

/// A question as it is while its last word is being typed.
fn unfinished(text: &str) -> String {
    let text = text.trim_end_matches(|character: char| !character.is_alphanumeric());
    let begin = text.rfind(|character: char| !character.is_alphanumeric()).map_or(0, |last| last + 1);
    // What stands before may be a character of several bytes.
    let begin = (begin..=text.len()).find(|&begin| text.is_char_boundary(begin)).unwrap_or(text.len());
    let typed: String = text[begin..].chars().take(LETTERS_TYPED).collect();
    format!("{}{typed}", &text[..begin])
}

/// Every so many-th of some things, so that about `most` are left.
fn every(count: usize, most: usize) -> usize {
    if is_full() { 1 } else { count / most + 1 }
}

/// Asks a set's questions in all ways at once; the classes of the evaluation are the ways.
fn asked_in_all_ways(name: &str) -> Option<Evaluation> {
    let unpacked = unpack(name)?;
    let folder = unpacked.path().join(name);
    let mut set = set::read(&folder, None).expect("the set can be read");
    let step = every(set.queries.len(), QUESTIONS);
    let asked: Vec<Query> = set.queries.drain(..).step_by(step).collect();
    keep_guides(&folder, &asked);
    let mut random = Rng::with_seed(seed());
    for query in asked {
        let variants = [
            (AS_ASKED, query.text.clone()),
            (WITH_A_TYPO, with_a_typo(&query.text, &mut random)),
            (WITHOUT_ACCENTS, without_accents(&query.text)),
            (UNFINISHED, unfinished(&query.text)),
        ];
        let variants = variants.map(|(way, text)| Query { text, class: Some(way.to_owned()), ..query.clone() });
        set.queries.extend(variants);
    }
    Some(evaluated(&set))
}

/// Leaves the guides that answer the questions, and some others.
fn keep_guides(folder: &Path, asked: &[Query]) {
    let path = folder.join("guides.jsonl");
    let answers: BTreeSet<&str> = asked
        .iter()
        .flat_map(|query| query.judgements.targets())
        .map(|target| target.split_once('#').map_or(target, |(guide, _)| guide))
        .collect();
    let guides: Vec<_> = json_lines(&path).collect();
    let step = every(guides.len(), GUIDES);
    let mut file = BufWriter::new(File::create(&path).expect("it can be written"));
    for (at, guide) in guides.iter().enumerate() {
        let text = |field: &str| guide[field].as_str().unwrap_or_default();
        if at % step == 0 || answers.contains(format!("{}/{}", text("lang"), text("id")).as_str()) {
            writeln!(file, "{guide}").expect("it can be written");
        }
    }
    file.flush().expect("it can be written");
}

fn evaluated(set: &Set) -> Evaluation {
    let workspace = tempfile::tempdir().expect("a temporary folder");
    evaluate(set, workspace.path()).expect("the set can be evaluated")
}

#[test]
fn typos_missing_accents_and_unfinished_words_cost_little() {
    let mut failures = Vec::new();
    for name in ["quebec_faq", "stackfaq", "msbc"] {
        let Some(evaluation) = asked_in_all_ways(name) else { return };
        let reached = |way: &str| evaluation.classes[way].metrics[Metric::Ndcg as usize].mean;
        for (way, most) in
            [(WITH_A_TYPO, LOST_WITH_A_TYPO), (WITHOUT_ACCENTS, LOST_WITHOUT_ACCENTS), (UNFINISHED, LOST_UNFINISHED)]
        {
            let lost = 1.0 - reached(way) / reached(AS_ASKED);
            let questions = evaluation.classes[way].questions;
            println!("{name} {way}: questions={questions} lost={lost:.4} most={most} of={:.4}", reached(AS_ASKED));
            if lost > most {
                failures.push(format!("{name} {way}: {lost:.4} of nDCG@10 lost, at most {most}"));
            }
        }
    }
    assert_eq!(failures, [""; 0]);
}

fn corrections(questions: &[&str]) -> Vec<Vec<(String, String)>> {
    let folders = Folders::new();
    let steps =
        ["Track a parcel", "Parcel tracking labels", "A label", "Print the form", "Form fields", "Open an account"];
    let steps = steps.map(|title| format!("## {title}\n\nChoose the parcel, the label, the form and the account.\n\n"));
    folders.write("en/desk.md", format!("# Desk\n\n{}## Code\n\nForm XR42 is blue.\n", steps.concat()));
    let site = folders.open();
    let told = |question: &&str| {
        let corrections = ask(&site, question, "en").corrections;
        corrections.into_iter().map(|correction| (correction.from, correction.to)).collect()
    };
    questions.iter().map(told).collect()
}

#[test]
fn the_first_two_letters_may_be_exchanged_and_short_words_lack_one() {
    for (question, to) in
        [("aprcel?", "parcel"), ("lables?", "labels"), ("acount?", "account"), ("fomr?", "form"), ("labl?", "label")]
    {
        let from = question.trim_end_matches('?').to_owned();
        assert_eq!(corrections(&[question]), [[(from, to.to_owned())]], "{question}");
    }
}

#[test]
fn short_words_and_codes_are_not_guessed_at_beyond_that() {
    // Another letter, one too many, another first one, a word that is in no title, and three letters.
    for question in ["farm?", "forms2", "dorm?", "bule?", "frm?", "XR24", "RX42"] {
        assert_eq!(corrections(&[question]), [[]; 1], "{question}");
    }
}

#[test]
fn a_mended_word_finds_its_other_forms() {
    let folders = Folders::new();
    folders.write("en/desk.md", "# Desk\n\n## Password\n\nOne password.\n\n## Two\n\nThe passwords are long.\n");
    let found = ids(&folders.open(), "pasword?", "en");
    assert_eq!(found, ["en/desk#1", "en/desk#2"]);
}

#[test]
fn the_ways_of_asking_are_what_they_say() {
    let mut random = Rng::with_seed(seed());
    for _ in 0..200 {
        let edited = with_a_typo("où est mon colis perdu", &mut random);
        let words: Vec<&str> = edited.split(' ').collect();
        assert!(words.len() == 5 && words[..3] == ["où", "est", "mon"], "{edited}");
        assert!(words[3].starts_with('c') && words[4].starts_with('p'), "{edited}");
    }
    assert_eq!(with_a_typo("où est mon sac", &mut random), "où est mon sac");
    assert_eq!(without_accents("Où est l’étape ?"), "ou est l’etape ?");
    assert_eq!(unfinished("Où est l’étape ?"), "Où est l’éta");
    assert_eq!(unfinished("colis"), "col");
}
