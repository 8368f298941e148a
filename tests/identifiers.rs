//! Identifiers: those that real guides hold are asked back and must lead to a step that holds them; those that people write
//! otherwise must find the same; none is ever guessed at.

use crate::harness::{Folders, ask, ids, is_full, seed, unpack_as_site};
use guidepost::guide::text::plain;
use guidepost::index::Site;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// So many identifiers of each kind are asked for, of each set.
const OF_EACH_KIND: usize = 40;

/// So many guides of a set, about.
const MOST_GUIDES: usize = 1_200;

/// One that a step holds.
struct Harvested {
    kind: &'static str,
    text: String,
    lang: String,
}

/// Runs of characters that are an identifier of some kind to a person; deliberately not found by the program's own rules.
fn harvest(text: &str, found: &mut Vec<(&'static str, String)>) {
    for chunk in text.split([' ', '\n', '\t', '(', ')', '<', '>', '"', '[', ']', '|', ',', '，', '。', '、']) {
        let chunk = chunk.trim_matches(['.', ':', ';', '!', '?', '*', '\'', '`', '/', '“', '”', '…']);
        if !chunk.is_ascii() || chunk.len() < 4 || chunk.len() > 100 {
            continue;
        }
        let has_digit = chunk.bytes().any(|byte| byte.is_ascii_digit());
        let has_letter = chunk.bytes().any(|byte| byte.is_ascii_alphabetic());
        let is_upper = chunk.bytes().filter(u8::is_ascii_alphabetic).all(|byte| byte.is_ascii_uppercase());
        if chunk.starts_with("http") && chunk.contains("://") {
            found.push(("url", chunk.to_owned()));
        } else if let Some((name, host)) = chunk.split_once('@') {
            if !name.is_empty()
                && host.contains('.')
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
            {
                found.push(("email", chunk.to_owned()));
            }
        } else if has_digit
            && has_letter
            && is_upper
            && chunk.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            found.push(("code", chunk.to_owned()));
        }
    }
    for line in text.lines() {
        for (at, mark) in line.match_indices(" > ") {
            let is_label = |word: &&str| {
                word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(char::is_alphabetic)
            };
            let before = line[..at].split(' ').next_back().filter(is_label);
            let after = line[at + mark.len()..].split([' ', ',', '.', ';']).next().filter(is_label);
            if let (Some(before), Some(after)) = (before, after) {
                found.push(("menu", format!("{before} > {after}")));
            }
        }
        for modifier in ["Ctrl+", "Alt+", "Shift+"] {
            for (at, _) in line.match_indices(modifier) {
                let is_begin = line[..at].chars().next_back().is_none_or(|before| before == ' ' || before == '(');
                let end = line[at..]
                    .find([' ', '/', ',', '.', ')', ';', '，', '。', '、', '）'])
                    .map_or(line.len(), |end| at + end);
                let keys = &line[at..end];
                if is_begin && keys.is_ascii() && keys.len() < 20 && !keys.ends_with('+') {
                    found.push(("keys", keys.to_owned()));
                }
            }
        }
    }
}

/// The text of every step by its id, and what was harvested from it.
fn read(guides: &str) -> (BTreeMap<String, String>, Vec<Harvested>) {
    let (mut texts, mut harvested) = (BTreeMap::new(), Vec::new());
    for line in guides.lines() {
        let guide: Value = serde_json::from_str(line).expect("it is JSON");
        let text = |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
        let (lang, id) = (text(&guide, "lang"), text(&guide, "id"));
        for step in guide["steps"].as_array().into_iter().flatten() {
            let shown = format!("{}\n{}", text(step, "title"), plain(&text(step, "body")));
            let mut found = Vec::new();
            harvest(&shown, &mut found);
            harvested.extend(found.into_iter().map(|(kind, text)| Harvested { kind, text, lang: lang.clone() }));
            // What a link leads to can be found too, though it is not shown.
            texts.insert(format!("{lang}/{id}#{}", text(step, "number")), format!("{shown}\n{}", text(step, "body")));
        }
    }
    (texts, harvested)
}

/// Some of the guides, evenly drawn; all of them in the long tier.
fn sample(guides: &str) -> String {
    let every = if is_full() { 1 } else { guides.lines().count() / MOST_GUIDES + 1 };
    guides.lines().step_by(every).flat_map(|line| [line, "\n"]).collect()
}

/// Without case, and without what the same thing is written with or without.
fn bare(text: &str) -> String {
    text.to_lowercase().chars().filter(|character| !matches!(character, '-' | '_' | ' ' | '*')).collect()
}

#[test]
fn what_real_guides_hold_is_found_first_where_it_stands() {
    let mut random = fastrand::Rng::with_seed(seed());
    let (mut asked, mut wrong) = (BTreeMap::<&str, (usize, usize)>::new(), Vec::new());
    for name in ["msbc", "mspo", "stackfaq"] {
        let Some(folders) = unpack_as_site(name) else { return };
        let path = folders.guides().join("guides.jsonl");
        let guides = sample(&fs::read_to_string(&path).expect("it was unpacked"));
        fs::write(&path, &guides).expect("it can be written");
        let (texts, mut harvested) = read(&guides);
        let site = folders.open();
        harvested.sort_by(|one, other| (one.kind, &one.text, &one.lang).cmp(&(other.kind, &other.text, &other.lang)));
        harvested.dedup_by(|one, other| one.text == other.text);
        random.shuffle(&mut harvested);
        let mut of_kind: BTreeMap<&str, usize> = BTreeMap::new();
        for one in harvested {
            let count = of_kind.entry(one.kind).or_default();
            *count += 1;
            if *count > OF_EACH_KIND {
                continue;
            }
            let counts = asked.entry(one.kind).or_default();
            for question in [one.text.clone(), format!("where do I find {} ?", one.text)] {
                let hits = ids(&site, &question, &one.lang);
                let holds = |id: &String| texts.get(id).is_some_and(|text| bare(text).contains(&bare(&one.text)));
                counts.0 += 1;
                if hits.first().is_some_and(holds) {
                    counts.1 += 1;
                } else {
                    wrong.push(format!("{name} {} {question}: {:?}", one.kind, hits.first()));
                }
            }
        }
    }
    let (all, first) = asked.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
    println!("identifiers: asked={all} right-first={first} of-each={asked:?}\n{}", wrong.join("\n"));
    assert!(all >= 400, "at least 200, each alone and in a sentence: {asked:?}");
    assert!(first * 100 >= all * 95, "{first} of {all}: {asked:?}");
}

fn desk() -> (Folders, Site) {
    let folders = Folders::new();
    folders.write(
        "en/desk.md",
        "# Help desk\n\n\
         ## Customs form\n\nFill in the CN23 and sign it.\n\n\
         ## Refused card\n\nThe till shows ERR_042: card refused.\n\n\
         ## Lost parcel\n\nCode PX 77 means that it is lost.\n\n\
         ## Take a picture\n\nPress <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>P</kbd>, or choose **File** > **Save As…** > **Picture**.\n\n\
         ## Log in\n\nOpen https://www.example.com/account/login and write to help@example.com.\n\n\
         ## Update\n\nInstall version 2.5.1 from `C:\\Setup\\update.exe`; 0x80070005 means that access is denied.\n\n\
         ## Save a file as another\n\nFiles that you save are in the folder of files.\n\n\
         ## Connection refused\n\nThe printer says connection refused by the spooler when it is off.\n",
    );
    let site = folders.open();
    (folders, site)
}

#[test]
fn one_identifier_is_written_in_many_ways() {
    let (_folders, site) = desk();
    for (step, questions) in [
        (1, &["CN23", "CN 23", "cn-23", "where is the cn 23 form"][..]),
        (2, &["err042", "ERR 042", "ERR_042", "err-042?", "it says Err042 at the till"]),
        (3, &["PX77", "px-77", "PX 77", "what is PX77"]),
        (
            4,
            &[
                "Ctrl+Alt+P",
                "ctrl-alt-p",
                "Alt+Ctrl+P",
                "Ctrl + Alt + P",
                "File > Save as",
                "file -> save as > picture",
            ],
        ),
        (
            5,
            &[
                "https://www.example.com/account/login",
                "example.com/account",
                "help@example.com",
                "example.com/account/login?next=1",
                "mailto:HELP@example.com",
            ],
        ),
        (6, &["v2.5.1", "2.5.1", r"C:\Setup\update.exe", "update.exe", "error 0x80070005 at start"]),
    ] {
        for question in questions {
            let first = ids(&site, question, "en").into_iter().next();
            assert_eq!(first, Some(format!("en/desk#{step}")), "{question}");
        }
    }
}

#[test]
fn a_pasted_error_is_read_without_what_differs_every_time() {
    let (_folders, site) = desk();
    let pasted = "2026-11-23T08:43:19.123Z [pid 4711] ERROR spooler.rs:42:17 at 0x00007ffee4c0a120: connection refused\n  \
                  in /home/bob/app/main.rs line 99 {3F2504E0-4F89-41D3-9A0C-0305E82C3301}";
    let answer = ask(&site, pasted, "en");
    assert_eq!(answer.hits[0].id, "en/desk#8", "{answer:?}");
    assert!(answer.corrections.is_empty(), "{:?}", answer.corrections);
    assert!(!answer.ignored_words.iter().any(|word| word == "bob" || word == "2026"), "{:?}", answer.ignored_words);
}

#[test]
fn identifiers_are_never_guessed_at() {
    let (_folders, site) = desk();
    for question in ["ERR_043", "CN24", "PX78", "2.5.2", "help@exampel.com", "0x80070006", "Ctrl+Alt+O"] {
        let answer = ask(&site, question, "en");
        assert!(answer.corrections.is_empty(), "{question}: {:?}", answer.corrections);
    }
    for question in ["CN24", "PX78", "0x80070006"] {
        let answer = ask(&site, question, "en");
        assert!(answer.hits.is_empty() && !answer.ignored_words.is_empty(), "{question}: {answer:?}");
    }
}
