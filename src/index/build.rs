//! Building the whole index anew: guides in, a published generation out, and never half of one.

use crate::guide::Problem;
use crate::guide::folder;
use crate::index::manifest::Manifest;
use crate::index::snapshot::{self, Snapshot};
use crate::index::statistics::LanguageCount;
use crate::index::writing::{self, GenerationWriter};
use crate::index::{IndexError, Learning, SiteSettings, generations, word_translations};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    pub guides: usize,
    pub steps: usize,
    /// Of the sources, in bytes; about, within a source.
    pub bytes_read: u64,
    pub bytes_total: u64,
}

/// What a build is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Another process is writing the index.
    Waiting,
    /// Looking for guides and their languages.
    Looking,
    /// Reading and analysing guides.
    Reading,
    /// Merging segments, learning translations, and verifying what was written.
    Finishing,
}

/// What came of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub generation: u64,
    pub guides: usize,
    pub steps: usize,
    /// Most guides first.
    pub languages: Vec<LanguageCount>,
    pub problems: Vec<Problem>,
    /// The size of the index on disk.
    pub bytes: u64,
}

/// Builds the index of a site from all its guides and publishes it; waits a while for another process that does.
pub fn build(settings: &SiteSettings, progress: &dyn Fn(Progress)) -> Result<Report, IndexError> {
    let waiting = Progress { phase: Phase::Waiting, guides: 0, steps: 0, bytes_read: 0, bytes_total: 0 };
    let _lock = generations::wait_for_lock(&settings.index, &|| progress(waiting))?;
    let built = build_generation(settings, Learning::BeforePublishing, progress)
        .inspect_err(|_| generations::remove_others(&settings.index))?;
    Ok(Report {
        generation: built.generation,
        guides: built.manifest.guides(),
        steps: built.manifest.steps(),
        languages: built.languages,
        problems: built.manifest.problems(),
        bytes: built.manifest.bytes(),
    })
}

/// A published generation that has not been opened for searching.
struct Built {
    generation: u64,
    path: PathBuf,
    manifest: Manifest,
    languages: Vec<LanguageCount>,
}

/// What there is to tell of a published snapshot.
#[must_use]
pub fn report(snapshot: &Snapshot) -> Report {
    let manifest = snapshot.manifest();
    Report {
        generation: snapshot.generation(),
        guides: manifest.guides(),
        steps: manifest.steps(),
        languages: snapshot.languages().to_vec(),
        problems: manifest.problems(),
        bytes: manifest.bytes(),
    }
}

/// [`build`], by whoever holds the writer's lock.
pub(super) fn build_locked(
    settings: &SiteSettings,
    _lock: &generations::WriterLock,
    when: Learning,
    progress: &dyn Fn(Progress),
) -> Result<Snapshot, IndexError> {
    let open = |built: Built| {
        Snapshot::load(built.generation, built.path, built.manifest, settings.default_language.as_deref())
    };
    build_generation(settings, when, progress)
        .and_then(open)
        .inspect_err(|_| generations::remove_others(&settings.index))
}

fn build_generation(settings: &SiteSettings, when: Learning, progress: &dyn Fn(Progress)) -> Result<Built, IndexError> {
    let (sources, folder_problems) = folder::sources(&settings.guides)?;
    let bytes_total = sources.iter().map(|source| source.size).sum();
    let mut state = Progress { phase: Phase::Looking, guides: 0, steps: 0, bytes_read: 0, bytes_total };
    progress(state);
    let tags = writing::declared_languages(&sources);
    let mut manifest = Manifest::new(tags.into_iter().collect());
    manifest.folder_problems = folder_problems.into_iter().map(Into::into).collect();

    let (generation, path) = generations::begin(&settings.index)?;
    let languages = writing::languages_of_tags(&manifest.languages);
    let mut writer = GenerationWriter::create(&path, &languages, bytes_total)?;
    state.phase = Phase::Reading;
    let mut counts: BTreeMap<String, LanguageCount> = BTreeMap::new();
    let mut read_before = 0;
    for source in &sources {
        let source_state = writer.add_source(source, &|_| None, &mut |guide| {
            state.guides += 1;
            state.steps += guide.steps.len();
            let none = || LanguageCount { lang: guide.lang.clone(), guides: 0, steps: 0 };
            let count = counts.entry(guide.lang.to_lowercase()).or_insert_with(none);
            count.guides += 1;
            count.steps += guide.steps.len();
            let text: usize = guide.steps.iter().map(|step| step.title.len() + step.body.len()).sum();
            state.bytes_read = (state.bytes_read + text as u64).min(read_before + source.size);
            progress(state);
        })?;
        read_before += source.size;
        state.bytes_read = read_before;
        progress(state);
        manifest.sources.insert(source.relative.to_string_lossy().into_owned(), source_state);
    }
    state.phase = Phase::Finishing;
    progress(state);
    let documents = writer.finish()?;
    let expected = (manifest.guides() + manifest.steps()) as u64;
    if documents != expected {
        let what = format!("{documents} documents were written instead of {expected}");
        return Err(IndexError::Damaged { path, what });
    }
    match when {
        Learning::BeforePublishing => {
            word_translations::write(&path, word_translations::learn(&path, &manifest.languages)?.as_deref())?;
        }
        Learning::Later => manifest.changed_steps = manifest.steps(),
    }
    writing::write_manifest(&mut manifest, &path, &BTreeMap::new())?;
    snapshot::check_opens(&path)?;
    generations::publish(&settings.index, generation)?;
    generations::remove_others(&settings.index);
    let mut languages: Vec<LanguageCount> = counts.into_values().collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.guides));
    Ok(Built { generation, path, manifest, languages })
}
