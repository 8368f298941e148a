//! What a text is written in, and how it becomes terms: the one table of languages, detection and analysis.
//!
//! Guides and questions go through the same [`analyze`](analysis::Analyzer::analyze), so that a word of a question meets
//! the same word of a guide, whatever its accents, case, elision or ending:
//!
//! ```
//! use guidepost::language::{Language, analysis::Analyzer};
//!
//! let french = Language::from_tag("fr-CA");
//! assert_eq!(french.tag(), "fr");
//! let mut analyzer = Analyzer::new();
//! let words: Vec<String> =
//!     analyzer.analyze("L’étape par étape", french).into_iter().map(|token| token.forms.word.clone()).collect();
//! assert_eq!(words, ["etape", "par", "etape"]);
//! ```

pub mod analysis;
pub mod detect;
pub mod fold;
pub mod identifier;
mod row;
mod script;
pub mod segment;
pub mod sound;
pub mod stem;
mod table;

pub use script::{Script, Segmentation};

use std::fmt;

/// A language that guidepost knows: a handle to one row of the table, cheap to copy and to compare.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(u8);

impl Language {
    /// What stands for a language that the table does not have: folded words, no stems.
    pub const UNKNOWN: Language = Language(0);

    /// The language of a BCP 47 tag (`fr`, `pt-BR`, `zh_Hant`), in any case: decided by its first subtag.
    /// A tag that the table does not have gives [`Language::UNKNOWN`].
    #[must_use]
    pub fn from_tag(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        table::ROWS
            .iter()
            .position(|row| row.tag == primary || row.aliases.contains(&primary.as_str()))
            .and_then(|at| u8::try_from(at).ok())
            .map_or(Language::UNKNOWN, Language)
    }

    /// Every language of the table, [`Language::UNKNOWN`] first.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..table::ROWS.len()).filter_map(|at| u8::try_from(at).ok()).map(Language)
    }

    /// The language at a place of the table, as [`Language::number`] gave it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Language> {
        (usize::from(number) < table::ROWS.len()).then_some(Language(number))
    }

    /// Its commonest function words, folded, separated by spaces; empty when the table has none.
    #[must_use]
    pub fn function_words(self) -> &'static str {
        self.row().function_words
    }

    /// The language that whatlang names so.
    #[must_use]
    pub fn from_whatlang(lang: whatlang::Lang) -> Language {
        Language::all().find(|language| language.row().detected_as == Some(lang)).unwrap_or(Language::UNKNOWN)
    }

    /// This language's place in the table; it changes only with the analysis fingerprint.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The bit that stands for this language in a set of languages. The last languages of a table that outgrew such a set
    /// would share one.
    #[must_use]
    pub fn bit(self) -> u128 {
        1 << self.0.min(127)
    }

    /// The primary BCP 47 subtag, such as `fr`; `und` when unknown.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.row().tag
    }

    /// The language's name in the language itself, such as `Français`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What may stand between the parts of a compound (`Rechnung-s-nummer`), folded, nothing being one of them; none at
    /// all for a language that does not write compounds as one word.
    #[must_use]
    pub fn compound_links(self) -> &'static [&'static str] {
        self.row().compound_links
    }

    /// Whether its script runs from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        matches!(self.row().script, Script::Arabic | Script::Hebrew)
    }

    /// Whether the stems of a word are its pairs of characters, each of which is only a part of it.
    #[must_use]
    pub fn has_bigrams(self) -> bool {
        matches!(self.row().stemming, row::Stemming::Bigrams)
    }

    /// Whether every word has a stem that stands for the whole of it.
    #[must_use]
    pub fn is_stemmed(self) -> bool {
        !matches!(self.row().stemming, row::Stemming::None | row::Stemming::Bigrams)
    }

    fn row(self) -> &'static row::Row {
        &table::ROWS[usize::from(self.0)]
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Language({})", self.tag())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}
