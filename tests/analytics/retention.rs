//! What a server that is started again forgets, and what it keeps.

use super::{click, report, send};
use crate::harness::{Folders, Server, until};
use rusqlite::Connection;
use serde_json::json;

/// More than the 90 days that single events are kept.
const LONG_AGO: i64 = 100;

fn open(folders: &Folders) -> Connection {
    Connection::open(folders.path().join("data/analytics.sqlite")).expect("it was recorded")
}

fn rows(store: &Connection, table: &str) -> i64 {
    store.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).expect("the table is there")
}

/// Lets all that is in the store have happened so many days earlier.
fn age(store: &Connection, days: i64) {
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let mut tables = store.prepare(tables).expect("a store");
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).expect("a store").map(|name| name.expect("a name")).collect();
    for table in tables {
        let columns = store.prepare(&format!("SELECT * FROM {table} LIMIT 0")).expect("a table");
        if columns.column_names().any(|name| name == "day") {
            store.execute(&format!("UPDATE {table} SET day = day - {days}"), []).expect("it is nobody's now");
        }
    }
}

#[test]
fn single_events_go_with_time_and_counts_stay() {
    let folders = Folders::with_guides(10);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for visitor in ["one", "two", "three"] {
        let found = client.ask("GET", "/api/search?q=marker7&lang=en", &[("x-guidepost-client", visitor)], b"");
        assert_eq!(send(&mut client, &json!([click(&found)])).status, 200);
    }
    client.ask("GET", "/api/search?q=what+only+jane+asks&lang=en", &[("x-guidepost-client", "jane")], b"");
    assert_eq!(report(&mut client, "summary")["searches"], 4);
    let period = report(&mut client, "summary")["period"]["to"].as_str().expect("a day").to_owned();
    drop(server);

    let store = open(&folders);
    assert_eq!((rows(&store, "searches"), rows(&store, "events")), (4, 3));
    // Nothing that is young enough goes when a server starts.
    drop(Server::start(&folders, &[]));
    assert_eq!((rows(&store, "searches"), rows(&store, "events")), (4, 3));
    age(&store, LONG_AGO);
    let server = Server::start(&folders, &[]);
    assert!(until(|| rows(&store, "searches") + rows(&store, "events") == 0), "{}", server.said());
    assert_eq!(rows(&store, "visitor_days"), 0);

    let to: jiff::civil::Date = period.parse().expect("a day");
    let from = to.checked_sub(jiff::Span::new().days(2 * LONG_AGO)).expect("a day");
    let mut client = server.client();
    let summary = report(&mut client, &format!("summary?from={from}&to={to}"));
    assert_eq!((&summary["searches"], &summary["clicks"]), (&json!(4), &json!(3)), "{summary}");
    let searches = report(&mut client, &format!("searches?from={from}&to={to}"));
    let queries: Vec<&str> =
        searches["searches"].as_array().expect("a list").iter().filter_map(|row| row["query"].as_str()).collect();
    assert_eq!(queries, ["marker7"], "{searches}");
    println!("retention: expired searches=4 events=3, kept counts of days, questions of one visitor gone");
}
