//! What recording costs: searches with it beside searches without, events taken in, and reports over a million of them.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "kinds of question are not told apart here")]
mod corpus;
#[expect(dead_code, reason = "guides are made here, not given")]
mod measure;

use anyhow::{Context, Result};
use corpus::Size;
use corpus::questions::Question;
use guidepost::analytics::causes::Guides;
use guidepost::analytics::day::{self, DAY_MILLIS};
use guidepost::analytics::event::{Audience, EventKind, EventRecord, SearchRecord, Visitor};
use guidepost::analytics::report::{self, Query};
use guidepost::analytics::store::Record;
use guidepost::analytics::{self, Recorder, Store};
use guidepost::guide::links::Links;
use guidepost::http::{self, Settings};
use guidepost::index::Site;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use measure::{SiteFolder, median, milliseconds, percentile};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use uuid::Uuid;

fn main() -> Result<()> {
    let is_measured = measure::is_measured();
    let (folder, made) = SiteFolder::made(Size::Steps(if is_measured { 10_000 } else { 700 }))?;
    let questions = made.mixed_questions();
    let site = Arc::new(Site::open(folder.settings(), &|_| {})?);
    searching(&site, &questions, folder.path(), is_measured)?;
    taking_in(folder.path(), &questions, if is_measured { 50_000 } else { 500 })?;
    reporting(&site, folder.path(), &questions, if is_measured { 1_000_000 } else { 2_000 })
}

fn settings(data: &Path) -> analytics::Settings {
    analytics::Settings { data: data.to_owned(), ..analytics::Settings::default() }
}

/// The times of searches over HTTP, with and without recording, in turns.
fn searching(site: &Arc<Site>, questions: &[Question], folder: &Path, is_measured: bool) -> Result<()> {
    let servers = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let clients = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let start = |analytics| -> Result<SocketAddr> {
        let settings =
            Settings { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), analytics, ..Settings::default() };
        let (tell, told) = std::sync::mpsc::channel();
        servers.spawn(http::serve(Arc::clone(site), settings, std::future::pending(), move |address| {
            // Nobody waits for it only when this program has failed.
            let _ = tell.send(address);
        }));
        Ok(told.recv()?)
    };
    let (with, without) = (start(Some(settings(&folder.join("with"))))?, start(None)?);
    let (rounds, count) = if is_measured { (15, 4_000) } else { (1, 50) };
    let ask = |service| clients.block_on(times(service, questions, count));
    ask(with)?;
    ask(without)?;
    let (mut ratios, mut all) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for round in 0..rounds {
        let (mut one, mut other) = if round % 2 == 0 {
            let one = ask(with)?;
            (one, ask(without)?)
        } else {
            let other = ask(without)?;
            (ask(with)?, other)
        };
        for (at, percent) in [50, 99].into_iter().enumerate() {
            let share = percentile(&mut one, percent).as_secs_f64() / percentile(&mut other, percent).as_secs_f64();
            ratios[at].push(share);
        }
        all[0].extend(one);
        all[1].extend(other);
    }
    for (name, times) in ["recording", "not recording"].into_iter().zip(&mut all) {
        let [p50, p99] = [50, 99].map(|percent| milliseconds(percentile(times, percent)));
        println!("searching, {name:<14} p50 {p50} ms  p99 {p99} ms");
    }
    let [p50, p99] = ratios.each_mut().map(|ratios| median(ratios));
    let pooled = percentile(&mut all[0], 99).as_secs_f64() / percentile(&mut all[1], 99).as_secs_f64();
    println!("ratio of {rounds} rounds: p50 {p50:.3}, p99 {p99:.3}; of all together: p99 {pooled:.3}");
    Ok(())
}

async fn times(service: SocketAddr, questions: &[Question], count: usize) -> Result<Vec<Duration>> {
    let stream = TcpStream::connect(service).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let host = service.to_string();
    let mut times = Vec::with_capacity(count);
    for (at, question) in questions.iter().cycle().take(count).enumerate() {
        let [query, lang] = [&question.text, &question.lang].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
        let path = format!("/api/search?q={query}&lang={lang}");
        let visitor = (at / 5).to_string();
        let request = hyper::Request::get(path).header("host", &host).header("x-guidepost-client", visitor);
        let asked = Instant::now();
        sender.ready().await?;
        let response = sender.send_request(request.body(Empty::<Bytes>::new())?).await?;
        response.into_body().collect().await?;
        times.push(asked.elapsed());
    }
    Ok(times)
}

/// How many events a core takes in: written, and folded into the counts.
fn taking_in(folder: &Path, questions: &[Question], count: usize) -> Result<()> {
    let recorder = Recorder::start(settings(&folder.join("taken")))?;
    let mut random = fastrand::Rng::with_seed(1);
    let now = day::now();
    let begun = measure::process_time();
    let mut taken = 0;
    while taken < count {
        let mut events = Vec::new();
        for _ in 0..20 {
            let (search, mut own) = made(&mut random, questions, now - 1_000, i64::try_from(taken / 200)?);
            recorder.record(search);
            events.append(&mut own);
            taken += 1;
        }
        taken += events.len();
        let (tell, told) = std::sync::mpsc::channel();
        recorder.take(events, move |written| {
            // Nobody waits for it only when this program has failed.
            let _ = tell.send(written);
        });
        told.recv()?.context("events were refused")?;
    }
    recorder.flush_and_wait()?;
    let seconds = measure::process_time().saturating_sub(begun).as_secs_f64();
    let dropped = recorder.tally().dropped.load(std::sync::atomic::Ordering::Relaxed);
    println!(
        "taking in: {taken} searches and events, {:.0} a second of one core, dropped {dropped}",
        taken as f64 / seconds
    );
    Ok(())
}

/// A search, and with it a click or two.
fn made(random: &mut fastrand::Rng, questions: &[Question], at: i64, visitor: i64) -> (SearchRecord, Vec<EventRecord>) {
    // Few questions are asked often, many seldom.
    let most = random.usize(1..questions.len() * 4);
    let most = random.usize(0..=most);
    let rank = random.usize(0..=most);
    let question = &questions[rank % questions.len()];
    let text = if rank < questions.len() { question.text.clone() } else { format!("{} {rank}", question.text) };
    let hits: Vec<String> = if random.usize(0..4) == 0 {
        Vec::new()
    } else {
        (0..10).map(|n| format!("en/guide-{}#{n}", rank % 900)).collect()
    };
    let query_id = Uuid::from_u128(random.u128(..));
    let mut search = SearchRecord {
        query_id,
        visitor: Visitor(visitor),
        audience: Audience::Visitors,
        at,
        query: text,
        lang: question.lang.clone(),
        total: hits.len(),
        offset: 0,
        coverage: random.f32(),
        is_foreign: false,
        ignored: Vec::new(),
        corrections: Vec::new(),
        filters: String::new(),
        took_micros: 800,
        hits,
    };
    search.redact();
    let mut events = Vec::new();
    for kind in [EventKind::Click, EventKind::Helpful] {
        if let Some(hit) = search.hits.first().filter(|_| random.usize(0..2) == 0) {
            let (hit, visitor, position) = (Some(hit.clone()), Visitor(visitor), Some(1));
            events.push(EventRecord {
                kind,
                query_id: Some(query_id),
                visitor,
                at: at + 9_000,
                hit,
                position,
                is_missing: false,
            });
        }
    }
    (search, events)
}

/// Reports over many events of sixty days.
fn reporting(site: &Arc<Site>, folder: &Path, questions: &[Question], count: usize) -> Result<()> {
    const DAYS: i64 = 60;
    let settings = settings(&folder.join("many"));
    let mut store = Store::open(&settings.address(), settings.zone.clone())?;
    let mut random = fastrand::Rng::with_seed(2);
    let today = day::now() / DAY_MILLIS;
    let begun = Instant::now();
    let mut written = 0;
    for day in 0..DAYS {
        let until = count * (usize::try_from(day)? + 1) / usize::try_from(DAYS)?;
        let mut records: Vec<Record> = Vec::new();
        while written < until {
            let visitor = random.i64(0..2_500) + day * 10_000;
            let at = (today - DAYS + 1 + day) * DAY_MILLIS + random.i64(0..DAY_MILLIS / 2);
            let (search, events) = made(&mut random, questions, at, visitor);
            written += 1 + events.len();
            records.push(Record::Search(Box::new(search)));
            records.extend(events.into_iter().map(Record::Event));
        }
        for batch in records.chunks(2_000) {
            store.write(batch)?;
        }
        store.fold()?;
    }
    println!("written: {written} searches and events in {:.0} s", begun.elapsed().as_secs_f64());
    let bytes = store.bytes()?;
    println!("size: {bytes} bytes, {:.0} for each search or event", bytes as f64 / written as f64);
    let (snapshot, links) = (site.snapshot(), Links::default());
    let today = settings.zone.day_of(day::now());
    let mut query = Query::new(Some(&day::Day(today.0 - DAYS).to_string()), None, today)?;
    query.min_visitors = 3;
    let rounds = 5;
    let mut time = |name: &str, make: &mut dyn FnMut(&mut Store, &mut Guides<'_>) -> Result<()>| -> Result<()> {
        let (mut times, mut processor_times) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let (begun, worked) = (Instant::now(), measure::thread_time());
            make(&mut store, &mut Guides::new(&snapshot, &links, Arc::default()))?;
            times.push(begun.elapsed());
            processor_times.push(measure::thread_time().saturating_sub(worked));
        }
        let [time, processor_time] = [times, processor_times].map(|mut times| milliseconds(median(&mut times)));
        println!("report {name:<20} {time} ms, of a processor {processor_time} ms");
        Ok(())
    };
    time("summary", &mut |store, _| {
        report::summary::summary(store, &query)?;
        Ok(())
    })?;
    time("searches", &mut |store, _| {
        report::searches::searches(store, &query)?;
        Ok(())
    })?;
    time("failed-searches", &mut |store, guides| {
        report::failed_searches::failed_searches(store, guides, &query)?;
        Ok(())
    })?;
    time("clicks", &mut |store, guides| {
        report::clicks::clicks(store, guides, &query)?;
        Ok(())
    })?;
    time("gaps", &mut |store, guides| {
        report::gaps::gaps(store, guides, &query)?;
        Ok(())
    })?;
    time("synonym-proposals", &mut |store, guides| {
        report::synonym_proposals::synonym_proposals(store, guides, &query)?;
        Ok(())
    })
}
