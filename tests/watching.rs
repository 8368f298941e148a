//! A large site that is watched while it is served: what is saved, renamed, removed or pushed is soon found or gone.

use crate::harness::{Client, Folders, Server, guide, until};
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

/// Guides of four steps in one file of JSON Lines, and as Markdown files of their own.
const IN_LINES: usize = 2_300;
const IN_FILES: usize = 200;

fn line(number: usize, word: &str) -> String {
    let step = |at: usize, title: &str| serde_json::json!({"number": at.to_string(), "title": title, "body": format!("Take part {at} of parcel {number}.")});
    let steps = [step(1, "Open it"), step(2, &format!("Look at {word}")), step(3, "Close it"), step(4, "Send it")];
    serde_json::json!({"id": format!("line-{number:05}"), "lang": "en", "title": format!("Parcel {number}"), "steps": steps})
        .to_string()
}

fn lines(word_of: impl Fn(usize) -> String) -> String {
    (0..IN_LINES).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number, &word_of(number)));
        text
    })
}

/// How long it takes from now until a question is answered with exactly these steps.
fn until_found(client: &mut Client, query: &str, expected: &[String], server: &Server) -> Duration {
    let begun = Instant::now();
    assert!(until(|| client.search(query, "en").ids() == expected), "{query}: {}", server.said());
    begun.elapsed()
}

#[test]
fn what_changes_in_the_folder_is_soon_found() {
    let folders = Folders::with_guides(IN_FILES);
    folders.write("export.jsonl", lines(|number| format!("lantern{number:05}")));
    let begun = Instant::now();
    let server = Server::start(&folders, &["--watch"]);
    println!("watched: {} steps indexed in {:.1} s", (IN_LINES + IN_FILES) * 4, begun.elapsed().as_secs_f64());
    let mut client = server.client();
    let ready = client.get("/metrics").text();
    assert!(ready.contains(&format!("guidepost_steps {}\n", (IN_LINES + IN_FILES) * 4)), "{ready}");
    let path = |name: &str| folders.guides().join("en").join(name);

    let mut saved = Vec::new();
    for round in 0..5 {
        let word = format!("beacon{round}");
        folders.write("en/guide-00150.md", guide(150).replace("marker150", &word));
        saved.push(until_found(&mut client, &word, &["en/guide-00150#2".to_owned()], &server));
    }
    assert!(client.search("marker150", "en").ids().is_empty());

    folders.write("en/new/deep/er.md", guide(9_001));
    let new = until_found(&mut client, "marker9001", &["en/new/deep/er#2".to_owned()], &server);
    fs::rename(path("guide-00151.md"), path("renamed.md")).expect("it is there");
    let renamed = until_found(&mut client, "marker151", &["en/renamed#2".to_owned()], &server);
    assert_eq!(client.get("/en/guides/guide-00151").status, 404);
    fs::remove_file(path("guide-00152.md")).expect("it is there");
    let removed = until_found(&mut client, "marker152", &[], &server);
    fs::rename(path("new"), path("newer")).expect("it is there");
    let folder = until_found(&mut client, "marker9001", &["en/newer/deep/er#2".to_owned()], &server);
    // As editors save: beside it first, then into its place.
    folders.write("en/.guide-00153.md.swp", guide(153).replace("marker153", "beacon153"));
    fs::rename(path(".guide-00153.md.swp"), path("guide-00153.md")).expect("it is there");
    let replaced = until_found(&mut client, "beacon153", &["en/guide-00153#2".to_owned()], &server);
    let word_of = |number| if number == 2_000 { "beacon2000".to_owned() } else { format!("lantern{number:05}") };
    folders.write("export.jsonl", lines(word_of));
    let in_lines = until_found(&mut client, "beacon2000", &["en/line-02000#2".to_owned()], &server);
    assert_eq!(client.search("lantern00007", "en").ids(), ["en/line-00007#2"]);
    saved.sort();
    println!(
        "found after: saved={:?} (median of {}) new={new:?} renamed={renamed:?} removed={removed:?} folder={folder:?} \
         replaced={replaced:?} line={in_lines:?}",
        saved[saved.len() / 2],
        saved.len()
    );
}

#[test]
fn a_push_is_found_when_its_answer_is_there() {
    let folders = Folders::with_guides(IN_FILES);
    folders.write("export.jsonl", lines(|number| format!("lantern{number:05}")));
    let server = Server::start(&folders, &["--watch"]);
    let mut client = server.client();
    let mut times = Vec::new();
    for number in 0..10 {
        let word = format!("beacon{number}");
        let (path, text) = (format!("/api/guides/en/pushed-{number}"), guide(0).replace("marker0", &word));
        let begun = Instant::now();
        assert_eq!(client.put(&path, "text/markdown", text.as_bytes()).status, 201);
        times.push(begun.elapsed());
        assert_eq!(client.search(&word, "en").ids(), [format!("en/pushed-{number}#2")]);
        if number % 2 == 0 {
            assert_eq!(client.delete(&path).status, 200);
            assert!(client.search(&word, "en").ids().is_empty());
        }
    }
    // A guide that stands among others in a file is replaced there.
    let body = line(2_100, "beacon2100");
    assert_eq!(client.put("/api/guides/en/line-02100", "application/json", body.as_bytes()).status, 200);
    assert_eq!(client.search("beacon2100", "en").ids(), ["en/line-02100#2"]);
    let kept = fs::read_to_string(folders.guides().join("export.jsonl")).expect("it is still there");
    assert_eq!((kept.lines().count(), kept.matches("beacon2100").count()), (IN_LINES, 1));
    times.sort();
    println!("pushed: median={:?} slowest={:?}", times[times.len() / 2], times[times.len() - 1]);
    // The watcher sees files that are indexed already, and publishes nothing for them.
    let generation = client.get("/readyz").text();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(client.get("/readyz").text(), generation);
}
