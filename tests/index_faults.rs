//! Damaged, missing, foreign and locked index files: noticed, told, mended from the guides, and never silently wrong.

use crate::harness::{Folders, ids};
use guidepost::index::{IndexError, Site, Snapshot, build};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files
}

/// Every file of the index, twelve places each: either the damage is noticed or, in the manifest's own bytes, it may
/// change nothing that counts; opening the site must then give the right answers again.
#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    let folders = Folders::with_guides(12);
    let expected = ids(&folders.open(), "marker7 list of parcels", "en");
    let (mut cases, mut silently_wrong, mut unnoticed) = (0, 0, 0);
    for number in 0..files(&folders.generation()).len() {
        for place in 0..12 {
            // A damaged index is built anew, so its files have other names each time.
            let path = files(&folders.generation())[number].clone();
            let sound = fs::read(&path).expect("readable");
            if sound.is_empty() {
                continue;
            }
            let mut damaged = sound.clone();
            let at = (sound.len() - 1) * place / 11;
            damaged[at] ^= 1 << (place % 8);
            fs::write(&path, &damaged).expect("writable");
            cases += 1;
            if Snapshot::open(&folders.index(), None).is_ok() {
                unnoticed += usize::from(!path.ends_with("manifest.json"));
            }
            silently_wrong += usize::from(ids(&folders.open(), "marker7 list of parcels", "en") != expected);
        }
    }
    println!("flipped bits: cases={cases} unnoticed={unnoticed} silently-wrong={silently_wrong}");
    assert!(cases >= 60);
    assert_eq!((unnoticed, silently_wrong), (0, 0));
}

/// Something done to the files of a generation.
type Damage = fn(&[PathBuf]);

#[test]
fn truncated_missing_swapped_and_strange_files_are_noticed() {
    let folders = Folders::with_guides(5);
    let expected = ids(&folders.open(), "marker3", "en");
    let damages: [(&str, Damage); 4] = [
        ("truncated", |files| {
            let content = fs::read(&files[1]).expect("readable");
            fs::write(&files[1], &content[..content.len() / 2]).expect("writable");
        }),
        ("missing", |files| fs::remove_file(&files[2]).expect("it was there")),
        ("swapped", |files| {
            let (one, other) = (fs::read(&files[1]).expect("readable"), fs::read(&files[2]).expect("readable"));
            fs::write(&files[1], other).expect("writable");
            fs::write(&files[2], one).expect("writable");
        }),
        ("strange", |files| fs::write(files[0].with_file_name("stranger.txt"), "hello").expect("writable")),
    ];
    for (name, damage) in damages {
        damage(&files(&folders.generation()));
        let error = Snapshot::open(&folders.index(), None).err().unwrap_or_else(|| panic!("{name} was not noticed"));
        assert!(matches!(error, IndexError::Damaged { .. }), "{name}: {error}");
        assert!(error.to_string().contains("guidepost index"), "{error}");
        assert_eq!(ids(&folders.open(), "marker3", "en"), expected, "{name}");
    }
}

#[test]
fn an_index_of_another_version_is_built_again() {
    let folders = Folders::with_guides(3);
    let expected = ids(&folders.open(), "marker2", "en");
    for (field, other) in [("schema", "0"), ("analysis", "\"older\""), ("engine", "\"tantivy 0.1\"")] {
        let path = folders.generation().join("manifest.json");
        let mut manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).expect("readable")).expect("JSON");
        manifest[field] = serde_json::from_str(other).expect("JSON");
        fs::write(&path, manifest.to_string()).expect("writable");
        let error = Snapshot::open(&folders.index(), None).err().expect("another version is refused");
        assert!(matches!(error, IndexError::OtherVersion { .. }), "{field}: {error}");
        assert_eq!(ids(&folders.open(), "marker2", "en"), expected, "{field}");
    }
}

#[test]
fn what_a_killed_build_left_is_cleared_away() {
    let folders = Folders::with_guides(3);
    folders.open();
    let left = folders.index().join("generation-00000077");
    fs::create_dir(&left).expect("it can be made");
    fs::write(left.join("half.idx"), "half").expect("writable");
    assert_eq!(ids(&folders.open(), "marker1", "en"), ["en/guide-00001#2"]);
    build(&folders.settings(), &|_| {}).expect("it builds");
    assert!(!left.exists());
}

#[test]
fn the_second_builder_says_who_holds_the_lock() {
    let folders = Folders::with_guides(1);
    folders.open();
    let lock = fs::File::options().write(true).open(folders.index().join("writer.lock")).expect("it is there");
    lock.try_lock().expect("nobody holds it");
    let error = build(&folders.settings(), &|_| {}).expect_err("it is held");
    assert!(error.to_string().contains("writer.lock"), "{error}");
    // Searching needs no lock.
    assert_eq!(ids(&folders.open(), "marker0", "en"), ["en/guide-00000#2"]);
}

#[test]
fn a_folder_without_guides_gives_an_empty_index_and_a_missing_one_an_error() {
    let folders = Folders::new();
    assert!(ids(&folders.open(), "anything", "en").is_empty());
    fs::remove_dir(folders.guides()).expect("it is empty");
    let error = Site::open(folders.settings(), &|_| {}).err().expect("there is nothing to index");
    assert!(error.to_string().contains("guides"), "{error}");
}
