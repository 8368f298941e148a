//! What a guide must have, whichever format it came in.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use proptest::prelude::*;

#[test]
fn language_tags_are_told_from_folder_names() {
    for tag in ["fr", "pt-BR", "zh-Hant", "sr-Latn-RS", "de-1996", "fil"] {
        assert_eq!(language_tag(tag), Ok(tag.to_owned()));
    }
    assert_eq!(language_tag("zh_Hant_TW"), Ok("zh-Hant-TW".to_owned()));
    for name in ["", "f", "images", "assets", "fr-", "fr--CA", "français", "en us", "fr/ca", "x1"] {
        assert!(language_tag(name).is_err(), "{name}");
    }
}

#[test]
fn ids_lose_the_slashes_at_their_ends_and_nothing_else() {
    assert_eq!(guide_id(" /a/b c/é/ ").unwrap(), "a/b c/é");
    for id in ["", "/", "a/./b", "../a", "a/..", ".hidden", "a//b", "a/ /b", "a\nb"] {
        assert!(guide_id(id).is_err(), "{id}");
    }
}

fn redirected(entries: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut report = Report::new(Path::new("x"));
    let steps = ["new", "other"].map(|anchor| Step { anchor: anchor.to_owned(), ..Step::default() });
    let entries: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
    let redirects = redirects(&entries, "here", &steps, 1, &mut report);
    let problems = report.problems.into_iter().map(|problem| problem.message).collect();
    (redirects.iter().map(Redirect::as_entry).collect(), problems)
}

#[test]
fn old_anchors_lead_on_until_there_is_a_step() {
    let (kept, problems) = redirected(&["#a -> b", "#b -> c", "#c -> new", "# d -> #other", "old/id"]);
    assert_eq!(kept, ["#a -> new", "#b -> new", "#c -> new", "#d -> other", "old/id"]);
    assert_eq!(problems, Vec::<String>::new());
    let (kept, problems) = redirected(&["#x -> y", "#y -> x", "#c -> gone", "#new -> other", "#a -> new"]);
    assert_eq!(kept, ["#a -> new"]);
    assert_eq!(problems.len(), 4, "{problems:?}");
}

#[test]
fn addresses_are_made_safe() {
    assert_eq!(address(" https://a.example/b c?d={e} ").unwrap(), "https://a.example/b%20c?d=%7Be%7D");
    assert_eq!(address("/fr/guides/a:b").unwrap(), "/fr/guides/a:b");
    for written in
        ["javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "java\nscript:x", "ftp://x"]
    {
        assert!(address(written).is_err(), "{written}");
    }
}

#[test]
fn text_is_put_on_one_line_and_cut_at_a_character() {
    let mut report = Report::new(Path::new("x"));
    assert_eq!(one_line(" a\t\n\u{0}b\u{2028}c  d ", "title", 1, &mut report), "a b c d");
    assert_eq!(report.problems, []);
    assert_eq!(one_line(&"é".repeat(MAX_LINE_BYTES), "title", 1, &mut report).len(), MAX_LINE_BYTES);
    assert_eq!(report.problems.len(), 1);
}

#[test]
fn a_body_too_long_is_cut_at_a_line() {
    let mut report = Report::new(Path::new("x"));
    let long = "a line of words\n".repeat(MAX_BODY_BYTES / 16 + 10);
    let kept = body(&long, 1, &mut report);
    assert!(kept.len() <= MAX_BODY_BYTES && kept.ends_with("a line of words"));
    assert_eq!(report.problems.len(), 1);
}

#[test]
fn bodies_keep_the_indentation_of_their_first_line() {
    assert_eq!(trimmed("\n  \n    code\n  \n"), "    code");
    assert_eq!(trimmed(" \n\t"), "");
    assert_eq!(trimmed("a"), "a");
}

proptest! {
    #[test]
    fn mended_texts_are_sound(text in any::<String>()) {
        let mut report = Report::new(Path::new("x"));
        let line = one_line(&text, "title", 1, &mut report);
        prop_assert_eq!(one_line(&line, "title", 1, &mut report), line.clone());
        prop_assert!(!line.chars().any(char::is_control));
        let kept = body(&text, 1, &mut report);
        prop_assert_eq!(body(&kept, 1, &mut report), kept);
        if let Ok(id) = guide_id(&text) {
            prop_assert_eq!(guide_id(&id), Ok(id.clone()));
        }
        if let Ok(url) = address(&text) {
            prop_assert_eq!(address(&url), Ok(url.clone()));
        }
        let _ = (anchor(&text), readable(&text), shortened(&text));
    }
}
