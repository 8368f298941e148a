//! Requests a second over HTTP, beside a bare axum route that writes a ready answer of the same size on every request:
//! the ratio tells what searching and serving safely cost.
//!
//! `GUIDEPOST_BENCH_GUIDES` and `GUIDEPOST_BENCH_QUERIES` name JSON Lines files to serve instead of what is made.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "kinds of question are not told apart here")]
mod corpus;
#[expect(dead_code, reason = "both share processors, so the time on them is not told apart")]
mod measure;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Json, Router, routing};
use corpus::Size;
use corpus::questions::Question;
use guidepost::guide::links::Links;
use guidepost::http::{self, Settings};
use guidepost::index::Site;
use guidepost::search::{self, Answer, Request, request::MAX_QUERY_CHARACTERS};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use measure::{SiteFolder, median, milliseconds, percentile};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const STEPS: usize = 34_000;
/// Connections that ask at once, how often each service is asked by so many, and for how long each time.
const LOADS: [(usize, usize, Duration); 2] = [(8, 5, Duration::from_secs(2)), (1, 3, Duration::from_secs(2))];
/// So many answers are looked at to find one of middling size.
const ANSWERS_LOOKED_AT: usize = 200;

fn main() -> Result<()> {
    let (folder, questions) = site_and_questions()?;
    let site = Arc::new(Site::open(folder.settings(), &|_| {})?);
    let answer = middling_answer(&site, &questions)?;
    let paths = Arc::new(Paths::of(&questions));

    let servers = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let guidepost = start_guidepost(&servers, site)?;
    let bare = servers.block_on(start_bare(answer))?;
    // The clients share one thread, so that most of the processors is left to what is measured.
    let clients = tokio::runtime::Builder::new_current_thread().enable_all().build()?;

    println!(
        "{:<12}{:>12}{:>14}{:>10}{:>10}{:>10}{:>10}",
        "service", "connections", "requests/s", "p50 ms", "p99 ms", "bytes", "refused"
    );
    for (connections, rounds, time) in LOADS {
        let (rounds, time) = if measure::is_measured() { (rounds, time) } else { (1, Duration::from_millis(100)) };
        let ask = |service| clients.block_on(load(service, &paths, connections, time));
        // The first is not counted: caches fill and threads start.
        let (mut ours, mut theirs) = (Load::default(), Load::default());
        ask(guidepost)?;
        ask(bare)?;
        let mut ratios = Vec::new();
        for round in 0..rounds {
            let (one, other) = if round % 2 == 0 {
                let one = ask(guidepost)?;
                (one, ask(bare)?)
            } else {
                let other = ask(bare)?;
                (ask(guidepost)?, other)
            };
            ratios.push(one.rates[0] / other.rates[0]);
            ours.add(one);
            theirs.add(other);
        }
        println!("{}", ours.line("guidepost", connections));
        println!("{}", theirs.line("bare axum", connections));
        let ratio = median(&mut ratios);
        println!("ratio of {rounds} rounds: {ratio:.3} ({:.3}–{:.3})", ratios[0], ratios[ratios.len() - 1]);
    }
    Ok(())
}

fn site_and_questions() -> Result<(SiteFolder, Vec<Question>)> {
    match (measure::given_guides(), measure::given_questions()?) {
        (Some(guides), Some(questions)) => Ok((SiteFolder::of(&guides)?, questions)),
        (None, None) => {
            let (folder, made) = SiteFolder::made(Size::Steps(if measure::is_measured() { STEPS } else { 700 }))?;
            Ok((folder, made.mixed_questions()))
        }
        _ => anyhow::bail!("guides and questions must be given together, or neither"),
    }
}

/// What is asked, as paths, and which comes next.
struct Paths {
    all: Vec<String>,
    next: AtomicUsize,
}

impl Paths {
    fn of(questions: &[Question]) -> Paths {
        let path = |question: &Question| {
            let query: String = question.text.chars().take(MAX_QUERY_CHARACTERS).collect();
            let [query, lang] =
                [query.as_str(), &question.lang].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
            format!("/api/search?q={query}&lang={lang}")
        };
        Paths { all: questions.iter().map(path).collect(), next: AtomicUsize::new(0) }
    }

    fn next(&self) -> &str {
        &self.all[self.next.fetch_add(1, Ordering::Relaxed) % self.all.len()]
    }
}

/// Of the answers that fill a page, the one whose JSON is of the median length.
fn middling_answer(site: &Site, questions: &[Question]) -> Result<Answer> {
    let snapshot = site.snapshot();
    let mut answers = Vec::new();
    for question in questions.iter().take(ANSWERS_LOOKED_AT) {
        let query = question.text.chars().take(MAX_QUERY_CHARACTERS).collect();
        let request = Request { query, reader: vec![question.lang.clone()], ..Request::default() };
        let answer = search::run(&snapshot, &request, &Links::default())?;
        if answer.hits.len() == request.limit {
            answers.push((serde_json::to_string(&answer)?.len(), answer));
        }
    }
    answers.sort_by_key(|(length, _)| *length);
    let middle = answers.len() / 2;
    answers.into_iter().nth(middle).map(|(_, answer)| answer).context("no question has a full page of hits")
}

fn start_guidepost(servers: &Runtime, site: Arc<Site>) -> Result<SocketAddr> {
    let settings = Settings { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ..Settings::default() };
    let (tell, told) = std::sync::mpsc::channel();
    servers.spawn(http::serve(site, settings, std::future::pending(), move |address| {
        // Nobody waits for it only when this program has failed.
        let _ = tell.send(address);
    }));
    Ok(told.recv()?)
}

async fn start_bare(answer: Answer) -> Result<SocketAddr> {
    let search = routing::get(async |State(answer): State<Arc<Answer>>| Json(&*answer).into_response());
    let router = Router::new().route("/api/search", search).with_state(Arc::new(answer));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, router).await });
    Ok(address)
}

/// What came of asking one service.
#[derive(Default)]
struct Load {
    /// Requests a second, by round.
    rates: Vec<f64>,
    times: Vec<Duration>,
    bytes: usize,
    /// Answers that were not `200`.
    refused: usize,
}

impl Load {
    fn add(&mut self, other: Load) {
        self.rates.extend(other.rates);
        self.times.extend(other.times);
        self.bytes += other.bytes;
        self.refused += other.refused;
    }

    fn line(&mut self, service: &str, connections: usize) -> String {
        let [p50, p99] = [50, 99].map(|percent| milliseconds(percentile(&mut self.times, percent)));
        let bytes = self.bytes / self.times.len().max(1);
        let (rate, refused) = (median(&mut self.rates), self.refused);
        format!("{service:<12}{connections:>12}{rate:>14.0}{p50:>10}{p99:>10}{bytes:>10}{refused:>10}")
    }
}

async fn load(service: SocketAddr, paths: &Arc<Paths>, connections: usize, time: Duration) -> Result<Load> {
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for _ in 0..connections {
        asking.spawn(ask_until(service, Arc::clone(paths), begun + time));
    }
    let mut all = Load::default();
    while let Some(one) = asking.join_next().await {
        all.add(one??);
    }
    all.rates = vec![all.times.len() as f64 / begun.elapsed().as_secs_f64()];
    Ok(all)
}

/// Asks over one connection, one question after the other.
async fn ask_until(service: SocketAddr, paths: Arc<Paths>, end: Instant) -> Result<Load> {
    let stream = TcpStream::connect(service).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let host = service.to_string();
    let mut load = Load::default();
    while Instant::now() < end {
        let request = hyper::Request::get(paths.next()).header("host", &host).body(Empty::<Bytes>::new())?;
        let asked = Instant::now();
        sender.ready().await?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if status == hyper::StatusCode::OK {
            load.times.push(asked.elapsed());
            load.bytes += body.len();
        } else {
            load.refused += 1;
        }
    }
    Ok(load)
}
