//! What is answered, in the shape that `/api/search` and `guidepost search --json` write.

use serde::{Serialize, Serializer};

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The question as it was asked.
    pub query: String,
    /// The reader's language that the answer is made for.
    pub lang: String,
    pub hits: Vec<Hit>,
    /// How many hits there are in all, about.
    pub estimated_total_hits: usize,
    pub offset: usize,
    pub limit: usize,
    /// Words that were read as other words, since they occur nowhere.
    pub corrections: Vec<Correction>,
    /// Words that occur nowhere and resemble nothing.
    pub ignored_words: Vec<String>,
    /// When nothing was found, words of the guides that resemble those of the question, the reader's language first.
    pub nearest_words: Vec<String>,
    /// The share of the question, of its words that occur at all and each by its rarity, that the hit with most of it has:
    /// 0 to 1, and 0 without hits. How good an answer is; not shown.
    #[serde(skip)]
    pub coverage: f32,
}

/// One step that answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// `{lang}/{guide id}#{step number}`.
    pub id: String,
    /// The deep link to the step.
    pub url: String,
    pub score: f32,
    /// The language of the guide.
    pub lang: String,
    /// The language that the step's own text is written in.
    pub text_lang: String,
    /// Whether the hit is in none of the reader's languages.
    pub language_fallback: bool,
    /// Whether it was found by translated words of the question; told only when it was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_translation: bool,
    pub guide: GuideReference,
    pub step: StepReference,
    /// The guide's title and the titles of the steps above this one, outermost first.
    pub breadcrumbs: Vec<String>,
    pub highlight: Highlight,
    /// The same step in other languages, when translations are collapsed.
    pub variants: Variants,
    /// How the score came about, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<serde_json::Value>,
}

/// The guide that a hit belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideReference {
    pub id: String,
    pub lang: String,
    pub title: String,
    pub url: String,
}

/// The step itself and its place in the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReference {
    pub number: String,
    pub anchor: String,
    pub title: String,
    /// From 1, in reading order, sub-steps and the introduction counted.
    pub position: usize,
    pub of: usize,
    /// The ids of the neighbouring steps, in the form of [`Hit::id`].
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// HTML-escaped but for `<mark>` around what matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Highlight {
    pub title: String,
    pub snippet: String,
}

/// The same step in another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Variant<'a> {
    pub lang: &'a str,
    pub url: &'a str,
}

/// The same step in other languages, in the order of their tags; all in one piece of memory, since a page has hundreds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variants {
    text: String,
    /// Where in the text the language and the address of each end.
    ends: Vec<(usize, usize)>,
}

impl Variants {
    /// Adds one; `write_url` writes its address behind what is there.
    pub fn add(&mut self, lang: &str, write_url: impl FnOnce(&mut String)) {
        self.text.push_str(lang);
        let lang_end = self.text.len();
        write_url(&mut self.text);
        self.ends.push((lang_end, self.text.len()));
    }

    pub fn iter(&self) -> impl Iterator<Item = Variant<'_>> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        begins.zip(&self.ends).map(|(begin, &(lang_end, end))| Variant {
            lang: &self.text[begin..lang_end],
            url: &self.text[lang_end..end],
        })
    }
}

impl Serialize for Variants {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A word that was read as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    pub from: String,
    pub to: String,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn variants_come_back_as_they_were_added() {
        let mut variants = Variants::default();
        assert_eq!(serde_json::to_string(&variants).unwrap(), "[]");
        for (lang, url) in [("de", "/de/guides/é#1"), ("fr", ""), ("pt-BR", "/\"")] {
            variants.add(lang, |text| text.push_str(url));
        }
        let told: Vec<(&str, &str)> = variants.iter().map(|variant| (variant.lang, variant.url)).collect();
        assert_eq!(told, [("de", "/de/guides/é#1"), ("fr", ""), ("pt-BR", "/\"")]);
        assert_eq!(
            serde_json::to_string(&variants).unwrap(),
            r#"[{"lang":"de","url":"/de/guides/é#1"},{"lang":"fr","url":""},{"lang":"pt-BR","url":"/\""}]"#
        );
    }
}
