//! Compounds and words written together or apart: whichever way a question writes them, it finds the steps that write them
//! otherwise, and the word as it is asked stays worth most.

use crate::harness::{Folders, ask, ids};
use guidepost::index::Site;

/// A site of short steps in one language; the first is number 1.
fn site(lang: &str, steps: &[&str]) -> (Folders, Site) {
    let folders = Folders::new();
    let step = |(number, step): (usize, &&str)| format!("## Punkt {number}\n\n{step}\n\n");
    let steps: String = steps.iter().enumerate().map(step).collect();
    folders.write(&format!("{lang}/desk.md"), format!("# Büro\n\n{steps}"));
    let site = folders.open();
    (folders, site)
}

const GERMAN: [&str; 8] = [
    "Die Rechnungsnummer steht oben rechts auf dem Blatt.",
    "Die Nummer der Rechnung steht oben rechts auf dem Blatt.",
    "Auf der Rechnung sehen Sie rechts oben eine Nummer auf dem Blatt.",
    "Die Kundennummer steht auf dem Brief.",
    "Die Kundenkontonummer steht auf dem Brief.",
    "Der Kunde bekommt einen Brief, und ein Konto dazu.",
    "Die Rechnung kommt mit der Post.",
    "Wählen Sie eine Nummer.",
];

fn rank(found: &[String], step: usize) -> usize {
    let id = format!("#{step}");
    found.iter().position(|hit| hit.ends_with(&id)).unwrap_or(usize::MAX)
}

#[test]
fn a_compound_finds_its_parts_in_any_order() {
    let (_folders, site) = site("de", &GERMAN);
    let found = ids(&site, "Rechnungsnummer", "de");
    assert_eq!(rank(&found, 1), 0, "the word itself first: {found:?}");
    assert!(rank(&found, 2) < 4 && rank(&found, 3) < 4, "{found:?}");
    let of_parts = [rank(&found, 7), rank(&found, 8)];
    assert!(of_parts.iter().all(|&one| one > rank(&found, 2).max(rank(&found, 3))), "{found:?}");
}

#[test]
fn the_parts_of_a_compound_find_it_in_any_order() {
    let (_folders, site) = site("de", &GERMAN);
    for question in ["Nummer Rechnung", "Rechnung Nummer", "Nummer der Rechnung", "Nummern von Rechnungen"] {
        let found = ids(&site, question, "de");
        assert!(rank(&found, 1) < 4, "{question}: {found:?}");
        assert!(rank(&found, 1) < rank(&found, 7).min(rank(&found, 8)), "{question}: {found:?}");
    }
}

#[test]
fn a_compound_finds_another_of_its_parts_less() {
    let (_folders, site) = site("de", &GERMAN);
    let found = ids(&site, "Kundennummer", "de");
    assert_eq!(rank(&found, 4), 0, "{found:?}");
    assert!(rank(&found, 5) < usize::MAX, "{found:?}");
}

#[test]
fn a_compound_that_no_guide_has_is_asked_in_parts_and_that_is_told() {
    let (_folders, site) = site("de", &["Die Nummer der Rechnung.", "Die Nummer.", "Die Rechnung.", "Ein Brief."]);
    let answer = ask(&site, "wo ist die Rechnungsnummer?", "de");
    assert_eq!(answer.hits[0].id, "de/desk#1", "{answer:?}");
    let corrections: Vec<(&str, &str)> =
        answer.corrections.iter().map(|correction| (correction.from.as_str(), correction.to.as_str())).collect();
    assert_eq!(corrections, [("Rechnungsnummer", "rechnung nummer")]);
    assert!(!answer.ignored_words.iter().any(|word| word == "Rechnungsnummer"), "{answer:?}");
}

#[test]
fn the_languages_of_compounds_have_links_of_their_own() {
    for (lang, question, step) in [
        ("nl", "verzekeringsnummer", "Het nummer van uw verzekering staat hier."),
        ("sv", "fakturanummer", "Numret på din faktura: ett nummer som står här."),
        ("da", "betalingskort", "Et kort til betaling."),
        ("nb", "leveringsadresse", "Skriv inn en adresse for levering."),
        ("fi", "laskunumero", "Numero on jokaisessa lasku, numero ja lasku."),
        ("hu", "számlaszám", "A számla melletti szám."),
    ] {
        let (_folders, site) = site(lang, &["Andere punten.", step, "Foto."]);
        let found = ids(&site, question, lang);
        assert_eq!(rank(&found, 2), 0, "{lang}: {found:?}");
    }
}

#[test]
fn a_part_finds_the_compounds_that_it_is_in() {
    let (_folders, site) = site("nl", &["Chequebetalingen doen.", "Betalingen per bank.", "Een cheque."]);
    let found = ids(&site, "cheque", "nl");
    assert_eq!((rank(&found, 3), rank(&found, 1)), (0, 1), "{found:?}");
    let found = ids(&site, "betalingen", "nl");
    assert_eq!((rank(&found, 2), rank(&found, 1)), (0, 1), "{found:?}");
}

#[test]
fn a_slip_of_the_space_bar_is_mended_in_the_reader_s_language_and_never_in_a_code() {
    let (_folders, site) = site("en", &["Reset your password.", "Password rules.", "Reset the printer.", "ERR 77."]);
    let answer = ask(&site, "passwordreset", "en");
    assert_eq!(answer.hits[0].id, "en/desk#1", "{answer:?}");
    assert_eq!(answer.corrections[0].to, "password reset");
    let answer = ask(&site, "pass word rules", "en");
    assert_eq!(answer.hits[0].id, "en/desk#2", "{answer:?}");
    for code in ["reset77printer", "PASSWORD_RESET9", "password2reset"] {
        assert!(ask(&site, code, "en").corrections.is_empty(), "{code}");
    }
}

#[test]
fn words_that_only_look_like_compounds_are_left_alone() {
    let (_folders, site) = site("de", &["Der Artikel ist neu.", "Die Art der Ware.", "Ein Auftrag.", "Auf dem Trag."]);
    for question in ["Artikel", "Auftrag"] {
        assert!(ask(&site, question, "de").corrections.is_empty(), "{question}");
    }
    let found = ids(&site, "Artikel", "de");
    assert_eq!(rank(&found, 1), 0);
    assert_eq!(rank(&found, 2), usize::MAX, "{found:?}");
}
