//! A batch of events as it comes in: guidepost's own shape, or that of User Behavior Insights 1.3; each event is taken or
//! refused by itself, and why is said.

use crate::analytics::event::{EventKind, EventRecord, Visitor};
use crate::analytics::recorder::MOST_EVENTS_A_CALL;
use crate::analytics::{day, event};
use crate::http::failure::Failure;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

/// How far a caller's clock may be ahead, in milliseconds.
const AHEAD: i64 = 300_000;
/// How long an event may have waited to be sent, in milliseconds: somebody may have been without a network for a day.
const LATE: i64 = 2 * day::DAY_MILLIS;
/// Nobody looks farther down.
const MOST_POSITION: u64 = 100_000;

/// Events that may be kept, and the places and reasons of the others.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Received {
    pub events: Vec<EventRecord>,
    pub refused: Vec<(usize, String)>,
}

/// One event in either shape. What else it holds is passed over, and not kept.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    #[serde(rename = "type", alias = "action_name", alias = "actionName", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(rename = "queryId", alias = "query_id", default, deserialize_with = "text")]
    query_id: Option<String>,
    #[serde(alias = "object_id", default, deserialize_with = "text")]
    hit: Option<String>,
    #[serde(default)]
    position: Option<Value>,
    #[serde(rename = "timestamp", alias = "at", default)]
    timestamp: Option<Value>,
    #[serde(default)]
    missing: Option<Value>,
    #[serde(rename = "event_attributes", alias = "eventAttributes", default)]
    attributes: Option<Value>,
}

/// A text, or nothing where something else stands.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// Reads a body: an event, an array of them, or an object with `events`. `visitor` is who sent them.
///
/// # Errors
/// When the body is no JSON of this kind, or holds more than one call may bring.
pub fn read(body: &str, visitor: Visitor, now: i64) -> Result<Received, Failure> {
    let body: Value = serde_json::from_str(body)
        .map_err(|error| Failure::UnreadableEvents(format!("it is no sound JSON: {error}")))?;
    let items = match body {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("events") {
            Some(Value::Array(items)) => items,
            Some(_) => return Err(Failure::UnreadableEvents("`events` must be an array".to_owned())),
            None => vec![Value::Object(object)],
        },
        _ => {
            return Err(Failure::UnreadableEvents(
                "it must be an event, an array of them, or {\"events\": […]}".to_owned(),
            ));
        }
    };
    if items.len() > MOST_EVENTS_A_CALL {
        return Err(Failure::TooManyEvents { limit: MOST_EVENTS_A_CALL });
    }
    let mut received = Received::default();
    for (at, item) in items.into_iter().enumerate() {
        match event(item, visitor, now) {
            Ok(event) => received.events.push(event),
            Err(reason) => received.refused.push((at, reason)),
        }
    }
    Ok(received)
}

fn event(item: Value, visitor: Visitor, now: i64) -> Result<EventRecord, String> {
    if !item.is_object() {
        return Err("an event must be an object".to_owned());
    }
    let sent: Sent = serde_json::from_value(item).map_err(|error| error.to_string())?;
    let kind = sent.kind.as_deref().and_then(EventKind::from_name);
    let kind =
        kind.ok_or_else(|| "type (or action_name) must be click, view, helpful, unhelpful, copy or ticket".to_owned())?;
    let query_id = sent
        .query_id
        .as_deref()
        .filter(|id| !id.is_empty())
        .map(|id| id.parse::<Uuid>().map_err(|_| "queryId is not the id of a search".to_owned()));
    let query_id = query_id.transpose()?;
    let hit = hit(&sent)?;
    if hit.is_none() && matches!(kind, EventKind::Click | EventKind::View) {
        return Err("hit is missing: the id of the step, such as fr/shipping/ups#4.1".to_owned());
    }
    if query_id.is_none() && kind == EventKind::Click {
        return Err("queryId is missing: a click belongs to a search".to_owned());
    }
    Ok(EventRecord {
        kind,
        query_id,
        visitor,
        at: moment(sent.timestamp.as_ref(), now)?,
        hit,
        position: position(&sent)?,
        is_missing: sent.missing == Some(Value::Bool(true)),
    })
}

fn hit(sent: &Sent) -> Result<Option<String>, String> {
    let in_attributes = || sent.attributes.as_ref()?.pointer("/object/object_id")?.as_str();
    match sent.hit.as_deref().or_else(in_attributes) {
        None | Some("") => Ok(None),
        Some(id) if event::is_hit_id(id) => Ok(Some(id.to_owned())),
        Some(_) => Err("hit is not the id of a step, such as fr/shipping/ups#4.1".to_owned()),
    }
}

fn position(sent: &Sent) -> Result<Option<u32>, String> {
    let in_attributes = || sent.attributes.as_ref()?.pointer("/position/ordinal");
    let wrong = || format!("position must be a whole number from 1 to {MOST_POSITION}");
    match sent.position.as_ref().or_else(in_attributes) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().filter(|number| (1..=MOST_POSITION).contains(number)).ok_or_else(wrong)?;
            Ok(Some(u32::try_from(number).map_err(|_| wrong())?))
        }
    }
}

/// When it happened; now when that is not said.
fn moment(timestamp: Option<&Value>, now: i64) -> Result<i64, String> {
    let at = match timestamp {
        None | Some(Value::Null) => return Ok(now),
        Some(Value::String(text)) => day::parse_moment(text),
        Some(Value::Number(number)) => number.as_i64(),
        Some(_) => None,
    };
    let at = at.ok_or("timestamp must be as in 2026-11-23T08:15:00Z, or milliseconds since 1970")?;
    if at > now.saturating_add(AHEAD) {
        return Err("timestamp is in the future".to_owned());
    }
    if at < now.saturating_sub(LATE) {
        return Err("timestamp is more than two days ago".to_owned());
    }
    Ok(at.min(now))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    const NOW: i64 = 1_795_421_700_000;
    const ID: &str = "01a20748-2b85-7068-ba7b-ec1e3ff65bc9";

    fn reasons(body: &str) -> Vec<String> {
        read(body, Visitor(1), NOW).unwrap().refused.into_iter().map(|(_, reason)| reason).collect()
    }

    #[test]
    fn both_shapes_mean_the_same() {
        let ours = format!(
            r#"[{{"type":"click","queryId":"{ID}","hit":"fr/ups#4.1","position":3,"timestamp":"2026-11-23T08:14:00Z"}}]"#
        );
        let insights = format!(
            r#"{{"application":"help","action_name":"click","query_id":"{ID}","client_id":"c","user_query":"x","timestamp":1795421640000,
                "event_attributes":{{"object":{{"object_id":"fr/ups#4.1"}},"position":{{"ordinal":3}},"name":"kept by nobody"}}}}"#
        );
        let (one, other) = (read(&ours, Visitor(1), NOW).unwrap(), read(&insights, Visitor(1), NOW).unwrap());
        assert_eq!(one.events.len(), 1);
        assert_eq!(one.events[0].key(), other.events[0].key());
        assert_eq!(one.events[0].position, other.events[0].position);
        let wrapped = read(&format!(r#"{{"events":{ours}}}"#), Visitor(1), NOW).unwrap();
        assert_eq!(wrapped, one);
    }

    #[test]
    fn each_event_is_refused_by_itself() {
        let refused = reasons(&format!(
            r#"[{{"type":"click","queryId":"{ID}","hit":"fr/ups#4.1"}}, 7, {{"type":"fly"}}, {{"type":"click","queryId":"x","hit":"fr/a#1"}},
                {{"type":"click","queryId":"{ID}","hit":"me@example.com"}}, {{"type":"click","queryId":"{ID}"}},
                {{"type":"view","hit":"fr/a#1","position":0}}, {{"type":"ticket","timestamp":"2031-01-01T00:00:00Z"}},
                {{"type":"ticket","timestamp":"2020-01-01T00:00:00Z"}}, {{"type":"ticket","timestamp":"soon"}}, {{"type":"click","hit":"fr/a#1"}}]"#
        ));
        assert_eq!(refused.len(), 10, "{refused:?}");
        for body in ["", "7", "[1", r#"{"events":3}"#] {
            assert!(matches!(read(body, Visitor(1), NOW), Err(Failure::UnreadableEvents(_))), "{body}");
        }
        let many = format!("[{}]", vec!["1"; MOST_EVENTS_A_CALL + 1].join(","));
        assert!(matches!(read(&many, Visitor(1), NOW), Err(Failure::TooManyEvents { .. })));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]
        #[test]
        fn random_bodies_never_panic(text in "[\\[\\]{}\",:a-z0-9#/._-]{0,120}") {
            let _ = read(&text, Visitor(1), NOW);
        }
    }
}
