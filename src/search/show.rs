//! From selected steps to hits: records read, links made, words marked.

use crate::guide::links::{Links, Target};
use crate::index::document::{StepRecord, WordPlaces};
use crate::index::schema::hash;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::search::candidates::FoundWord;
use crate::search::highlight::{MAX_BYTES_SEARCHED, highlight};
use crate::search::marks::marks;
use crate::search::rank::Ranked;
use crate::search::{GuideReference, Hit, Reader, Request, StepReference, Translations, Variants};

/// A step that is shown for one that was selected: itself, or its translation that the reader reads best.
struct Shown {
    address: StepAddress,
    record: StepRecord,
    places: WordPlaces,
    variants: Variants,
}

/// The hits of a page.
pub fn hits(
    snapshot: &Snapshot,
    request: &Request,
    links: &Links,
    reader: &Reader,
    words: &[FoundWord],
    page: &[Ranked],
) -> Result<Vec<Hit>, IndexError> {
    let within: Vec<u64> = request.within.iter().map(|tag| hash(&tag.to_lowercase())).collect();
    let shown = page.iter().map(|selected| match request.translations {
        Translations::Collapse => collapsed(snapshot, links, reader, &within, selected.address),
        Translations::All => shown(snapshot, selected.address),
    });
    let shown = shown.collect::<Result<Vec<Shown>, IndexError>>()?;
    let marks = marks(snapshot, words, shown.iter().map(|shown| shown.address))?;
    let hits = page.iter().zip(shown).map(|(selected, shown)| {
        let highlight = highlight(&shown.record, &shown.places, &marks[&shown.address]);
        Hit {
            highlight,
            by_translation: selected.parts.is_by_translation(words),
            variants: shown.variants,
            explanation: request.explain.then(|| selected.parts.explain(words)),
            ..hit(shown.record, links, &reader.tags, selected.score)
        }
    });
    Ok(hits.collect())
}

fn shown(snapshot: &Snapshot, address: StepAddress) -> Result<Shown, IndexError> {
    let (record, places) = snapshot.step_with_places(address, MAX_BYTES_SEARCHED)?;
    Ok(Shown { address, record, places, variants: Variants::default() })
}

/// What answers in one language answers in all, so the reader gets the one they read best, and is told of the others.
fn collapsed(
    snapshot: &Snapshot,
    links: &Links,
    reader: &Reader,
    within: &[u64],
    matched: StepAddress,
) -> Result<Shown, IndexError> {
    let mut shown = shown(snapshot, matched)?;
    let others = snapshot.translations_of(matched, &shown.record.guide)?;
    let best = reader_s_own(snapshot, matched, &others, &reader.hashes, within);
    if best != matched {
        shown = self::shown(snapshot, best)?;
    }
    let mut targets: Vec<Target<'_>> = others
        .into_iter()
        .map(|other| if other == best { matched } else { other })
        .map(|other| snapshot.link_target(other, &shown.record.guide, links))
        .collect();
    targets.sort_by_key(|target| target.lang);
    for target in &targets {
        shown.variants.add(target.lang, |url| links.write_to_step(target, url));
    }
    Ok(shown)
}

fn hit(record: StepRecord, links: &Links, reader: &[String], score: f32) -> Hit {
    let id = |number: &str| format!("{}/{}#{number}", record.lang, record.guide);
    let target = record.target();
    let (step_url, guide_url) = (links.to_step(&target), links.to_guide(&target));
    let mut breadcrumbs = vec![record.guide_title.clone()];
    breadcrumbs.extend(record.above.iter().filter(|title| !title.is_empty()).cloned());
    Hit {
        id: id(&record.number),
        url: step_url,
        score,
        language_fallback: !reader.iter().any(|tag| tag.eq_ignore_ascii_case(&record.lang)),
        by_translation: false,
        guide: GuideReference {
            id: record.guide.clone(),
            lang: record.lang.clone(),
            title: record.guide_title.clone(),
            url: guide_url,
        },
        step: StepReference {
            previous: record.previous.as_deref().map(id),
            next: record.next.as_deref().map(id),
            number: record.number,
            anchor: record.anchor,
            title: record.title,
            position: record.position,
            of: record.of,
        },
        breadcrumbs,
        highlight: super::Highlight { title: String::new(), snippet: String::new() },
        variants: Variants::default(),
        explanation: None,
        lang: record.lang,
        text_lang: record.text_lang,
    }
}

/// The one of a step and its translations that the reader reads best; the step itself when none is in their languages.
/// `within` are the languages that were asked for; all when it is empty.
fn reader_s_own(
    snapshot: &Snapshot,
    step: StepAddress,
    others: &[StepAddress],
    reader: &[u64],
    within: &[u64],
) -> StepAddress {
    let in_language = |lang: u64| {
        std::iter::once(step).chain(others.iter().copied()).find(|&other| snapshot.facts(other).lang == lang)
    };
    let is_asked_for = |lang: &u64| within.is_empty() || within.contains(lang);
    reader.iter().copied().filter(is_asked_for).find_map(in_language).unwrap_or(step)
}
