//! Large sets of real guides: indexed whole, without problems that are ours, and answered in every language.

use crate::harness::{Folders, HANG, json_lines, unpack_as_site};
use guidepost::index::{Report, build};
use guidepost::search::{self, Request, Translations};
use guidepost::{guide::links::Links, index::Site};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Questions asked in each language.
const SAMPLE: usize = 12;

/// A set, unpacked and indexed.
struct Set {
    folders: Folders,
    name: &'static str,
    /// Guides, steps and guides without any step, counted in the file itself.
    guides: usize,
    steps: usize,
    empty: usize,
    languages: BTreeSet<String>,
}

/// Unpacks a set and counts what it has; `None` where it can't be.
fn unpack(name: &'static str) -> Option<Set> {
    let folders = unpack_as_site(name)?;
    let guides = folders.guides().join("guides.jsonl");
    let mut set = Set { folders, name, guides: 0, steps: 0, empty: 0, languages: BTreeSet::new() };
    for guide in json_lines(&guides) {
        let steps = guide["steps"].as_array().map_or(0, Vec::len);
        set.guides += 1;
        set.steps += steps;
        set.empty += usize::from(steps == 0);
        set.languages.insert(guide["lang"].as_str().expect("a text").to_owned());
    }
    Some(set)
}

fn index(set: &Set) -> Report {
    let begun = Instant::now();
    let report = build(&set.folders.settings(), &|_| {}).expect("it can be indexed");
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{}: guides={} steps={} languages={} problems={} seconds={seconds:.1} bytes={}",
        set.name,
        report.guides,
        report.steps,
        report.languages.len(),
        report.problems.len(),
        report.bytes
    );
    let ours: Vec<String> = report
        .problems
        .iter()
        .filter(|problem| !problem.message.contains("has a title but no text"))
        .map(ToString::to_string)
        .collect();
    assert_eq!(ours, Vec::<String>::new());
    assert_eq!(report.problems.len(), set.empty);
    // A guide without steps is found by its title, as an introduction.
    assert_eq!((report.guides, report.steps), (set.guides, set.steps + set.empty));
    assert_eq!(report.languages.iter().map(|language| language.lang.clone()).collect::<BTreeSet<_>>(), set.languages);
    report
}

/// Asks a sample of each language's questions; gives for each language how many were asked and answered.
fn ask(set: &Set) -> BTreeMap<String, (usize, usize)> {
    let site = set.folders.open();
    let snapshot = site.snapshot();
    let mut asked: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let begun = Instant::now();
    for query in json_lines(&set.folders.path().join(set.name).join("queries.jsonl")) {
        let text = |field: &str| query[field].as_str().expect("a text").to_owned();
        let counts = asked.entry(text("lang")).or_default();
        let query = text("text");
        if counts.0 == SAMPLE || query.chars().count() > search::request::MAX_QUERY_CHARACTERS {
            continue;
        }
        let reader = vec![text("lang")];
        let request = Request { query, reader, translations: Translations::All, ..Request::default() };
        let answer = search::run(&snapshot, &request, &Links::default()).expect("the index can be read");
        assert!(begun.elapsed() < HANG, "searching hangs");
        counts.0 += 1;
        counts.1 += usize::from(answer.hits.iter().any(|hit| hit.lang == request.reader[0]));
    }
    let (all, answered) = asked.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
    let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(u32::try_from(all).unwrap_or(1).max(1));
    println!("{}: asked={all} answered={answered} ms-each={milliseconds:.1}", set.name);
    asked
}

fn assert_answered(asked: &BTreeMap<String, (usize, usize)>) {
    let silent: Vec<_> = asked.iter().filter(|(_, (asked, answered))| answered * 10 < asked * 8).collect();
    assert!(silent.is_empty(), "languages whose questions find nothing in their language: {silent:?}");
}

#[test]
fn business_software_in_five_languages() {
    let Some(set) = unpack("msbc") else { return };
    index(&set);
    let asked = ask(&set);
    assert_eq!(asked.keys().cloned().collect::<BTreeSet<_>>(), set.languages);
    assert_answered(&asked);
}

#[test]
fn desktop_help_in_thirty_three_languages() {
    let Some(set) = unpack("gnome") else { return };
    let report = index(&set);
    assert!(report.languages.len() >= 33);
    let asked = ask(&set);
    assert!(asked.len() >= 30, "{asked:?}");
    assert_answered(&asked);
    let (guides, steps, untranslated) = untranslated_steps(&set.folders.open());
    println!("gnome: of {steps} steps in {guides} guides in other languages, {untranslated} are written in English");
    assert!(untranslated > 0 && untranslated * 5 < steps, "half-translated guides are told apart");
}

/// How many guides and steps of languages other than English were looked at, and how many of the steps are in English.
fn untranslated_steps(site: &Site) -> (usize, usize, usize) {
    let snapshot = site.snapshot();
    let (mut guides, mut steps, mut untranslated) = (0, 0, 0);
    for language in snapshot.languages().iter().filter(|language| language.lang != "en") {
        for summary in snapshot.guides_in(&language.lang, 0, 40).expect("readable") {
            let view = snapshot.guide(&summary.lang, &summary.id).expect("readable").expect("it is listed");
            guides += 1;
            steps += view.text_languages.len();
            untranslated += view.text_languages.iter().filter(|language| *language == "en").count();
        }
    }
    (guides, steps, untranslated)
}
