//! Reading guides from JSON Lines and writing them back.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use proptest::prelude::*;

fn read(line: &str) -> (Option<Guide>, Vec<String>) {
    let (guide, problems) = parse(line, Path::new("guides.jsonl"), 17);
    (guide, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn a_guide_is_read_with_all_it_has() {
    let line = r##"{"id":"/a/b/","lang":"pt-BR","title":"T\nitle","summary":null,"url":"https://x.example/a b","tags":["a","a"," b "],
        "updated":"2026-10-02","deep_link":"text-fragment","redirect_from":["old","#x -> y"],
        "steps":[{"number":"4","title":"","body":"\r\n  \r\none\r\ntwo\n"},{"number":4.1,"anchor":"#y","title":"Y","body":"z","url":"/q"}]}"##
        .replace('\n', " ");
    let (guide, problems) = read(&line);
    let guide = guide.unwrap();
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!((guide.key().as_str(), guide.title.as_str(), guide.line), ("pt-BR/a/b", "T itle", 17));
    assert_eq!(guide.url.as_deref(), Some("https://x.example/a%20b"));
    assert_eq!(guide.tags, ["a", "b"]);
    assert_eq!(guide.steps[0].body, "one\ntwo");
    assert_eq!((guide.steps[1].number.as_str(), guide.steps[1].anchor.as_str()), ("4.1", "y"));
    assert_eq!(guide.redirects.len(), 2);
    assert_eq!(guide.steps[1].url.as_deref(), Some("/q"));
}

#[test]
fn keys_that_are_there_twice_are_told() {
    let line =
        r#"{"id":"x","lang":"en","title":"T","steps":[{"number":"1","title":"a","body":"b","body":"c"}],"title":"U"}"#;
    let (guide, problems) = read(line);
    let guide = guide.unwrap();
    assert_eq!((guide.title.as_str(), guide.steps[0].body.as_str()), ("U", "c"));
    let told =
        |key| format!("guides.jsonl:17: the key “{key}” is there twice and only the last counts; remove the other");
    assert_eq!(problems, [told("body"), told("title")]);
}

#[test]
fn steps_without_a_number_get_one() {
    let (guide, problems) = read(
        r#"{"id":"x","lang":"en","title":"T","steps":[{"number":"1","title":"a","body":""},{"number":"1","body":"b"},
        {"title":"c"},{"number":"IV","title":"d"}]}"#,
    );
    let numbers: Vec<String> = guide.unwrap().steps.into_iter().map(|step| step.number).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"]);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert_eq!(problems[0], "guides.jsonl:17: the step at place 3 has no number; give it \"number\": \"3\"");
}

#[test]
fn what_can_not_be_kept_is_told() {
    for (line, words) in [
        ("[1]", "no guide"),
        ("{\"id\":", "middle of a guide"),
        ("{'id': 1}", "no sound JSON at column 2"),
        (r#"{"lang":"en","title":"T"}"#, "no id"),
        (r#"{"id":"x","title":"T"}"#, "no language"),
        (r#"{"id":"x","lang":"english","title":"T"}"#, "no language tag"),
        (r#"{"id":"a/../b","lang":"en","title":"T"}"#, "begins with a dot"),
        (r#"{"id":"a//b","lang":"en","title":"T"}"#, "part that is empty"),
        (r#"{"id":"a\u0007b","lang":"en","title":"T"}"#, "control characters"),
        (r#"{"id":"x","lang":"en","steps":[{"number":"1","title":" ","body":"\n"}]}"#, "neither a title nor any text"),
    ] {
        let (guide, problems) = read(line);
        assert!(guide.is_none(), "{line}");
        assert_eq!(problems.len(), 1, "{line}: {problems:?}");
        assert!(problems[0].starts_with("guides.jsonl:17: ") && problems[0].contains(words), "{problems:?}");
    }
    assert!(read(&format!(r#"{{"id":"{}","lang":"en","title":"T"}}"#, "x".repeat(513))).0.is_none());
    assert!(read(&"[".repeat(100_000)).0.is_none());
    assert_eq!(read("   "), (None, Vec::new()));
}

#[test]
fn what_is_of_the_wrong_kind_is_left_out_and_told() {
    let (guide, problems) = read(
        r#"{"id":7,"lang":"en","title":["T"],"summary":"S","tags":"a, b","steps":[3,{"number":"1","title":"a","body":{}}],"extra":1}"#,
    );
    let guide = guide.unwrap();
    assert_eq!((guide.id.as_str(), guide.title.as_str(), guide.steps.len()), ("7", "7", 1));
    assert_eq!(guide.tags, ["a", "b"]);
    assert_eq!(problems.len(), 5, "{problems:?}");
}

#[test]
fn no_address_runs_a_script() {
    let (guide, problems) = read(
        r#"{"id":"x","lang":"en","title":"T","url":"JavaScript:alert(1)","steps":[{"number":"1","title":"a","url":"data:text/html,x"}]}"#,
    );
    let guide = guide.unwrap();
    assert_eq!((guide.url, guide.steps[0].url.clone(), problems.len()), (None, None, 2));
}

#[test]
fn a_guide_without_steps_is_kept_with_its_summary() {
    let (guide, problems) = read(r#"{"id":"x","lang":"en","title":"T","summary":"S","steps":[]}"#);
    let guide = guide.unwrap();
    assert_eq!((guide.steps[0].number.as_str(), guide.steps[0].body.as_str()), ("0", "S"));
    assert!(problems.is_empty());
}

#[test]
fn nul_and_deep_quotes_are_taken_out_of_bodies() {
    let body = format!("a\\u0000b\\n{}c", ">".repeat(500));
    let (guide, problems) =
        read(&format!(r#"{{"id":"x","lang":"en","title":"T","steps":[{{"number":"1","body":"{body}"}}]}}"#));
    assert_eq!(guide.unwrap().steps[0].body, "ab\nc");
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn a_hundred_thousand_equal_steps_are_read() {
    let steps = vec![r#"{"number":"1","anchor":"a","title":"Same","body":"b"}"#; 100_000].join(",");
    let (guide, problems) = read(&format!(r#"{{"id":"x","lang":"en","title":"T","steps":[{steps}]}}"#));
    let guide = guide.unwrap();
    assert_eq!(guide.steps[99_999].number, "100000");
    assert_eq!(problems.len(), 2 * 99_999);
    assert!(problems[0].contains("counted as 2"), "{}", problems[0]);
}

proptest! {
    #[test]
    fn any_line_is_read(line in any::<String>()) {
        let _ = read(&line);
    }

    #[test]
    fn any_fields_are_read(key in "id|lang|title|tags|steps|redirect_from", value in "null|1|\"x\"|\\[null,1,\"x\",\\{\\}\\]|\\{\"a\":1\\}") {
        let (guide, _) = read(&format!(r#"{{"id":"x","lang":"en","title":"T","steps":[{{"number":"1","title":"a"}}],"{key}":{value}}}"#));
        if let Some(guide) = guide {
            prop_assert!(!guide.steps.is_empty() && !guide.id.is_empty() && !guide.title.is_empty());
        }
    }
}
