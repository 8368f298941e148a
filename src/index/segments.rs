//! Writing segments on several threads at once: understanding guides takes most of a build, and each guide by itself.
//!
//! Guides of one language go to one thread, as far as that keeps all of them busy: a word then stands in one segment, and
//! is looked up, read and written once instead of once for each segment. Who gets what depends on the guides alone, so that
//! the same guides make the same segments every time.

use crate::guide::Guide;
use crate::index::document::DocumentMaker;
use crate::index::schema::Fields;
use crate::language::Language;
use std::collections::HashMap;
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
/// A thread has at most so much more to do than another, in bytes of text and as a part of all, before guides of its
/// languages go to others.
const MOST_AHEAD: u64 = 2_000_000;
const PART_AHEAD: u64 = 16;
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

/// A thread with a segment in hand.
struct Thread {
    sender: SyncSender<Vec<Work>>,
    /// Gives the segments that it has written.
    handle: JoinHandle<tantivy::Result<Vec<SegmentMeta>>>,
    /// What it gets next, and how many bytes of text that has.
    batch: Vec<Work>,
    batch_bytes: usize,
}

/// Which thread gets which guides.
struct Deal {
    /// What each thread was given so far, in bytes of text.
    dealt: Vec<u64>,
    /// The thread that the guides of a language go to, by its tag.
    homes: HashMap<String, usize>,
    /// How much more than another a thread is given at most.
    most_ahead: u64,
}

/// The threads.
pub struct SegmentPool {
    threads: Vec<Thread>,
    deal: Deal,
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
        // With one language, whoever has less to do gets the next guides.
        let most_ahead = if languages.len() > 1 { (bytes / PART_AHEAD).min(MOST_AHEAD) } else { 0 };
        let waiting = WAITING_BATCHES + usize::try_from(most_ahead).unwrap_or(usize::MAX) / BATCH_BYTES;
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let (sender, receiver) = sync_channel(waiting);
            let (index, maker) = (index.clone(), (fields, languages.to_vec()));
            let handle = std::thread::Builder::new().name(format!("index-{number}")).spawn(move || {
                let (fields, languages) = maker;
                write_segments(&index, DocumentMaker::new(fields, &languages), memory / count, &receiver)
            })?;
            threads.push(Thread { sender, handle, batch: Vec::new(), batch_bytes: 0 });
        }
        let deal = Deal { dealt: vec![0; count], homes: HashMap::new(), most_ahead };
        Ok(SegmentPool { threads, deal, next_place: first_place })
    }

    /// Hands a guide over; `false` when a thread has ended, and [`SegmentPool::finish`] tells why.
    pub fn add(&mut self, guide: Guide, source: &Arc<str>) -> bool {
        let bytes = guide.steps.iter().map(|step| step.title.len() + step.body.len()).sum::<usize>();
        let number = self.deal.thread_for(&guide.lang, bytes as u64);
        let thread = &mut self.threads[number];
        thread.batch_bytes += bytes;
        thread.batch.push(Work { guide, source: Arc::clone(source), place: self.next_place });
        self.next_place += 1;
        let is_full = thread.batch_bytes >= BATCH_BYTES || thread.batch.len() >= BATCH_GUIDES;
        !is_full || thread.hand_over()
    }

    /// The segments of all guides, written to disk.
    pub fn finish(mut self) -> tantivy::Result<Vec<SegmentMeta>> {
        for thread in &mut self.threads {
            thread.hand_over();
        }
        let mut segments = Vec::new();
        // All channels end before any thread is waited for.
        let handles: Vec<_> = self.threads.into_iter().map(|thread| thread.handle).collect();
        for handle in handles {
            let ended = || TantivyError::ErrorInThread("a thread that writes segments has panicked".to_owned());
            segments.extend(handle.join().map_err(|_| ended())??);
        }
        Ok(segments)
    }
}

impl Deal {
    /// The thread for a guide of so many bytes: that of its language, unless it has much more to do than another.
    fn thread_for(&mut self, lang: &str, bytes: u64) -> usize {
        let least = (0..self.dealt.len()).min_by_key(|&thread| self.dealt[thread]).unwrap_or_default();
        let home = match self.homes.get(lang) {
            Some(&home) => home,
            None => *self.homes.entry(lang.to_owned()).or_insert(least),
        };
        let is_far_ahead = self.dealt[home] > self.dealt[least] + self.most_ahead;
        let thread = if is_far_ahead { least } else { home };
        self.dealt[thread] += bytes;
        thread
    }
}

impl Thread {
    /// Gives the thread what was gathered for it; `false` when it has ended.
    fn hand_over(&mut self) -> bool {
        self.batch_bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        batch.is_empty() || self.sender.send(batch).is_ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn deal(most_ahead: u64) -> Deal {
        Deal { dealt: vec![0; 2], homes: HashMap::new(), most_ahead }
    }

    #[test]
    fn a_language_stays_with_one_thread_and_both_have_as_much_to_do() {
        let mut deal = deal(1_000);
        let languages = ["de", "en", "fr", "it"];
        let threads: Vec<Vec<usize>> =
            languages.iter().map(|lang| (0..100).map(|_| deal.thread_for(lang, 9)).collect()).collect();
        assert!(threads.iter().all(|of_language| of_language.iter().all(|thread| *thread == of_language[0])));
        assert_eq!(deal.dealt, [1_800, 1_800]);
    }

    #[test]
    fn no_thread_gets_much_more_than_another() {
        for (most_ahead, lang_of) in [(0, "en"), (1_000, "en"), (1_000, "fr")] {
            let mut deal = deal(most_ahead);
            deal.thread_for(lang_of, 10);
            for guide in 0..1_000 {
                deal.thread_for(if guide % 10 == 0 { "fr" } else { "en" }, 90);
            }
            assert!(deal.dealt[0].abs_diff(deal.dealt[1]) <= most_ahead + 90, "{:?}", deal.dealt);
        }
    }
}
