//! Analytics against the program itself: from a search to a report, and whatever may happen in between.

mod faults;
mod journeys;
#[cfg(feature = "postgresql")]
mod postgresql;
mod privacy;
mod retention;

use crate::harness::{Client, Response};
use serde_json::{Value, json};

/// Sends events.
fn send(client: &mut Client, events: &Value) -> Response {
    client.ask("POST", "/api/events", &[("content-type", "application/json")], events.to_string().as_bytes())
}

/// A click on the first hit of an answer.
fn click(answer: &Response) -> Value {
    let json = answer.json();
    json!({"type": "click", "queryId": json["queryId"], "hit": json["hits"][0]["id"], "position": 1})
}

/// A report.
fn report(client: &mut Client, path: &str) -> Value {
    let answer = client.get(&format!("/api/analytics/{path}"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}
