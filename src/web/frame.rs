//! What every page has around its content: the search box, the language switcher, the style sheet.

use crate::language::Language;
use crate::web::assets;
use crate::web::texts::Texts;

/// What surrounds the content of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The words of the interface.
    pub texts: &'static Texts,
    /// What stands in the search box.
    pub query: String,
    /// The language that the reader chose; kept in links and in the search form. Empty when none was chosen.
    pub chosen_language: String,
    /// Where the page leads in other languages.
    pub languages: Vec<LanguageLink>,
    /// Whether questions may be answered while they are typed: not where searching needs a key.
    pub has_search_box: bool,
    /// Whether readers are asked if a step helped, and clicks are told to the server.
    pub takes_feedback: bool,
}

/// One entry of a language switcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageLink {
    /// BCP 47.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
    pub url: String,
    /// Whether it is the language of the page at hand.
    pub current: bool,
}

impl Frame {
    /// A frame with an empty search box that leads to no other language.
    #[must_use]
    pub fn plain(texts: &'static Texts) -> Frame {
        Frame {
            texts,
            query: String::new(),
            chosen_language: String::new(),
            languages: Vec::new(),
            has_search_box: false,
            takes_feedback: false,
        }
    }

    /// Where pages find their style.
    #[must_use]
    pub fn stylesheet(&self) -> &'static str {
        assets::stylesheet_path()
    }

    /// The path of what guides and results can do beyond being read.
    #[must_use]
    pub fn page_script(&self) -> &'static str {
        assets::page_script_path()
    }

    /// The reader's language as the search box is told it.
    #[must_use]
    pub fn reader_language(&self) -> &str {
        if self.chosen_language.is_empty() { self.texts.tag } else { &self.chosen_language }
    }

    /// Where the search box leads for all results of a question, which stands for `{query}`.
    #[must_use]
    pub fn results_url(&self) -> String {
        if self.chosen_language.is_empty() {
            "/?q={query}".to_owned()
        } else {
            format!("/?q={{query}}&lang={}", self.chosen_language)
        }
    }

    /// The way to the first page, in the language that the reader chose.
    #[must_use]
    pub fn home(&self) -> String {
        if self.chosen_language.is_empty() { "/".to_owned() } else { format!("/?lang={}", self.chosen_language) }
    }
}

/// The writing direction of a language: the value of an HTML `dir` attribute.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    if Language::from_tag(tag).is_right_to_left() { "rtl" } else { "ltr" }
}

/// A language's name in itself, with what tells `pt-BR` from `pt`; the tag itself when the language is not known.
#[must_use]
pub fn language_name(tag: &str) -> String {
    let language = Language::from_tag(tag);
    if language == Language::UNKNOWN {
        return tag.to_owned();
    }
    match tag.split_once(['-', '_']) {
        Some((_, variety)) => format!("{} ({variety})", language.name()),
        None => language.name().to_owned(),
    }
}
