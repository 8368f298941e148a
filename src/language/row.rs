//! What is known of one language: a row of the table of languages, and how it is written down there.

use crate::language::script::Script;
use frostem::Algorithm as Frost;
use rust_stemmers::Algorithm as Snowball;
use whatlang::Lang;

/// One language.
pub struct Row {
    /// Primary BCP 47 subtag.
    pub tag: &'static str,
    /// Other primary subtags that mean the same.
    pub aliases: &'static [&'static str],
    /// The language's own name for itself.
    pub name: &'static str,
    pub script: Script,
    /// What whatlang calls it, where whatlang can tell it.
    pub detected_as: Option<Lang>,
    pub stemming: Stemming,
    /// Clitics that end in an apostrophe and are cut off the next word, folded.
    pub elisions: &'static [&'static str],
    /// The commonest function words and question words, folded, separated by spaces.
    /// They say little by themselves, but are never removed.
    pub function_words: &'static str,
    /// What may stand between the parts of a compound (`Rechnung-s-nummer`), folded; nothing is one of them. Empty where
    /// compounds are written apart.
    pub compound_links: &'static [&'static str],
}

/// How words are reduced to stems.
#[derive(Clone, Copy)]
pub enum Stemming {
    None,
    Snowball(Snowball),
    Frost(Frost),
    /// Korean particles are cut off a word's end.
    KoreanParticles,
    /// Words of three characters and more are also found by every two of them that stand together, since a dictionary
    /// does not cut a word out of a question as it cuts it out of a sentence.
    Bigrams,
}

/// A row with nothing but its names; the others start from it.
pub(super) const fn row(tag: &'static str, name: &'static str, script: Script) -> Row {
    Row {
        tag,
        aliases: &[],
        name,
        script,
        detected_as: None,
        stemming: Stemming::None,
        elisions: &[],
        function_words: "",
        compound_links: &[],
    }
}

impl Row {
    pub(super) const fn aliases(mut self, aliases: &'static [&'static str]) -> Row {
        self.aliases = aliases;
        self
    }

    pub(super) const fn detected_as(mut self, lang: Lang) -> Row {
        self.detected_as = Some(lang);
        self
    }

    pub(super) const fn snowball(mut self, algorithm: Snowball) -> Row {
        self.stemming = Stemming::Snowball(algorithm);
        self
    }

    pub(super) const fn frost(mut self, algorithm: Frost) -> Row {
        self.stemming = Stemming::Frost(algorithm);
        self
    }

    pub(super) const fn bigrams(mut self) -> Row {
        self.stemming = Stemming::Bigrams;
        self
    }

    pub(super) const fn korean_particles(mut self) -> Row {
        self.stemming = Stemming::KoreanParticles;
        self
    }

    pub(super) const fn elisions(mut self, elisions: &'static [&'static str]) -> Row {
        self.elisions = elisions;
        self
    }

    pub(super) const fn compound_links(mut self, links: &'static [&'static str]) -> Row {
        self.compound_links = links;
        self
    }

    pub(super) const fn function_words(mut self, words: &'static str) -> Row {
        self.function_words = words;
        self
    }
}
