//! From selected steps to hits: records read, links made, words marked.

use crate::guide::links::Links;
use crate::guide::{Guide, Step};
use crate::index::document::StepRecord;
use crate::index::schema::Key;
use crate::index::{IndexError, Snapshot, StepAddress};
use crate::language::analysis::Analyzer;
use crate::search::highlight::{Marks, highlight};
use crate::search::lookup::FoundWord;
use crate::search::select::Selected;
use crate::search::{GuideReference, Hit, Request, StepReference, Translations, Variant};

/// The hits of a page.
pub fn hits(
    snapshot: &Snapshot,
    request: &Request,
    links: &Links,
    reader: &[String],
    words: &[FoundWord],
    page: Vec<Selected>,
    analyzer: &mut Analyzer,
) -> Result<Vec<Hit>, IndexError> {
    let marks = Marks::of(words);
    page.into_iter()
        .map(|selected| {
            let record = snapshot.step(selected.ranked.address)?;
            let explanation = request.explain.then(|| selected.ranked.parts.explain(words));
            let variants = match request.translations {
                Translations::Collapse => variants(snapshot, links, selected.ranked.address, &record)?,
                Translations::All => Vec::new(),
            };
            let highlight = highlight(&record, &marks, analyzer);
            let mut hit = hit(record, links, reader, selected.ranked.score);
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

/// Every other language that the step exists in, whether it matched or not: a reader may want any of them.
fn variants(
    snapshot: &Snapshot,
    links: &Links,
    address: StepAddress,
    record: &StepRecord,
) -> Result<Vec<Variant>, IndexError> {
    let facts = snapshot.facts(address);
    let mut variants = Vec::new();
    for other in snapshot.find(&Key::StepsWithId { id: &record.guide })? {
        let candidate = snapshot.facts(other);
        let is_translation = if facts.anchor != 0 && candidate.anchor != 0 {
            candidate.anchor == facts.anchor
        } else {
            candidate.step == facts.step
        };
        if is_translation && candidate.lang != facts.lang {
            let record = snapshot.step(other)?;
            let (guide, step) = parts_for_links(&record);
            variants.push(Variant { url: links.step_url(&guide, &step), lang: record.lang });
        }
    }
    variants.sort_by(|one, other| one.lang.cmp(&other.lang));
    variants.dedup_by(|one, other| one.lang == other.lang);
    Ok(variants)
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
