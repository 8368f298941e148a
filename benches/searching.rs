//! How long a search takes, by kind of question and size of the site: criterion's distribution, then a table of p50 and p99.
//!
//! "Work" is the time on a processor, without what others on the same machine took.
//! `GUIDEPOST_BENCH_GUIDES` and `GUIDEPOST_BENCH_QUERIES` name JSON Lines files to measure instead of what is made.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "questions are asked by kind, not mixed")]
mod corpus;
#[expect(dead_code, reason = "nothing is compared here")]
mod measure;

use anyhow::Result;
use corpus::Size;
use corpus::questions::{Question, QuestionKind};
use criterion::{BenchmarkId, Criterion};
use guidepost::guide::links::Links;
use guidepost::index::{Site, Snapshot};
use guidepost::search::{self, Request};
use measure::{SiteFolder, milliseconds, percentile};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Searches that p50 and p99 are taken from, and how long these may take together.
const CALLS: usize = 2_000;
const MOST_TIME: Duration = Duration::from_secs(5);

fn main() -> Result<()> {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots()
        .configure_from_args();
    let mut table = vec![format!(
        "{:<16}{:>9}{:>9}{:>11}{:>11}{:>11}{:>11}{:>11}{:>7}",
        "kind", "steps", "calls", "p50 ms", "p99 ms", "max ms", "work p50", "work p99", "hits"
    )];
    match (measure::given_guides(), measure::given_questions()?) {
        (Some(guides), Some(questions)) => {
            let site = SiteFolder::of(&guides)?;
            measure_all(&site, &[("given", questions)], &mut criterion, &mut table)?;
        }
        _ => {
            for steps in if measure::is_measured() { &SIZES[..] } else { &SIZES[..1] } {
                let (site, made) = SiteFolder::made(Size::Steps(*steps))?;
                let questions = QuestionKind::ALL.map(|kind| (kind.name(), made.questions(kind)));
                measure_all(&site, &questions, &mut criterion, &mut table)?;
            }
        }
    }
    criterion.final_summary();
    println!("\n{}", table.join("\n"));
    Ok(())
}

fn measure_all(
    folder: &SiteFolder,
    questions: &[(&str, Vec<Question>)],
    criterion: &mut Criterion,
    table: &mut Vec<String>,
) -> Result<()> {
    let site = Site::open(folder.settings(), &|_| {})?;
    let snapshot = site.snapshot();
    let steps: usize = snapshot.languages().iter().map(|language| language.steps).sum();
    for (kind, questions) in questions {
        let requests: Vec<Request> = questions.iter().map(request).collect();
        anyhow::ensure!(!requests.is_empty(), "no question of the kind {kind}");
        table.push(line_of_table(kind, steps, &requests, &snapshot)?);
        let mut group = criterion.benchmark_group(*kind);
        group.bench_with_input(BenchmarkId::from_parameter(steps), &requests, |bencher, requests| {
            let mut next = requests.iter().cycle();
            bencher.iter(|| next.next().map(|request| search::run(&snapshot, black_box(request), &Links::default())));
        });
        group.finish();
    }
    Ok(())
}

fn request(question: &Question) -> Request {
    // Given questions may be longer than what may be asked.
    let query = question.text.chars().take(search::request::MAX_QUERY_CHARACTERS).collect();
    Request { query, reader: vec![question.lang.clone()], ..Request::default() }
}

/// Times each of many searches by itself.
fn line_of_table(kind: &str, steps: usize, requests: &[Request], snapshot: &Snapshot) -> Result<String> {
    let links = Links::default();
    let begun = Instant::now();
    let (mut times, mut work) = (Vec::with_capacity(CALLS), Vec::with_capacity(CALLS));
    let mut hits = 0;
    let calls = if measure::is_measured() { CALLS.max(requests.len()) } else { 10 };
    for request in requests.iter().cycle().take(calls) {
        let (asked, worked) = (Instant::now(), measure::thread_time());
        let answer = black_box(search::run(snapshot, request, &links)?);
        times.push(asked.elapsed());
        work.push(measure::thread_time().saturating_sub(worked));
        hits += answer.hits.len();
        if begun.elapsed() > MOST_TIME.max(Duration::from_millis(5 * requests.len() as u64)) {
            break;
        }
    }
    let count = times.len();
    let [p50, p99, max] = [50, 99, 100].map(|percent| milliseconds(percentile(&mut times, percent)));
    let [work_p50, work_p99] = [50, 99].map(|percent| milliseconds(percentile(&mut work, percent)));
    let hits = hits as f64 / count as f64;
    Ok(format!("{kind:<16}{steps:>9}{count:>9}{p50:>11}{p99:>11}{max:>11}{work_p50:>11}{work_p99:>11}{hits:>7.1}"))
}
