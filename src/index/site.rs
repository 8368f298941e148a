//! A site at work: the snapshot that requests are answered from, and the changes that replace it.

use crate::guide::{Guide, Problem};
use crate::index::build::{Progress, build_locked};
use crate::index::former_files::FormerFiles;
use crate::index::keeping::{self, KeptAs};
use crate::index::snapshot::Snapshot;
use crate::index::update::{self, Changes};
use crate::index::{IndexError, Learning, SiteSettings, generations};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// A site's published index and its only writer in this process. Shared between threads behind an [`Arc`].
pub struct Site {
    settings: SiteSettings,
    learning: Learning,
    snapshot: RwLock<Arc<Snapshot>>,
    /// One change at a time; a search never waits for it.
    changing: Mutex<()>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The number of the generation that has the change.
    pub generation: u64,
    /// What is wrong with the sources that changed.
    pub problems: Vec<Problem>,
}

impl Site {
    /// Opens the published index. It is built first when it is missing, damaged or from another version, and brought up
    /// to date when the guides have changed. Where the index folder cannot be written, an index that is there is served
    /// as it is.
    pub fn open(settings: SiteSettings, progress: &dyn Fn(Progress)) -> Result<Site, IndexError> {
        Site::open_learning(settings, Learning::BeforePublishing, progress)
    }

    /// The same, with a choice of when translations are learnt; [`Learning::Later`] is for whoever calls
    /// [`Site::learn_if_due`] now and then.
    pub fn open_learning(
        settings: SiteSettings,
        learning: Learning,
        progress: &dyn Fn(Progress),
    ) -> Result<Site, IndexError> {
        let snapshot = match Snapshot::open(&settings.index, settings.default_language.as_deref()) {
            Ok(snapshot) => bring_up_to_date(&settings, snapshot, learning, progress)?,
            Err(error) if error.is_mended_by_building() => {
                if !matches!(error, IndexError::Missing { .. }) {
                    tracing::warn!(%error, "the index is built again");
                }
                let lock = wait_for_lock(&settings)?;
                build_locked(&settings, &lock, learning, progress)?
            }
            Err(error) => return Err(error),
        };
        Ok(Site { settings, learning, snapshot: RwLock::new(Arc::new(snapshot)), changing: Mutex::new(()) })
    }

    /// The newest published state; cheap.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the site is made of.
    #[must_use]
    pub fn settings(&self) -> &SiteSettings {
        &self.settings
    }

    /// Indexes what changed in the guides folder since the snapshot; `None` when nothing did.
    /// Blocks on disk; callers in async code use a blocking thread.
    pub fn refresh(&self) -> Result<Option<Published>, IndexError> {
        let changing = self.begin_change();
        self.refresh_while(&changing)
    }

    /// Keeps a guide as a file in the guides folder, then makes it searchable; both are done when this returns, or neither.
    /// Blocks on disk; callers in async code use a blocking thread.
    pub fn put(&self, guide: &Guide, form: KeptAs) -> Result<Published, IndexError> {
        let changing = self.begin_change();
        let folder = &self.settings.guides;
        let kept = self.kept_in(&guide.lang, &guide.id)?;
        let former = FormerFiles::of(&keeping::touched(folder, guide, form, kept.as_deref())?)?;
        let put = || {
            keeping::keep(folder, guide, form, kept.as_deref())?;
            self.publish(&changing)
        };
        whole_or_not(put(), former)
    }

    /// Removes a guide from the guides folder and from the index; `None` when there is no such guide.
    /// Blocks on disk; callers in async code use a blocking thread.
    pub fn delete(&self, lang: &str, id: &str) -> Result<Option<Published>, IndexError> {
        let changing = self.begin_change();
        // Someone may have put it there by hand a moment ago.
        self.refresh_while(&changing)?;
        let (mut published, mut removed) = (None, BTreeSet::new());
        // Another file may hold it too: a push that changes its form and is killed leaves the old one beside the new one.
        while let Some(kept) = self.kept_in(lang, id)?.filter(|kept| removed.insert(kept.clone())) {
            let former = FormerFiles::of(&[self.settings.guides.join(&kept)])?;
            let delete = || {
                keeping::remove(&self.settings.guides, lang, id, &kept)?;
                self.publish(&changing)
            };
            published = Some(whole_or_not(delete(), former)?);
        }
        Ok(published)
    }

    pub(super) fn begin_change(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, changing: &MutexGuard<'_, ()>) -> Result<Published, IndexError> {
        let unchanged = || Published { generation: self.snapshot().generation(), problems: Vec::new() };
        Ok(self.refresh_while(changing)?.unwrap_or_else(unchanged))
    }

    fn refresh_while(&self, _changing: &MutexGuard<'_, ()>) -> Result<Option<Published>, IndexError> {
        if let Ok(base) = self.newest()
            && update::changes(&self.settings, base.manifest())?.is_empty()
        {
            return Ok(None);
        }
        let lock = wait_for_lock(&self.settings)?;
        // While waiting for the lock, another process may have published, and the folder may have changed again.
        let base = match self.newest() {
            Err(error) if error.is_mended_by_building() => {
                tracing::warn!(%error, "the index is built again");
                let snapshot = self.switch_to(build_locked(&self.settings, &lock, self.learning, &|_| {})?);
                let problems = snapshot.manifest().problems();
                return Ok(Some(Published { generation: snapshot.generation(), problems }));
            }
            newest => newest?,
        };
        let changes = update::changes(&self.settings, base.manifest())?;
        if changes.is_empty() {
            return Ok(None);
        }
        let touched: Vec<String> =
            changes.changed.iter().map(|source| source.relative.to_string_lossy().into_owned()).collect();
        let snapshot = self.switch_to(apply_or_build(&self.settings, &lock, &base, changes, self.learning, &|_| {})?);
        let problems = snapshot.manifest().problems_of(&touched);
        Ok(Some(Published { generation: snapshot.generation(), problems }))
    }

    /// The published snapshot, which is another than ours when another process has published.
    pub(super) fn newest(&self) -> Result<Arc<Snapshot>, IndexError> {
        let base = self.snapshot();
        if generations::current(&self.settings.index)? == Some(base.generation()) {
            return Ok(base);
        }
        Ok(self.switch_to(Snapshot::open(&self.settings.index, self.settings.default_language.as_deref())?))
    }

    pub(super) fn switch_to(&self, snapshot: Snapshot) -> Arc<Snapshot> {
        let snapshot = Arc::new(snapshot);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&snapshot);
        snapshot
    }

    pub(super) fn wait_for_lock(&self) -> Result<generations::WriterLock, IndexError> {
        wait_for_lock(&self.settings)
    }

    /// Where a guide is kept: its source, relative to the guides folder.
    fn kept_in(&self, lang: &str, id: &str) -> Result<Option<PathBuf>, IndexError> {
        Ok(self.snapshot().source_of(lang, id)?.map(PathBuf::from))
    }
}

/// Takes back what a change did to the guides folder when it came to nothing.
fn whole_or_not(changed: Result<Published, IndexError>, former: FormerFiles) -> Result<Published, IndexError> {
    match changed {
        Ok(_) => former.forget(),
        Err(_) => former.restore(),
    }
    changed
}

fn bring_up_to_date(
    settings: &SiteSettings,
    snapshot: Snapshot,
    learning: Learning,
    progress: &dyn Fn(Progress),
) -> Result<Snapshot, IndexError> {
    if update::changes(settings, snapshot.manifest())?.is_empty() {
        return Ok(snapshot);
    }
    let lock = match wait_for_lock(settings) {
        Ok(lock) => lock,
        Err(error @ IndexError::Io { .. }) => {
            tracing::warn!(%error, "the guides have changed, but the index cannot be written; serving it as it is");
            return Ok(snapshot);
        }
        Err(error) => return Err(error),
    };
    // Whoever had the lock may have published.
    let snapshot = if generations::current(&settings.index)? == Some(snapshot.generation()) {
        snapshot
    } else {
        Snapshot::open(&settings.index, settings.default_language.as_deref())?
    };
    let changes = update::changes(settings, snapshot.manifest())?;
    if changes.is_empty() {
        return Ok(snapshot);
    }
    apply_or_build(settings, &lock, &snapshot, changes, learning, progress)
}

/// A change that the engine refuses is done by building everything again, once.
fn apply_or_build(
    settings: &SiteSettings,
    lock: &generations::WriterLock,
    base: &Snapshot,
    changes: Changes,
    learning: Learning,
    progress: &dyn Fn(Progress),
) -> Result<Snapshot, IndexError> {
    let applied = update::apply(settings, lock, base, changes, learning, progress);
    match applied.inspect_err(|_| generations::remove_others(&settings.index)) {
        Err(error) if error.is_mended_by_building() => {
            tracing::warn!(%error, "a change could not be added to the index, which is built again");
            build_locked(settings, lock, learning, progress)
        }
        other => other,
    }
}

fn wait_for_lock(settings: &SiteSettings) -> Result<generations::WriterLock, IndexError> {
    generations::wait_for_lock(&settings.index, &|| {})
}
