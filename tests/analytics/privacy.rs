//! Nothing that identifies a person is on the disk, in the log or in a report.

use super::{click, report, send};
use crate::harness::{Folders, Server, encoded, guidepost, program};
use serde_json::json;
use std::fs;

#[test]
fn what_identifies_a_person_is_nowhere() {
    const ASKED: [&str; 5] = [
        "jane.doe@example.com",
        "4111 1111 1111 1111",
        "06 12 34 56 78",
        "FR7630006000011234567890189",
        "1Z999AA10123456784",
    ];
    let folders = Folders::with_guides(3);
    let command =
        program(&folders, &["serve", "--listen", "127.0.0.1:0", "--log-level", "debug", "--log-format", "json"]);
    let server = Server::start_command(command);
    let mut client = server.client();
    let mut last = None;
    for secret in ASKED {
        let headers = [("user-agent", "Very-Own-Browser/9"), ("x-guidepost-client", "jane.doe@example.com")];
        let path = format!(
            "/api/search?q={}&lang=en&tag={}",
            encoded(&format!("marker1 lost word {secret}")),
            encoded(secret)
        );
        assert_eq!(client.ask("GET", &path, &headers, b"").status, 200);
        let path = format!("/?q={}", encoded(&format!("marker1 {secret}")));
        assert_eq!(client.ask("GET", &path, &headers, b"").status, 200);
        let answer = client.search(&format!("marker1 {secret}"), "en");
        last = Some(answer);
    }
    let answer = last.expect("there were searches");
    let query_id = answer.json()["queryId"].clone();
    let mut event = click(&answer);
    event["client_id"] = json!("jane.doe@example.com");
    event["user_query"] = json!("jane.doe@example.com");
    event["event_attributes"] = json!({"note": "4111 1111 1111 1111"});
    assert_eq!(send(&mut client, &json!([event])).status, 200);
    let mut written = String::new();
    for name in ["summary", "searches", "failed-searches", "clicks", "gaps", "synonym-proposals", "translation-debt"] {
        written.push_str(&report(&mut client, name).to_string());
        written.push_str(&client.get(&format!("/api/analytics/{name}?format=csv")).text());
    }
    assert!(written.contains("<email>") && written.contains("<card>") && written.contains("<phone>"), "{written}");
    // Let all of it come to the disk.
    server.terminate();
    drop(client);
    let mut server = server;
    server.wait();
    let log = server.said();
    assert!(log.contains("/api/search") && !log.contains("marker1"), "questions are in the log: {log}");
    let digits = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    for secret in ASKED.into_iter().chain(["Very-Own-Browser/9"]) {
        for (place, text) in [("log", log.as_str()), ("reports", &written)] {
            assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in the {place}");
            assert!(
                !digits(text).to_lowercase().contains(&digits(secret).to_lowercase()),
                "{secret} is in the {place}"
            );
        }
        let mut files = 0;
        for entry in fs::read_dir(folders.path().join("data")).expect("it was made") {
            let bytes = fs::read(entry.expect("readable").path()).expect("readable").to_ascii_lowercase();
            let wanted = secret.to_lowercase().into_bytes();
            assert!(!bytes.windows(wanted.len()).any(|window| window == wanted), "{secret} is on the disk");
            assert!(!bytes.windows(9).any(|window| window == b"127.0.0.1"), "an address is on the disk");
            files += 1;
        }
        assert!(files >= 2);
    }
    // The visitor who asks to be forgotten is.
    let id = query_id.as_str().expect("a text");
    let forgotten = guidepost(&folders, &["forget", "--query-id", id]).expect_status(0).output;
    assert_eq!(forgotten, "Removed 5 searches and 1 event.\n");
    assert_eq!(
        guidepost(&folders, &["forget", "--query-id", id]).expect_status(0).output,
        "Removed 0 searches and 0 events.\n"
    );
}

#[test]
fn elsewhere_than_on_loopback_questions_of_few_are_hidden() {
    let folders = Folders::with_guides(3);
    let mut command = program(&folders, &["serve", "--listen", "0.0.0.0:0", "--log-level", "warn"]);
    command.env("GUIDEPOST_ADMIN_KEY", "admin-key");
    let server = Server::start_command(command);
    let mut client = server.client();
    for (visitor, question) in
        [("one", "shared"), ("two", "shared"), ("three", "shared"), ("one", "mine"), ("two", "ours"), ("three", "ours")]
    {
        let path = format!("/api/search?q={question}&lang=en");
        client.ask("GET", &path, &[("x-guidepost-client", visitor)], b"");
    }
    // Who shows a key is no visitor.
    let key = [("authorization", "Bearer admin-key")];
    client.ask("GET", "/api/search?q=staff&lang=en", &key, b"");
    let mut report = |name: &str| client.ask("GET", &format!("/api/analytics/{name}"), &key, b"").json();
    let searches = report("searches");
    assert_eq!(
        (searches["searches"].as_array().map(Vec::len), &searches["hidden"]),
        (Some(1), &json!(2)),
        "{searches}"
    );
    for name in ["searches", "failed-searches", "gaps", "synonym-proposals", "clicks", "translation-debt"] {
        let text = report(name).to_string();
        assert!(!text.contains("mine") && !text.contains("ours") && !text.contains("staff"), "{name}: {text}");
    }
    let summary = report("summary");
    assert_eq!((&summary["searches"], &summary["apart"]["agents"]), (&json!(6), &json!(1)), "{summary}");
}
