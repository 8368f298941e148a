//! Steps that readers of a language look for and that are not there in it: translate these first.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::Guides;
use crate::analytics::report::table::{Table, Tabular};
use crate::analytics::report::{Period, Query};
use crate::analytics::store::Store;
use crate::index::GuideView;
use crate::language::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many rows of counts are looked through for steps of another language than their readers'.
const LOOKED_THROUGH: usize = 20_000;

/// What the columns mean, and what to do.
const NEXT: &str = "Translate from the top. Shown: how often the step was the best hit for readers of the language that it \
                    is wanted in; clicks: how often they took it all the same.";

/// The debt, most wanted first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TranslationDebt {
    pub period: Period,
    pub translation_debt: Vec<WantedTranslation>,
}

/// One step that is wanted in a language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WantedTranslation {
    /// The step as it is: `{lang}/{guide id}#{number}`.
    pub step: String,
    pub title: String,
    /// The language that it is wanted in.
    pub wanted_in: String,
    /// How often it was the best hit for readers of that language, and how often they clicked it.
    pub shown: i64,
    pub clicks: i64,
    /// Whether the guide is there in that language, with this step left untranslated, or not at all.
    pub is_untranslated: bool,
}

/// Lists the debt.
///
/// # Errors
/// When the store or the index can't be read.
pub fn translation_debt(
    store: &mut Store,
    guides: &Guides<'_>,
    query: &Query,
) -> Result<TranslationDebt, AnalyticsError> {
    let mut wanted: BTreeMap<(String, String), WantedTranslation> = BTreeMap::new();
    let mut views: BTreeMap<(String, String), Option<GuideView>> = BTreeMap::new();
    let min_shown = query.min_visitors.max(1);
    for row in store.hits(&query.filter, LOOKED_THROUGH)? {
        let (shown, clicks) = (row.sums.of("foreign_shown"), row.sums.of("clicks"));
        let Some((guide, number)) = row.hit.rsplit_once('#') else { continue };
        let Some((lang, id)) = guide.split_once('/') else { continue };
        let reader = Language::from_tag(&row.lang);
        if shown + clicks == 0 || (Language::from_tag(lang) == reader && shown == 0) {
            continue;
        }
        let mut view = |lang: &str| -> Result<Option<GuideView>, AnalyticsError> {
            let key = (lang.to_lowercase(), id.to_owned());
            if let Some(known) = views.get(&key) {
                return Ok(known.clone());
            }
            let read = guides.snapshot.guide(lang, id)?;
            views.insert(key, read.clone());
            Ok(read)
        };
        // What has gone since, or has been translated since, is no debt any more.
        let Some(own) = view(lang)? else { continue };
        let Some(at) = own.guide.steps.iter().position(|step| step.number == number) else { continue };
        let in_readers = view(&row.lang)?;
        let readers_step = in_readers.as_ref().and_then(|view| {
            let same = |step: &crate::guide::Step| {
                step.number == number || (step.has_own_anchor && step.anchor == own.guide.steps[at].anchor)
            };
            view.guide.steps.iter().position(same).map(|at| view.text_languages[at].clone())
        });
        let is_translated = readers_step.as_deref().is_some_and(|text| Language::from_tag(text) == reader);
        if is_translated {
            continue;
        }
        let row_of = wanted.entry((row.lang.clone(), format!("{id}#{number}"))).or_insert_with(|| WantedTranslation {
            step: row.hit.clone(),
            title: own.guide.steps[at].title.clone(),
            wanted_in: row.lang.clone(),
            shown: 0,
            clicks: 0,
            is_untranslated: readers_step.is_some(),
        });
        row_of.shown += shown;
        row_of.clicks += clicks;
    }
    let mut translation_debt: Vec<WantedTranslation> =
        wanted.into_values().filter(|wanted| wanted.shown + wanted.clicks >= min_shown).collect();
    translation_debt.sort_by(|one, other| {
        (other.shown + other.clicks).cmp(&(one.shown + one.clicks)).then_with(|| one.step.cmp(&other.step))
    });
    translation_debt.truncate(query.limit);
    Ok(TranslationDebt { period: query.period(store.zone()), translation_debt })
}

impl Tabular for TranslationDebt {
    fn table(&self) -> Table {
        let row = |row: &WantedTranslation| {
            vec![
                row.step.clone(),
                row.title.clone(),
                row.wanted_in.clone(),
                row.shown.to_string(),
                row.clicks.to_string(),
                (if row.is_untranslated { "left untranslated" } else { "not there" }).to_owned(),
            ]
        };
        Table {
            head: vec!["step", "title", "wantedIn", "shown", "clicks", "state"],
            rows: self.translation_debt.iter().map(row).collect(),
            below: Vec::new(),
            notes: (!self.translation_debt.is_empty()).then(|| NEXT.to_owned()).into_iter().collect(),
        }
    }
}
