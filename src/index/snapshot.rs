//! One immutable state of the index, opened and verified: what a request reads from, from beginning to end.

use crate::guide::links::{Links, Target};
use crate::index::IndexError;
use crate::index::generations;
use crate::index::manifest::Manifest;
use crate::index::read_only::{PostingsAccess, ReadOnlyDirectory};
use crate::index::schema::{self, Fields, Key, TOKENIZER, TermTokenizer};
use crate::index::segment::{self, Segment, StepFacts};
use crate::index::shared_titles;
use crate::index::sounds::Sounds;
use crate::index::statistics::{self, LanguageCount, LanguageStatistics};
use crate::index::untranslated::Untranslated;
use crate::index::word_translations::WordTranslations;
use crate::language::Language;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, DocSet, Index, ReloadPolicy, SegmentReader, TERMINATED};

/// See the module's page.
pub struct Snapshot {
    generation: u64,
    path: PathBuf,
    manifest: Manifest,
    pub(super) fields: Fields,
    segments: Vec<Segment>,
    statistics: Vec<LanguageStatistics>,
    languages: Vec<LanguageCount>,
    default_language: String,
    word_translations: Option<WordTranslations>,
    /// By the number of a language, found when the first question in it comes.
    untranslated: Vec<OnceLock<Arc<Untranslated>>>,
    /// By the number of a language, found when the first word is looked for in it.
    sounds: Vec<OnceLock<Sounds>>,
    /// By the hash of a guide's key, the guides of its id, found when the first hit of it is shown.
    guides_by_id: RwLock<HashMap<u64, Arc<[StepAddress]>>>,
    derived: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// A document of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepAddress {
    pub segment: u32,
    pub doc: DocId,
}

impl Snapshot {
    /// Opens the current generation, if every file of it is as it was published.
    pub fn open(index: &Path, default_language: Option<&str>) -> Result<Snapshot, IndexError> {
        loop {
            let current = generations::current(index)?;
            let generation = current.ok_or_else(|| IndexError::Missing { path: index.to_owned() })?;
            match Snapshot::open_generation(index, generation, default_language) {
                // Another process has published the next one and removed this one while it was being read.
                Err(_) if generations::current(index)? != current => {}
                opened => return opened,
            }
        }
    }

    fn open_generation(index: &Path, generation: u64, default_language: Option<&str>) -> Result<Snapshot, IndexError> {
        let path = generations::folder(index, generation);
        if !path.is_dir() {
            return Err(IndexError::Damaged { path, what: "the current generation's folder is missing".to_owned() });
        }
        let manifest = Manifest::read(&path)?;
        manifest.verify(&path)?;
        Snapshot::load(generation, path, manifest, default_language)
    }

    /// Opens a generation whose files have just been written or verified.
    pub(super) fn load(
        generation: u64,
        path: PathBuf,
        manifest: Manifest,
        default_language: Option<&str>,
    ) -> Result<Snapshot, IndexError> {
        let (_, fields) = schema::schema();
        let mut segments = open_segments(&path, fields).map_err(IndexError::engine(&path))?;
        shared_titles::mark(&mut segments).map_err(IndexError::engine(&path))?;
        let statistics = statistics::of_languages(&segments).map_err(IndexError::io(&path))?;
        let mut languages = statistics::count_languages(&segments).map_err(IndexError::io(&path))?;
        let word_translations = WordTranslations::read(&path)?;
        let untranslated = statistics.iter().map(|_| OnceLock::new()).collect();
        let sounds = statistics.iter().map(|_| OnceLock::new()).collect();
        let mut snapshot = Snapshot {
            generation,
            path,
            manifest,
            fields,
            segments,
            statistics,
            languages: Vec::new(),
            default_language: String::new(),
            word_translations,
            untranslated,
            sounds,
            guides_by_id: RwLock::default(),
            derived: Mutex::default(),
        };
        for language in &mut languages {
            // Keys are in lower case; readers see tags as the guides have them.
            if let Some(guide) = snapshot.find_first(&Key::GuidesIn { lang: &language.lang })? {
                language.lang = snapshot.guide_record(guide)?.lang;
            }
        }
        snapshot.default_language = default_language
            .map(ToOwned::to_owned)
            .or_else(|| languages.first().map(|language| language.lang.clone()))
            .unwrap_or_else(|| "en".to_owned());
        snapshot.languages = languages;
        Ok(snapshot)
    }

    /// The generation's number.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The generation's folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the generation was built from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The declared languages of the site's guides, most guides first.
    #[must_use]
    pub fn languages(&self) -> &[LanguageCount] {
        &self.languages
    }

    /// The language of readers who name none: the site's setting, else the language of most guides.
    #[must_use]
    pub fn default_language(&self) -> &str {
        &self.default_language
    }

    /// The parts of the index.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What ranking has to know of a language's texts.
    #[must_use]
    pub fn statistics(&self, language: Language) -> LanguageStatistics {
        self.statistics.get(usize::from(language.number())).copied().unwrap_or_default()
    }

    /// Which words of the site's languages translate each other; `None` where nothing could be learnt.
    #[must_use]
    pub fn word_translations(&self) -> Option<&WordTranslations> {
        self.word_translations.as_ref()
    }

    /// The steps that are not there in a language.
    #[must_use]
    pub fn untranslated(&self, language: Language) -> Arc<Untranslated> {
        let found = self.untranslated.get(usize::from(language.number()));
        let found = found.map(|found| found.get_or_init(|| Arc::new(Untranslated::of(self, language))));
        found.map(Arc::clone).unwrap_or_default()
    }

    /// The words of a language by how they sound; `None` for a language that there is not.
    #[must_use]
    pub fn sounds(&self, language: Language) -> Option<&Sounds> {
        self.sounds.get(usize::from(language.number())).map(|sounds| sounds.get_or_init(|| Sounds::of(self, language)))
    }

    /// What is worked out from this snapshot by whoever searches it, once, and kept for as long as the snapshot lives.
    #[must_use]
    pub fn derived<T: Any + Send + Sync>(&self, derive: impl FnOnce(&Snapshot) -> T) -> Arc<T> {
        // The map is whole even if somebody panicked while deriving.
        let mut all = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&TypeId::of::<T>()).and_then(|known| Arc::clone(known).downcast().ok());
        known.unwrap_or_else(|| {
            let derived = Arc::new(derive(self));
            all.insert(TypeId::of::<T>(), Arc::clone(&derived) as Arc<dyn Any + Send + Sync>);
            derived
        })
    }

    /// The place of the last guide among all guides.
    pub(super) fn last_place(&self) -> u64 {
        let facts = self.segments.iter().flat_map(Segment::facts);
        facts.filter(|facts| facts.position == 0).map(|facts| facts.step).max().unwrap_or_default()
    }

    /// The error for a part of this snapshot that could not be read.
    #[must_use]
    pub fn unreadable(&self, source: std::io::Error) -> IndexError {
        IndexError::io(&self.path)(source)
    }

    /// The documents that have a key, in the order of the index; deleted ones left out.
    pub fn find(&self, key: &Key<'_>) -> Result<Vec<StepAddress>, IndexError> {
        self.find_up_to(key, usize::MAX)
    }

    fn find_first(&self, key: &Key<'_>) -> Result<Option<StepAddress>, IndexError> {
        Ok(self.find_up_to(key, 1)?.pop())
    }

    fn find_up_to(&self, key: &Key<'_>, most: usize) -> Result<Vec<StepAddress>, IndexError> {
        let term = Term::from_field_text(self.fields.key, &key.term());
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let postings =
                segment.keys.read_postings(&term, IndexRecordOption::Basic).map_err(IndexError::io(&self.path))?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED && found.len() < most {
                if segment.is_alive(doc) {
                    found.push(StepAddress { segment: number as u32, doc });
                }
                doc = postings.advance();
            }
        }
        Ok(found)
    }

    /// The steps of the guides that have a key, in the order of the index; deleted ones left out.
    pub fn steps_of(&self, key: &Key<'_>) -> Result<Vec<StepAddress>, IndexError> {
        let guides = self.find(key)?;
        Ok(guides.into_iter().flat_map(|guide| self.steps_after(guide)).collect())
    }

    /// The steps of a guide, given its own document, which they follow.
    fn steps_after(&self, guide: StepAddress) -> impl Iterator<Item = StepAddress> {
        let facts = self.segments[guide.segment as usize].facts();
        let own = facts[guide.doc as usize].guide;
        (guide.doc + 1..)
            .zip(&facts[guide.doc as usize + 1..])
            .take_while(move |(_, facts)| facts.guide == own && facts.position > 0)
            .map(move |(doc, _)| StepAddress { segment: guide.segment, doc })
    }

    /// What is known of a document.
    #[must_use]
    pub fn facts(&self, address: StepAddress) -> &StepFacts {
        &self.segments[address.segment as usize].facts()[address.doc as usize]
    }

    /// What links of this kind to a step are made from; `id` is that of its guide.
    #[must_use]
    pub fn link_target<'a>(&'a self, address: StepAddress, id: &'a str, links: &Links) -> Target<'a> {
        self.segments[address.segment as usize].links.target(address.doc, id, links)
    }

    /// The same step in other languages: for each guide of an id in another language the step that has the same explicit
    /// anchor, or the same number where one of the two has none.
    pub fn translations_of(&self, address: StepAddress, guide: &str) -> Result<Vec<StepAddress>, IndexError> {
        let own = self.facts(address);
        let mut found = Vec::new();
        for &translation in self.guides_of(own.guide, guide)?.iter() {
            // Most translations have the same steps in the same order.
            let likely = StepAddress { doc: translation.doc + own.position, ..translation };
            let facts = self.segments[likely.segment as usize].facts().get(likely.doc as usize);
            let is_plain = facts.is_some_and(|facts| {
                facts.guide == self.facts(translation).guide && facts.step == own.step && facts.anchor == own.anchor
            });
            if self.facts(translation).lang == own.lang {
                continue;
            }
            if is_plain {
                found.push(likely);
                continue;
            }
            // An anchor may meet a step that the number meets another time.
            let steps = self.steps_after(translation).filter(|&other| own.is_translated_by(self.facts(other)));
            found.extend(steps.min_by_key(|&other| (self.facts(other).anchor != own.anchor, other)));
        }
        Ok(found)
    }

    /// The guides that have an id, which is that of the guide with this hash.
    fn guides_of(&self, hash: u64, id: &str) -> Result<Arc<[StepAddress]>, IndexError> {
        if let Some(known) = self.guides_by_id.read().unwrap_or_else(PoisonError::into_inner).get(&hash) {
            return Ok(Arc::clone(known));
        }
        let found: Arc<[StepAddress]> = self.find(&Key::Translations { id })?.into();
        let mut known = self.guides_by_id.write().unwrap_or_else(PoisonError::into_inner);
        for &guide in &*found {
            known.insert(self.facts(guide).guide, Arc::clone(&found));
        }
        Ok(found)
    }
}

/// Whether the index of a generation can be opened, without reading it for searching.
pub(super) fn check_opens(path: &Path) -> Result<(), IndexError> {
    let (_, fields) = schema::schema();
    let open = || {
        open_readers(path, PostingsAccess::Mapped)?
            .iter()
            .try_for_each(|reader| reader.inverted_index(fields.text).map(drop))
    };
    open().map_err(IndexError::engine(path))
}

pub(super) fn open_readers(path: &Path, postings: PostingsAccess) -> tantivy::Result<Vec<SegmentReader>> {
    let index = Index::open(ReadOnlyDirectory::open(path, postings)?)?;
    index.tokenizers().register(TOKENIZER, TermTokenizer::default());
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0).try_into()?;
    Ok(reader.searcher().segment_readers().to_vec())
}

fn open_segments(path: &Path, fields: Fields) -> tantivy::Result<Vec<Segment>> {
    let mut segments = open_readers(path, PostingsAccess::Mapped)?
        .into_iter()
        .map(|reader| segment::open(reader, fields))
        .collect::<tantivy::Result<Vec<Segment>>>()?;
    // Every segment begins with a guide's own document. Tantivy tells segments in an order that may change with each build.
    segments.sort_by_key(|segment| segment.facts().first().map(|facts| facts.step));
    Ok(segments)
}
