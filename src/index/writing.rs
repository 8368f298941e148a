//! Writing documents into the folder of one generation, for a build of everything and for a change alike.

use crate::guide::folder::{self, Source, SourceKind};
use crate::guide::{Guide, Problem};
use crate::index::IndexError;
use crate::index::manifest::{self, Manifest, SourceState};
use crate::index::schema::{self, Fields, Key, TOKENIZER, TermTokenizer};
use crate::index::segments::SegmentPool;
use crate::language::Language;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::{INDEX_WRITER_LOCK, META_LOCK, MmapDirectory};
use tantivy::index::SegmentId;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Term;
use tantivy::{Index, IndexSettings, IndexWriter, SegmentMeta, TantivyError};

/// What all threads together may hold in memory before they write segments, in bytes: of most sites all of it, since few
/// segments are searched soonest. Larger sites have many segments anyway, which take memory again when they are merged.
const BUILD_MEMORY: usize = 80_000_000;
const BUILD_MEMORY_OF_LARGE_SITES: usize = 36_000_000;
/// A site with more sources than this is large, in bytes.
const LARGE_SITE: u64 = 200_000_000;
/// What Tantivy's own writer takes at least. It gets no documents, only segments and what is to be deleted.
const WRITER_MEMORY: usize = 15_000_000;
/// Records are compressed together in blocks of so many bytes: a hit needs one record, and pays for a block.
const RECORD_BLOCK_BYTES: usize = 4_096;

/// The writer of one generation. Dropped without [`GenerationWriter::finish`], it leaves nothing that is ever read.
pub struct GenerationWriter {
    path: PathBuf,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    pool: Option<SegmentPool>,
    /// Which source each guide came from.
    owners: HashMap<String, Arc<str>>,
    /// Whether anything of the older generation has been removed.
    has_removed: bool,
    /// The first error of a thread; nothing after it counts.
    failure: Option<IndexError>,
}

impl GenerationWriter {
    /// A writer into an empty folder, for so many bytes of sources.
    pub fn create(path: &Path, languages: &[Language], bytes: u64) -> Result<GenerationWriter, IndexError> {
        let (schema, fields) = schema::schema();
        let settings = IndexSettings { docstore_blocksize: RECORD_BLOCK_BYTES, ..IndexSettings::default() };
        let index = MmapDirectory::open(path)
            .map_err(TantivyError::from)
            .and_then(|directory| Index::create(directory, schema, settings))
            .map_err(IndexError::engine(path))?;
        GenerationWriter::new(path, fields, index, languages, (bytes, 0))
    }

    /// A writer into a folder that begins with the files of an older generation, whose last guide's place is given, for
    /// so many bytes of changed sources.
    pub fn continue_in(
        path: &Path,
        languages: &[Language],
        bytes: u64,
        last_place: u64,
    ) -> Result<GenerationWriter, IndexError> {
        let (_, fields) = schema::schema();
        let index = MmapDirectory::open(path)
            .map_err(TantivyError::from)
            .and_then(Index::open)
            .map_err(IndexError::engine(path))?;
        GenerationWriter::new(path, fields, index, languages, (bytes, last_place + 1))
    }

    fn new(
        path: &Path,
        fields: Fields,
        index: Index,
        languages: &[Language],
        (bytes, first_place): (u64, u64),
    ) -> Result<GenerationWriter, IndexError> {
        index.tokenizers().register(TOKENIZER, TermTokenizer::default());
        let writer = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(IndexError::engine(path))?;
        // Merging goes on in the background otherwise, maps every file into memory and could outlive the writer; small
        // segments are merged on finishing.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let memory = if bytes > LARGE_SITE { BUILD_MEMORY_OF_LARGE_SITES } else { BUILD_MEMORY };
        let pool = SegmentPool::start(&index, fields, languages, (memory, bytes), first_place)
            .map_err(IndexError::io(path))?;
        Ok(GenerationWriter {
            path: path.to_owned(),
            fields,
            index,
            writer,
            pool: Some(pool),
            owners: HashMap::new(),
            has_removed: false,
            failure: None,
        })
    }

    /// Removes all that came from a source.
    pub fn remove_source(&mut self, relative: &str) {
        self.has_removed = true;
        self.writer.delete_term(Term::from_field_text(self.fields.key, &Key::Source { path: relative }.term()));
    }

    /// Adds every guide of a source that no earlier source holds. `owner` tells who else holds a guide, by its key.
    pub fn add_source(
        &mut self,
        source: &Source,
        owner: &dyn Fn(&str) -> Option<String>,
        each: &mut dyn FnMut(&Guide),
    ) -> Result<SourceState, IndexError> {
        let relative: Arc<str> = source.relative.to_string_lossy().into();
        let (mut guides, mut steps) = (0, 0);
        let mut shadowed = Vec::new();
        let mut duplicates = Vec::new();
        let mut problems = folder::read(source, &mut |guide| {
            let key = guide.key().to_lowercase();
            if let Some(first) = self.owners.get(&key).map(ToString::to_string).or_else(|| owner(&key)) {
                let message = format!(
                    "the guide {} is already in {first}; give one of them another id, or remove it",
                    guide.key()
                );
                duplicates.push(Problem { path: source.path.clone(), line: guide.line, message });
                shadowed.push(key);
                return;
            }
            self.owners.insert(key, Arc::clone(&relative));
            guides += 1;
            steps += guide.steps.len();
            each(&guide);
            self.add_guide(guide, &relative);
        });
        problems.append(&mut duplicates);
        problems.sort();
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        // A file that vanished while it was read has been reported by the reader.
        let state = manifest::source_state(&source.path, source.size, source.modified).unwrap_or_default();
        let problems = problems.into_iter().map(Into::into).collect();
        Ok(SourceState { guides, steps, problems, shadowed, ..state })
    }

    fn add_guide(&mut self, guide: Guide, source: &Arc<str>) {
        if self.pool.as_mut().is_some_and(|pool| !pool.add(guide, source))
            && let Some(pool) = self.pool.take()
        {
            let why = pool.finish().err();
            let why = why.unwrap_or_else(|| TantivyError::ErrorInThread("a thread has ended early".to_owned()));
            self.failure = Some(IndexError::engine(&self.path)(why));
        }
    }

    /// Makes what was added durable, in few segments, and returns how many documents there are.
    /// Large segments are left alone as long as that pays.
    pub fn finish(mut self) -> Result<u64, IndexError> {
        let path = self.path.clone();
        let documents = self.finish_or_fail().map_err(IndexError::engine(&path))?;
        drop(self);
        // The engine's own locks; nobody writes here again.
        for lock in [&*INDEX_WRITER_LOCK, &*META_LOCK] {
            let lock = path.join(&lock.filepath);
            match std::fs::remove_file(&lock) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(IndexError::io(&lock)(error)),
                _ => {}
            }
        }
        Ok(documents)
    }

    fn finish_or_fail(&mut self) -> tantivy::Result<u64> {
        let segments = self.pool.take().map(SegmentPool::finish).transpose()?.unwrap_or_default();
        if self.has_removed {
            // Tantivy would remove the new documents of a source with the old ones.
            self.writer.commit()?;
        }
        for segment in segments {
            self.writer.add_segment(segment)?;
        }
        self.writer.commit()?;
        // One after the other: a merge maps all that it reads into memory.
        for group in merges(&self.index)? {
            self.writer.merge(&group).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        let metas = self.index.searchable_segment_metas()?;
        Ok(metas.iter().map(|meta| u64::from(meta.num_docs())).sum())
    }
}

/// More small segments than this cost searches more than merging costs.
const MAX_SMALL_SEGMENTS: usize = 8;
/// Small is what has less than this part of all documents.
const SMALL_PART: u64 = 24;
/// Small segments are merged into some that have about this part.
const MERGED_PART: u64 = 16;

/// What is merged, group by group: small segments when there are many, or everything when much of the index is deleted
/// documents.
fn merges(index: &Index) -> tantivy::Result<Vec<Vec<SegmentId>>> {
    let mut metas = index.searchable_segment_metas()?;
    metas.sort_by_key(|meta| std::cmp::Reverse(meta.max_doc()));
    let (all, deleted) = metas.iter().fold((0u64, 0u64), |(all, deleted), meta| {
        (all + u64::from(meta.max_doc()), deleted + u64::from(meta.num_deleted_docs()))
    });
    if deleted * 4 > all && metas.len() > 1 {
        return Ok(vec![metas.iter().map(SegmentMeta::id).collect()]);
    }
    let large = metas.partition_point(|meta| u64::from(meta.max_doc()) * SMALL_PART >= all).max(1);
    let small = metas.get(large..).unwrap_or_default();
    if small.len() <= MAX_SMALL_SEGMENTS {
        return Ok(Vec::new());
    }
    let mut groups: Vec<Vec<SegmentId>> = vec![Vec::new()];
    let mut documents = 0;
    for meta in small {
        if documents * MERGED_PART >= all {
            groups.push(Vec::new());
            documents = 0;
        }
        documents += u64::from(meta.max_doc());
        groups.last_mut().into_iter().for_each(|group| group.push(meta.id()));
    }
    groups.retain(|group| group.len() > 1);
    Ok(groups)
}

/// The languages that the guides of these sources are declared in, as tags in lower case.
pub fn declared_languages(sources: &[Source]) -> BTreeSet<String> {
    let mut languages = BTreeSet::new();
    for source in sources {
        match &source.kind {
            SourceKind::Markdown { lang, .. } => {
                languages.insert(lang.to_lowercase());
            }
            SourceKind::JsonLines => languages.extend(languages_of_lines(&source.path)),
        }
    }
    languages
}

#[derive(Deserialize)]
struct Declaration {
    #[serde(default)]
    lang: String,
}

/// The languages that the lines of a file declare; lines that cannot be read declare none and are reported later.
fn languages_of_lines(path: &Path) -> BTreeSet<String> {
    let mut languages = BTreeSet::new();
    let Ok(file) = File::open(path) else { return languages };
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if let Ok(declaration) = serde_json::from_slice::<Declaration>(&line)
            && !declaration.lang.is_empty()
        {
            languages.insert(declaration.lang.to_lowercase());
        }
        line.clear();
    }
    languages
}

/// The languages of a manifest's or a folder's tags.
#[must_use]
pub fn languages_of_tags<'a>(tags: impl IntoIterator<Item = &'a String>) -> Vec<Language> {
    let mut languages: Vec<Language> = tags.into_iter().map(|tag| Language::from_tag(tag)).collect();
    languages.sort_unstable();
    languages.dedup();
    languages
}

/// Writes the manifest of a generation after a look at every file of it.
pub fn write_manifest(
    manifest: &mut Manifest,
    generation: &Path,
    known: &std::collections::BTreeMap<String, manifest::FileState>,
) -> Result<(), IndexError> {
    manifest.sum_files(generation, known)?;
    let path = generation.join(manifest::FILE_NAME);
    let text =
        serde_json::to_vec(manifest).map_err(|error| IndexError::Io { path: path.clone(), source: error.into() })?;
    super::generations::write_atomically(&path, &text)
}
