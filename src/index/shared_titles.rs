//! Which titles tell a step from no other (`Related information`, `See also`): those that many steps of a language share.

use crate::index::segment::Segment;
use std::collections::HashMap;

/// A title is shared when at least so many steps of a language have it …
const MIN_STEPS: u32 = 4;
/// … and at least this part of them all.
const MIN_SHARE: f32 = 0.005;

/// Marks the steps whose titles are shared, over all segments.
pub(super) fn mark(segments: &mut [Segment]) -> tantivy::Result<()> {
    let mut titles = Vec::with_capacity(segments.len());
    for segment in segments.iter() {
        let column = segment.reader().fast_fields().u64("title")?.first_or_default_col(0);
        titles.push((0..segment.reader().max_doc()).map(|doc| column.get_val(doc)).collect::<Vec<u64>>());
    }
    let mut steps_with: HashMap<u64, u32> = HashMap::new();
    let mut steps_in: HashMap<u64, u32> = HashMap::new();
    for (facts, title) in segments.iter().zip(&titles).flat_map(|(segment, titles)| segment.facts().iter().zip(titles))
    {
        if facts.position > 0 {
            *steps_with.entry(*title).or_default() += 1;
            *steps_in.entry(facts.lang).or_default() += 1;
        }
    }
    for (segment, titles) in segments.iter_mut().zip(&titles) {
        for (facts, title) in segment.facts_mut().iter_mut().zip(titles).filter(|(_, title)| **title != 0) {
            let sharing = steps_with.get(title).copied().unwrap_or(0);
            let all = steps_in.get(&facts.lang).copied().unwrap_or(0);
            facts.has_shared_title = sharing >= MIN_STEPS && sharing as f32 >= MIN_SHARE * all as f32;
        }
    }
    Ok(())
}
