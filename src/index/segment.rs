//! One segment of the index, opened for searching, and what is known of each of its documents without reading its record.

use crate::index::dictionary::{TermNumber, WordIndex};
use crate::index::link_column::LinkColumn;
use crate::index::schema::{self, Fields};
use crate::language::Language;
use std::sync::Arc;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

/// So many blocks of records are kept decompressed, for each segment; a block is 4 kB.
const CACHED_RECORD_BLOCKS: usize = 256;

/// One segment of the index with all that ranking looks at, ready to read.
pub struct Segment {
    reader: SegmentReader,
    pub(super) records: StoreReader,
    dictionary: Arc<InvertedIndexReader>,
    words: WordIndex,
    pub(super) keys: Arc<InvertedIndexReader>,
    facts: Vec<StepFacts>,
    /// The languages that each document has words of, a bit for each by the language's number. Apart from the facts,
    /// which are read far more often.
    languages: Vec<u128>,
    pub(super) links: LinkColumn,
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

impl StepFacts {
    pub(super) fn is_translated_by(&self, other: &StepFacts) -> bool {
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
    pub fn postings(&self, term: TermNumber, option: IndexRecordOption) -> std::io::Result<SegmentPostings> {
        self.dictionary.read_postings_from_terminfo(&self.info(term)?, option)
    }

    /// The same without positions and block by block, read into memory that is there already if it is given.
    pub fn blocks<'k>(
        &self,
        term: TermNumber,
        kept: &'k mut Option<BlockSegmentPostings>,
    ) -> std::io::Result<&'k mut BlockSegmentPostings> {
        let info = self.info(term)?;
        match kept {
            Some(blocks) => {
                self.dictionary.reset_block_postings_from_terminfo(&info, blocks)?;
                Ok(blocks)
            }
            none => {
                let blocks = self.dictionary.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
                Ok(none.insert(blocks))
            }
        }
    }

    fn info(&self, term: TermNumber) -> std::io::Result<TermInfo> {
        self.words.info(term).ok_or_else(|| std::io::Error::other("a term that its segment does not have"))
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

    pub(super) fn is_alive(&self, doc: DocId) -> bool {
        self.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
    }
}

/// Opens a segment for searching.
pub(super) fn open(reader: SegmentReader, fields: Fields) -> tantivy::Result<Segment> {
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
