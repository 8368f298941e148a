//! What is answered, in the shape that `/api/search` and `guidepost search --json` write.

use serde::Serialize;

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
    pub variants: Vec<Variant>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    pub lang: String,
    pub url: String,
}

/// A word that was read as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    pub from: String,
    pub to: String,
}
