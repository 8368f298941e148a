//! Very large guides, and Markdown that is made to be slow: indexed or refused clearly, in bounded memory.

use crate::harness::{Client, Folders, Server};
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

/// What no guide may make the program use, in megabytes; several times what these need.
const MEMORY_GUARD: u64 = 2_500;

/// The most memory that the program has used, in megabytes.
fn memory_peak(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel tells");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") / 1_024
}

/// The time of the whole and what came of it are printed; only a hang or the end of the process decides.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    println!("{what}: {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    done
}

fn assert_alive(server: &mut Server, client: &mut Client) {
    assert!(server.is_running(), "{}", server.said());
    assert_eq!(client.search("marker1", "en").ids(), ["en/guide-00001#2"]);
    let peak = memory_peak(server);
    println!("memory: {peak} MB");
    assert!(peak < MEMORY_GUARD);
}

#[test]
fn a_guide_of_ten_megabytes_is_found_at_its_end() {
    let folders = Folders::with_guides(2);
    let mut text = String::from("# The large guide\n");
    for number in 0..25 {
        let _ = write!(text, "\n## Part {number}\n\n");
        for sentence in 0..9_000 {
            let _ = writeln!(text, "Parcel {} lies in shelf {sentence}, as written.", sentence * 7);
        }
        let _ = writeln!(text, "\nThe end of part {number} is lastmark{number}.");
    }
    assert!(text.len() > 10_000_000, "{}", text.len());
    folders.write("en/large.md", &text);
    let mut server = timed("10 MB: index", || Server::start(&folders, &[]));
    let mut client = server.client();
    assert_eq!(client.search("lastmark24", "en").ids(), ["en/large#25"]);
    let page = timed("10 MB: page", || client.get("/en/guides/large"));
    assert!(matches!(page.status, 200 | 503), "{}", page.status);
    assert_alive(&mut server, &mut client);
}

#[test]
fn a_guide_of_a_hundred_thousand_steps_is_found_at_its_end() {
    let folders = Folders::with_guides(2);
    let mut text = String::from("# The long guide\n");
    for number in 1..=100_000 {
        let _ = write!(text, "\n## Turn lever {number}\n\nUntil it clicks.\n");
    }
    folders.write("en/long.md", &text);
    let mut server = timed("100,000 steps: index", || Server::start(&folders, &[]));
    let mut client = server.client();
    let json = timed("100,000 steps: search", || client.search("lever 99999", "en")).json();
    assert_eq!((&json["hits"][0]["id"], &json["hits"][0]["step"]["of"]), (&"en/long#99999".into(), &100_000.into()));
    let page = timed("100,000 steps: page", || client.get("/en/guides/long"));
    assert!(matches!(page.status, 200 | 503), "{}", page.status);
    assert_alive(&mut server, &mut client);

    // One more is beyond the bound, and said so.
    let _ = write!(text, "\n## Turn lever 100001\n\nUntil it clicks.\n");
    let pushed = timed("100,001 steps: push", || {
        client.put("/api/guides/en/longer", "text/markdown", text.replace("# The long", "# The longer").as_bytes())
    });
    assert_eq!(pushed.status, 201, "{}", pushed.text());
    assert!(pushed.text().contains("the most is 100000"), "{}", pushed.text());
    assert_alive(&mut server, &mut client);
}

#[test]
fn a_line_of_a_million_characters_is_read_or_refused_clearly() {
    let folders = Folders::with_guides(2);
    let words = "wordy ".repeat(1_000_000 / 6);
    folders.write("en/body.md", format!("# Long line\n\n## Read it\n\n{words} lastword1\n"));
    folders.write("en/one-word.md", format!("# Long word\n\n## Read it\n\nfirstword2 {}\n", "w".repeat(1_000_000)));
    folders.write("en/heading.md", format!("# Long heading\n\n## {words}\n\nlastword3\n"));
    folders.write("en/title.md", format!("# {words}\n\n## Read it\n\nlastword4\n"));
    folders.write("en/front.md", format!("---\ntitle: {words}\n---\n## Read it\n\nlastword5\n"));
    folders.write("en/anchor.md", format!("# Anchor\n\n## Read it {{#{}}}\n\nlastword6\n", "a".repeat(1_000_000)));
    folders.write("en/code.md", format!("# Code\n\n## Read it\n\n`{}` lastword7\n", "x.y".repeat(300_000)));
    folders.write("en/cjk.md", format!("# Chinese\n\n## Read it\n\nlastword8 {}\n", "标签".repeat(150_000)));
    let mut server = timed("1 M characters: index", || Server::start(&folders, &[]));
    let mut client = server.client();
    for query in
        ["lastword1", "firstword2", "lastword3", "lastword4", "lastword5", "lastword6", "lastword7", "lastword8"]
    {
        let ids = timed(query, || client.search(query, "en")).ids();
        assert_eq!(ids.len(), 1, "{query}: {ids:?}");
        let path = ids[0].split('#').next().expect("it has a first part").replacen('/', "/guides/", 1);
        assert_eq!(client.get(&format!("/{path}")).status, 200, "{query}");
    }
    assert_alive(&mut server, &mut client);
}

#[test]
fn markdown_bombs_do_not_go_off() {
    let folders = Folders::with_guides(2);
    let mut server = Server::start(&folders, &[]);
    let mut client = server.client();
    let table = format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|b\n".repeat(1_000));
    let stairs: String = (0..1_000).flat_map(|depth| ["  ".repeat(depth), "- a\n".to_owned()]).collect();
    let references: String =
        (0..20_000).fold(String::new(), |text, number| text + &format!("[r{number}]: /{number}\n"));
    let bombs = [
        ("quotes", ">".repeat(10_000)),
        ("quotes and lines", format!("{}\n{}", ">".repeat(10_000), "a\n".repeat(10_000))),
        ("brackets", "[".repeat(50_000)),
        ("pairs of brackets", "[]".repeat(50_000)),
        ("links that never end", "[a](".repeat(30_000)),
        ("pictures that never end", "![a][".repeat(30_000)),
        ("stars", "*".repeat(100_000)),
        ("stars and letters", "*a ".repeat(50_000)),
        ("stars and lines", "a**b*c_".repeat(30_000)),
        ("underscores", "_a__".repeat(30_000)),
        ("backticks", (1..400).map(|length| "`".repeat(length) + " ").collect()),
        ("open code", "`a ".repeat(50_000)),
        ("a table", table),
        ("stairs of lists", stairs),
        ("lists in lists", "- ".repeat(10_000)),
        ("references", references),
        ("entities", "&amp;&#x41;&".repeat(30_000)),
        ("angles", "<".repeat(100_000)),
        ("comments", "<!--".repeat(30_000)),
        ("open tags", "<b>".repeat(30_000)),
        ("open boxes", "<div>\n".repeat(20_000)),
        ("open tables", "<table><tr><td>".repeat(5_000)),
        ("attributes", format!("<p {}>", "a=b ".repeat(30_000))),
        ("declarations", "<![CDATA[".repeat(30_000)),
        ("addresses", "https://a.b/".repeat(30_000)),
        ("at signs", "a@".repeat(50_000)),
        ("backslashes", "\\".repeat(100_000)),
        ("combining accents", format!("e{}", "\u{301}".repeat(50_000))),
        ("joined emoji", "👩\u{200d}".repeat(20_000)),
        ("headings of nothing", "######\n\n".repeat(5_000)),
        ("short lines", "a\n".repeat(50_000)),
        ("short paragraphs", "ab\n\n".repeat(50_000)),
    ];
    println!("bomb: push, page and search in ms");
    for (number, (name, bomb)) in bombs.iter().enumerate() {
        let text =
            format!("# Bomb {number}\n\n## Light it\n\nfuse{number}\n\n{bomb}\n\n## Walk away\n\nembers{number}\n");
        let mut times = Vec::new();
        let mut time = |work: &mut dyn FnMut()| {
            let begun = Instant::now();
            work();
            times.push(format!("{:.0}", begun.elapsed().as_secs_f64() * 1_000.0));
        };
        let path = format!("/en/guides/bomb-{number}");
        time(&mut || {
            let pushed = client.put(&format!("/api/guides/en/bomb-{number}"), "text/markdown", text.as_bytes());
            assert_eq!(pushed.status, 201, "{name}: {}", pushed.text());
        });
        time(&mut || assert_eq!(client.get(&path).status, 200, "{name}"));
        time(&mut || {
            let found = client.search(&format!("fuse{number}"), "en").ids();
            assert_eq!(found, [format!("en/bomb-{number}#1")], "{name}");
        });
        println!("{name}: {}", times.join(" "));
    }
    assert_alive(&mut server, &mut client);
}
