//! What parallel guides teach, and that a site in one language learns nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::index::{self, SiteSettings, Snapshot};

const NOUNS: [(&str, &str); 6] = [
    ("printer", "imprimante"),
    ("parcel", "colis"),
    ("invoice", "facture"),
    ("driver", "chauffeur"),
    ("address", "adresse"),
    ("password", "motdepasse"),
];
const VERBS: [(&str, &str); 4] =
    [("send", "envoyez"), ("check", "vérifiez"), ("print", "imprimez"), ("close", "fermez")];

/// A guide of two steps about a thing and what to do with it, in English or in French.
fn guide(number: usize, lang: &str, noun: &str, verb: &str) -> String {
    let (title, body) = match lang {
        "en" => (format!("The {noun}"), format!("Please {verb} the {noun} number {number} today.")),
        _ => (format!("Le {noun}"), format!("Veuillez {verb} le {noun} numéro {number} maintenant.")),
    };
    format!(
        "{{\"id\":\"g{number}\",\"lang\":\"{lang}\",\"title\":\"{title}\",\
         \"steps\":[{{\"number\":\"1\",\"title\":\"{title}\",\"body\":\"{body}\"}}]}}\n"
    )
}

fn site(guides: &str) -> (tempfile::TempDir, SiteSettings) {
    let folder = tempfile::tempdir().unwrap();
    let settings = SiteSettings {
        guides: folder.path().join("guides"),
        index: folder.path().join("index"),
        default_language: None,
    };
    std::fs::create_dir(&settings.guides).unwrap();
    std::fs::write(settings.guides.join("guides.jsonl"), guides).unwrap();
    (folder, settings)
}

fn parallel_guides() -> String {
    let mut guides = String::new();
    for (number, (noun, nom)) in NOUNS.iter().chain(&NOUNS).enumerate() {
        let (verb, verbe) = VERBS[number % VERBS.len()];
        guides += &guide(number, "en", noun, verb);
        guides += &guide(number, "fr", nom, verbe);
    }
    guides
}

#[test]
fn words_of_parallel_guides_translate_each_other() {
    let (_folder, settings) = site(&parallel_guides());
    index::build(&settings, &|_| {}).unwrap();
    let snapshot = Snapshot::open(&settings.index, None).unwrap();
    let translations = snapshot.word_translations().unwrap();
    let (english, french) = (Language::from_tag("en"), Language::from_tag("fr"));
    for (word, translated) in [("imprim", "printer"), ("factur", "invoic"), ("chauffeur", "driver"), ("coli", "parcel")]
    {
        // The French stemmer makes one word of the printer and of printing.
        let found: Vec<&str> = translations.of_word(word, french, english).iter().map(|(word, _)| *word).collect();
        assert!(found.contains(&translated), "{word}: {found:?}");
    }
    let back = translations.of_word("invoic", english, french);
    assert_eq!(back.first().map(|(word, _)| *word), Some("factur"), "{back:?}");
    assert!(translations.of_word("zebra", english, french).is_empty());
    assert!(translations.of_word("the", english, french).is_empty(), "function words are not learnt");
    assert!(translations.of_word("invoic", english, Language::from_tag("de")).is_empty());
}

#[test]
fn the_same_guides_teach_the_same() {
    let learnt = || {
        let (_folder, settings) = site(&parallel_guides());
        index::build(&settings, &|_| {}).unwrap();
        std::fs::read(settings.index.join("generation-00000001").join(FILE_NAME)).unwrap()
    };
    assert_eq!(learnt(), learnt());
}

#[test]
fn a_site_in_one_language_learns_nothing() {
    let guides: String = (0..12).map(|number| guide(number, "en", NOUNS[number % 6].0, "send")).collect();
    let (_folder, settings) = site(&guides);
    index::build(&settings, &|_| {}).unwrap();
    let snapshot = Snapshot::open(&settings.index, None).unwrap();
    assert!(snapshot.word_translations().is_none());
}
