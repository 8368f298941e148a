//! One immutable state of the index, opened and verified: what a request reads from, from beginning to end.

use crate::guide::links::{Links, Target};
use crate::index::IndexError;
use crate::index::dictionary::WordIndex;
use crate::index::document::{GuideRecord, StepRecord};
use crate::index::generations;
use crate::index::link_column::LinkColumn;
use crate::index::manifest::Manifest;
use crate::index::read_only::ReadOnlyDirectory;
use crate::index::schema::{self, Fields, Key, Role, TOKENIZER, TermTokenizer, hash};
use crate::index::shared_titles;
use crate::index::sounds::Sounds;
use crate::index::untranslated::Untranslated;
use crate::index::word_translations::WordTranslations;
use crate::language::Language;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tantivy::directory::MmapDirectory;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption, OwnedValue, Term};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, Index, InvertedIndexReader, ReloadPolicy, SegmentReader, TERMINATED, TantivyDocument};

/// So many blocks of records are kept decompressed, for each segment; a block is 16 kB.
const CACHED_RECORD_BLOCKS: usize = 64;

/// See the module's page.
pub struct Snapshot {
    generation: u64,
    path: PathBuf,
    manifest: Manifest,
    fields: Fields,
    segments: Vec<Segment>,
    statistics: Vec<LanguageStatistics>,
    languages: Vec<LanguageCount>,
    default_language: String,
    word_translations: Option<WordTranslations>,
    /// By the number of a language, found when the first question in it comes.
    untranslated: Vec<OnceLock<Arc<Untranslated>>>,
    /// By the number of a language, found when the first word is looked for in it.
    sounds: Vec<OnceLock<Sounds>>,
}

/// One segment of the index with all that ranking looks at, ready to read.
pub struct Segment {
    reader: SegmentReader,
    records: StoreReader,
    dictionary: Arc<InvertedIndexReader>,
    words: WordIndex,
    keys: Arc<InvertedIndexReader>,
    facts: Vec<StepFacts>,
    /// The languages that each document has words of, a bit for each by the language's number. Apart from the facts,
    /// which are read far more often.
    languages: Vec<u128>,
    links: LinkColumn,
}

/// What is known of every document without reading its record.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepFacts {
    /// Hash of the guide's key.
    pub guide: u64,
    /// Equal for translations of a step; the place of a guide among all guides. See [`schema::Columns`].
    pub step: u64,
    pub anchor: u64,
    /// Hash of the declared language's tag.
    pub lang: u64,
    pub text: Language,
    pub title: Language,
    /// In words, by role.
    pub lengths: [u32; 3],
    /// Whether no step of the guide has a title, so that the guide's title is all the title they have.
    pub is_titled_by_guide: bool,
    /// Whether many steps of its language have its title, see `shared_titles`.
    pub has_shared_title: bool,
    /// From 1; 0 for what is no step or was deleted.
    pub position: u32,
}

/// What ranking has to know of a language's texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct LanguageStatistics {
    /// How many steps hold words of it.
    pub steps: u64,
    /// The mean length of each role, in words, over the steps whose text is in it.
    pub mean_lengths: [f32; 3],
}

/// How many guides and steps a declared language has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LanguageCount {
    pub lang: String,
    pub guides: usize,
    pub steps: usize,
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
        let statistics = statistics(&segments).map_err(IndexError::io(&path))?;
        let languages = count_languages(&segments).map_err(IndexError::io(&path))?;
        let default_language = default_language
            .map(ToOwned::to_owned)
            .or_else(|| languages.first().map(|language| language.lang.clone()))
            .unwrap_or_else(|| "en".to_owned());
        let word_translations = WordTranslations::read(&path)?;
        let untranslated = statistics.iter().map(|_| OnceLock::new()).collect();
        let sounds = statistics.iter().map(|_| OnceLock::new()).collect();
        Ok(Snapshot {
            generation,
            path,
            manifest,
            fields,
            segments,
            statistics,
            languages,
            default_language,
            word_translations,
            untranslated,
            sounds,
        })
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

    /// The place of the last guide among all guides.
    pub(super) fn last_place(&self) -> u64 {
        let facts = self.segments.iter().flat_map(|segment| &segment.facts);
        facts.filter(|facts| facts.position == 0).map(|facts| facts.step).max().unwrap_or_default()
    }

    /// The error for a part of this snapshot that could not be read.
    #[must_use]
    pub fn unreadable(&self, source: std::io::Error) -> IndexError {
        IndexError::io(&self.path)(source)
    }

    /// The documents that have a key, in the order of the index; deleted ones left out.
    pub fn find(&self, key: &Key<'_>) -> Result<Vec<StepAddress>, IndexError> {
        let term = Term::from_field_text(self.fields.key, &key.term());
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let postings =
                segment.keys.read_postings(&term, IndexRecordOption::Basic).map_err(IndexError::io(&self.path))?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
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
        let facts = &self.segments[guide.segment as usize].facts;
        let own = facts[guide.doc as usize].guide;
        (guide.doc + 1..)
            .zip(&facts[guide.doc as usize + 1..])
            .take_while(move |(_, facts)| facts.guide == own && facts.position > 0)
            .map(move |(doc, _)| StepAddress { segment: guide.segment, doc })
    }

    /// What is known of a document.
    #[must_use]
    pub fn facts(&self, address: StepAddress) -> &StepFacts {
        &self.segments[address.segment as usize].facts[address.doc as usize]
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
        for translation in self.find(&Key::Translations { id: guide })? {
            // Most translations have the same steps in the same order.
            let likely = StepAddress { doc: translation.doc + own.position, ..translation };
            let facts = self.segments[likely.segment as usize].facts.get(likely.doc as usize);
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

    /// The record of a step.
    pub fn step(&self, address: StepAddress) -> Result<StepRecord, IndexError> {
        self.record(address)
    }

    /// The record of a guide's own document.
    pub fn guide_record(&self, address: StepAddress) -> Result<GuideRecord, IndexError> {
        self.record(address)
    }

    fn record<R: DeserializeOwned>(&self, address: StepAddress) -> Result<R, IndexError> {
        let segment = &self.segments[address.segment as usize];
        let document: TantivyDocument = segment.records.get(address.doc).map_err(IndexError::engine(&self.path))?;
        let damaged = |what: String| IndexError::Damaged { path: self.path.clone(), what };
        match document.get_first(self.fields.record).map(OwnedValue::from) {
            Some(OwnedValue::Bytes(bytes)) => {
                serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
            }
            _ => Err(damaged("a document has no record".to_owned())),
        }
    }
}

impl StepFacts {
    fn is_translated_by(&self, other: &StepFacts) -> bool {
        if self.anchor != 0 && other.anchor != 0 { self.anchor == other.anchor } else { self.step == other.step }
    }
}

impl Segment {
    /// The dictionary of every term of every step.
    #[must_use]
    pub fn dictionary(&self) -> &InvertedIndexReader {
        &self.dictionary
    }

    /// Where the words are in the dictionary.
    pub(super) fn words(&self) -> &WordIndex {
        &self.words
    }

    /// The postings of a term of this segment, as far as `option` asks for.
    pub fn postings(&self, at: &TermInfo, option: IndexRecordOption) -> std::io::Result<SegmentPostings> {
        self.dictionary.read_postings_from_terminfo(at, option)
    }

    /// What is known of each document, by its number.
    #[must_use]
    pub fn facts(&self) -> &[StepFacts] {
        &self.facts
    }

    /// The languages that a document has words of, a bit for each as of [`Language::bit`].
    #[must_use]
    pub fn languages_of(&self, document: DocId) -> u128 {
        self.languages.get(document as usize).copied().unwrap_or_default()
    }

    pub(super) fn reader(&self) -> &SegmentReader {
        &self.reader
    }

    pub(super) fn facts_mut(&mut self) -> &mut [StepFacts] {
        &mut self.facts
    }

    fn is_alive(&self, doc: DocId) -> bool {
        self.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
    }
}

/// Whether the index of a generation can be opened, without reading it for searching.
pub(super) fn check_opens(path: &Path) -> Result<(), IndexError> {
    let (_, fields) = schema::schema();
    let open = || open_readers(path)?.iter().try_for_each(|reader| reader.inverted_index(fields.text).map(drop));
    open().map_err(IndexError::engine(path))
}

pub(super) fn open_readers(path: &Path) -> tantivy::Result<Vec<SegmentReader>> {
    let index = Index::open(ReadOnlyDirectory(MmapDirectory::open(path)?))?;
    index.tokenizers().register(TOKENIZER, TermTokenizer::default());
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0).try_into()?;
    Ok(reader.searcher().segment_readers().to_vec())
}

fn open_segments(path: &Path, fields: Fields) -> tantivy::Result<Vec<Segment>> {
    let mut segments = open_readers(path)?
        .into_iter()
        .map(|reader| open_segment(reader, fields))
        .collect::<tantivy::Result<Vec<Segment>>>()?;
    // Every segment begins with a guide's own document. Tantivy tells segments in an order that may change with each build.
    segments.sort_by_key(|segment| segment.facts.first().map(|facts| facts.step));
    Ok(segments)
}

fn open_segment(reader: SegmentReader, fields: Fields) -> tantivy::Result<Segment> {
    let inverted = |field: Field| reader.inverted_index(field);
    let dictionary = inverted(fields.text)?;
    let languages = read_languages(&dictionary, reader.max_doc())?;
    Ok(Segment {
        words: WordIndex::read(dictionary.terms())?,
        dictionary,
        languages,
        keys: inverted(fields.key)?,
        records: reader.get_store_reader(CACHED_RECORD_BLOCKS)?,
        facts: read_facts(&reader)?,
        links: LinkColumn::read(&reader)?,
        reader,
    })
}

fn read_facts(reader: &SegmentReader) -> tantivy::Result<Vec<StepFacts>> {
    let columns = reader.fast_fields();
    let column = |name: &str| columns.u64(name).map(|column| column.first_or_default_col(0));
    let (guide, step, anchor, lang) = (column("guide")?, column("step")?, column("anchor")?, column("lang")?);
    let (written_in, position, lengths) = (column("written_in")?, column("position")?, column("lengths")?);
    let is_alive = |doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
    let facts = (0..reader.max_doc()).map(|doc| {
        let [title, text] = (written_in.get_val(doc) as u16)
            .to_le_bytes()
            .map(|number| Language::from_number(number).unwrap_or_default());
        let lengths = lengths.get_val(doc);
        let position = position.get_val(doc) as u32;
        let is_gone = !is_alive(doc);
        StepFacts {
            guide: guide.get_val(doc),
            // A step that was deleted has no position any more and must not pass for a guide's place.
            step: if is_gone && position > 0 { 0 } else { step.get_val(doc) },
            anchor: anchor.get_val(doc),
            lang: lang.get_val(doc),
            text,
            title,
            lengths: schema::lengths_of(lengths),
            is_titled_by_guide: lengths >> 63 == 1,
            has_shared_title: false,
            position: if is_gone { 0 } else { position },
        }
    });
    Ok(facts.collect())
}

fn read_languages(dictionary: &InvertedIndexReader, documents: DocId) -> tantivy::Result<Vec<u128>> {
    let mut languages = vec![0; documents as usize];
    for language in Language::all() {
        let Some(info) = dictionary.terms().get(schema::presence(language))? else { continue };
        let mut postings = dictionary.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            if let Some(known) = languages.get_mut(postings.doc() as usize) {
                *known |= language.bit();
            }
            postings.advance();
        }
    }
    Ok(languages)
}

fn statistics(segments: &[Segment]) -> std::io::Result<Vec<LanguageStatistics>> {
    let mut statistics = Vec::new();
    for language in Language::all() {
        let presence = schema::presence(language);
        let mut steps = 0;
        for segment in segments {
            steps += segment.dictionary.terms().get(&presence)?.map_or(0, |info| u64::from(info.doc_freq));
        }
        statistics.push(LanguageStatistics { steps, mean_lengths: [1.0; 3] });
    }
    let mut sums = vec![([0u64; 3], [0u64; 3]); statistics.len()];
    for facts in segments.iter().flat_map(|segment| &segment.facts).filter(|facts| facts.position > 0) {
        let (lengths, counts) = &mut sums[usize::from(facts.text.number())];
        for role in Role::ALL.map(|role| role as usize) {
            lengths[role] += u64::from(facts.lengths[role]);
            counts[role] += u64::from(facts.lengths[role] > 0);
        }
    }
    for (language, (lengths, counts)) in statistics.iter_mut().zip(sums) {
        language.mean_lengths = [0, 1, 2].map(|role| (lengths[role] as f32 / counts[role].max(1) as f32).max(1.0));
    }
    Ok(statistics)
}

fn count_languages(segments: &[Segment]) -> std::io::Result<Vec<LanguageCount>> {
    let mut tags: Vec<String> = Vec::new();
    for segment in segments {
        let prefix = Key::GuidesIn { lang: "" }.term();
        let end = format!("{}{}", prefix, char::MAX);
        let mut keys = segment.keys.terms().range().ge(prefix.as_bytes()).lt(end.as_bytes()).into_stream()?;
        while let Some((key, _)) = keys.next() {
            let tag = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    let mut counts: std::collections::HashMap<u64, (usize, std::collections::HashSet<u64>)> =
        std::collections::HashMap::new();
    for facts in segments.iter().flat_map(|segment| &segment.facts).filter(|facts| facts.position > 0) {
        let (steps, guides) = counts.entry(facts.lang).or_default();
        *steps += 1;
        guides.insert(facts.guide);
    }
    let mut languages: Vec<LanguageCount> = tags
        .into_iter()
        .filter_map(|lang| {
            let (steps, guides) = counts.get(&hash(&lang))?;
            Some(LanguageCount { lang, guides: guides.len(), steps: *steps })
        })
        .collect();
    languages.sort_by(|one, other| other.guides.cmp(&one.guides).then_with(|| one.lang.cmp(&other.lang)));
    Ok(languages)
}
