//! Documents tell of every term in a title or a text where it stands there.

#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

use super::*;
use crate::guide::markdown;
use crate::guide::text::plain;
use crate::index::schema::{Role, TermTokenizer, parts_of, schema};
use proptest::prelude::*;
use std::path::Path;
use tantivy::schema::{Field, Value};
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// A term of a step with its role and position, the text of that role, and where its words stand.
type Placed = (String, Role, usize, String, TextPlaces);

fn placed_terms(guide: &Guide) -> Vec<Placed> {
    let (_, fields) = schema();
    let languages = [Language::from_tag("fr"), Language::from_tag("en"), Language::from_tag("th")];
    let documents = DocumentMaker::new(fields, &languages).documents(guide, "a.md", 0);
    documents.iter().skip(1).flat_map(|document| terms_of(document, fields)).collect()
}

fn terms_of(document: &TantivyDocument, fields: Fields) -> Vec<Placed> {
    let stored = |field: Field| document.get_first(field).and_then(|value| value.as_bytes()).unwrap();
    let record: StepRecord = serde_json::from_slice(stored(fields.record)).unwrap();
    let places = WordPlaces::decode(stored(fields.word_places), usize::MAX).unwrap();
    let texts = [(record.title.clone(), places.title), (plain(&record.body), places.body)];
    let mut tokenizer = TermTokenizer::default();
    let mut stream = tokenizer.token_stream(document.get_first(fields.text).and_then(|value| value.as_str()).unwrap());
    let mut found = Vec::new();
    while stream.advance() {
        let Some((_, _, _, role @ (Role::Title | Role::Body))) = parts_of(&stream.token().text) else { continue };
        let (text, places) = &texts[role as usize];
        found.push((stream.token().text.clone(), role, stream.token().position, text.clone(), places.clone()));
    }
    found
}

/// Checks that each term is one of the forms of the word, or of an identifier, at its place.
fn check((term, _, position, text, places): Placed) -> Result<(), TestCaseError> {
    let (form, word, language, _) = parts_of(&term).unwrap();
    let ranges = [places.words.get(position).cloned(), places.identifier_at(position)];
    let mut written = ranges.into_iter().flatten().map(|range| text.get(range).map(ToOwned::to_owned));
    let is_there = written.any(|written| {
        let tokens = Analyzer::new().analyze(&written.unwrap(), language);
        tokens.iter().any(|token| match form {
            Form::Stem => token.forms.stems.iter().any(|stem| stem == word),
            Form::Word | Form::Identifier => token.forms.word == word,
        })
    });
    prop_assert!(is_there, "{term:?} at {position} of {text:?}");
    Ok(())
}

#[test]
fn words_are_found_where_they_stand() {
    let text =
        "---\ntitle: Numéro UPS\n---\n## L’étape du *compte*\n\nÉcrivez à a@ups.com ou appelez.\n\n- Ctrl+C, e-mail\n";
    let guide = markdown::parse(text, "fr", "a", Path::new("a.md")).0.unwrap();
    let terms = placed_terms(&guide);
    let place = |word: &str| {
        let (.., role, position, text, places) =
            terms.iter().find(|(term, ..)| parts_of(term).is_some_and(|(_, other, ..)| other == word)).unwrap();
        (*role, text[places.words[*position].clone()].to_owned())
    };
    assert_eq!(place("etape"), (Role::Title, "étape".to_owned()));
    assert_eq!(place("appelez"), (Role::Body, "appelez".to_owned()));
    assert_eq!(place("mail"), (Role::Body, "mail".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_term_is_at_its_place(
        title in proptest::sample::subsequence(vec!["L’étape", "e-mail", "it's", "ERR_042", "ภาษาไทย", "–", "C++"], 0..=7),
        body in proptest::collection::vec(proptest::sample::select(vec![
            "l'étape ", "e-mail ", "**gras** ", "\n\n", "\n- ", "https://ups.com/a/b?c ", "Ctrl+C ", "我的包裹在哪里 ",
            "ภาษาไทยง่าย ", "`code` ", "<b>b</b> ", "\n| a | b |\n|---|---|\n| c | d |\n\n", "[ici](https://ups.com) ", "mot",
            "Paramètres > Réseau ", "&amp; ", "x_y ", "é", "\u{301}", "'", "’", ". ", "v1.2.3 ", "\n```\nlet x = 1;\n```\n",
        ]), 0..30),
    ) {
        let text = format!("---\ntitle: Titre\nsummary: Un mot\n---\n{}\n\n## {}\n\n{}", body.concat(), title.join(" "), body.concat());
        let guide = markdown::parse(&text, "fr", "a", Path::new("a.md")).0;
        for placed in guide.iter().flat_map(placed_terms) {
            // An introduction is found by the guide's summary too, which stands behind its text and is not shown.
            if placed.1 == Role::Title || placed.2 < placed.4.words.len() {
                check(placed)?;
            }
        }
    }
}
