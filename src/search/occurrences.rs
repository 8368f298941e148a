//! Which of a few steps have a term, how often, and where: what ranking and marking read of its postings.

use crate::index::Segment;
use crate::index::dictionary::TermNumber;
use tantivy::postings::{BlockSegmentPostings, Postings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

/// A step that has a term.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// Its place among the steps that were asked for.
    pub step: usize,
    pub doc: DocId,
    pub occurrences: u32,
}

/// Reads the postings of one segment's terms, in memory that is taken once.
pub struct OccurrenceReader<'s> {
    segment: &'s Segment,
    blocks: Option<BlockSegmentPostings>,
    positions: Vec<u32>,
}

impl OccurrenceReader<'_> {
    #[must_use]
    pub fn of(segment: &Segment) -> OccurrenceReader<'_> {
        OccurrenceReader { segment, blocks: None, positions: Vec::new() }
    }

    /// Finds the steps that have a term; `steps` are their places and documents, in the order of documents.
    pub fn meet(
        &mut self,
        term: TermNumber,
        steps: impl Iterator<Item = (usize, DocId)>,
        met: &mut Vec<Met>,
    ) -> std::io::Result<()> {
        met.clear();
        let blocks = self.segment.blocks(term, &mut self.blocks)?;
        for (step, doc) in steps {
            let at = blocks.seek(doc);
            if at == blocks.block_len() {
                // All that is left is smaller.
                break;
            }
            if blocks.docs().get(at) == Some(&doc) {
                met.push(Met { step, doc, occurrences: blocks.freq(at) });
            }
        }
        Ok(())
    }

    /// Tells the positions of a term in steps that have it, each step with its place among those that were asked for.
    pub fn positions(
        &mut self,
        term: TermNumber,
        met: &[Met],
        mut tell: impl FnMut(usize, &[u32]),
    ) -> std::io::Result<()> {
        if met.is_empty() {
            return Ok(());
        }
        let mut postings = self.segment.postings(term, IndexRecordOption::WithFreqsAndPositions)?;
        for &Met { step, doc, .. } in met {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            postings.positions(&mut self.positions);
            tell(step, &self.positions);
        }
        Ok(())
    }
}
