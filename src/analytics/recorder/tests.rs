//! Recording as the server meets it: nothing is lost that was acknowledged, nothing waits, trouble is survived.
#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

use super::*;
use crate::analytics::event::{Audience, EventKind};
use crate::analytics::report::{Query, searches::searches};
use crate::analytics::{Store, StoreAddress};
use std::path::Path;
use uuid::Uuid;

fn settings(data: &Path) -> Settings {
    Settings { data: data.to_owned(), ..Settings::default() }
}

fn search(recorder: &Recorder, query: &str) -> SearchRecord {
    let at = day::now();
    SearchRecord {
        query_id: Uuid::now_v7(),
        visitor: recorder.visitor(at, "203.0.113.9", "Firefox", None),
        audience: Audience::Visitors,
        at,
        query: query.to_owned(),
        lang: "en".to_owned(),
        hits: Vec::new(),
        total: 0,
        offset: 0,
        coverage: 0.0,
        is_foreign: false,
        ignored: vec!["jane@example.com".to_owned(), "refund".to_owned()],
        corrections: vec![("jane@example.com".to_owned(), "x".to_owned())],
        filters: String::new(),
        took_micros: 1,
    }
}

fn queries(settings: &Settings) -> Vec<(String, i64)> {
    let mut store = Store::open(&settings.address(), settings.zone.clone()).unwrap();
    store.fold().unwrap();
    let query = Query::new(None, None, settings.zone.day_of(day::now())).unwrap();
    searches(&mut store, &query).unwrap().searches.into_iter().map(|row| (row.query, row.count)).collect()
}

#[test]
fn what_was_recorded_is_in_the_store_when_the_recorder_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder.path().join("data"));
    let recorder = Recorder::start(settings.clone()).unwrap();
    recorder.record(search(&recorder, "Refund jane@example.com"));
    recorder.record(search(&recorder, "   "));
    drop(recorder);
    assert_eq!(queries(&settings), [("refund <email>".to_owned(), 1)]);
    for file in std::fs::read_dir(&settings.data).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window.eq_ignore_ascii_case(b"jane@")));
        assert!(!bytes.windows(11).any(|window| window == b"203.0.113.9"));
    }
}

#[test]
fn acknowledged_events_are_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let recorder = Recorder::start(settings.clone()).unwrap();
    let asked = search(&recorder, "refund");
    let click = EventRecord {
        kind: EventKind::Click,
        query_id: Some(asked.query_id),
        visitor: asked.visitor,
        at: asked.at + 1,
        hit: Some("en/a#1".to_owned()),
        position: Some(2),
        is_missing: false,
    };
    recorder.record(asked);
    for _ in 0..3 {
        let (tell, told) = std::sync::mpsc::channel();
        recorder.take(vec![click.clone()], move |written| tell.send(written).unwrap());
        told.recv().unwrap().unwrap();
    }
    recorder.flush_and_wait().unwrap();
    assert_eq!(
        (recorder.tally().events.load(Ordering::Relaxed), recorder.tally().repeated.load(Ordering::Relaxed)),
        (1, 2)
    );
    assert_eq!(queries(&settings), [("refund".to_owned(), 1)]);
}

#[test]
fn a_damaged_store_is_set_aside_and_recording_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let StoreAddress::Sqlite(path) = settings.address() else { panic!("it is a file") };
    std::fs::write(
        &path,
        b"not a database at all, whatever its name may say about what is in it, I am afraid to say so",
    )
    .unwrap();
    let recorder = Recorder::start(settings.clone()).unwrap();
    recorder.record(search(&recorder, "refund"));
    recorder.flush_and_wait().unwrap();
    assert_eq!(recorder.tally().set_aside.load(Ordering::Relaxed), 1);
    assert_eq!(queries(&settings), [("refund".to_owned(), 1)]);
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().any(|name| name.starts_with("analytics.sqlite.corrupt-")), "{names:?}");
}

#[test]
fn a_full_queue_drops_searches_and_refuses_events() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody takes from this queue.
    let (queue, messages) = sync_channel(2);
    let recorder = Recorder {
        queue,
        tally: Arc::default(),
        hasher: VisitorHasher::in_memory(Day(1)),
        settings: settings(folder.path()),
        thread: Mutex::new(None),
    };
    for _ in 0..5 {
        recorder.record(search(&recorder, "refund"));
    }
    assert_eq!(recorder.tally().dropped.load(Ordering::Relaxed), 3);
    let (tell, told) = std::sync::mpsc::channel();
    recorder.take(Vec::new(), move |written| tell.send(written).unwrap());
    assert!(matches!(told.recv().unwrap(), Err(AnalyticsError::Overloaded)));
    drop(messages);
}
