//! Every word of the pages that is not a guide's: one table, one entry per interface language, English where one lacks.

mod arabic;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod portuguese;
mod spanish;

use crate::language::Language;
use crate::web::frame::direction;

/// The interface in one language. `{}` stands for what is filled in.
#[derive(Debug)]
pub struct Texts {
    /// BCP 47.
    pub tag: &'static str,
    pub site_name: &'static str,
    pub skip_to_content: &'static str,
    pub search_label: &'static str,
    pub search_placeholder: &'static str,
    pub search_button: &'static str,
    pub language: &'static str,
    pub home_title: &'static str,
    pub home_lead: &'static str,
    pub guides: &'static str,
    pub guides_in: &'static str,
    pub no_guides: &'static str,
    pub one_step: &'static str,
    pub many_steps: &'static str,
    pub results_for: &'static str,
    pub one_result: &'static str,
    pub many_results: &'static str,
    pub about_many_results: &'static str,
    pub corrected: &'static str,
    pub ignored: &'static str,
    pub did_you_mean: &'static str,
    pub also_in: &'static str,
    pub not_in_your_language: &'static str,
    pub result_pages: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub nothing_found: &'static str,
    pub nothing_help: &'static str,
    pub nothing_further: &'static str,
    pub step: &'static str,
    pub introduction: &'static str,
    pub contents: &'static str,
    pub link_to_step: &'static str,
    pub neighbours: &'static str,
    pub updated: &'static str,
    pub tags: &'static str,
    pub breadcrumbs: &'static str,
    pub not_found: &'static str,
    pub not_found_help: &'static str,
    pub exists_in: &'static str,
    pub something_wrong: &'static str,
    pub search_instead: &'static str,
    pub was_it_helpful: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub thanks: &'static str,
    pub copy_link: &'static str,
    pub link_copied: &'static str,
}

/// Every interface language; the first is the one that stands in for the others.
const ALL: [&Texts; 8] = [
    &english::TEXTS,
    &french::TEXTS,
    &german::TEXTS,
    &spanish::TEXTS,
    &italian::TEXTS,
    &dutch::TEXTS,
    &portuguese::TEXTS,
    &arabic::TEXTS,
];

impl Texts {
    /// The interface for a reader's languages, best first: the first that the table has, else English.
    pub fn for_reader<'a>(languages: impl IntoIterator<Item = &'a str>) -> &'static Texts {
        languages
            .into_iter()
            .find_map(|tag| {
                let primary = Language::from_tag(tag).tag();
                ALL.into_iter().find(|texts| texts.tag == primary)
            })
            .unwrap_or(ALL[0])
    }

    /// The direction that the interface is written in: the value of an HTML `dir` attribute.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        direction(self.tag)
    }

    /// `1 step`, `24 steps`.
    #[must_use]
    pub fn steps(&self, count: usize) -> String {
        if count == 1 { self.one_step.to_owned() } else { fill(self.many_steps, &count.to_string()) }
    }

    /// `1 result`, `24 results`, `About 240 results`.
    #[must_use]
    pub fn results(&self, count: usize, is_exact: bool) -> String {
        match count {
            1 => self.one_result.to_owned(),
            _ if is_exact => fill(self.many_results, &count.to_string()),
            _ => fill(self.about_many_results, &count.to_string()),
        }
    }

    /// What a step without a title is called.
    #[must_use]
    pub fn untitled_step(&self, number: &str) -> String {
        if number == "0" { self.introduction.to_owned() } else { fill(self.step, number) }
    }

    /// How the reader is told that a word was read as another.
    #[must_use]
    pub fn correction(&self, from: &str, to: &str) -> String {
        // Both at once, lest a question that holds `{to}` be filled in twice.
        let (before, rest) = self.corrected.split_once("{to}").unwrap_or((self.corrected, ""));
        let (between, after) = rest.split_once("{from}").unwrap_or((rest, ""));
        format!("{before}{to}{between}{from}{after}")
    }
}

/// Puts `value` where `{}` stands.
#[must_use]
pub fn fill(template: &str, value: &str) -> String {
    match template.split_once("{}") {
        Some((before, after)) => format!("{before}{value}{after}"),
        None => template.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_of_the_reader_is_taken() {
        assert_eq!(Texts::for_reader(["fi", "fr-CA", "de"]).tag, "fr");
        assert_eq!(Texts::for_reader(["fi"]).tag, "en");
        assert_eq!(Texts::for_reader([]).tag, "en");
        assert_eq!(Texts::for_reader(["DE-at"]).tag, "de");
    }

    #[test]
    fn what_is_filled_in_is_there_in_every_language() {
        for texts in ALL {
            assert!(texts.steps(24).contains("24"), "{}", texts.tag);
            assert!(!texts.steps(1).contains('{'), "{}", texts.tag);
            assert!(
                texts.results(240, true).contains("240") && texts.results(240, false).contains("240"),
                "{}",
                texts.tag
            );
            assert!(texts.untitled_step("4.1").contains("4.1"), "{}", texts.tag);
            assert!(!texts.untitled_step("0").contains('0'), "{}", texts.tag);
            let correction = texts.correction("{to}", "account");
            assert!(correction.contains("account") && correction.contains("{to}"), "{correction}");
            for template in [texts.results_for, texts.nothing_found, texts.guides_in, texts.search_instead] {
                assert_eq!(template.matches("{}").count(), 1, "{}: {template}", texts.tag);
            }
        }
    }
}
