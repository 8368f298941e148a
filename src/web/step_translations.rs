//! The same step in other languages: that with the same anchor of its own, else that with the same number.

use crate::guide::{Guide, Step};
use crate::web::frame::language_name;
use crate::web::guide_page::fragment;
use crate::web::guide_path;

/// Where a step is in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTranslation {
    /// BCP 47.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
    pub url: String,
}

/// Where a step of a guide is in the translations of the guide that have it.
#[must_use]
pub fn of_step(step: &Step, translations: &[Guide]) -> Vec<StepTranslation> {
    let found = translations.iter().filter_map(|guide| {
        let same = same_step(step, guide)?;
        Some(StepTranslation {
            tag: guide.lang.clone(),
            name: language_name(&guide.lang),
            url: format!("{}{}", guide_path(&guide.lang, &guide.id), fragment(&same.anchor)),
        })
    });
    found.collect()
}

fn same_step<'a>(step: &Step, guide: &'a Guide) -> Option<&'a Step> {
    let by_anchor = || guide.steps.iter().find(|other| other.has_own_anchor && other.anchor == step.anchor);
    let by_number = || guide.steps.iter().find(|other| other.number == step.number);
    if step.has_own_anchor { by_anchor().or_else(by_number) } else { by_number() }
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
        let url_of = |step: &Step| of_step(step, std::slice::from_ref(&german)).pop().map(|found| found.url);
        assert_eq!(url_of(&step("1", "fraud", true)).as_deref(), Some("/de/guides/a#fraud"));
        assert_eq!(url_of(&step("1", "other", true)).as_deref(), Some("/de/guides/a#step-1"));
        assert_eq!(url_of(&step("2", "step-2", false)).as_deref(), Some("/de/guides/a#fraud"));
        assert_eq!(url_of(&step("3", "step-3", false)), None);
    }
}
