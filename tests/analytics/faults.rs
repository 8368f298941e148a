//! Kills, full disks, broken and locked stores, and senders who repeat themselves.

use super::{click, report, send};
use crate::harness::{Client, Disk, Folders, Server, guidepost, is_full, leave_out, seed, until};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::time::Duration;

/// Searches and clicks, some twice, until the server is gone; notes whose events were acknowledged.
pub fn click_until_gone(mut client: Client, random: &mut fastrand::Rng, acknowledged: &Mutex<BTreeSet<String>>) {
    for _ in 0.. {
        let marker = random.usize(0..20);
        let path = format!("/api/search?q=marker{marker}&lang=en");
        let Ok(answer) = client.try_ask("GET", &path, &[], b"") else { return };
        let event = click(&answer);
        let id = event["queryId"].as_str().expect("a text").to_owned();
        let helpful =
            json!({"type": "helpful", "query_id": id, "event_attributes": {"object": {"object_id": event["hit"]}}});
        let body = json!([event, event, helpful]).to_string();
        for _ in 0..random.usize(1..3) {
            let sent = client.try_ask("POST", "/api/events", &[("content-type", "application/json")], body.as_bytes());
            let Ok(taken) = sent else { return };
            assert_eq!(taken.status, 200, "{}", taken.text());
            acknowledged.lock().expect("nobody panics with it").insert(id.clone());
        }
    }
}

#[test]
fn no_acknowledged_event_is_lost_or_doubled_by_a_kill() {
    let cases = if is_full() { 50 } else { 10 };
    let folders = Folders::with_guides(20);
    let mut random = fastrand::Rng::with_seed(seed());
    let acknowledged = Mutex::new(BTreeSet::new());
    for _ in 0..cases {
        let server = Server::start(&folders, &[]);
        let moment = Duration::from_millis(random.u64(5..700));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let (client, mut random, acknowledged) = (server.client(), random.fork(), &acknowledged);
                scope.spawn(move || click_until_gone(client, &mut random, acknowledged));
            }
            std::thread::sleep(moment);
            server.kill();
        });
    }
    let acknowledged = acknowledged.into_inner().expect("nobody panics with it");
    // What is on the disk, read by other means than the program's own.
    let stored = rusqlite::Connection::open(folders.path().join("data/analytics.sqlite")).expect("it opens");
    let mut statement =
        stored.prepare("SELECT lower(hex(query_id)), kind, count(*) FROM events GROUP BY 1, 2").expect("it is SQL");
    let rows: Vec<(String, i64, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("it can be read")
        .map(|row| row.expect("a row"))
        .collect();
    let doubled = rows.iter().filter(|(_, _, count)| *count != 1).count();
    let has = |id: &str, kind: i64| rows.iter().any(|row| row.0 == id.replace('-', "") && row.1 == kind);
    let lost = acknowledged.iter().filter(|id| !has(id, 0) || !has(id, 2)).count();
    println!(
        "killed while events came: lost={lost} doubled={doubled} cases={cases} seed={} (acknowledged: {}, stored: {})",
        seed(),
        acknowledged.len() * 2,
        rows.len()
    );
    assert_eq!((lost, doubled), (0, 0));
    assert!(acknowledged.len() >= cases);
    drop(statement);
    drop(stored);
    // What was written and not yet counted is counted now.
    let summary = guidepost(&folders, &["report", "summary", "--json"]).expect_status(0).json();
    let requests = summary["requests"].as_u64().unwrap_or(0) + summary["apart"]["bots"].as_u64().unwrap_or(0);
    assert!(requests > 0, "{summary}");
}

#[test]
fn with_the_disk_of_the_store_full_search_answers() {
    let folders = Folders::with_guides(20);
    let place = folders.path().join("disk");
    fs::create_dir(&place).expect("it can be made");
    let disk = match Disk::of(3_000_000, &place) {
        Ok(disk) => disk,
        Err(error) => return leave_out(&format!("a full disk, which takes the right to mount: {error}")),
    };
    let data = place.join("data");
    let arguments = Server::arguments(&["--data", data.to_str().expect("it is text")]);
    guidepost(&folders, &["index"]).expect_status(0);
    let server = Server::start_command(without_first_index(&disk, &folders, &arguments));
    let mut client = server.client();
    let first = client.search("marker1", "en");
    assert_eq!(send(&mut client, &json!(click(&first))).status, 200);
    let ballast = disk.fill_but(0);
    let (mut refused, mut answered) = (0, 0);
    for number in 0..60 {
        let answer = client.search(&format!("marker{} {}", number % 20, "x".repeat(150)), "en");
        answered += usize::from(answer.status == 200);
        let taken = send(&mut client, &json!(click(&client_hit(&mut server.client(), number))));
        match taken.status {
            507 => {
                assert_eq!(taken.code(), "disk_full");
                refused += 1;
            }
            status => assert_eq!(status, 200, "{}", taken.text()),
        }
    }
    println!("full disk of the store: searches answered={answered} of 60, events refused={refused}");
    assert_eq!(answered, 60);
    assert!(refused > 0);
    assert!(server.said().contains("is full"), "{}", server.said());
    fs::remove_file(ballast).expect("it is there");
    let again = client.search("marker2", "en");
    assert!(
        until(|| send(&mut client, &json!(click(&again))).status == 200),
        "it recovers with the room: {}",
        server.said()
    );
    assert!(report(&mut client, "summary")["clicks"].as_i64() >= Some(2));
}

fn client_hit(client: &mut Client, number: usize) -> crate::harness::Response {
    client.search(&format!("marker{}", number % 20), "en")
}

/// Only the events are on the small disk.
fn without_first_index(disk: &Disk, folders: &Folders, arguments: &[&str]) -> std::process::Command {
    let whole = disk.program(folders, arguments);
    let mut command = std::process::Command::new(whole.get_program());
    let mut is_index = false;
    for argument in whole.get_args() {
        if is_index {
            command.arg(folders.index());
        } else {
            command.arg(argument);
        }
        is_index = argument == "--index";
    }
    command.current_dir(folders.path()).stdin(std::process::Stdio::null());
    command
}

#[test]
fn a_broken_store_is_set_aside_and_search_goes_on() {
    let mut random = fastrand::Rng::with_seed(seed());
    let folders = Folders::with_guides(20);
    let path = folders.path().join("data/analytics.sqlite");
    let mut cases = 0;
    let mut set_aside = 0;
    for damage in 0..6 {
        {
            let server = Server::start(&folders, &[]);
            let mut client = server.client();
            let found = client.search("marker1", "en");
            assert_eq!(send(&mut client, &json!(click(&found))).status, 200);
            report(&mut client, "summary");
            server.terminate();
            let mut server = server;
            server.wait();
        }
        let mut bytes = fs::read(&path).expect("it was made");
        match damage {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes[..100].iter_mut().for_each(|byte| *byte = random.u8(..)),
            2 => bytes = (0..9_000).map(|_| random.u8(..)).collect(),
            3 => bytes.truncate(700),
            4 => bytes =
                b"somebody's notes, which are no database at all, but long enough to be looked at as if they were one"
                    .to_vec(),
            _ => bytes[100..8_000].fill(0xFF),
        }
        fs::write(&path, bytes).expect("it can be written");
        let server = Server::start(&folders, &[]);
        let mut client = server.client();
        let found = client.search("marker1", "en");
        assert_eq!(found.ids().first().map(String::as_str), Some("en/guide-00001#2"));
        assert_eq!(send(&mut client, &json!(click(&found))).status, 200, "{}", server.said());
        assert_eq!(report(&mut client, "summary")["clicks"], 1);
        assert!(server.said().contains("set aside"), "damage {damage}: {}", server.said());
        let kept = fs::read_dir(folders.path().join("data")).expect("it is there").filter(|entry| {
            let name = entry.as_ref().expect("readable").file_name().to_string_lossy().into_owned();
            name.starts_with("analytics.sqlite.corrupt-") && !name.ends_with("-wal") && !name.ends_with("-shm")
        });
        let kept = kept.count();
        assert!(kept > set_aside, "damage {damage}");
        set_aside = kept;
        cases += 1;
    }
    println!("broken stores: cases={cases} searches-lost=0 set-aside={set_aside}");
}

#[test]
fn a_locked_store_is_waited_for_and_search_goes_on() {
    let folders = Folders::with_guides(5);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    client.search("marker1", "en");
    report(&mut client, "summary");
    let other = rusqlite::Connection::open(folders.path().join("data/analytics.sqlite")).expect("it opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("it can be locked");
    for number in 0..5 {
        assert_eq!(client.search(&format!("marker{number}"), "en").ids(), [format!("en/guide-0000{number}#2")]);
    }
    other.execute_batch("ROLLBACK").expect("it was locked");
    assert_eq!(report(&mut client, "summary")["requests"], 6);
    assert!(!server.said().contains("set aside"), "{}", server.said());
}

#[test]
fn who_repeats_themselves_is_counted_once() {
    let folders = Folders::with_guides(5);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let found = client.search("marker1", "en");
    let event = click(&found);
    let vote = |position: usize| json!({"type": "helpful", "queryId": event["queryId"], "hit": event["hit"], "position": position, "client": position.to_string()});
    let votes: Vec<Value> = (1..=500).map(vote).collect();
    for _ in 0..2 {
        assert_eq!(send(&mut client, &json!(votes)).json()["accepted"], 500);
        let clicks = vec![event.clone(); 500];
        assert_eq!(send(&mut client, &json!({"events": clicks})).json()["accepted"], 500);
    }
    let summary = report(&mut client, "summary");
    assert_eq!((&summary["clicks"], &summary["helpful"]), (&json!(1), &json!(1)), "{summary}");
    let late = json!([{"type": "ticket", "timestamp": "2999-01-01T00:00:00Z"}]);
    let refused = send(&mut client, &late);
    assert_eq!((refused.status, refused.code().as_str()), (400, "events_refused"), "{}", refused.text());
    assert_eq!(send(&mut client, &json!(vec![0; 1_001])).code(), "too_many_events");
    assert_eq!(client.ask("POST", "/api/events", &[], &vec![b'x'; 1_000_001]).status, 413);
    assert_eq!(client.ask("POST", "/api/events", &[], b"{").code(), "unreadable_events");
}
