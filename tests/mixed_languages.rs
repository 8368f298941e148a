//! Steps that were never translated: questions in the language they are in find them within the guides of another.

use crate::harness::{Folders, json_lines, unpack};
use guidepost::guide::links::Links;
use guidepost::index::{Site, Snapshot, StepAddress};
use guidepost::search::{self, Request, Translations};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

/// English, and languages of the shared set many of whose guides hold steps in English.
const LANGUAGES: [&str; 6] = ["en", "pt", "nl", "es", "el", "lv"];
const LEAST_BODY_BYTES: usize = 80;
/// A question is some of the rarest words of a step: every third of so many.
const RAREST_WORDS: usize = 12;
const ASKED_WORDS: usize = 4;
/// How much fewer are found in the guides of other languages than in English ones, at most.
const MOST_LOSS: f64 = 0.05;

/// A step in English that is in a guide of another language, and the one of the English guide.
struct Untranslated {
    id: String,
    lang: String,
    english_id: String,
    body: String,
}

#[test]
fn untranslated_steps_are_found_as_well_as_english_ones() {
    let Some(set) = unpack("gnome") else { return };
    let folders = Folders::new();
    let mut guides = String::new();
    for guide in json_lines(&set.path().join("gnome/guides.jsonl")) {
        if LANGUAGES.iter().any(|&lang| guide["lang"] == *lang) {
            writeln!(guides, "{guide}").expect("a text takes it");
        }
    }
    folders.write("guides.jsonl", guides);
    let site = folders.open();
    let snapshot = site.snapshot();
    let (untranslated, frequencies) = untranslated_steps(&snapshot);
    let (mut elsewhere, mut in_english) = (0, 0);
    for step in &untranslated {
        let question = question(&step.body, &frequencies);
        elsewhere += usize::from(finds(&site, &question, &step.lang, &step.id));
        in_english += usize::from(finds(&site, &question, "en", &step.english_id));
    }
    let share = |found: usize| found as f64 / untranslated.len() as f64;
    println!(
        "{} untranslated steps: {:.3} found within ten, of the English ones {:.3}",
        untranslated.len(),
        share(elsewhere),
        share(in_english)
    );
    assert!(untranslated.len() >= 150, "{}", untranslated.len());
    assert!(share(in_english) >= 0.8);
    assert!(share(elsewhere) >= share(in_english) - MOST_LOSS);
}

/// The steps that the index says are in English, in guides of other languages, and the same in English; and in how many
/// English steps each word is.
fn untranslated_steps(snapshot: &Snapshot) -> (Vec<Untranslated>, HashMap<String, usize>) {
    let mut found = Vec::new();
    let mut english: HashMap<String, String> = HashMap::new();
    let mut frequencies: HashMap<String, usize> = HashMap::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        for (doc, _) in segment.facts().iter().enumerate().filter(|(_, facts)| facts.position > 0) {
            let step = snapshot.step(StepAddress { segment: number as u32, doc: doc as u32 }).expect("it can be read");
            let place = format!("{}#{}", step.guide, step.number);
            if step.lang == "en" {
                for word in words(&step.body) {
                    *frequencies.entry(word).or_default() += 1;
                }
                english.insert(place, step.body);
            } else if step.text_lang == "en" && step.body.len() > LEAST_BODY_BYTES {
                let (id, english_id) = (format!("{}/{place}", step.lang), format!("en/{place}"));
                found.push(Untranslated { id, lang: step.lang, english_id, body: step.body });
            }
        }
    }
    found.retain(|step| english.get(&step.english_id["en/".len()..]) == Some(&step.body));
    found.sort_by(|one, other| one.id.cmp(&other.id));
    (found, frequencies)
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_ascii_alphabetic())
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .collect()
}

fn question(body: &str, frequencies: &HashMap<String, usize>) -> String {
    let mut rarest: Vec<String> = words(body).into_iter().collect();
    rarest.sort_by_key(|word| (frequencies.get(word).copied().unwrap_or_default(), word.clone()));
    rarest.truncate(RAREST_WORDS);
    let asked: Vec<&str> = rarest.iter().step_by(RAREST_WORDS / ASKED_WORDS).map(String::as_str).collect();
    asked.join(" ")
}

/// Whether a reader of English finds a step within the first ten of the guides of a language.
fn finds(site: &Site, question: &str, within: &str, id: &str) -> bool {
    let request = Request {
        query: question.to_owned(),
        reader: vec!["en".to_owned()],
        within: vec![within.to_owned()],
        translations: Translations::All,
        limit: 10,
        ..Request::default()
    };
    let answer = search::run(&site.snapshot(), &request, &Links::default()).expect("the index can be read");
    answer.hits.iter().any(|hit| hit.id == id)
}
