//! From selected steps to hits: records read, links made, words marked.

use crate::guide::links::Links;
use crate::guide::{Guide, Step};
use crate::index::document::StepRecord;
use crate::index::schema::Key;
use crate::index::{IndexError, Snapshot, StepAddress, StepFacts};
use crate::language::analysis::Analyzer;
use crate::search::highlight::{Marks, highlight};
use crate::search::lookup::FoundWord;
use crate::search::rank::Ranked;
use crate::search::{GuideReference, Hit, Reader, Request, StepReference, Translations, Variant};

/// The hits of a page.
pub fn hits(
    snapshot: &Snapshot,
    request: &Request,
    links: &Links,
    reader: &Reader,
    words: &[FoundWord],
    page: Vec<Ranked>,
    analyzer: &mut Analyzer,
) -> Result<Vec<Hit>, IndexError> {
    let marks = Marks::of(words);
    page.into_iter()
        .map(|selected| {
            let matched = selected.address;
            let mut record = snapshot.step(matched)?;
            let explanation = request.explain.then(|| selected.parts.explain(words));
            let mut variants: Vec<Variant> = Vec::new();
            if request.translations == Translations::Collapse {
                let translations = translations(snapshot, matched, &record.guide)?;
                // What answers in one language answers in all, so the reader gets the one they read best.
                let best = reader_s_own(snapshot, &translations, &reader.hashes).unwrap_or(matched);
                if best != matched {
                    record = snapshot.step(best)?;
                }
                for other in translations.into_iter().filter(|&other| other != best) {
                    let parts = snapshot.link_parts(other);
                    variants.push(Variant { url: parts.step_url(&record.guide, links), lang: parts.lang.to_owned() });
                }
                variants.sort_by(|one, other| one.lang.cmp(&other.lang));
            }
            let highlight = highlight(&record, &marks, analyzer);
            let mut hit = hit(record, links, &reader.tags, selected.score);
            hit.highlight = highlight;
            hit.variants = variants;
            hit.explanation = explanation;
            Ok(hit)
        })
        .collect()
}

fn hit(record: StepRecord, links: &Links, reader: &[String], score: f32) -> Hit {
    let id = |number: &str| format!("{}/{}#{number}", record.lang, record.guide);
    let (guide, step) = parts_for_links(&record);
    let mut breadcrumbs = vec![record.guide_title.clone()];
    breadcrumbs.extend(record.above.iter().filter(|title| !title.is_empty()).cloned());
    Hit {
        id: id(&record.number),
        url: links.step_url(&guide, &step),
        score,
        language_fallback: !reader.iter().any(|tag| tag.eq_ignore_ascii_case(&record.lang)),
        guide: GuideReference {
            id: record.guide.clone(),
            lang: record.lang.clone(),
            title: record.guide_title.clone(),
            url: links.guide_url(&guide),
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
        variants: Vec::new(),
        explanation: None,
        lang: record.lang,
        text_lang: record.text_lang,
    }
}

/// A step in every language that it exists in, itself among them, whether they matched or not.
fn translations(snapshot: &Snapshot, address: StepAddress, guide: &str) -> Result<Vec<StepAddress>, IndexError> {
    let facts = snapshot.facts(address);
    let mut found: Vec<StepAddress> = snapshot.steps_of(&Key::Translations { id: guide })?;
    found.retain(|&other| other == address || is_translation(facts, snapshot.facts(other)));
    // An anchor may meet a step that the number meets another time.
    found.sort_by_key(|&other| {
        (snapshot.facts(other).lang, other != address, snapshot.facts(other).anchor != facts.anchor)
    });
    found.dedup_by_key(|other| snapshot.facts(*other).lang);
    Ok(found)
}

fn is_translation(one: &StepFacts, other: &StepFacts) -> bool {
    let is_same =
        if one.anchor != 0 && other.anchor != 0 { one.anchor == other.anchor } else { one.step == other.step };
    is_same && one.lang != other.lang
}

fn reader_s_own(snapshot: &Snapshot, translations: &[StepAddress], reader: &[u64]) -> Option<StepAddress> {
    reader.iter().find_map(|&lang| translations.iter().copied().find(|&other| snapshot.facts(other).lang == lang))
}

/// As much of a guide and a step as links are made from.
fn parts_for_links(record: &StepRecord) -> (Guide, Step) {
    let guide = Guide {
        id: record.guide.clone(),
        lang: record.lang.clone(),
        url: record.guide_url.clone(),
        deep_link: record.deep_link,
        ..Guide::default()
    };
    let step =
        Step { anchor: record.anchor.clone(), title: record.title.clone(), url: record.url.clone(), ..Step::default() };
    (guide, step)
}
