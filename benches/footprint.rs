//! How soon a started process answers, and how much memory searching and indexing take. Each is measured in a child
//! process of its own, which is this program again.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "kinds of question are not told apart here")]
mod corpus;
#[expect(dead_code, reason = "nothing is given from outside")]
mod measure;

use anyhow::{Context, Result};
use corpus::Size;
use corpus::questions::Question;
use guidepost::guide::links::Links;
use guidepost::index::{self, Site};
use guidepost::search::{self, Request};
use measure::{SiteFolder, median, milliseconds, percentile, settings_in};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const STEPS: usize = 10_000;
const STARTS: usize = 20;
const SEARCHES: usize = 10_000;
const GUIDES: usize = 100_000;
const SAMPLED_EVERY: Duration = Duration::from_millis(20);
/// The questions that a child asks, one file beside the site's folders; a line is a language, a tab, a text.
const QUESTIONS: &str = "questions.tsv";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    match &arguments[1..] {
        [role, folder] if role == "answer" => answer(Path::new(folder)),
        [role, folder] if role == "search" => search_much(Path::new(folder)),
        [role, folder] if role == "index" => index_all(Path::new(folder)),
        _ => measure_all(),
    }
}

fn measure_all() -> Result<()> {
    let is_measured = measure::is_measured();
    let (site, made) = SiteFolder::made(Size::Steps(if is_measured { STEPS } else { 700 }))?;
    let questions = made.mixed_questions();
    let line = |question: &Question| format!("{}\t{}\n", question.lang, question.text);
    fs::write(site.path().join(QUESTIONS), questions.iter().map(line).collect::<String>())?;
    let report = index::build(&site.settings(), &|_| {})?;

    let mut starts = Vec::new();
    for _ in 0..if is_measured { STARTS } else { 1 } {
        starts.push(run("answer", site.path())?.0);
    }
    let (p50, worst) = (median(&mut starts), percentile(&mut starts, 100));
    let on_disk = report.bytes as f64 / 1e6;
    println!("start to first answer, {} steps, index of {on_disk:.1} MB, {} starts:", report.steps, starts.len());
    println!("  median {} ms, worst {} ms (target below 100 ms)", milliseconds(p50), milliseconds(worst));

    let (_, memory) = run("search", site.path())?;
    println!("memory after {SEARCHES} searches on it (target below 120 MB):\n  {memory}");

    let (site, made) = SiteFolder::made(Size::Guides(if is_measured { GUIDES } else { 100 }))?;
    let file = fs::metadata(site.jsonl())?.len() as f64 / 1e6;
    let (took, memory) = run("index", site.path())?;
    println!(
        "indexing {} guides of {} steps from one file of {file:.0} MB (target below 200 MB):",
        made.guides, made.steps
    );
    println!("  {memory}, {:.1} s", took.as_secs_f64());
    Ok(())
}

/// Starts this program in another role; gives the time until its first line, and that line.
fn run(role: &str, folder: &Path) -> Result<(Duration, String)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(role).arg(folder).stdout(Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("it has an output")?).read_line(&mut line)?;
    let took = begun.elapsed();
    anyhow::ensure!(child.wait()?.success(), "the process in the role of {role} failed");
    Ok((took, line.trim_end().to_owned()))
}

/// Opens a site and answers one question, as a program does that has just been started.
fn answer(folder: &Path) -> Result<()> {
    let site = Site::open(settings_in(folder), &|_| {})?;
    let requests = requests(folder)?;
    let first = requests.first().context("there are questions")?;
    println!("{} hits", search::run(&site.snapshot(), first, &Links::default())?.hits.len());
    Ok(())
}

/// Searches on as many threads as the service does at once, then tells the memory that the process has.
fn search_much(folder: &Path) -> Result<()> {
    let site = Site::open(settings_in(folder), &|_| {})?;
    let requests = requests(folder)?;
    let threads = guidepost::http::Limits::default().searches;
    let ask = |from: usize| -> Result<usize> {
        let mut hits = 0;
        for request in requests.iter().cycle().skip(from).step_by(threads).take(SEARCHES / threads) {
            hits += search::run(&site.snapshot(), request, &Links::default())?.hits.len();
        }
        Ok(hits)
    };
    let hits = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..threads).map(|from| scope.spawn(move || ask(from))).collect();
        asking
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|_| anyhow::bail!("a search panicked")))
            .sum::<Result<usize>>()
    })?;
    println!("{} on {threads} threads ({hits} hits)", memory());
    Ok(())
}

/// Builds an index and tells the most memory that the process had: in all, and without what is merely mapped from files,
/// which the system takes back as it likes.
fn index_all(folder: &Path) -> Result<()> {
    let is_done = AtomicBool::new(false);
    let most_own = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut most = 0;
            while !is_done.load(Ordering::Relaxed) {
                most = most.max(status("RssAnon").unwrap_or_default());
                std::thread::sleep(SAMPLED_EVERY);
            }
            most
        });
        let built = index::build(&settings_in(folder), &|_| {});
        is_done.store(true, Ordering::Relaxed);
        let most = watching.join().unwrap_or_default();
        built.map(|_| most)
    })?;
    println!("{}; most of its own at any time {:.1} MB", memory(), megabytes(most_own));
    Ok(())
}

fn requests(folder: &Path) -> Result<Vec<Request>> {
    let text = fs::read_to_string(folder.join(QUESTIONS))?;
    let request = |(lang, query): (&str, &str)| Request {
        query: query.to_owned(),
        reader: vec![lang.to_owned()],
        ..Request::default()
    };
    Ok(text.lines().filter_map(|line| line.split_once('\t')).map(request).collect())
}

/// The memory of this process in words.
fn memory() -> String {
    let [resident, own, peak] = ["VmRSS", "RssAnon", "VmHWM"].map(|name| match status(name) {
        Some(kibibytes) => format!("{:.1} MB", megabytes(kibibytes)),
        None => "unknown".to_owned(),
    });
    format!("resident {resident}, of its own {own}, peak {peak}")
}

fn megabytes(kibibytes: u64) -> f64 {
    kibibytes as f64 * 1_024.0 / 1e6
}

/// A value of this process that Linux tells, in units of 1,024 bytes.
fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
