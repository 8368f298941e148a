//! When translations are learnt: guides are searchable before, and nothing that is published meanwhile is lost.

use crate::harness::{Folders, ask, ids, refresh};
use guidepost::index::{Learning, Site};
use std::fs;
use std::path::Path;

/// A question that only a translation can answer: there is no French version of that guide.
const QUESTION: &str = "annuler un enlèvement";
const GUIDE: &str = "pickup/schedule-a-pickup";

/// The shipped guides, which are in several languages.
fn shipped() -> Folders {
    let folders = Folders::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("guides"), &folders.guides());
    folders
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it can be read") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

fn open(folders: &Folders) -> Site {
    Site::open_learning(folders.settings(), Learning::Later, &|_| {}).expect("the site opens")
}

fn learn(site: &Site) -> Option<u64> {
    site.learn_if_due().expect("it can be learnt")
}

fn answers_by_translation(site: &Site) -> bool {
    ask(site, QUESTION, "fr").hits.iter().any(|hit| hit.guide.id == GUIDE && hit.by_translation)
}

#[test]
fn guides_are_searched_before_translations_are_learnt() {
    let folders = shipped();
    let site = open(&folders);
    let published = site.snapshot().generation();
    assert!(site.snapshot().word_translations().is_none());
    assert!(!ids(&site, "fraud warning", "en").is_empty());
    assert!(!answers_by_translation(&site));

    let before = site.snapshot();
    assert_eq!(learn(&site), Some(published + 1));
    assert!(answers_by_translation(&site));
    assert!(before.word_translations().is_none(), "a request under way keeps what it began with");
    assert_eq!(learn(&site), None, "nothing has changed since");

    drop(site);
    let reopened = folders.open();
    assert_eq!(reopened.snapshot().generation(), published + 1, "it is complete and verified");
    assert!(answers_by_translation(&reopened));
}

#[test]
fn what_learns_later_learns_the_same() {
    let (later, at_once) = (shipped(), shipped());
    let site = open(&later);
    learn(&site).expect("it is due");
    let _site = at_once.open();
    let learnt = |folders: &Folders| fs::read(folders.generation().join("word-translations")).expect("it was learnt");
    assert!(learnt(&later) == learnt(&at_once));
}

#[test]
fn what_a_process_did_not_come_to_learn_the_next_one_does() {
    let folders = shipped();
    drop(open(&folders));
    // As after a kill while the generation was being written.
    let begun = folders.index().join("generation-00000002");
    fs::create_dir(&begun).expect("a folder can be made");
    fs::write(begun.join("word-translations"), "half of it").expect("it can be written");
    let site = open(&folders);
    assert!(site.snapshot().word_translations().is_none());
    let learnt = learn(&site).expect("it is still due");
    assert!(answers_by_translation(&site));
    assert!(learnt > 2 && !begun.exists(), "what was begun is gone");
}

#[test]
fn changes_are_published_while_translations_are_learnt() {
    let folders = shipped();
    let site = open(&folders);
    let changes = 6;
    std::thread::scope(|scope| {
        let learning = scope.spawn(|| learn(&site));
        for number in 0..changes {
            folders.write(&format!("en/matter-{number}.md"), crate::harness::guide(number));
            refresh(&site);
        }
        learning.join().expect("it ends");
    });
    while learn(&site).is_some() {}
    assert!(site.snapshot().word_translations().is_some());
    for number in 0..changes {
        let found = ids(&site, &format!("marker{number}"), "en");
        assert_eq!(found, [format!("en/matter-{number}#2")], "lost=1");
    }
    assert!(answers_by_translation(&site));
}

#[test]
fn few_changes_leave_what_was_learnt_as_it_is() {
    let folders = shipped();
    let site = open(&folders);
    learn(&site).expect("it is due");
    folders.write("en/matter-1.md", crate::harness::guide(1));
    refresh(&site);
    assert_eq!(learn(&site), None);
    assert!(answers_by_translation(&site));
}

#[test]
fn a_site_in_one_language_has_nothing_to_learn() {
    let folders = Folders::with_guides(12);
    let site = open(&folders);
    assert_eq!(learn(&site), None);
}
