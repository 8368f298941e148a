//! Events in PostgreSQL behind a running service: the database dies and comes back, and the way to it is encrypted.
//!
//! `scripts/with-postgresql` gives the server, which is this test's alone.

use super::{click, report, send};
use crate::harness::{Client, Folders, Server, guidepost, leave_out, program, until};
use postgres::NoTls;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The tests take turns: one of them ends the server that all of them use.
static TURNS: Mutex<()> = Mutex::new(());

/// A schema of its own on the server.
struct Database {
    url: String,
    schema: String,
    _turn: MutexGuard<'static, ()>,
}

impl Database {
    /// `None` where no server is given, which is said.
    fn given() -> Option<Database> {
        let Ok(url) = std::env::var("GUIDEPOST_TEST_POSTGRESQL") else {
            leave_out("GUIDEPOST_TEST_POSTGRESQL names no server; scripts/with-postgresql starts one");
            return None;
        };
        let turn = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
        let database = Database { url, schema, _turn: turn };
        if postgres::Client::connect(&database.url, NoTls).is_err() {
            // A test that failed has left it dead.
            Database::control("start");
        }
        database.client().batch_execute(&format!("CREATE SCHEMA {}", database.schema)).expect("it is SQL");
        Some(database)
    }

    /// The URL for the program, which leads to the schema.
    fn address(&self) -> String {
        self.address_of(&self.url)
    }

    fn address_of(&self, url: &str) -> String {
        format!("{url}&options=-csearch_path%3D{}", self.schema)
    }

    fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.url, NoTls).expect("the server runs")
    }

    /// What a query in the schema counts.
    fn number(&self, sql: &str) -> i64 {
        self.client().query_one(&sql.replace("{schema}", &self.schema), &[]).expect("it is SQL").get(0)
    }

    fn control(what: &str) {
        let control = std::env::var("GUIDEPOST_TEST_POSTGRESQL_CONTROL").expect("scripts/with-postgresql sets it");
        // What it starts holds the pipes open, so that nothing is read from it.
        let status = Command::new(control)
            .arg(what)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .expect("it can be started");
        assert!(status.success(), "{what}: {status}");
    }
}

/// How many searches the service says are lost, all together.
fn lost(said: &str) -> u64 {
    said.split_whitespace().filter_map(|word| word.strip_prefix("lost=")?.parse::<u64>().ok()).sum()
}

/// A figure of `/metrics`.
fn metric(client: &mut Client, name: &str) -> u64 {
    let text = client.get("/metrics").text();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    value.unwrap_or_else(|| panic!("{name} is not in {text}"))
}

#[test]
fn the_database_may_die_and_come_back() {
    const DROPPED: &str = "guidepost_analytics_searches_dropped";
    let Some(database) = Database::given() else { return };
    let folders = Folders::with_guides(20);
    let server = Server::start(&folders, &["--analytics-store", &database.address()]);
    let mut client = server.client();
    for visitor in ["one", "two"] {
        let headers = [("x-guidepost-client", visitor)];
        assert_eq!(client.ask("GET", "/api/search?q=customs+refund&lang=en", &headers, b"").status, 200);
    }
    let found = client.search("marker1", "en");
    assert_eq!(send(&mut client, &json!([click(&found)])).status, 200);
    let failed = report(&mut client, "failed-searches");
    let row = &failed["failedSearches"][0];
    assert_eq!((&row["query"], &row["failedVisitors"]), (&json!("customs refund"), &json!(2)), "{failed}");
    assert_eq!(database.number("SELECT count(*) FROM {schema}.events"), 1);
    assert!(!folders.path().join("data/analytics.sqlite").exists());
    let on_terminal = ["report", "failed-searches", "--json", "--analytics-store", &database.address()];
    let told = guidepost(&folders, &on_terminal).expect_status(0).json();
    assert_eq!(told["failedSearches"], failed["failedSearches"]);

    Database::control("kill");
    let dropped = metric(&mut client, DROPPED);
    let mut unacknowledged: Vec<Value> = Vec::new();
    for number in 0..30 {
        let found = client.search(&format!("marker{}", number % 20), "en");
        assert_eq!(found.ids().first(), Some(&format!("en/guide-{:05}#2", number % 20)));
        let event = click(&found);
        let sent = send(&mut client, &json!([event]));
        assert_eq!((sent.status, sent.code().as_str()), (503, "store_unreachable"), "{}", sent.text());
        unacknowledged.push(event);
    }
    assert!(until(|| metric(&mut client, DROPPED) == dropped + 30), "{}", server.said());
    let refused = client.get("/api/analytics/summary");
    assert_eq!((refused.status, refused.code().as_str()), (503, "store_unreachable"), "{}", refused.text());
    assert!(until(|| server.said().contains("are not recorded; searching goes on")), "{}", server.said());
    let offline = guidepost(&folders, &on_terminal).expect_status(1);
    assert!(offline.errors.contains("can't be reached"), "{offline:?}");
    // One that is started meanwhile serves as well.
    let second = Server::start(&folders, &["--analytics-store", &database.address()]);
    assert_eq!(second.client().search("marker3", "en").status, 200);

    Database::control("start");
    for server in [&server, &second] {
        let mut client = server.client();
        let found = client.search("marker2", "en");
        let event = click(&found);
        assert!(until(|| send(&mut client, &json!([event])).status == 200), "{}", server.said());
    }
    assert!(until(|| server.said().contains("are recorded again")), "{}", server.said());
    // What was not acknowledged is sent again by who wants it counted, each as one.
    for _ in 0..2 {
        assert_eq!(send(&mut client, &json!(unacknowledged)).status, 200);
    }
    let stored = database.number("SELECT count(*) FROM {schema}.events");
    let doubled =
        database.number("SELECT count(*) FROM (SELECT query_id FROM {schema}.events GROUP BY query_id, kind, hit HAVING count(*) > 1) d");
    println!(
        "the database was gone: searches answered=31 of 31, lost={} (said), acknowledged events lost={} doubled={doubled}",
        lost(&server.said()),
        33 - stored
    );
    assert_eq!((stored, doubled), (33, 0));
    assert!(lost(&server.said()) >= 30, "{}", server.said());
    assert_eq!(report(&mut client, "failed-searches")["failedSearches"][0]["failedVisitors"], 2);
    let found = client.search("marker4", "en");
    assert_eq!(send(&mut client, &json!([click(&found)])).status, 200);
    // The searches that are lost have no clicks either.
    assert!(report(&mut client, "summary")["clicks"].as_i64() >= Some(2));
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_of_the_service() {
    let Some(database) = Database::given() else { return };
    let folders = Folders::with_guides(20);
    let mut random = fastrand::Rng::with_seed(crate::harness::seed());
    let acknowledged = Mutex::new(std::collections::BTreeSet::new());
    let cases = if crate::harness::is_full() { 50 } else { 5 };
    for _ in 0..cases {
        let server = Server::start(&folders, &["--analytics-store", &database.address()]);
        let moment = std::time::Duration::from_millis(random.u64(5..700));
        std::thread::scope(|scope| {
            let (client, mut random, acknowledged) = (server.client(), random.fork(), &acknowledged);
            scope.spawn(move || super::faults::click_until_gone(client, &mut random, acknowledged));
            std::thread::sleep(moment);
            server.kill();
        });
    }
    let mut client = database.client();
    let sql = format!("SELECT query_id, kind, count(*) FROM {}.events GROUP BY 1, 2", database.schema);
    let rows = client.query(&sql, &[]).expect("it is SQL");
    let stored: std::collections::BTreeMap<(uuid::Uuid, i64), i64> = rows
        .iter()
        .map(|row| ((uuid::Uuid::from_slice(row.get(0)).expect("sixteen bytes"), row.get(1)), row.get(2)))
        .collect();
    let acknowledged = acknowledged.into_inner().expect("nobody panics with it");
    let has = |id: &str, kind: i64| stored.contains_key(&(id.parse().expect("an id"), kind));
    let lost = acknowledged.iter().filter(|id| !has(id, 0) || !has(id, 2)).count();
    let doubled = stored.values().filter(|count| **count != 1).count();
    println!(
        "killed before PostgreSQL: lost={lost} doubled={doubled} cases={cases} acknowledged={}",
        acknowledged.len() * 2
    );
    assert_eq!((lost, doubled), (0, 0));
    assert!(!acknowledged.is_empty());
}

#[test]
fn the_way_to_the_database_is_encrypted_when_the_url_says_so() {
    let Some(database) = Database::given() else { return };
    let (Ok(url), Ok(authority)) =
        (std::env::var("GUIDEPOST_TEST_POSTGRESQL_TLS"), std::env::var("GUIDEPOST_TEST_POSTGRESQL_CA"))
    else {
        return leave_out("the server has no certificate; openssl is not installed");
    };
    let folders = Folders::with_guides(3);
    let address = database.address_of(&url);
    let serving = || program(&folders, &Server::arguments(&["--analytics-store", &address]));
    let mut trusting = serving();
    trusting.env("SSL_CERT_FILE", &authority);
    let server = Server::start_command(trusting);
    let mut client = server.client();
    let found = client.search("marker1", "en");
    assert_eq!(send(&mut client, &json!([click(&found)])).status, 200, "{}", server.said());
    let encrypted = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE s.ssl AND a.application_name = 'guidepost'";
    assert!(database.number(encrypted) > 0);
    drop(server);

    // Who is not known to the system is not told anything.
    let mut wary = serving();
    wary.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    let server = Server::start_command(wary);
    let mut client = server.client();
    let found = client.search("marker1", "en");
    let sent = send(&mut client, &json!([click(&found)]));
    assert_eq!((sent.status, sent.code().as_str()), (503, "store_unreachable"), "{}", sent.text());
    assert!(until(|| server.said().contains("certificate")), "{}", server.said());

    let wrong = address.replace("sslmode=require", "sslmode=require&sslrootcert=x");
    let refused = guidepost(&folders, &["report", "summary", "--analytics-store", &wrong]);
    assert!(refused.status != Some(0) && refused.errors.contains("SSL_CERT_FILE"), "{refused:?}");
}
