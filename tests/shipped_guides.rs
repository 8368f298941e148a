//! The guides that ship: free of problems, in the languages that they seem to be in, and found by what people ask.

use crate::harness::ask;
use guidepost::index::{Site, SiteSettings};
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

static SITE: LazyLock<(TempDir, Site)> = LazyLock::new(|| {
    let index = tempfile::tempdir().expect("a temporary folder");
    let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("guides");
    let settings = SiteSettings { guides, index: index.path().to_owned(), default_language: Some("en".to_owned()) };
    let site = Site::open(settings, &|_| {}).expect("the shipped guides can be indexed");
    (index, site)
});

#[test]
fn they_are_free_of_problems() {
    assert_eq!(SITE.1.snapshot().manifest().problems(), []);
}

#[test]
fn a_question_leads_to_its_step() {
    for (lang, query, expected) in [
        ("fr", "fraud warning", "fr/shipping/ups-account-number#4.1"),
        ("fr", "mclogin@ups.com", "fr/shipping/ups-account-number#2"),
        ("fr", "add existing account", "fr/shipping/ups-account-number#3.4"),
        ("fr", "depanage", "fr/shipping/ups-account-number#5"),
        ("fr", "https://wwwapps.ups.com/doapp/signup", "fr/shipping/ups-account-number#1.1"),
        ("de", "err042", "de/labels/print-labels#6.1"),
        ("de", "prn 1107", "de/labels/print-labels#6.2"),
        ("es", "incoterms", "es/customs/customs-documents#6"),
        ("en", "out for delivery", "en/tracking/parcel-status#3.3"),
        ("en", "http 429", "en/developers/api-keys-and-webhooks#4.3"),
    ] {
        let hits = ask(&SITE.1, query, lang).hits;
        assert_eq!(hits.first().map(|hit| hit.id.as_str()), Some(expected), "{lang}: {query}");
    }
}

#[test]
fn an_untranslated_step_says_so_and_knows_its_translations() {
    let answer = ask(&SITE.1, "fraud warning", "fr");
    let hit = &answer.hits[0];
    assert_eq!((hit.lang.as_str(), hit.text_lang.as_str(), hit.language_fallback), ("fr", "en", false));
    let variants: Vec<&str> = hit.variants.iter().map(|variant| variant.lang).collect();
    assert_eq!(variants, ["de", "en", "es"]);
    assert_eq!(hit.url, "/fr/guides/shipping/ups-account-number#fraud-warning");
}

#[test]
fn a_guide_that_the_reader_s_language_lacks_is_still_found() {
    let answer = ask(&SITE.1, "phishing", "fr");
    assert!(answer.hits.iter().any(|hit| hit.guide.id == "security/account-security" && hit.language_fallback));
}

#[test]
fn every_text_is_in_the_language_it_seems_to_be_in() {
    let snapshot = SITE.1.snapshot();
    for language in snapshot.languages() {
        for summary in snapshot.guides_in(&language.lang, 0, 100).expect("readable") {
            let view = snapshot.guide(&summary.lang, &summary.id).expect("readable").expect("it is listed");
            let is_half_translated = summary.lang == "fr" && summary.id == "shipping/ups-account-number";
            for (step, text_language) in view.guide.steps.iter().zip(&view.text_languages) {
                let expected = if is_half_translated && step.number != "0" { "en" } else { summary.lang.as_str() };
                assert_eq!(text_language, expected, "{}/{}#{}", summary.lang, summary.id, step.number);
            }
        }
    }
}
