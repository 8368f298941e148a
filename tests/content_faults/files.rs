//! Links, pipes, half-written files and strange encodings: reported or read, never followed, and never waited for.

use crate::harness::{Finished, Folders, Over, Server, guide, guidepost, run, until};
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::thread;

/// The places that a JSON report complains of, as `path:line`, from below the guides folder.
fn complaints(report: &Finished) -> Vec<String> {
    let json = report.json();
    let problems = json["problems"].as_array().expect("an array").iter();
    let mut places: Vec<String> = problems
        .map(|problem| {
            let path = problem["path"].as_str().expect("a text");
            format!("{}:{}", path.rsplit_once("guides/").map_or(path, |(_, rest)| rest), problem["line"])
        })
        .collect();
    places.sort();
    places.dedup();
    places
}

fn found(folders: &Folders, query: &str) -> Vec<String> {
    let json = guidepost(folders, &["search", query, "--json"]).expect_status(0).json();
    json["hits"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|hit| hit["id"].as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn links_pipes_and_misnamed_folders_are_reported_and_not_followed() {
    let folders = Folders::with_guides(3);
    let outside = folders.path().join("outside");
    fs::create_dir(&outside).expect("it can be made");
    fs::write(outside.join("secret.md"), guide(0).replace("marker0", "zzsecret")).expect("writable");
    let english = folders.guides().join("en");
    symlink("..", english.join("loop")).expect("links can be made");
    symlink("self.md", english.join("self.md")).expect("links can be made");
    symlink(outside.join("secret.md"), english.join("out.md")).expect("links can be made");
    symlink(&outside, english.join("out")).expect("links can be made");
    symlink("/proc/self/mem", english.join("memory.jsonl")).expect("links can be made");
    run(Command::new("mkfifo").arg(english.join("pipe.md"))).expect_status(0);
    folders.write("en/folder.md/inner.md", guide(8));

    let report = guidepost(&folders, &["index", "--json"]).expect_status(3);
    let expected = ["folder.md", "loop", "memory.jsonl", "out.md", "out", "pipe.md", "self.md"];
    assert_eq!(complaints(&report), expected.map(|name| format!("en/{name}:0")));
    assert_eq!(found(&folders, "marker2"), ["en/guide-00002#2"]);
    assert_eq!(found(&folders, "marker8"), ["en/folder.md/inner#2"]);
    assert!(found(&folders, "zzsecret").is_empty());
}

#[test]
fn strange_encodings_are_read_or_reported() {
    let folders = Folders::with_guides(1);
    let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(to_bytes).collect()
    };
    folders.write("en/little.md", utf16(&guide(11), u16::to_le_bytes));
    folders.write("en/big.md", utf16(&guide(12), u16::to_be_bytes));
    folders.write("en/marked.md", format!("\u{feff}{}", guide(13)));
    folders.write("en/dos.md", guide(14).replace('\n', "\r\n"));
    folders.write("en/old-mac.md", guide(15).replace('\n', "\r"));
    let mixed: String =
        guide(16).split('\n').zip(["\n", "\r\n", "\r"].iter().cycle()).flat_map(|(line, end)| [line, end]).collect();
    folders.write("en/mixed.md", mixed);
    folders.write("en/nul.md", guide(17).replace("The mark", "The b\0eacon"));
    let latin: Vec<u8> = guide(18).replace("the label", "the étiquette").chars().map(|c| c as u8).collect();
    folders.write("en/latin.md", latin);
    folders.write("en/noise.md", (0..=255).cycle().take(100_000).collect::<Vec<u8>>());
    folders.write("en/nothing.md", "");
    folders.write("noise.jsonl", [&b"\xff\xfe\xfd{}\n{\"id\":\"a\0b\"}\n[[[[\n"[..], &vec![b'['; 200_000]].concat());

    let report = guidepost(&folders, &["index", "--json"]).expect_status(3);
    let places = complaints(&report);
    for name in ["en/nul.md", "en/latin.md", "en/noise.md", "en/nothing.md", "noise.jsonl"] {
        assert!(places.iter().any(|place| place.starts_with(name)), "{name}: {places:?}");
    }
    assert!(places.contains(&"en/latin.md:12".to_owned()), "{places:?}");
    for name in ["little", "big", "marked", "dos", "old-mac", "mixed"] {
        assert!(!places.iter().any(|place| place.starts_with(&format!("en/{name}.md"))), "{name}: {places:?}");
    }
    for (number, name) in (11..).zip(["little", "big", "marked", "dos", "old-mac", "mixed", "nul", "latin"]) {
        assert_eq!(found(&folders, &format!("marker{number}")), [format!("en/{name}#2")]);
    }
    assert_eq!(found(&folders, "beacon"), ["en/nul#2"]);
    assert_eq!(found(&folders, "marker0"), ["en/guide-00000#2"]);
}

#[test]
fn a_half_written_guide_is_reported_and_taken_up_when_it_is_whole() {
    let folders = Folders::with_guides(3);
    let whole = guide(50);
    folders.write("en/half.md", &whole[..whole.find("matter").expect("it is there")]);
    let server = Server::start(&folders, &["--watch"]);
    let mut client = server.client();
    assert!(server.said().contains("problem") || until(|| server.said().contains("problem")), "{}", server.said());
    assert_eq!(client.search("marker1", "en").ids(), ["en/guide-00001#2"]);
    assert!(client.search("marker50", "en").ids().is_empty());
    folders.write("en/half.md", &whole);
    assert!(until(|| client.search("marker50", "en").ids() == ["en/half#2"]), "{}", server.said());

    // A line of an export that is still being written.
    let line = "{\"id\":\"exported\",\"lang\":\"en\",\"title\":\"Export\",\"steps\":[{\"number\":\"1\",\"title\":\"Find beacon51\",\"body\":\"Text.\"}]}\n";
    folders.write("export.jsonl", &line[..60]);
    assert!(until(|| server.said().contains("export.jsonl:1: ")), "{}", server.said());
    assert_eq!(client.search("marker1", "en").ids(), ["en/guide-00001#2"]);
    folders.write("export.jsonl", line);
    assert!(until(|| client.search("beacon51", "en").ids() == ["en/exported#1"]), "{}", server.said());
}

#[test]
fn guides_that_are_renamed_while_they_are_read_harm_no_others() {
    let folders = Folders::with_guides(200);
    let over = Over::default();
    let english = folders.guides().join("en");
    thread::scope(|scope| {
        let running = over.when_dropped();
        scope.spawn(|| {
            while !over.is_over() {
                for number in 0..20 {
                    let names = [format!("guide-{number:05}.md"), format!("moved-{number:05}.md")];
                    fs::rename(english.join(&names[0]), english.join(&names[1])).expect("it is there");
                    fs::rename(english.join(&names[1]), english.join(&names[0])).expect("it is there");
                }
            }
        });
        for _ in 0..5 {
            let report = guidepost(&folders, &["index", "--json"]);
            assert!(matches!(report.status, Some(0 | 3)), "{report:?}");
            let moved = |place: &String| place.contains("en/guide-000") || place.contains("en/moved-000");
            assert!(complaints(&report).iter().all(moved), "{report:?}");
            assert!(report.json()["guides"].as_u64() >= Some(180), "{report:?}");
        }
        drop(running);
    });
    guidepost(&folders, &["index"]).expect_status(0);
    assert_eq!(found(&folders, "marker150"), ["en/guide-00150#2"]);
    assert_eq!(found(&folders, "marker7")[0], "en/guide-00007#2");
}
