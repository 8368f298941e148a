//! How many steps a second are indexed, beside Tantivy alone on the same file: the ratio tells what understanding
//! languages, ranking and safety cost. The ratio of "work only" counts the time on processors instead, of all threads.
//!
//! `GUIDEPOST_BENCH_GUIDES` names a JSON Lines file to measure instead of made guides.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "nothing is asked here")]
mod corpus;
#[expect(dead_code, reason = "nothing is asked here")]
mod measure;

use anyhow::Result;
use corpus::Size;
use guidepost::index::{self, SiteSettings};
use measure::{SiteFolder, median};
use serde::Deserialize;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tantivy::directory::MmapDirectory;
use tantivy::schema::{STORED, Schema, TEXT};
use tantivy::{Index, IndexSettings, doc};

/// What guidepost gives Tantivy for a build, in bytes.
const WRITER_MEMORY: usize = 60_000_000;
/// Steps to make, and how often both are timed on them.
const SIZES: [(usize, usize); 3] = [(1_000, 9), (10_000, 5), (100_000, 3)];
const ROUNDS_OF_GIVEN: usize = 5;

/// One build.
struct Built {
    steps: usize,
    segments: usize,
    took: Duration,
    /// On processors, all threads together.
    worked: Duration,
}

impl Built {
    /// Steps of the file a second; guidepost itself counts a few more, since a guide without steps becomes one.
    fn rate(&self, steps: usize) -> f64 {
        steps as f64 / self.took.as_secs_f64()
    }
}

fn main() -> Result<()> {
    println!(
        "{:>9}  {:>6}  {:>12}  {:>12}  {:>6}  {:>13}  {:>9}  segments",
        "steps", "rounds", "guidepost/s", "bare/s", "ratio", "worst–best", "work only"
    );
    if let Some(guides) = measure::given_guides() {
        return compare(&SiteFolder::of(&guides)?, ROUNDS_OF_GIVEN);
    }
    for (steps, rounds) in SIZES {
        let (site, _) = SiteFolder::made(Size::Steps(steps))?;
        compare(&site, rounds)?;
        if !measure::is_measured() {
            break;
        }
    }
    Ok(())
}

/// Builds both alternately and prints a line of medians; the ratio is that of neighbours in time.
fn compare(site: &SiteFolder, rounds: usize) -> Result<()> {
    let (mut ours, mut bare, mut ratios, mut work_ratios) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut described = (0, 0, 0);
    let mut segments = build_with_guidepost(&site.settings())?.segments;
    for round in 0..rounds {
        let (guidepost, tantivy) = if round % 2 == 0 {
            let guidepost = build_with_guidepost(&site.settings())?;
            (guidepost, build_with_tantivy(&site.jsonl(), &site.path().join("bare"), segments)?)
        } else {
            let tantivy = build_with_tantivy(&site.jsonl(), &site.path().join("bare"), segments)?;
            (build_with_guidepost(&site.settings())?, tantivy)
        };
        let steps = tantivy.steps;
        anyhow::ensure!(guidepost.steps * 100 >= steps * 95, "{} of {steps} steps were indexed", guidepost.steps);
        segments = guidepost.segments;
        described = (steps, guidepost.segments, tantivy.segments);
        ours.push(guidepost.rate(steps));
        bare.push(tantivy.rate(steps));
        work_ratios.push(tantivy.worked.as_secs_f64() / guidepost.worked.as_secs_f64());
        ratios.push(guidepost.rate(steps) / tantivy.rate(steps));
    }
    let (ratio, work_ratio) = (median(&mut ratios), median(&mut work_ratios));
    let range = format!("{:.2}–{:.2}", ratios[0], ratios[ratios.len() - 1]);
    let (steps, segments, bare_segments) = described;
    println!(
        "{steps:>9}  {rounds:>6}  {:>12.0}  {:>12.0}  {ratio:>6.2}  {range:>13}  {work_ratio:>9.2}  {segments} and {bare_segments}",
        median(&mut ours),
        median(&mut bare),
    );
    Ok(())
}

/// Everything that `guidepost index` does, from the files to the published index.
fn build_with_guidepost(settings: &SiteSettings) -> Result<Built> {
    let _ = fs::remove_dir_all(&settings.index);
    let (begun, worked) = (Instant::now(), measure::process_time());
    let report = index::build(settings, &|_| {})?;
    let (took, worked) = (begun.elapsed(), measure::process_time().saturating_sub(worked));
    let generation = newest_folder(&settings.index)?;
    let segments = Index::open_in_dir(generation)?.searchable_segment_ids()?.len();
    Ok(Built { steps: report.steps, segments, took, worked })
}

fn newest_folder(index: &Path) -> Result<PathBuf> {
    let folders = fs::read_dir(index)?.map(|entry| entry.map(|entry| entry.path()));
    let folders = folders.collect::<std::io::Result<Vec<_>>>()?;
    folders.into_iter().filter(|path| path.is_dir()).max().ok_or_else(|| anyhow::anyhow!("nothing was published"))
}

#[derive(Deserialize)]
struct BareGuide {
    steps: Vec<BareStep>,
}

#[derive(Deserialize)]
struct BareStep {
    title: String,
    body: String,
}

/// Title and body of each step as one stored text in Tantivy's own analysis, in as many segments as guidepost leaves.
fn build_with_tantivy(guides: &Path, folder: &Path, most_segments: usize) -> Result<Built> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir(folder)?;
    let (begun, worked) = (Instant::now(), measure::process_time());
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let index = Index::create(MmapDirectory::open(folder)?, schema.build(), IndexSettings::default())?;
    let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    let mut steps = 0;
    for line in BufReader::new(File::open(guides)?).lines() {
        let guide: BareGuide = serde_json::from_str(&line?)?;
        steps += guide.steps.len();
        for step in guide.steps {
            writer.add_document(doc!(text => format!("{}\n{}", step.title, step.body)))?;
        }
    }
    writer.commit()?;
    let mut metas = index.searchable_segment_metas()?;
    if metas.len() > most_segments {
        metas.sort_by_key(tantivy::SegmentMeta::max_doc);
        let smallest: Vec<_> = metas[..=metas.len() - most_segments].iter().map(tantivy::SegmentMeta::id).collect();
        writer.merge(&smallest).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    drop(writer);
    let (took, worked) = (begun.elapsed(), measure::process_time().saturating_sub(worked));
    Ok(Built { steps, segments: index.searchable_segment_ids()?.len(), took, worked })
}
