//! Languages: what is asked for is there, but in another language.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::{ANSWERING, Cause, Evidence, Facts, Found, Guides, Mend, is_convincing};
use crate::analytics::event::is_foreign;
use crate::analytics::store::reading::helpful_hit;
use crate::language::Language;
use crate::search::Answer;

/// Whether the best hit has the whole question, in a language that its reader did not ask for.
pub(super) fn only_elsewhere(facts: &Facts<'_>, answer: &Answer) -> Option<Found> {
    let hit = answer.hits.first().filter(|hit| is_foreign(hit))?;
    let is_covered = answer.ignored_words.is_empty() && answer.coverage >= ANSWERING;
    is_covered.then(|| {
        let evidence = Evidence::AnswersIn { step: hit.id.clone(), lang: hit.text_lang.clone() };
        let mend = if Language::from_tag(&hit.lang) == Language::from_tag(facts.lang) {
            Mend::TranslateRest { step: hit.id.clone(), lang: hit.text_lang.clone() }
        } else {
            translate(&hit.id, facts.lang)
        };
        (Cause::Language, mend, evidence)
    })
}

fn translate(id: &str, lang: &str) -> Mend {
    Mend::Translate { step: id.to_owned(), lang: lang.to_owned() }
}

/// Whether those who asked again found what helped them in another language.
pub(super) fn found_elsewhere(guides: &Guides<'_>, facts: &Facts<'_>) -> Result<Option<Found>, AnalyticsError> {
    for successor in facts.successors.iter().filter(|successor| is_convincing(successor, facts.successors)) {
        let Some(id) = helpful_hit(&successor.hits).map(|hit| hit.hit.as_str()) else { continue };
        let Some((lang, guide)) = id.split_once('/') else { continue };
        let guide = guide.rsplit_once('#').map_or(guide, |(guide, _)| guide);
        let is_same = |lang: &str, other: &str| Language::from_tag(lang) == Language::from_tag(other);
        let is_translated = || {
            Ok::<_, AnalyticsError>(
                guides.snapshot.translations(guide)?.iter().any(|other| is_same(&other.lang, facts.lang)),
            )
        };
        if !is_same(lang, facts.lang) && guides.has_step(id)? && !is_translated()? {
            let (step, query) = (id.to_owned(), successor.text.clone());
            let evidence = Evidence::FoundElsewhere { step, query, visitors: successor.succeeded };
            return Ok(Some((Cause::Language, translate(id, facts.lang), evidence)));
        }
    }
    Ok(None)
}
