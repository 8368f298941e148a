//! What speaks for a cause, and its mend: codes with what they are about, which pages put into their readers' words, and
//! the same as English sentences.

use serde::Serialize;
use std::fmt::{self, Display, Formatter};

/// What speaks for a cause. Steps are ids of hits, languages BCP 47 tags, shares from 0 to 1, places from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Evidence {
    Narrowed { narrowed: i64, failed: i64, step: String },
    LedNowhere { step: String, missing: i64, clicks: i64 },
    NoLongerThere { step: String, clicks: i64 },
    HasTheWords { step: String, failed: i64 },
    NoWordKnown,
    NearestHas { share: f64 },
    NoStepHas { words: Vec<String> },
    AnswersIn { step: String, lang: String },
    FoundElsewhere { step: String, query: String, visitors: i64 },
    FoundWith { query: String, visitors: i64 },
    KnownWord { word: String, known: String },
    ReadAs { from: String, to: String },
    ClickedFarDown { place: i64, visitors: i64 },
    FoundFarDown { query: String, place: usize, visitors: i64 },
    WentOnTo { query: String, visitors: i64 },
}

/// What would mend a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Mend {
    SearchOutside,
    MendAddress {
        step: String,
    },
    Redirect {
        step: String,
    },
    LookAtStep {
        step: String,
    },
    WriteGuide {
        about: String,
    },
    /// `lang` is the language that the step is left in.
    TranslateRest {
        step: String,
        lang: String,
    },
    Translate {
        step: String,
        lang: String,
    },
    AddMisspelling {
        query: String,
    },
    SayInStep {
        step: String,
    },
    MakeSynonym {
        from: String,
        to: String,
    },
    /// The guides have an answer now.
    SeeWhetherItHelps,
}

impl Display for Evidence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Evidence::Narrowed { narrowed, failed, step } => write!(
                f,
                "{narrowed} of {failed} failures were narrowed to a guide, tag or language; without, {step} answers"
            ),
            Evidence::LedNowhere { step, missing, clicks } => {
                write!(f, "{missing} of {clicks} who clicked {step} found no such page or place")
            }
            Evidence::NoLongerThere { step, clicks } => {
                write!(f, "{step} was clicked {clicks} times and is no longer there")
            }
            Evidence::HasTheWords { step, failed } => {
                write!(f, "{step} has the words of the question, and yet {failed} failed")
            }
            Evidence::NoWordKnown => f.write_str("no step has any of its words"),
            Evidence::NearestHas { share } => write!(f, "the nearest step has {:.0} % of the question", share * 100.0),
            Evidence::NoStepHas { words } => write!(f, "no step has “{}”", words.join("”, “")),
            Evidence::AnswersIn { step, lang } => write!(f, "{step} has the question, in {lang}"),
            Evidence::FoundElsewhere { step, query, visitors } => {
                write!(f, "{} found {step} with “{query}”", people(*visitors))
            }
            Evidence::FoundWith { query, visitors } => {
                write!(f, "{} found something with “{query}”", people(*visitors))
            }
            Evidence::KnownWord { word, known } => write!(f, "“{word}” occurs nowhere, “{known}” does, and answers"),
            Evidence::ReadAs { from, to } => write!(f, "“{from}” is read as “{to}”"),
            Evidence::ClickedFarDown { place, visitors } => {
                write!(f, "{} who looked that far clicked it in place {place}", people(*visitors))
            }
            Evidence::FoundFarDown { query, place, visitors } => {
                write!(f, "{} found it with “{query}”; for this question it is in place {place}", people(*visitors))
            }
            Evidence::WentOnTo { query, visitors } => {
                write!(f, "{} went on to “{query}” and found something", people(*visitors))
            }
        }
    }
}

impl Display for Mend {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Mend::SearchOutside => {
                f.write_str("search outside the filter too where it finds nothing, or offer to leave it out")
            }
            Mend::MendAddress { step } => write!(f, "mend the address of {step}"),
            Mend::Redirect { step } => write!(f, "redirect {step} to what took its place"),
            Mend::LookAtStep { step } => write!(f, "look whether {step} says what people want to know"),
            Mend::WriteGuide { about } => write!(f, "write a guide about “{about}”"),
            Mend::TranslateRest { step, lang } => write!(f, "translate {step}, which is left in {lang}"),
            Mend::Translate { step, lang } => write!(f, "translate {step} into {lang}"),
            Mend::AddMisspelling { query } => {
                write!(f, "show the results for “{query}”: add the misspelling as a one-way synonym")
            }
            Mend::SayInStep { step } => write!(f, "say in {step} what people ask, in its title best"),
            Mend::MakeSynonym { from, to } => write!(f, "make “{from}” a synonym of “{to}”"),
            Mend::SeeWhetherItHelps => f.write_str("see whether it helps: the guides have an answer now"),
        }
    }
}

fn people(count: i64) -> String {
    format!("{count} visitor{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_bear_what_they_are_about() {
        let evidence = Evidence::FoundElsewhere { step: "en/a#1".to_owned(), query: "label".to_owned(), visitors: 1 };
        let expected = json!({"code": "foundElsewhere", "step": "en/a#1", "query": "label", "visitors": 1});
        assert_eq!(json!(evidence), expected);
        assert_eq!(evidence.to_string(), "1 visitor found en/a#1 with “label”");
        assert_eq!(json!(Mend::SeeWhetherItHelps), json!({"code": "seeWhetherItHelps"}));
        let words = ["a", "b"].map(str::to_owned).to_vec();
        assert_eq!(Evidence::NoStepHas { words }.to_string(), "no step has “a”, “b”");
        assert_eq!(Evidence::NearestHas { share: 0.456 }.to_string(), "the nearest step has 46 % of the question");
    }
}
