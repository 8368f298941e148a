//! The same step in other languages: that with the same anchor of its own, else that with the same number.

use crate::guide::{Guide, Step};
use crate::web::frame::language_name;
use crate::web::guide_page::fragment;
use crate::web::guide_path;
use std::collections::{HashMap, HashSet};

/// Where a step is in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTranslation {
    /// BCP 47.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
    pub url: String,
}

/// The translations of a guide, looked through once for all steps of it.
pub struct StepTranslations<'a> {
    guides: Vec<StepsOfGuide<'a>>,
}

struct StepsOfGuide<'a> {
    tag: &'a str,
    name: String,
    path: String,
    own_anchors: HashSet<&'a str>,
    anchors_by_number: HashMap<&'a str, &'a str>,
}

impl<'a> StepTranslations<'a> {
    #[must_use]
    pub fn new(translations: &'a [Guide]) -> StepTranslations<'a> {
        StepTranslations { guides: translations.iter().map(StepsOfGuide::new).collect() }
    }

    /// Where a step of the guide is in the translations that have it.
    #[must_use]
    pub fn of_step(&self, step: &Step) -> Vec<StepTranslation> {
        let found = self.guides.iter().filter_map(|guide| {
            let url = format!("{}{}", guide.path, fragment(guide.same_step(step)?));
            Some(StepTranslation { tag: guide.tag.to_owned(), name: guide.name.clone(), url })
        });
        found.collect()
    }
}

impl<'a> StepsOfGuide<'a> {
    fn new(guide: &'a Guide) -> StepsOfGuide<'a> {
        let mut anchors_by_number = HashMap::with_capacity(guide.steps.len());
        for step in &guide.steps {
            anchors_by_number.entry(step.number.as_str()).or_insert(step.anchor.as_str());
        }
        let own = guide.steps.iter().filter(|step| step.has_own_anchor);
        StepsOfGuide {
            tag: &guide.lang,
            name: language_name(&guide.lang),
            path: guide_path(&guide.lang, &guide.id),
            own_anchors: own.map(|step| step.anchor.as_str()).collect(),
            anchors_by_number,
        }
    }

    /// The anchor of the same step.
    fn same_step(&self, step: &Step) -> Option<&'a str> {
        let by_anchor = || self.own_anchors.get(step.anchor.as_str()).copied();
        let by_number = || self.anchors_by_number.get(step.number.as_str()).copied();
        if step.has_own_anchor { by_anchor().or_else(by_number) } else { by_number() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(number: &str, anchor: &str, has_own_anchor: bool) -> Step {
        Step { number: number.to_owned(), anchor: anchor.to_owned(), has_own_anchor, ..Step::default() }
    }

    #[test]
    fn an_anchor_of_its_own_outweighs_the_number() {
        let steps = vec![step("1", "step-1", false), step("2", "fraud", true)];
        let german = Guide { id: "a".to_owned(), lang: "de".to_owned(), steps, ..Guide::default() };
        let translations = StepTranslations::new(std::slice::from_ref(&german));
        let url_of = |step: &Step| translations.of_step(step).pop().map(|found| found.url);
        assert_eq!(url_of(&step("1", "fraud", true)).as_deref(), Some("/de/guides/a#fraud"));
        assert_eq!(url_of(&step("1", "other", true)).as_deref(), Some("/de/guides/a#step-1"));
        assert_eq!(url_of(&step("2", "step-2", false)).as_deref(), Some("/de/guides/a#fraud"));
        assert_eq!(url_of(&step("3", "step-3", false)), None);
    }
}
