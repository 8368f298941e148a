//! An index from its first build through changes by hand and by push, always equal to what a fresh build would give.

use crate::harness::{Folders, ask, guide, ids, refresh};
use guidepost::guide::{Guide, Step};
use guidepost::index::{KeptAs, build};
use std::fs;

#[test]
fn a_missing_index_is_built_and_an_up_to_date_one_is_used() {
    let folders = Folders::with_guides(3);
    let first = folders.open().snapshot().generation();
    assert_eq!(folders.open().snapshot().generation(), first);
    assert_eq!(ids(&folders.open(), "marker1", "en"), ["en/guide-00001#2"]);
}

#[test]
fn touching_a_file_is_no_change() {
    let folders = Folders::with_guides(2);
    let site = folders.open();
    folders.write("en/guide-00000.md", guide(0));
    assert_eq!(site.refresh().expect("the folder can be read"), None);
}

#[test]
fn changes_by_hand_are_found() {
    let folders = Folders::with_guides(3);
    let site = folders.open();
    folders.write("en/guide-00001.md", guide(1).replace("marker1", "beacon"));
    folders.write("en/guide-00009.md", guide(9));
    fs::remove_file(folders.guides().join("en/guide-00002.md")).expect("it was there");
    refresh(&site);
    assert_eq!(ids(&site, "beacon", "en"), ["en/guide-00001#2"]);
    assert_eq!(ids(&site, "marker9", "en"), ["en/guide-00009#2"]);
    assert!(ids(&site, "marker2", "en").is_empty());
    assert!(site.snapshot().guide("en", "guide-00002").expect("readable").is_none());
}

#[test]
fn a_change_keeps_the_segments_that_were_there() {
    let folders = Folders::with_guides(20);
    let site = folders.open();
    let stores = || -> Vec<String> {
        let snapshot = site.snapshot();
        let names = snapshot.manifest().files.keys();
        names.filter(|name| name.rsplit('.').next() == Some("store")).cloned().collect()
    };
    let before = stores();
    folders.write("en/guide-00003.md", guide(3).replace("marker3", "beacon"));
    folders.write("en/guide-00077.md", guide(77));
    refresh(&site);
    let after = stores();
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|store| after.contains(store)), "{before:?} {after:?}");
    assert_eq!(ids(&site, "beacon", "en"), ["en/guide-00003#2"]);
    assert_eq!(ids(&site, "marker77", "en"), ["en/guide-00077#2"]);
}

#[test]
fn many_changes_give_what_a_fresh_build_gives() {
    let folders = Folders::with_guides(20);
    let site = folders.open();
    for round in 0..30 {
        folders.write(&format!("en/guide-{:05}.md", round % 20), guide(round + 100));
        refresh(&site);
    }
    let rebuilt = Folders::new();
    for entry in fs::read_dir(folders.guides().join("en")).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        rebuilt.write(&format!("en/{name}"), fs::read(&path).expect("readable"));
    }
    let rebuilt = rebuilt.open();
    for query in ["marker119", "parcel", "list of parcels", "label", "matter 121"] {
        let mut changed: Vec<String> = ids(&site, query, "en");
        let mut fresh = ids(&rebuilt, query, "en");
        assert!(!fresh.is_empty() || query == "marker119", "{query}");
        changed.sort();
        fresh.sort();
        assert_eq!(changed.len(), fresh.len(), "{query}");
    }
    assert!(site.snapshot().segments().len() <= 9, "small segments are merged");
}

#[test]
fn a_new_language_is_told_apart_at_once() {
    let folders = Folders::with_guides(1);
    let site = folders.open();
    folders.write(
        "fr/colis.md",
        "---\ntitle: Les colis\n---\n## Suivre\n\nVous pouvez suivre votre colis avec le numéro de suivi.\n",
    );
    refresh(&site);
    let answer = ask(&site, "numéro de suivi", "fr");
    assert_eq!(answer.hits[0].text_lang, "fr");
    assert_eq!(answer.hits[0].id, "fr/colis#1");
}

fn pushed(id: &str, title: &str) -> Guide {
    let step = |number: &str, title: &str| Step {
        number: number.to_owned(),
        anchor: format!("step-{number}"),
        title: title.to_owned(),
        body: "Press the green button.".to_owned(),
        ..Step::default()
    };
    Guide {
        id: id.to_owned(),
        lang: "en".to_owned(),
        title: title.to_owned(),
        steps: vec![step("1", "Begin"), step("2", title)],
        ..Guide::default()
    }
}

#[test]
fn a_pushed_guide_is_a_file_and_is_found_at_once() {
    let folders = Folders::with_guides(1);
    let site = folders.open();
    for form in [KeptAs::Markdown, KeptAs::JsonLines, KeptAs::Markdown] {
        site.put(&pushed("cms/lanterns", "Lantern care"), form).expect("it can be kept");
        assert_eq!(ids(&site, "lantern care", "en")[0], "en/cms/lanterns#2");
        let kept: Vec<bool> =
            ["md", "jsonl"].map(|kind| folders.guides().join(format!("en/cms/lanterns.{kind}")).exists()).to_vec();
        assert_eq!(kept, [form == KeptAs::Markdown, form == KeptAs::JsonLines]);
    }
    assert!(site.delete("en", "cms/lanterns").expect("it can be removed").is_some());
    assert!(site.delete("en", "cms/lanterns").expect("nothing to do").is_none());
    assert!(ids(&site, "lantern", "en").is_empty());
    assert!(!folders.guides().join("en/cms/lanterns.md").exists());
}

#[test]
fn a_push_replaces_one_line_among_others() {
    let folders = Folders::new();
    let line = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"lang\":\"en\",\"title\":\"About {id}\",\"steps\":[{{\"number\":\"1\",\"title\":\"Use {id}\",\"body\":\"Text.\"}}]}}\n"
        )
    };
    folders.write("export.jsonl", format!("{}{}{}", line("anvils"), line("bellows"), line("chisels")));
    let site = folders.open();
    site.put(&pushed("bellows", "Mend the leather"), KeptAs::JsonLines).expect("it can be kept");
    let kept = fs::read_to_string(folders.guides().join("export.jsonl")).expect("it is still there");
    assert_eq!(kept.lines().count(), 3);
    assert_eq!(ids(&site, "mend leather", "en")[0], "en/bellows#2");
    assert_eq!(ids(&site, "anvils", "en")[0], "en/anvils#1");
    site.delete("en", "anvils").expect("it can be removed");
    assert!(ids(&site, "anvils", "en").is_empty());
    assert_eq!(ids(&site, "chisels", "en")[0], "en/chisels#1");
}

#[test]
fn a_push_keeps_what_else_stands_in_a_file_of_its_name() {
    let folders = Folders::new();
    let line =
        |id: &str| serde_json::json!({"id": id, "lang": "en", "title": id, "steps": [{"title": format!("Use {id}")}]});
    // Without a line end behind the last one.
    folders.write("en/tools.jsonl", format!("{}\n{}", line("anvils"), line("bellows")));
    folders.write("en/named.md", "---\nid: other\ntitle: Other\n---\n## Weigh the zebra\n\nText.\n");
    let site = folders.open();
    for round in ["first", "second"] {
        site.put(&pushed("tools", &format!("Sharpen the {round}")), KeptAs::JsonLines).expect("it can be kept");
        assert_eq!(ids(&site, &format!("sharpen {round}"), "en")[0], "en/tools#2");
        assert_eq!(ids(&site, "anvils", "en")[0], "en/anvils#1");
        assert_eq!(ids(&site, "bellows", "en")[0], "en/bellows#1");
    }
    let refused = site.put(&pushed("named", "Overwritten"), KeptAs::Markdown).expect_err("another guide is there");
    assert!(refused.to_string().contains("en/named.md holds another guide"), "{refused}");
    assert_eq!(ids(&site, "zebra", "en"), ["en/other#1"]);
    // In the other form it goes into a file of its own, and out again.
    site.put(&pushed("tools", "Oil the hinge"), KeptAs::Markdown).expect("it can be kept");
    assert!(site.delete("en", "tools").expect("it can be removed").is_some());
    assert_eq!(fs::read_to_string(folders.guides().join("en/tools.jsonl")).expect("it is there").lines().count(), 2);
    assert_eq!(ids(&site, "anvils bellows", "en").len(), 2);
}

#[test]
fn a_removed_guide_is_gone_even_where_a_killed_push_left_two() {
    let folders = Folders::new();
    let line = "{\"id\":\"twice\",\"lang\":\"en\",\"title\":\"Twice\",\"steps\":[{\"title\":\"Find the zebra\"}]}\n";
    folders.write("en/twice.jsonl", line.repeat(3));
    folders.write("en/twice.md", "# Twice\n\n## Find the giraffe\n\nText.\n");
    folders.write("other.jsonl", line);
    let site = folders.open();
    assert_eq!(ids(&site, "zebra", "en"), ["en/twice#1"]);
    assert!(site.delete("en", "twice").expect("it can be removed").is_some());
    assert!(ids(&site, "zebra", "en").is_empty() && ids(&site, "giraffe", "en").is_empty());
    assert!(site.snapshot().guide("en", "twice").expect("readable").is_none());
    assert!(site.delete("en", "twice").expect("nothing to do").is_none());
}

#[test]
fn a_push_never_leaves_the_guides_folder() {
    let folders = Folders::with_guides(1);
    let site = folders.open();
    for id in ["../escaped", "a/../../escaped", "/etc/escaped", ".hidden/x", "a/./b"] {
        assert!(site.put(&pushed(id, "Escaped"), KeptAs::Markdown).is_err(), "{id}");
    }
    let outside = tempfile::tempdir().expect("a temporary folder");
    std::os::unix::fs::symlink(outside.path(), folders.guides().join("en/link")).expect("links can be made");
    assert!(site.put(&pushed("link/escaped", "Escaped"), KeptAs::Markdown).is_err());
    assert_eq!(fs::read_dir(outside.path()).expect("readable").count(), 0);
    assert!(!folders.path().join("escaped.md").exists());
}

#[test]
fn of_two_guides_with_one_key_the_first_file_s_is_indexed_whoever_came_first() {
    let folders = Folders::new();
    folders.write("en/b.md", "---\nid: twin\ntitle: Second twin\n---\n## Later\n\nzebra\n");
    let site = folders.open();
    folders.write("en/a.md", "---\nid: twin\ntitle: First twin\n---\n## Earlier\n\ngiraffe\n");
    let published = refresh(&site);
    assert!(published.problems.is_empty() || published.problems[0].path.ends_with("b.md"), "{published:?}");
    assert_eq!(ids(&site, "giraffe", "en"), ["en/twin#1"]);
    assert!(ids(&site, "zebra", "en").is_empty());
    let report = build(&folders.settings(), &|_| {}).expect("it builds");
    assert_eq!(report.problems.len(), 1);
    assert!(report.problems[0].path.ends_with("b.md"));
    // Without the first, the second has the key for itself.
    let site = folders.open();
    fs::remove_file(folders.guides().join("en/a.md")).expect("it was there");
    refresh(&site);
    assert_eq!(ids(&site, "zebra", "en"), ["en/twin#1"]);
}

#[test]
fn order_is_the_same_every_time() {
    let folders = Folders::new();
    for number in 0..60 {
        folders.write(
            &format!("en/same-{number}.md"),
            "---\ntitle: The same title\n---\n## The same step\n\nThe same text.\n",
        );
    }
    let site = folders.open();
    let first = ids(&site, "same text", "en");
    assert_eq!(first.len(), 10);
    for _ in 0..5 {
        assert_eq!(ids(&site, "same text", "en"), first);
    }
    build(&folders.settings(), &|_| {}).expect("it builds");
    assert_eq!(ids(&folders.open(), "same text", "en"), first);
}
