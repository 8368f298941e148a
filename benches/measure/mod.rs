//! What the benchmarks share: a site in a folder that vanishes, guides and questions that are given from outside, figures.

use crate::corpus::questions::Question;
use crate::corpus::{self, Made, Size};
use anyhow::{Context, Result};
use guidepost::index::SiteSettings;
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Names a JSON Lines file of guides to measure instead of made ones.
const GUIDES: &str = "GUIDEPOST_BENCH_GUIDES";
/// Names a JSON Lines file of questions, `{"lang","text"}`, to ask about the given guides.
const QUERIES: &str = "GUIDEPOST_BENCH_QUERIES";
const FILE_NAME: &str = "guides.jsonl";

/// A guides folder with one JSON Lines file, and an index folder beside it.
pub struct SiteFolder {
    folder: TempDir,
}

impl SiteFolder {
    /// A folder with made guides.
    pub fn made(size: Size) -> Result<(SiteFolder, Made)> {
        let folder = SiteFolder::empty()?;
        let made = corpus::write(&folder.jsonl(), size)?;
        Ok((folder, made))
    }

    /// A folder with a copy of a file of guides.
    pub fn of(guides: &Path) -> Result<SiteFolder> {
        let folder = SiteFolder::empty()?;
        fs::copy(guides, folder.jsonl()).with_context(|| format!("{} is not there", guides.display()))?;
        Ok(folder)
    }

    fn empty() -> Result<SiteFolder> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("guides"))?;
        Ok(SiteFolder { folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn jsonl(&self) -> PathBuf {
        self.path().join("guides").join(FILE_NAME)
    }

    pub fn settings(&self) -> SiteSettings {
        settings_in(self.path())
    }
}

/// A site's folders below one folder.
pub fn settings_in(folder: &Path) -> SiteSettings {
    SiteSettings { guides: folder.join("guides"), index: folder.join("index"), default_language: None }
}

/// The guides that are given from outside, if any.
pub fn given_guides() -> Option<PathBuf> {
    std::env::var_os(GUIDES).map(PathBuf::from)
}

/// The questions that are given from outside, if any.
pub fn given_questions() -> Result<Option<Vec<Question>>> {
    #[derive(Deserialize)]
    struct Line {
        lang: String,
        text: String,
    }
    let Some(path) = std::env::var_os(QUERIES).map(PathBuf::from) else { return Ok(None) };
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let question = |line: &str| -> Result<Question> {
        let Line { lang, text } = serde_json::from_str(line)?;
        Ok(Question { text, lang })
    };
    let questions = text.lines().map(question).collect::<Result<Vec<_>>>();
    questions.map(Some).with_context(|| format!("{} has a line that is no question", path.display()))
}

/// Whether to measure; else, as under `cargo test`, only to see that it works, on as little as possible.
pub fn is_measured() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// The value below which so many of a hundred values lie; sorts them.
pub fn percentile<T: PartialOrd + Copy + Default>(values: &mut [T], percent: usize) -> T {
    values.sort_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
    let at = values.len() * percent / 100;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or_default()
}

pub fn median<T: PartialOrd + Copy + Default>(values: &mut [T]) -> T {
    percentile(values, 50)
}

/// The time that this process has had on processors, all its threads together.
pub fn process_time() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

/// The time that this thread has had on processors.
pub fn thread_time() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

fn clock(clock: ClockId) -> Duration {
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}

/// A time in milliseconds, as tables show it.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1_000.0)
}
