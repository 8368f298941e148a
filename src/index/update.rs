//! Keeping up with the guides folder: what changed there is indexed again, and nothing else.

use crate::guide::Problem;
use crate::guide::folder::{self, Source};
use crate::index::build::{Progress, build_locked};
use crate::index::manifest::{self, Manifest};
use crate::index::snapshot::Snapshot;
use crate::index::writing::{self, GenerationWriter};
use crate::index::{IndexError, Learning, SiteSettings, generations, learning, word_translations};
use std::collections::{BTreeMap, BTreeSet};

/// How the guides folder differs from what a snapshot was built from.
#[derive(Debug, Default)]
pub struct Changes {
    /// New or changed sources, in the order of their paths.
    pub changed: Vec<Source>,
    /// Sources that are gone, relative to the guides folder.
    pub removed: Vec<String>,
    /// What is wrong with the folder itself.
    pub folder_problems: Vec<Problem>,
}

impl Changes {
    /// Whether there is anything to index.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Compares the guides folder with what a snapshot was built from: by size and time first, then by content.
pub fn changes(settings: &SiteSettings, manifest: &Manifest) -> Result<Changes, IndexError> {
    let (sources, folder_problems) = folder::sources(&settings.guides)?;
    let mut removed: BTreeSet<String> = manifest.sources.keys().cloned().collect();
    let mut changed = Vec::new();
    for source in sources {
        let relative = source.relative.to_string_lossy().into_owned();
        removed.remove(&relative);
        if manifest.sources.get(&relative).is_none_or(|known| is_changed(&source, known)) {
            changed.push(source);
        }
    }
    Ok(Changes { changed, removed: removed.into_iter().collect(), folder_problems })
}

fn is_changed(source: &Source, known: &manifest::SourceState) -> bool {
    if source.size == known.bytes && manifest::nanoseconds(source.modified) == known.modified {
        return false;
    }
    manifest::source_state(&source.path, source.size, source.modified).map_or(true, |now| now.sha256 != known.sha256)
}

/// Publishes a generation with the changes, and returns it opened. The writer's lock must be held.
pub(super) fn apply(
    settings: &SiteSettings,
    lock: &generations::WriterLock,
    base: &Snapshot,
    mut changes: Changes,
    when: Learning,
    progress: &dyn Fn(Progress),
) -> Result<Snapshot, IndexError> {
    let declared = writing::declared_languages(&changes.changed);
    let known: BTreeSet<String> = base.manifest().languages.iter().cloned().collect();
    if !declared.is_subset(&known) {
        // With another language on the site, the language of every text has to be decided anew.
        return build_locked(settings, lock, when, progress);
    }
    add_shadowed(settings, base.manifest(), &mut changes)?;
    let gone: BTreeSet<String> = changes
        .removed
        .iter()
        .cloned()
        .chain(changes.changed.iter().map(|source| source.relative.to_string_lossy().into_owned()))
        .collect();

    let (generation, path) = generations::begin_from(&settings.index, base.generation())?;
    let languages = writing::languages_of_tags(&base.manifest().languages);
    let bytes = changes.changed.iter().map(|source| source.size).sum();
    let mut writer = GenerationWriter::continue_in(&path, &languages, bytes, base.last_place())?;
    let mut manifest = base.manifest().clone();
    for relative in &gone {
        writer.remove_source(relative);
        manifest.sources.remove(relative);
    }
    let owner = |key: &str| {
        let (lang, id) = key.split_once('/')?;
        base.source_of(lang, id).ok()?.filter(|source| !gone.contains(source))
    };
    for source in &changes.changed {
        let relative = source.relative.to_string_lossy().into_owned();
        let state = writer.add_source(source, &owner, &mut |_| {})?;
        if state.shadowed.iter().any(|key| owner(key).is_some_and(|first| first > relative)) {
            // The guide is now held by an earlier source, which has precedence: the later one has to give way.
            drop(writer);
            return build_locked(settings, lock, when, progress);
        }
        manifest.sources.insert(relative, state);
    }
    manifest.folder_problems = changes.folder_problems.into_iter().map(Into::into).collect();
    let documents = writer.finish()?;
    let expected = (manifest.guides() + manifest.steps()) as u64;
    if documents != expected {
        let what = format!("{documents} documents are there instead of {expected} after a change");
        return Err(IndexError::Damaged { path, what });
    }
    let steps = |manifest: &Manifest, source: &String| manifest.sources.get(source).map_or(0, |state| state.steps);
    manifest.changed_steps +=
        gone.iter().map(|source| steps(base.manifest(), source).max(steps(&manifest, source))).sum::<usize>();
    if when == Learning::BeforePublishing && learning::is_due(&manifest) {
        word_translations::write(&path, word_translations::learn(&path, &manifest.languages)?.as_deref())?;
        manifest.changed_steps = 0;
    }
    writing::write_manifest(&mut manifest, &path, &base.manifest().files)?;
    let snapshot = Snapshot::load(generation, path, manifest, settings.default_language.as_deref())?;
    generations::publish(&settings.index, generation)?;
    generations::remove_others(&settings.index);
    Ok(snapshot)
}

/// A source that holds a guide which another source had first is read again with every change: its guide may be the
/// first now, or no longer.
fn add_shadowed(settings: &SiteSettings, manifest: &Manifest, changes: &mut Changes) -> Result<(), IndexError> {
    let shadowed: BTreeSet<&String> =
        manifest.sources.iter().filter(|(_, state)| !state.shadowed.is_empty()).map(|(relative, _)| relative).collect();
    if shadowed.is_empty() {
        return Ok(());
    }
    let (sources, _) = folder::sources(&settings.guides)?;
    let by_path: BTreeMap<String, Source> =
        sources.into_iter().map(|source| (source.relative.to_string_lossy().into_owned(), source)).collect();
    let read_anyway: BTreeSet<String> =
        changes.changed.iter().map(|source| source.relative.to_string_lossy().into_owned()).collect();
    for (relative, source) in by_path {
        if shadowed.contains(&relative) && !read_anyway.contains(&relative) {
            changes.changed.push(source);
        }
    }
    changes.changed.sort_by(|one, other| one.relative.cmp(&other.relative));
    Ok(())
}
