//! Questions find the steps that are there in another language only, by words that the site's own guides translate.

use crate::harness::{Folders, unpack};
use guidepost::guide::links::Links;
use guidepost::index::{Site, SiteSettings};
use guidepost::relevance::{across, set};
use guidepost::search::{self, Answer, Request};
use std::path::Path;

/// The share of questions that find their step across two scripts, at least, and what plain matching must be bettered by.
const LEAST_FOUND: f64 = 0.75;
const LEAST_GAIN: f64 = 0.20;

fn shipped() -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = SiteSettings {
        guides: Path::new(env!("CARGO_MANIFEST_DIR")).join("guides"),
        index: folder.path().join("index"),
        default_language: None,
    };
    let site = Site::open(settings, &|_| {}).expect("the shipped guides can be indexed");
    (folder, site)
}

fn ask(site: &Site, query: &str, lang: &str, within: &[&str]) -> Answer {
    let request = Request {
        query: query.to_owned(),
        reader: vec![lang.to_owned()],
        within: within.iter().map(|&lang| lang.to_owned()).collect(),
        explain: true,
        ..Request::default()
    };
    search::run(&site.snapshot(), &request, &Links::default()).expect("the index can be read")
}

#[test]
fn a_question_finds_the_step_that_is_there_in_another_language_only() {
    let (_folder, site) = shipped();
    // There is no French version of the guides about pickups and about the account's security.
    for (query, guide) in
        [("annuler un enlèvement", "pickup/schedule-a-pickup"), ("appareils inconnus", "security/account-security")]
    {
        let answer = ask(&site, query, "fr", &[]);
        let hit = answer.hits.iter().take(5).find(|hit| hit.guide.id == guide);
        let hit = hit.unwrap_or_else(|| panic!("{query}: {:#?}", answer.hits));
        assert!(hit.by_translation && hit.language_fallback, "{query}: {hit:#?}");
        let words = &hit.explanation.as_ref().expect("it was asked for")["words"];
        let translated = words.as_array().into_iter().flatten().any(|word| word["translationOf"].is_string());
        assert!(translated, "{words:#}");
    }
    let fraud = ask(&site, "avertissement de fraude", "fr", &[]);
    assert_eq!(fraud.hits[0].id, "fr/shipping/ups-account-number#4.1", "its text is in English");
}

#[test]
fn what_is_there_in_the_language_of_the_question_is_answered_as_before() {
    let (_folder, site) = shipped();
    for (query, lang) in [("étiquette de retour", "fr"), ("imprimer des étiquettes", "fr"), ("Rücksendeetikett", "de")]
    {
        let answer = ask(&site, query, lang, &[]);
        assert!(!answer.hits[0].by_translation && answer.hits[0].lang == lang, "{query}: {:#?}", answer.hits[0]);
    }
}

#[test]
fn a_question_in_one_language_can_be_asked_over_another() {
    let (_folder, site) = shipped();
    let answer = ask(&site, "Etiketten drucken", "de", &["es"]);
    assert!(answer.hits.iter().all(|hit| hit.lang == "es"));
    assert_eq!(answer.hits[0].guide.id, "labels/print-labels", "{:#?}", answer.hits[0]);
}

#[test]
fn a_site_in_one_language_is_searched_as_ever() {
    let folders = Folders::with_guides(12);
    let site = folders.open();
    assert!(site.snapshot().word_translations().is_none());
    assert!(!ask(&site, "parcel", "fr", &[]).hits.is_empty());
}

/// The guides and questions of a shared set in some languages only.
fn in_languages(set: &Path, languages: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let is_wanted = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("the set's lines are JSON");
        languages.iter().any(|&lang| value["lang"] == *lang)
    };
    for name in ["guides.jsonl", "queries.jsonl"] {
        let text = std::fs::read_to_string(set.join(name)).expect("the set has it");
        let kept: String = text.lines().filter(|line| is_wanted(line)).flat_map(|line| [line, "\n"]).collect();
        std::fs::write(folder.path().join(name), kept).expect("a temporary folder takes it");
    }
    let kept = std::fs::read_to_string(folder.path().join("queries.jsonl")).expect("it was written");
    let ids: std::collections::HashSet<String> = kept
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["qid"].to_string().replace('"', ""))
        .collect();
    let judgements = std::fs::read_to_string(set.join("qrels.tsv")).expect("the set has it");
    let judgements: String = judgements
        .lines()
        .filter(|line| line.split('\t').next().is_some_and(|id| ids.contains(id)))
        .flat_map(|line| [line, "\n"])
        .collect();
    std::fs::write(folder.path().join("qrels.tsv"), judgements).expect("a temporary folder takes it");
    folder
}

#[test]
fn held_out_guides_are_found_across_languages() {
    let Some(folders) = unpack("xquad") else { return };
    let few = in_languages(&folders.path().join("xquad"), &["en", "ru"]);
    let set = set::read(few.path(), None).expect("the set can be read");
    let workspace = tempfile::tempdir().expect("a temporary folder");
    let plan = across::Plan { languages: Vec::new(), sample: 60 };
    let pairs = across::evaluate(&set, &plan, workspace.path(), &|_, _| {}).expect("the set can be asked");
    assert_eq!(pairs.len(), 2);
    for pair in pairs {
        let share = |found: usize| found as f64 / pair.questions as f64;
        println!(
            "{} over {}: {:.3}, plainly {:.3}",
            pair.from,
            pair.into,
            share(pair.found),
            share(pair.found_plainly)
        );
        assert!(pair.questions >= 40);
        assert!(share(pair.found) >= LEAST_FOUND, "{pair:?}");
        assert!(share(pair.found) >= share(pair.found_plainly) + LEAST_GAIN, "{pair:?}");
    }
}
