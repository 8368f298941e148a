//! Writing documents into the folder of one generation, for a build of everything and for a change alike.

use crate::guide::folder::{self, Source, SourceKind};
use crate::guide::{Guide, Problem};
use crate::index::IndexError;
use crate::index::document::DocumentMaker;
use crate::index::manifest::{self, Manifest, SourceState};
use crate::index::schema::{self, Fields, Key, TOKENIZER, TermTokenizer};
use crate::language::Language;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use tantivy::directory::{INDEX_WRITER_LOCK, META_LOCK, MmapDirectory};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Term;
use tantivy::{Index, IndexSettings, IndexWriter};

/// What Tantivy may hold in memory before it writes a segment, in bytes.
pub const BUILD_MEMORY: usize = 50_000_000;
/// The same for a change of a few guides; the least that Tantivy takes.
pub const CHANGE_MEMORY: usize = 15_000_000;

/// The writer of one generation. Dropped without [`GenerationWriter::finish`], it leaves nothing that is ever read.
pub struct GenerationWriter {
    path: PathBuf,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    maker: DocumentMaker,
    /// Which source each guide came from.
    owners: HashMap<String, String>,
    /// The first error of the writer; nothing after it counts.
    failure: Option<IndexError>,
}

impl GenerationWriter {
    /// A writer into an empty folder.
    pub fn create(path: &Path, languages: &[Language]) -> Result<GenerationWriter, IndexError> {
        let (schema, fields) = schema::schema();
        let open = || {
            let directory = MmapDirectory::open(path)?;
            let index = Index::create(directory, schema, IndexSettings::default())?;
            GenerationWriter::open_writer(index, BUILD_MEMORY)
        };
        let (index, writer) = open().map_err(IndexError::engine(path))?;
        Ok(GenerationWriter::new(path, fields, index, writer, languages))
    }

    /// A writer into a folder that begins with the files of an older generation.
    pub fn continue_in(path: &Path, languages: &[Language]) -> Result<GenerationWriter, IndexError> {
        let (_, fields) = schema::schema();
        let open = || GenerationWriter::open_writer(Index::open(MmapDirectory::open(path)?)?, CHANGE_MEMORY);
        let (index, writer) = open().map_err(IndexError::engine(path))?;
        // Merging goes on in the background otherwise and could outlive the writer; small segments are merged on finishing.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(GenerationWriter::new(path, fields, index, writer, languages))
    }

    fn open_writer(index: Index, memory: usize) -> tantivy::Result<(Index, IndexWriter)> {
        index.tokenizers().register(TOKENIZER, TermTokenizer::default());
        let writer = index.writer_with_num_threads(1, memory)?;
        Ok((index, writer))
    }

    fn new(path: &Path, fields: Fields, index: Index, writer: IndexWriter, languages: &[Language]) -> GenerationWriter {
        let maker = DocumentMaker::new(fields, languages);
        GenerationWriter { path: path.to_owned(), fields, index, writer, maker, owners: HashMap::new(), failure: None }
    }

    /// Removes all that came from a source.
    pub fn remove_source(&mut self, relative: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.key, &Key::Source { path: relative }.term()));
    }

    /// Adds every guide of a source that no earlier source holds. `owner` tells who else holds a guide, by its key.
    pub fn add_source(
        &mut self,
        source: &Source,
        owner: &dyn Fn(&str) -> Option<String>,
        each: &mut dyn FnMut(&Guide),
    ) -> Result<SourceState, IndexError> {
        let relative = source.relative.to_string_lossy().into_owned();
        let (mut guides, mut steps) = (0, 0);
        let mut shadowed = Vec::new();
        let mut duplicates = Vec::new();
        let mut problems = folder::read(source, &mut |guide| {
            let key = guide.key().to_lowercase();
            if let Some(first) = self.owners.get(&key).cloned().or_else(|| owner(&key)) {
                let message = format!(
                    "the guide {} is already in {first}; give one of them another id, or remove it",
                    guide.key()
                );
                duplicates.push(Problem { path: source.path.clone(), line: guide.line, message });
                shadowed.push(key);
                return;
            }
            self.owners.insert(key, relative.clone());
            guides += 1;
            steps += guide.steps.len();
            self.add_guide(&guide, &relative);
            each(&guide);
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

    fn add_guide(&mut self, guide: &Guide, source: &str) {
        if self.failure.is_some() {
            return;
        }
        for document in self.maker.documents(guide, source) {
            if let Err(error) = self.writer.add_document(document) {
                // The writer's thread has ended; why is told by the next commit only.
                let error = self.writer.prepare_commit().err().unwrap_or(error);
                self.failure = Some(IndexError::engine(&self.path)(error));
                return;
            }
        }
    }

    /// Makes what was added durable, in few segments, and returns how many documents there are.
    /// A build leaves one segment; a change leaves the large ones alone as long as that pays.
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
        self.writer.commit()?;
        let merged = segments_to_merge(&self.index)?;
        if merged.len() > 1 {
            self.writer.merge(&merged).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        let metas = self.index.searchable_segment_metas()?;
        Ok(metas.iter().map(|meta| u64::from(meta.num_docs())).sum())
    }
}

/// More segments than this cost searches more than merging costs.
const MAX_SEGMENTS: usize = 8;

/// The small segments when there are many, or all of them when much of the index is deleted documents.
fn segments_to_merge(index: &Index) -> tantivy::Result<Vec<tantivy::index::SegmentId>> {
    let mut metas = index.searchable_segment_metas()?;
    metas.sort_by_key(|meta| std::cmp::Reverse(meta.max_doc()));
    let (all, deleted) = metas.iter().fold((0u64, 0u64), |(all, deleted), meta| {
        (all + u64::from(meta.max_doc()), deleted + u64::from(meta.num_deleted_docs()))
    });
    let is_wasteful = deleted * 4 > all;
    let from = match metas.len() {
        _ if is_wasteful => 0,
        count if count > MAX_SEGMENTS => 1,
        _ => metas.len(),
    };
    Ok(metas[from..].iter().map(tantivy::SegmentMeta::id).collect())
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
