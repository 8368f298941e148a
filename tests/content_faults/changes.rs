//! Steps that were renumbered, moved or removed, and guides that are doubles: no link breaks, and order stays the same.

use crate::harness::{Client, Folders, Server, guidepost, until};

const BEFORE: &str = "# Accounts

## Open the account page {#open}

The page of beacon1 has a list.

## Check the number

Compare beacon2 with the letter.

### Ask the carrier {#ask}

The carrier knows beacon3.

## Move elsewhere {#elsewhere}

Pack beacon4 in a box.

## Throw it away {#throw}

Nobody needs beacon5.
";

/// A step before the others, one renamed anchor, one step in another guide, one gone.
const AFTER: &str = "---
title: Accounts
redirect_from: [\"#ask -> ask-carrier\", old/accounts]
---

## Wake up

Coffee first.

## Open the account page {#open}

The page of beacon1 has a list.

## Check the number

Compare beacon2 with the letter.

### Ask the carrier {#ask-carrier}

The carrier knows beacon3.
";

const MOVED: &str = "---
title: Moving
redirect_from: [moving-out]
---

## Move elsewhere {#elsewhere}

Pack beacon4 in a box.
";

/// Follows a link to its page as a browser does; gives the page's status and text.
fn follow(client: &mut Client, url: &str) -> (u16, String) {
    let mut path = url.split('#').next().expect("it has a first part").to_owned();
    for _ in 0..4 {
        let page = client.get(&path);
        if page.status != 308 {
            return (page.status, page.text());
        }
        page.header("location").clone_into(&mut path);
    }
    panic!("{url} leads round in circles");
}

fn links(client: &mut Client) -> Vec<String> {
    let json = client.search("beacon1 beacon2 beacon3 beacon4 beacon5", "en").json();
    json["hits"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|hit| hit["url"].as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn links_to_steps_that_changed_lead_to_the_guide() {
    let folders = Folders::new();
    folders.write("en/accounts.md", BEFORE);
    folders.write("en/moving-out.md", "# Moving out\n\n## Pack\n\nbeacon4 and beacon5 go first.\n");
    let server = Server::start(&folders, &["--watch"]);
    let mut client = server.client();
    let mut old = links(&mut client);
    assert_eq!(old.len(), 6, "{old:?}");
    old.push("/en/guides/accounts#no-such-step".to_owned());

    folders.write("en/accounts.md", AFTER);
    folders.write("en/moving.md", MOVED);
    std::fs::remove_file(folders.guides().join("en/moving-out.md")).expect("it was there");
    assert!(until(|| client.search("coffee", "en").ids() == ["en/accounts#1"]
        && client.search("beacon4", "en").ids() == ["en/moving#1"]));

    let mut broken = Vec::new();
    for url in &old {
        let (status, page) = follow(&mut client, url);
        if status != 200 {
            broken.push(format!("{url}: {status}"));
        }
        let anchor = url.split_once('#').map_or("", |(_, anchor)| anchor);
        let must_have = matches!(anchor, "open" | "ask");
        if must_have && !page.contains(&format!("id=\"{anchor}\"")) {
            broken.push(format!("{url}: the page has no such place"));
        }
    }
    // What is found now leads to its place.
    let new = links(&mut client);
    for url in &new {
        let (path, anchor) = url.split_once('#').expect("it leads to a step");
        if !client.get(path).text().contains(&format!("id=\"{anchor}\"")) {
            broken.push(url.clone());
        }
    }
    let (status, _) = follow(&mut client, "/en/guides/old/accounts");
    println!("links: old={} new={} broken={}", old.len(), new.len(), broken.len());
    assert_eq!((broken, status), (Vec::<String>::new(), 200));
}

#[test]
fn doubles_are_reported_and_the_first_is_kept_every_time() {
    let folders = Folders::new();
    for (name, word) in [("a", "giraffe"), ("b", "zebra"), ("c", "lion")] {
        folders.write(&format!("en/{name}.md"), format!("---\nid: twin\ntitle: Twin\n---\n## Feed\n\nthe {word}\n"));
    }
    folders.write("twins.jsonl", "{\"id\":\"twin\",\"lang\":\"en\",\"title\":\"Twin\",\"steps\":[{\"number\":\"1\",\"title\":\"x\",\"body\":\"tiger\"}]}\n".repeat(2));
    for _ in 0..3 {
        let report = guidepost(&folders, &["index", "--json"]).expect_status(3).json();
        assert_eq!(
            (&report["guides"], report["problems"].as_array().map(Vec::len)),
            (&1.into(), Some(4)),
            "{report:#}"
        );
        let found = guidepost(&folders, &["search", "giraffe zebra lion tiger", "--json"]).json();
        assert_eq!(found["hits"].as_array().map(Vec::len), Some(1), "{found:#}");
        assert_eq!(found["hits"][0]["highlight"]["snippet"], "the <mark>giraffe</mark>");
    }
}

#[test]
fn a_thousand_equal_titles_come_in_one_order() {
    let folders = Folders::new();
    for number in 0..1_000 {
        let lang = ["en", "de", "fr"][number % 3];
        folders.write(&format!("{lang}/same-{number}.md"), "# The same title\n\n## The same step\n\nThe same text.\n");
    }
    let page = |offset: &str| {
        let arguments = ["search", "same title", "--json", "--limit", "100", "--offset", offset, "--lang", "en"];
        guidepost(&folders, &arguments).expect_status(0).output
    };
    let pages = || [page("0"), page("100"), page("900")];
    guidepost(&folders, &["index"]).expect_status(0);
    let first = pages();
    assert!(first[0].contains("en/same-"));
    assert_eq!(pages(), first);
    guidepost(&folders, &["index"]).expect_status(0);
    assert!(pages() == first, "another order after building anew");
}
