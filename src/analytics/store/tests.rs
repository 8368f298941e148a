//! What holds of the store whatever database is behind it: each test runs on every one that is there.
#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

use super::*;
use crate::analytics::day::Day;
use crate::analytics::event::{EventKind, Visitor};
use crate::analytics::store::reading::{Filter, Order};
use tempfile::TempDir;
use uuid::Uuid;

const DAY: i64 = 20_000;
const START: i64 = DAY * 86_400_000 + 36_000_000;

/// An empty store of each kind, with what must outlive it.
pub(crate) fn stores() -> Vec<(Store, StoreAddress, Kept)> {
    let folder = tempfile::tempdir().unwrap();
    let address = StoreAddress::Sqlite(folder.path().join("deep/er/events.sqlite"));
    let mut stores = vec![(Store::open(&address, Zone::default()).unwrap(), address, Kept(folder))];
    stores.extend(postgresql());
    stores
}

/// A store in a schema of its own, where `GUIDEPOST_TEST_POSTGRESQL` names a server.
#[cfg(feature = "postgresql")]
fn postgresql() -> Option<(Store, StoreAddress, Kept)> {
    let url = std::env::var("GUIDEPOST_TEST_POSTGRESQL").ok()?;
    let schema = format!("test_{}", Uuid::now_v7().simple());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    let address = StoreAddress::parse(&format!("{url}{separator}options=-csearch_path%3D{schema}")).unwrap();
    Some((Store::open(&address, Zone::default()).unwrap(), address, Kept(tempfile::tempdir().unwrap())))
}

#[cfg(not(feature = "postgresql"))]
fn postgresql() -> Option<(Store, StoreAddress, Kept)> {
    None
}

#[cfg(feature = "postgresql")]
#[test]
fn a_server_is_there_to_test_with() {
    let is_there = std::env::var_os("GUIDEPOST_TEST_POSTGRESQL").is_some();
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(is_there || !is_ci, "set GUIDEPOST_TEST_POSTGRESQL to the URL of a server; scripts/test starts one");
    assert_eq!(stores().len(), if is_there { 2 } else { 1 });
}

/// A folder that stays as long as its store.
pub(crate) struct Kept(#[expect(dead_code, reason = "it goes when this is dropped")] TempDir);

pub(crate) fn search(id: u128, visitor: i64, second: i64, query: &str, hits: &[&str]) -> Record {
    Record::Search(Box::new(SearchRecord {
        query_id: Uuid::from_u128(id),
        visitor: Visitor(visitor),
        audience: Audience::Visitors,
        at: START + second * 1_000,
        query: query.to_owned(),
        lang: "en".to_owned(),
        hits: hits.iter().map(|hit| (*hit).to_owned()).collect(),
        total: hits.len(),
        offset: 0,
        coverage: 1.0,
        is_foreign: false,
        ignored: Vec::new(),
        corrections: Vec::new(),
        filters: String::new(),
        took_micros: 500,
    }))
}

pub(crate) fn event(id: u128, second: i64, kind: EventKind, hit: &str) -> Record {
    Record::Event(EventRecord {
        kind,
        query_id: Some(Uuid::from_u128(id)),
        visitor: Visitor(1),
        at: START + second * 1_000,
        hit: (!hit.is_empty()).then(|| hit.to_owned()),
        position: Some(1),
        is_missing: false,
    })
}

pub(crate) fn filter() -> Filter {
    Filter { from: Day(DAY - 100), to: Day(DAY + 100), lang: None, guide: None }
}

/// All counts, in an order of their own.
fn counts(store: &mut Store) -> Vec<String> {
    let mut rows = Vec::new();
    for (day, lang, audience, sums) in store.totals(&filter()).unwrap() {
        let columns = TOTALS.map(|column| sums.of(column));
        rows.push(format!("{day} {lang} {audience} {columns:?}"));
    }
    for query in store.top_queries(&filter(), Order::Searches, 1, 1_000).unwrap() {
        let columns = crate::analytics::counts::QUERIES.map(|column| query.sums.of(column));
        rows.push(format!("{} {} {columns:?}", query.text, query.lang));
    }
    for hit in store.hits(&filter(), 1_000).unwrap() {
        let columns = crate::analytics::counts::HITS.map(|column| hit.sums.of(column));
        rows.push(format!("{} {} {columns:?}", hit.hit, hit.lang));
    }
    rows.push(format!("{:?}", store.click_positions(&filter()).unwrap()));
    for found in store.reformulations(&filter(), 1_000).unwrap() {
        let (one, other) = (store.text(found.query).unwrap(), store.text(found.next).unwrap());
        rows.push(format!("{one} → {other} {} {}", found.visitors, found.succeeded));
    }
    rows.sort();
    rows
}

#[test]
fn each_record_counts_once_however_often_it_is_written() {
    for (mut store, address, _folder) in stores() {
        let records = [
            search(1, 1, 0, "refund customs", &[]),
            search(2, 1, 60, "customs", &["en/a#1", "en/b#2"]),
            event(2, 70, EventKind::Click, "en/a#1"),
            event(2, 71, EventKind::Helpful, "en/a#1"),
        ];
        let written = store.write(&records).unwrap();
        assert_eq!(written, Written { searches: 2, events: 2, known: 0 });
        assert_eq!(store.write(&records).unwrap(), Written { searches: 0, events: 0, known: 4 });
        assert_eq!(store.write(&[records[2].clone(), records[2].clone()]).unwrap().known, 2);
        assert_eq!(store.fold().unwrap(), 1);
        let once = counts(&mut store);
        assert!(!once.is_empty());
        store.write(&records).unwrap();
        store.fold().unwrap();
        assert_eq!(counts(&mut store), once);
        drop(store);
        let mut again = Store::open(&address, Zone::default()).unwrap();
        assert_eq!(counts(&mut again), once);
    }
}

#[test]
fn the_order_and_the_batches_that_records_come_in_change_nothing() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut records = Vec::new();
    for visitor in 0..12i64 {
        for number in 0..8u128 {
            let id = u128::try_from(visitor).unwrap() * 100 + number;
            let query = ["refund", "refund customs", "labels", "print labels"][random.usize(0..4)];
            let hits: &[&str] = if random.bool() { &["en/a#1", "en/b#1"] } else { &[] };
            let second = number as i64 * 45 + random.i64(0..30);
            records.push(search(id, visitor, second, query, hits));
            if !hits.is_empty() && random.bool() {
                records.push(event(id, second + 5, EventKind::Click, hits[random.usize(0..2)]));
            }
            if random.usize(0..9) == 0 {
                records.push(event(id, second + 20, EventKind::Ticket, ""));
            }
        }
    }
    let mut all: Vec<Vec<String>> = Vec::new();
    for round in 0..4 {
        for (mut store, _, _folder) in stores() {
            let mut records = records.clone();
            if round > 0 {
                random.shuffle(&mut records);
            }
            for batch in records.chunks([1_000, 1, 7, 20][round]) {
                store.write(batch).unwrap();
                if round > 1 {
                    store.fold().unwrap();
                }
            }
            store.fold().unwrap();
            all.push(counts(&mut store));
        }
    }
    assert!(all[0].len() > 6);
    for other in &all[1..] {
        assert_eq!(other, &all[0]);
    }
}

#[test]
fn those_who_are_no_visitors_are_counted_apart() {
    for (mut store, _, _folder) in stores() {
        let bot = |id| match search(id, 5, id as i64, "crawled", &["en/a#1"]) {
            Record::Search(search) => Record::Search(Box::new(SearchRecord { audience: Audience::Bots, ..*search })),
            other @ Record::Event(_) => other,
        };
        store.write(&[bot(1), bot(2), search(3, 1, 0, "asked", &["en/a#1"])]).unwrap();
        store.write(&[bot(1)]).unwrap();
        // A program that does not say so.
        let fast: Vec<Record> = (0..100)
            .map(|n| {
                search(100 + n, 9, n as i64 / 10, &format!("{:x} words {:x}", n * 7_919 + 4_096, n * 104_729), &[])
            })
            .collect();
        store.write(&fast).unwrap();
        store.fold().unwrap();
        let requests = |audience: Audience, store: &mut Store| -> i64 {
            let totals = store.totals(&filter()).unwrap();
            totals.iter().filter(|row| row.2 == audience as i64).map(|row| row.3.of("requests")).sum()
        };
        assert_eq!((requests(Audience::Bots, &mut store), requests(Audience::Visitors, &mut store)), (102, 1));
        let shown = store.top_queries(&filter(), Order::Searches, 1, 10).unwrap();
        assert_eq!(shown.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["asked"]);
    }
}

#[test]
fn raw_events_expire_and_counts_stay() {
    for (mut store, _, _folder) in stores() {
        for visitor in 0..5i64 {
            let id = u128::try_from(visitor).unwrap();
            store
                .write(&[
                    search(id, visitor, 0, "asked by many", &["en/a#1"]),
                    event(id, 9, EventKind::Click, "en/a#1"),
                ])
                .unwrap();
        }
        store.write(&[search(99, 77, 0, "asked by jane doe", &[])]).unwrap();
        assert_eq!(store.expire(Day(DAY)).unwrap(), Forgotten::default());
        assert_eq!(store.expire(Day(DAY + 1)).unwrap(), Forgotten { searches: 6, events: 5 });
        let shown = store.top_queries(&filter(), Order::Searches, 1, 10).unwrap();
        assert_eq!(
            shown.iter().map(|row| (row.text.as_str(), row.sums.of("clicks"))).collect::<Vec<_>>(),
            [("asked by many", 5)]
        );
        assert_eq!(store.find_text("asked by jane doe").unwrap(), None);
        // A straggler changes nothing that was counted.
        let before = counts(&mut store);
        store.write(&[event(2, 60, EventKind::Helpful, "en/a#1")]).unwrap();
        store.fold().unwrap();
        assert_eq!(counts(&mut store), before);
    }
}

#[test]
fn a_visitor_is_forgotten_without_a_trace() {
    for (mut store, _, _folder) in stores() {
        store.write(&[search(1, 1, 0, "shared", &["en/a#1"]), search(2, 2, 0, "shared", &["en/a#1"])]).unwrap();
        store.fold().unwrap();
        let before = counts(&mut store);
        store
            .write(&[search(3, 3, 0, "shared", &["en/a#1"]), search(4, 3, 90, "private matter", &["en/c#1"])])
            .unwrap();
        store.write(&[event(4, 99, EventKind::Click, "en/c#1")]).unwrap();
        store.fold().unwrap();
        assert_ne!(counts(&mut store), before);
        assert_eq!(store.forget(Uuid::from_u128(3)).unwrap(), Forgotten { searches: 2, events: 1 });
        let left = counts(&mut store);
        assert!(left.iter().all(|row| !row.contains("private") && !row.contains("en/c#1 en [1")), "{left:?}");
        assert_eq!(store.find_text("private matter").unwrap(), None);
        let shared = store.top_queries(&filter(), Order::Searches, 1, 10).unwrap();
        assert_eq!((shared.len(), shared[0].sums.of("searches"), shared[0].sums.of("visitors")), (1, 2, 2));
        assert_eq!(store.forget(Uuid::from_u128(3)).unwrap(), Forgotten::default());
    }
}

#[test]
fn votes_on_steps_that_no_search_led_to_count_for_their_step() {
    for (mut store, _, _folder) in stores() {
        let vote = |visitor: i64, second: i64, kind: EventKind, hit: &str| match event(0, second, kind, hit) {
            Record::Event(event) => {
                Record::Event(EventRecord { query_id: None, position: None, visitor: Visitor(visitor), ..event })
            }
            other @ Record::Search(_) => other,
        };
        let votes = [
            vote(1, 0, EventKind::Unhelpful, "fr/a#2"),
            vote(2, 5, EventKind::Unhelpful, "fr/a#2"),
            vote(2, 6, EventKind::Helpful, "en/b#1"),
            // A click needs a question.
            vote(3, 7, EventKind::Click, "en/c#1"),
        ];
        store.write(&votes).unwrap();
        store.fold().unwrap();
        let shown = |store: &mut Store| -> Vec<(String, String, [i64; 4])> {
            let hits = store.hits(&filter(), 10).unwrap().into_iter();
            let figures =
                |sums: &reading::Sums| ["helpful", "unhelpful", "visitors", "clicks"].map(|name| sums.of(name));
            hits.map(|row| (row.hit, row.lang, figures(&row.sums))).collect()
        };
        let french = ("fr/a#2".to_owned(), "fr".to_owned(), [0, 2, 2, 0]);
        assert_eq!(shown(&mut store), [french.clone(), ("en/b#1".to_owned(), "en".to_owned(), [1, 0, 1, 0])]);
        let total = |name: &str, store: &mut Store| -> i64 {
            store.totals(&filter()).unwrap().iter().map(|row| row.3.of(name)).sum()
        };
        assert_eq!(["helpful", "unhelpful", "visitors", "requests"].map(|name| total(name, &mut store)), [1, 2, 0, 0]);
        // A search of the same day changes nothing about them; who is forgotten takes them along.
        let before = counts(&mut store);
        store.write(&[search(7, 2, 60, "customs", &["en/b#1"]), votes[1].clone()]).unwrap();
        store.fold().unwrap();
        assert_eq!(total("unhelpful", &mut store), 2);
        assert_ne!(counts(&mut store), before);
        store.forget(Uuid::from_u128(7)).unwrap();
        assert_eq!(shown(&mut store), [("fr/a#2".to_owned(), "fr".to_owned(), [0, 1, 1, 0])]);
        // As many as no person gives are a program's.
        let many: Vec<Record> =
            (0..5_000).map(|number| vote(9, number, EventKind::Helpful, &format!("en/x#{number}"))).collect();
        store.write(&many).unwrap();
        store.fold().unwrap();
        assert_eq!(total("helpful", &mut store), 0);
    }
}

#[test]
fn questions_of_few_are_hidden() {
    for (mut store, _, _folder) in stores() {
        for visitor in 0..3i64 {
            store.write(&[search(u128::try_from(visitor).unwrap(), visitor, 0, "asked by three", &[])]).unwrap();
        }
        store.write(&[search(8, 8, 0, "asked by one", &[]), search(9, 8, 2_000, "asked by one", &[])]).unwrap();
        store.fold().unwrap();
        for order in [Order::Searches, Order::Failed { is_tracked: false }] {
            let shown = store.top_queries(&filter(), order, 3, 10).unwrap();
            assert_eq!(shown.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["asked by three"]);
        }
        assert_eq!(store.hidden_queries(&filter(), 3).unwrap(), 1);
        let guide = Filter { guide: Some("a".to_owned()), ..filter() };
        assert_eq!(store.top_queries(&guide, Order::Searches, 1, 10).unwrap(), []);
    }
}

#[test]
fn a_later_version_is_left_alone() {
    for (mut store, address, _folder) in stores() {
        store.database.execute("UPDATE guidepost_analytics SET value = 99 WHERE name = 'version'", &[]).unwrap();
        drop(store);
        let refused = Store::open(&address, Zone::default()).map(|_| ()).unwrap_err();
        assert!(matches!(refused, AnalyticsError::Newer { found: 99, .. }), "{refused}");
    }
}

#[test]
fn addresses_have_a_scheme() {
    assert_eq!(StoreAddress::parse("sqlite:/a/b.db").unwrap(), StoreAddress::Sqlite("/a/b.db".into()));
    assert_eq!(StoreAddress::parse("sqlite:///a/b.db").unwrap(), StoreAddress::Sqlite("/a/b.db".into()));
    let server = "postgresql://me:secret@host/db";
    match StoreAddress::parse(server) {
        Ok(address) => assert!(cfg!(feature = "postgresql") && !format!("{address:?}").contains("secret")),
        Err(error) => assert!(!cfg!(feature = "postgresql") && !error.to_string().contains("secret")),
    }
    for wrong in ["", "a.db", "sqlite:", "mysql://u:p@h/d"] {
        let error = StoreAddress::parse(wrong).unwrap_err().to_string();
        assert!(!error.contains("u:p"), "{error}");
    }
}

#[test]
fn a_file_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.sqlite");
    let address = StoreAddress::Sqlite(path.clone());
    let mut sound = Store::open(&address, Zone::default()).unwrap();
    for n in 0..300u128 {
        sound.write(&[search(n, n as i64, 0, &format!("question {n}"), &["en/a#1"])]).unwrap();
    }
    sound.fold().unwrap();
    drop(sound);
    let bytes = std::fs::read(&path).unwrap();
    let refused = |content: &[u8]| {
        std::fs::write(&path, content).unwrap();
        let _ = std::fs::remove_file(folder.path().join("events.sqlite-wal"));
        let opened = Store::open(&address, Zone::default()).and_then(|mut store| store.totals(&filter()).map(|_| ()));
        assert!(matches!(opened, Err(AnalyticsError::Damaged { .. })), "{opened:?}");
    };
    refused(
        b"this is no database, but a text that somebody put here; it is longer than the head of one would be, by far",
    );
    refused(&bytes[..bytes.len() / 2]);
    let mut scrambled = bytes.clone();
    scrambled[4_096..40_000].fill(0xA5);
    refused(&scrambled);
    std::fs::write(&path, &bytes).unwrap();
    assert!(Store::open(&address, Zone::default()).is_ok());
    let foreign = rusqlite::Connection::open(folder.path().join("other.db")).unwrap();
    foreign.execute_batch("CREATE TABLE mine (x)").unwrap();
    drop(foreign);
    let other = Store::open(&StoreAddress::Sqlite(folder.path().join("other.db")), Zone::default());
    assert!(matches!(other.map(|_| ()), Err(AnalyticsError::Damaged { .. })));
}
