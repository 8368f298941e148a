//! Reading Markdown guides and writing them back, on what people write and on what nobody should.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::guide::{DeepLink, Redirect, Step, json_lines};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// What takes longer grows faster than its text; even a busy machine takes a second.
const HANG: Duration = Duration::from_mins(1);

fn read(text: &str) -> (Guide, Vec<String>) {
    let (guide, problems) = parse(text, "en", "a/some-guide", Path::new("guides/en/a/some-guide.md"));
    (guide.unwrap(), problems.into_iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect())
}

fn outline(guide: &Guide) -> Vec<String> {
    guide.steps.iter().map(|step| format!("{} {} #{}", step.number, step.title, step.anchor)).collect()
}

/// Asserts one problem at a line, with some words.
#[track_caller]
fn assert_only(problems: &[String], line: usize, words: &str) {
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with(&format!("{line}: ")) && problems[0].contains(words), "{problems:?}");
}

const SAMPLE: &str = "---
title: \"Your number: here\"
summary: What it is.
tags: [ups, 2026, true]
url: https://help.example/ups
updated: 2026-10-02
deep_link: text-fragment
redirect_from:
  - carriers/ups
  - /fr/guides/old/ups
  - \"#step-9 -> fraud\"
---

Welcome.

## Sign in

Go to [the page][x].

```text
## not a step
```

### Look *closely* {#fraud}

Text

> ## no step either

### And `code`

## 7. Later

Setext
------

[x]: https://a.example
";

#[test]
fn a_guide_is_read_with_all_it_has() {
    let (guide, problems) = read(SAMPLE);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(guide.title, "Your number: here");
    assert_eq!(guide.summary, "What it is.");
    assert_eq!(guide.tags, ["ups", "2026", "true"]);
    assert_eq!(guide.url.as_deref(), Some("https://help.example/ups"));
    assert_eq!(guide.updated.as_deref(), Some("2026-10-02"));
    assert_eq!(guide.deep_link, Some(DeepLink::TextFragment));
    assert_eq!(
        guide.redirects,
        [
            Redirect::Guide("carriers/ups".to_owned()),
            Redirect::Guide("old/ups".to_owned()),
            Redirect::Anchor { from: "step-9".to_owned(), to: "fraud".to_owned() },
        ]
    );
    assert_eq!(
        outline(&guide),
        [
            "0  #step-0",
            "1 Sign in #step-1",
            "1.1 Look closely #fraud",
            "1.2 And code #step-1-2",
            "7 Later #step-7",
            "8 Setext #step-8",
        ]
    );
    let lines: Vec<usize> = guide.steps.iter().map(|step| step.line).collect();
    assert_eq!(lines, [14, 16, 24, 30, 32, 34]);
    let expected = "Go to [the page][x].\n\n```text\n## not a step\n```\n\n[x]: https://a.example";
    assert_eq!(guide.steps[1].body, expected);
    assert_eq!(guide.steps[2].body, "Text\n\n> ## no step either");
    assert!(guide.steps[2].has_own_anchor && !guide.steps[1].has_own_anchor);
}

#[test]
fn windows_and_old_mac_line_ends_are_read_alike() {
    let (unix, _) = read(SAMPLE);
    assert_eq!(read(&SAMPLE.replace('\n', "\r\n")).0, unix);
    assert_eq!(read(&SAMPLE.replace('\n', "\r")).0, unix);
    assert_eq!(read(&format!("\u{feff}{SAMPLE}")).0, unix);
}

#[test]
fn the_title_comes_from_the_heading_or_from_the_id() {
    let (guide, problems) = read("<!-- note -->\n\n# The title\n\nHello\n\n## One\n");
    assert_eq!((guide.title.as_str(), problems.len()), ("The title", 0));
    assert_eq!(guide.steps[0].body, "<!-- note -->\n\nHello");
    assert_eq!(guide.steps[1].title, "One");

    let (guide, problems) = read("## One\n\ntext");
    assert_eq!(guide.title, "Some guide");
    assert_only(&problems, 1, "no title");

    let (guide, problems) = read("---\ntitle: Same\n---\n# Same\n## One");
    assert_eq!((outline(&guide), problems.len()), (vec!["1 One #step-1".to_owned()], 0));

    let (guide, problems) = read("---\ntitle: One\n---\n# Other\n");
    assert_eq!(guide.title, "One");
    assert!(problems[0].starts_with("4: ") && problems[0].contains("differs"), "{problems:?}");

    let (guide, problems) = read("# Title\n\n## One\n\n# Two\n\ntext");
    assert_eq!(outline(&guide), ["1 One #step-1", "2 Two #step-2"]);
    assert_only(&problems, 5, "read as a step");
}

#[test]
fn an_introduction_is_made_only_of_visible_text() {
    assert_eq!(outline(&read("---\ntitle: T\nsummary: S\n---\n## One").0), ["1 One #step-1"]);
    assert_eq!(outline(&read("# T\n\n<!-- c -->\n\n[x]: /u\n\n## One").0), ["1 One #step-1"]);
    let (guide, problems) = read("---\ntitle: T\nsummary: S\n---\n");
    assert_eq!((guide.steps[0].body.as_str(), guide.steps[0].number.as_str(), problems.len()), ("S", "0", 0));
    let (guide, problems) = read("# T\n");
    assert_eq!(guide.steps[0].body, "");
    assert_only(&problems, 1, "no text");
    let (none, problems) = parse("  \n", "en", "x", Path::new("x.md"));
    assert!(none.is_none() && problems.len() == 1);
}

#[test]
fn written_numbers_are_taken_and_doubles_are_told() {
    let (guide, problems) = read("# T\n## 3. Three\n### 3.2 Sub\n### Next\n## Step 9: Words\n## 2.5 GHz\n");
    assert_eq!(
        outline(&guide),
        ["3 Three #step-3", "3.2 Sub #step-3-2", "3.3 Next #step-3-3", "4 Step 9: Words #step-4", "5 2.5 GHz #step-5"]
    );
    assert_eq!(problems.len(), 0);
    let (guide, problems) = read("# T\n## 1. One\n### 1. Sub\n## 1. Again\n");
    assert_eq!(outline(&guide), ["1 One #step-1", "1.1 Sub #step-1-1", "2 Again #step-2"]);
    assert!(problems[0].starts_with("3: ") && problems[1].starts_with("4: ") && problems.len() == 2, "{problems:?}");
}

#[test]
fn a_level_left_out_is_told() {
    let (guide, problems) = read("# T\n## One\n#### Deep\n#### Deeper\n### Less\n");
    assert_eq!(outline(&guide)[1..], ["1.1 Deep #step-1-1", "1.2 Deeper #step-1-2", "1.3 Less #step-1-3"]);
    assert!(problems[0].contains("###;") || problems[0].contains("as ###"), "{problems:?}");
    assert_eq!(problems.len(), 2);
}

#[test]
fn anchors_are_unique() {
    let (guide, problems) = read("# T\n## One {#a}\n## Two {#a}\n## Three {#step-4}\n## Four\n");
    assert_eq!(outline(&guide), ["1 One #a", "2 Two #step-2", "3 Three #step-4", "4 Four #step-4_"]);
    assert!(problems[0].starts_with("3: ") && problems[1].starts_with("5: ") && problems.len() == 2, "{problems:?}");
}

#[test]
fn braces_that_are_no_attributes_stay_in_the_title() {
    let (guide, problems) = read("# T\n## Replace {name}\n## C# {}\n## A {#x url=https://a.example/b}\n## B {#y zz}\n");
    assert_eq!(outline(&guide), ["1 Replace {name} #step-1", "2 C# {} #step-2", "3 A #x", "4 B #y"]);
    assert_eq!(guide.steps[2].url.as_deref(), Some("https://a.example/b"));
    assert_only(&problems, 5, "`zz`");
}

#[test]
fn broken_front_matter_costs_no_more_than_itself() {
    let (guide, problems) = read("---\ntitle: Set up: the start\ntags: [a, b\nid: other\n---\n# Heading\n\ntext");
    assert_eq!((guide.title.as_str(), guide.id.as_str()), ("Set up: the start", "other"));
    assert!(problems.iter().any(|problem| problem.starts_with("2: ") && problem.contains("quotes")), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.contains("`tags`")), "{problems:?}");

    let (guide, problems) = read("---\ntitle: A\ntitle: B\n---\ntext");
    assert_eq!(guide.title, "A");
    assert_only(&problems, 3, "twice");

    let (guide, problems) = read("---\ntitle: A\nauthor: me\n---\ntext");
    assert_eq!(guide.title, "A");
    assert_only(&problems, 3, "`author`");

    let (guide, problems) = read("---\n- a\n- b\n---\n# T\n\ntext");
    assert_eq!(guide.title, "T");
    assert_eq!(problems.len(), 1, "{problems:?}");

    let (guide, problems) = read("---\n# T\n\ntext");
    assert_eq!(guide.title, "T");
    assert_only(&problems, 1, "no end");

    let (_, problems) =
        read("---\ntitle: A\nredirect_from:\n  - #a -> b\ndeep_link: both\nurl: javascript:x\n---\ntext");
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[test]
fn yaml_bombs_are_refused() {
    let aliases: Vec<String> = (1..30).map(|n| format!("a{n}: &a{n} [*a{0},*a{0},*a{0},*a{0}]\n", n - 1)).collect();
    let aliases = aliases.concat();
    let start = Instant::now();
    let (guide, problems) = read(&format!("---\na0: &a0 [x]\n{aliases}title: T\n---\ntext"));
    assert!(start.elapsed() < HANG && guide.title == "T" && !problems.is_empty());
    let (_, problems) = read(&format!("---\ntags: {}\n---\ntext", "[".repeat(100_000)));
    assert!(!problems.is_empty());
}

#[test]
fn old_addresses_are_checked() {
    let head =
        "---\ntitle: T\nredirect_from: ['#a -> nowhere', '#step-1 -> step-1', '#b', a/some-guide, '../x']\n---\n## One";
    let (guide, problems) = read(head);
    assert_eq!(guide.redirects, []);
    assert_eq!(problems.len(), 5, "{problems:?}");
}

#[test]
fn bombs_are_read_or_refused_in_time() {
    for (name, bomb) in [
        ("quotes", format!("{}a\n{}", ">".repeat(10_000), "a\n".repeat(10_000))),
        ("brackets", "[".repeat(50_000)),
        ("stars", "*".repeat(100_000)),
        ("table", format!("{}\n{}\n{}", "|a".repeat(5_000), "|-".repeat(5_000), "|b\n".repeat(5_000))),
        ("references", format!("{}\n\n{}", "[a][b] ".repeat(10_000), "[b]: /u\n".repeat(10_000))),
        (
            "definitions",
            (0..5_000).map(|n| format!("[a{n}] ")).chain((0..5_000).map(|n| format!("\n\n[a{n}]: /u"))).collect(),
        ),
        ("braces", format!("## a {}\n", "{".repeat(50_000))),
        ("one line", "word ".repeat(200_000)),
    ] {
        let start = Instant::now();
        let (guide, _) = read(&format!("# T\n\n## Before\n\n{bomb}\n\n## After\n\ntext"));
        assert!(start.elapsed() < HANG, "{name}: {:?}", start.elapsed());
        assert_eq!(guide.steps.last().unwrap().title, "After", "{name}");
    }
    let (_, problems) = read(&format!("# T\n\n## One\n\n{}a\n", ">".repeat(10_000)));
    assert_only(&problems, 5, "more than 50 deep");
}

#[test]
fn repeated_definitions_do_not_blow_a_guide_up() {
    let gap = " ".repeat(10_000);
    let steps: String = (0..1_000).map(|_| "## One\n\n[a]\n\n").collect();
    let (guide, problems) = read(&format!("# T\n\n{steps}\n\n[a]:{gap}/u"));
    let size: usize = guide.steps.iter().map(|step| step.body.len()).sum();
    assert!(size < 2 * 1024 * 1024, "{size}");
    assert_only(&problems, 1, "link definitions");
}

#[test]
fn a_hundred_thousand_steps_are_read_and_no_more() {
    let start = Instant::now();
    let text: String = "## Same\n\ntext\n\n".repeat(100_001);
    let (guide, problems) = read(&format!("# T\n\n{text}"));
    assert_eq!(guide.steps.len(), 100_000);
    assert_eq!(guide.steps[99_999].number, "100000");
    assert_only(&problems, 400_003, "100001 steps");
    assert!(start.elapsed() < HANG, "{:?}", start.elapsed());
}

#[test]
fn writing_escapes_what_would_be_a_step_or_swallow_one() {
    let step = |number: &str, body: &str| Step {
        number: number.to_owned(),
        anchor: Step::derived_anchor(number),
        title: format!("Step {number}"),
        body: body.to_owned(),
        ..Step::default()
    };
    let bodies = [
        "## A heading\n\ntext",
        "setext\n===\nmore\n---",
        "```\nnever closed",
        "~~~~\nnever ```` closed",
        "<!-- never closed",
        "<script>\nnever closed",
        "<pre>\nx",
        "<![CDATA[ x",
        "<div>\nx",
        "- list\n\n  ```\n  x",
        "# A\n# B\n\n## C",
        "> # quoted",
        "    # code",
        "[a]:",
    ];
    let guide = Guide {
        id: "a/some-guide".to_owned(),
        lang: "en".to_owned(),
        title: "T".to_owned(),
        steps: bodies.iter().enumerate().map(|(at, body)| step(&(at + 1).to_string(), body)).collect(),
        ..Guide::default()
    };
    let written = write(&guide);
    let (read, problems) = read(&written);
    assert_eq!(problems, Vec::<String>::new(), "{written}");
    assert_eq!(outline(&read), outline(&guide), "{written}");
    assert_eq!(read.steps[0].body, "\\## A heading\n\ntext");
    assert_eq!(read.steps[11].body, "> # quoted");
    assert_eq!(write(&read), written);
}

#[test]
fn a_guide_of_nothing_but_its_summary_stays_one() {
    for (summary, body) in [("# 1", "# 1"), ("", ""), ("", "<!--"), ("S", "")] {
        let steps = [serde_json::json!({"number": "0", "body": body})];
        let json =
            serde_json::json!({"id": "a/some-guide", "lang": "en", "title": "T", "summary": summary, "steps": steps});
        let guide = json_lines::parse(&json.to_string(), Path::new("x"), 1).0.unwrap();
        let (read, _) = read(&write(&guide));
        assert_eq!(outline(&read), ["0  #step-0"]);
        assert_eq!(read.steps[0].body.trim_end_matches("\n-->"), body);
    }
}

#[test]
fn what_is_written_looks_as_people_write_it() {
    let (guide, _) = read(SAMPLE);
    insta::assert_snapshot!(write(&guide));
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zé .:'\"]{0,30}",
        "[0-9]{1,2}[.)]? [a-z]{1,5}",
        "[ -~]{0,20}",
        "\\PC{0,12}",
        any::<String>(),
        Just("Use {name} & <b> *now* ERR_042 #".to_owned()),
        Just("a: b # c".to_owned()),
    ]
}

fn any_body() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        line(),
        Just("```".to_owned()),
        Just("~~~~".to_owned()),
        Just("<!--".to_owned()),
        Just("<script>".to_owned()),
        Just("---".to_owned()),
        Just("===".to_owned()),
        Just("## Heading".to_owned()),
        Just("- item".to_owned()),
        Just("  - item\n\n        code".to_owned()),
        Just("> quote".to_owned()),
        Just("| a | b |\n|---|---|\n| c | d |".to_owned()),
        Just(String::new()),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.join("\n"))
}

fn tame_body() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zA-Zé .:'\"]{0,30}",
        Just("```sh\n## no heading\n```".to_owned()),
        Just("- item\n  - item".to_owned()),
        Just("> # quote".to_owned()),
        Just("    # code".to_owned()),
        Just("| a | b |\n|---|---|\n| c | d |".to_owned()),
        Just("<div>\n\n*x*\n\n</div>".to_owned()),
        Just("\\# no heading".to_owned()),
        Just("#no heading {#x}".to_owned()),
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.join("\n\n"))
}

prop_compose! {
    fn any_step(body: BoxedStrategy<String>)(
        number in prop_oneof![3 => "[0-9]", 3 => "[1-4]\\.[1-4]", 1 => "[1-3](\\.[1-3]){2,8}"],
        anchor in prop::option::of("[a-z]{1,3}(-[a-zé._0-9]{1,3})?"),
        title in line(),
        body in body,
        url in prop::option::weighted(0.2, "https://[a-z]{1,5}\\.example/[a-z?=&#%_{}\"]{0,5}"),
    ) -> serde_json::Value {
        serde_json::json!({"number": number, "anchor": anchor, "title": title, "body": body, "url": url})
    }
}

/// A guide as reading gives it, whatever was in its source.
fn any_guide(body: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Guide> {
    let head =
        (line(), line(), prop::collection::vec(line(), 0..4), prop::option::of("[0-9]{4}-[0-9]{2}"), any::<u8>());
    (head, prop::collection::vec(any_step(body.boxed()), 0..9)).prop_filter_map(
        "a guide needs some text",
        |((title, summary, tags, updated, choice), steps)| {
            let deep_link = [None, Some("anchor"), Some("text-fragment")][usize::from(choice % 3)];
            let json = serde_json::json!({
                "id": "a/some-guide", "lang": "en", "title": title, "summary": summary, "tags": tags, "updated": updated,
                "deep_link": deep_link,
                "url": (choice % 2 == 0).then_some("/a b"),
                "redirect_from": ["old/é", "#gone -> step-1", "it's: \"odd\" # really"],
                "steps": steps,
            });
            json_lines::parse(&json.to_string(), Path::new("x"), 1).0
        },
    )
}

fn without_places(mut guide: Guide) -> Guide {
    guide.source = std::path::PathBuf::new();
    guide.line = 0;
    guide.steps.iter_mut().for_each(|step| step.line = 0);
    guide
}

#[test]
fn blank_lines_may_stand_before_the_front_matter() {
    let path = Path::new("en/a.md");
    let (guide, problems) = parse("\r\n\r\n---\r\ntitle: A\r\nnope: 1\r\n---\r\n## One\r\n", "en", "a", path);
    let guide = guide.unwrap();
    assert_eq!((guide.title.as_str(), guide.steps[0].line), ("A", 7));
    assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [5]);
    let (guide, _) = parse("\n---\n\ntext\n", "en", "a", path);
    assert!(guide.unwrap().steps[0].body.contains("text"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_reads_back_the_same(guide in any_guide(tame_body())) {
        let written = write(&guide);
        let (read, problems) = parse(&written, "en", "a/some-guide", Path::new("x"));
        prop_assert_eq!(read.map(without_places), Some(without_places(guide)), "{}\n{:?}", written, problems);
    }

    #[test]
    fn whatever_bodies_hold_the_steps_stay(guide in any_guide(any_body())) {
        let written = write(&guide);
        let (read, _) = parse(&written, "en", "a/some-guide", Path::new("x"));
        let read = read.unwrap();
        prop_assert_eq!(outline(&read), outline(&guide), "{}", written);
        prop_assert_eq!(write(&read), written);
    }

    #[test]
    fn the_same_as_a_json_line(guide in any_guide(any_body())) {
        let (read, problems) = json_lines::parse(&json_lines::write(&guide), Path::new("x"), 1);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(read.map(without_places), Some(without_places(guide)));
    }

    #[test]
    fn any_change_to_a_guide_is_read(at in 0..SAMPLE.len(), length in 0..40_usize, other in any::<String>()) {
        let end = (at + length).min(SAMPLE.len());
        let _ = parse(&format!("{}{other}{}", &SAMPLE[..at], &SAMPLE[end..]), "en", "x", Path::new("x"));
    }

    #[test]
    fn any_text_is_read(text in "(---\n|title: |[a-z]{1,5}|[ \n\t#*_`>{}\\[\\]()!:.=-]|é|[0-9]\\.){0,80}") {
        let _ = parse(&text, "en", "x", Path::new("x"));
    }
}
