//! Writing segments on several threads at once: understanding guides takes most of a build, and each guide by itself.
//!
//! Guides are dealt out to the threads in turn, so that the same guides make the same segments every time.

use crate::guide::Guide;
use crate::index::document::DocumentMaker;
use crate::index::schema::Fields;
use crate::language::Language;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::{Index, Segment, SegmentMeta, TantivyError};

/// Guides are handed over when they have so much text together, in bytes, or are so many.
const BATCH_BYTES: usize = 100_000;
const BATCH_GUIDES: usize = 64;
/// So many batches wait for each thread, so that it has work while the next are read.
const WAITING_BATCHES: usize = 2;
/// More threads than this only make more segments.
const MAX_THREADS: usize = 4;
/// With less text than this, in bytes, more threads only make more segments.
const BYTES_PER_THREAD: u64 = 1_000_000;

/// A guide on its way into a segment.
struct Work {
    guide: Guide,
    /// The guide's file, relative to the guides folder.
    source: Arc<str>,
    /// The guide's place among all guides.
    place: u64,
}

/// A thread, which gives the segments that it has written.
type Thread = JoinHandle<tantivy::Result<Vec<SegmentMeta>>>;

/// The threads, each with a segment in hand.
pub struct SegmentPool {
    threads: Vec<(SyncSender<Vec<Work>>, Thread)>,
    /// The thread that gets the next batch.
    next: usize,
    batch: Vec<Work>,
    batch_bytes: usize,
    next_place: u64,
}

impl SegmentPool {
    /// Starts as many threads as pay for so many bytes of sources. `memory` is what all of them together may hold before
    /// they write segments, in bytes; `first_place` is the place of the first guide.
    pub fn start(
        index: &Index,
        fields: Fields,
        languages: &[Language],
        (memory, bytes): (usize, u64),
        first_place: u64,
    ) -> std::io::Result<SegmentPool> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let most = usize::try_from(bytes / BYTES_PER_THREAD).unwrap_or(usize::MAX).max(1);
        let count = processors.min(MAX_THREADS).min(most);
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let (sender, receiver) = sync_channel(WAITING_BATCHES);
            let (index, maker) = (index.clone(), (fields, languages.to_vec()));
            let thread = std::thread::Builder::new().name(format!("index-{number}")).spawn(move || {
                let (fields, languages) = maker;
                write_segments(&index, DocumentMaker::new(fields, &languages), memory / count, &receiver)
            })?;
            threads.push((sender, thread));
        }
        Ok(SegmentPool { threads, next: 0, batch: Vec::new(), batch_bytes: 0, next_place: first_place })
    }

    /// Hands a guide over; `false` when a thread has ended, and [`SegmentPool::finish`] tells why.
    pub fn add(&mut self, guide: Guide, source: &Arc<str>) -> bool {
        self.batch_bytes += guide.steps.iter().map(|step| step.title.len() + step.body.len()).sum::<usize>();
        self.batch.push(Work { guide, source: Arc::clone(source), place: self.next_place });
        self.next_place += 1;
        let is_full = self.batch_bytes >= BATCH_BYTES || self.batch.len() >= BATCH_GUIDES;
        !is_full || self.hand_over()
    }

    fn hand_over(&mut self) -> bool {
        self.batch_bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        let (sender, _) = &self.threads[self.next];
        self.next = (self.next + 1) % self.threads.len();
        batch.is_empty() || sender.send(batch).is_ok()
    }

    /// The segments of all guides, written to disk.
    pub fn finish(mut self) -> tantivy::Result<Vec<SegmentMeta>> {
        self.hand_over();
        let mut segments = Vec::new();
        // All channels end before any thread is waited for.
        let threads: Vec<_> = self.threads.into_iter().map(|(_, thread)| thread).collect();
        for thread in threads {
            let ended = || TantivyError::ErrorInThread("a thread that writes segments has panicked".to_owned());
            segments.extend(thread.join().map_err(|_| ended())??);
        }
        Ok(segments)
    }
}

fn write_segments(
    index: &Index,
    mut maker: DocumentMaker,
    memory: usize,
    batches: &Receiver<Vec<Work>>,
) -> tantivy::Result<Vec<SegmentMeta>> {
    let mut written = Vec::new();
    let mut in_hand: Option<(Segment, SegmentWriter)> = None;
    for work in batches.iter().flatten() {
        let (segment, mut writer) = if let Some(in_hand) = in_hand.take() {
            in_hand
        } else {
            let segment = index.new_segment();
            (segment.clone(), SegmentWriter::for_segment(memory, segment)?)
        };
        for document in maker.documents(&work.guide, &work.source, work.place) {
            // Nothing of this segment is ever deleted while it is being written.
            writer.add_document(AddOperation { opstamp: 0, document })?;
        }
        if writer.mem_usage() < memory {
            in_hand = Some((segment, writer));
        } else {
            written.push(close(segment, writer)?);
        }
    }
    if let Some((segment, writer)) = in_hand {
        written.push(close(segment, writer)?);
    }
    Ok(written)
}

fn close(segment: Segment, writer: SegmentWriter) -> tantivy::Result<SegmentMeta> {
    let documents = writer.max_doc();
    writer.finalize()?;
    let meta = segment.with_max_doc(documents).meta().clone();
    meta.untrack_temp_docstore();
    Ok(meta)
}
