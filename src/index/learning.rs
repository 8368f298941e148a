//! When translations are learnt: before a generation is published, or, while a site is served, after that and beside all
//! else, so that nobody waits for it.
//!
//! What was learnt is added in a generation of its own, which is written aside, verified and published like any other. A
//! process that ends before has published the guides, and whoever serves them next learns from them.

use crate::index::manifest::Manifest;
use crate::index::site::Site;
use crate::index::snapshot::Snapshot;
use crate::index::{IndexError, generations, word_translations, writing};

/// Translations are learnt again when one in so many steps has changed since they were.
const LEARN_AGAIN_ONE_IN: usize = 10;

/// Whether translations are learnt before guides can be searched, or by [`Site::learn_if_due`] afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learning {
    BeforePublishing,
    Later,
}

/// Whether enough has changed to learn translations again.
#[must_use]
pub fn is_due(manifest: &Manifest) -> bool {
    manifest.languages.len() > 1 && manifest.changed_steps * LEARN_AGAIN_ONE_IN > manifest.steps()
}

impl Site {
    /// Learns which words translate each other, if that is due, and publishes a generation that knows it; returns its
    /// number. Guides that change meanwhile are published as ever. `None` when nothing is due, or when so much has changed
    /// meanwhile that it has to be learnt anew.
    /// Takes seconds on a large site; callers have a thread for it.
    pub fn learn_if_due(&self) -> Result<Option<u64>, IndexError> {
        let taught_by = self.snapshot();
        let languages = &taught_by.manifest().languages;
        if !is_due(taught_by.manifest()) {
            return Ok(None);
        }
        let learnt = match word_translations::learn(taught_by.path(), languages) {
            // The files may be gone with their generation.
            Err(_) if self.snapshot().generation() != taught_by.generation() => return Ok(None),
            learnt => learnt?,
        };
        let changing = self.begin_change();
        let lock = self.wait_for_lock()?;
        let base = self.newest()?;
        if !is_due(base.manifest()) || base.manifest().languages != *languages {
            return Ok(None);
        }
        let learnt_from = taught_by.manifest().changed_steps;
        let snapshot = self
            .with_translations(&base, learnt.as_deref(), learnt_from)
            .inspect_err(|_| generations::remove_others(&self.settings().index))?;
        let generation = self.switch_to(snapshot).generation();
        drop((lock, changing));
        Ok(Some(generation))
    }

    /// Publishes a generation like the one given, but with other translations; of the steps that had changed so many need
    /// not be learnt from any more. The writer's lock must be held.
    fn with_translations(
        &self,
        base: &Snapshot,
        learnt: Option<&[u8]>,
        learnt_from: usize,
    ) -> Result<Snapshot, IndexError> {
        let settings = self.settings();
        let (generation, path) = generations::begin_from(&settings.index, base.generation())?;
        word_translations::write(&path, learnt)?;
        let mut manifest = base.manifest().clone();
        manifest.changed_steps = manifest.changed_steps.saturating_sub(learnt_from);
        writing::write_manifest(&mut manifest, &path, &base.manifest().files)?;
        let snapshot = Snapshot::load(generation, path, manifest, settings.default_language.as_deref())?;
        generations::publish(&settings.index, generation)?;
        generations::remove_others(&settings.index);
        Ok(snapshot)
    }
}
