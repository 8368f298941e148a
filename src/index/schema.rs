//! The fields of the index and the form of its terms; the only place that knows how a word is spelt in the index.
//!
//! Analysis happens before Tantivy sees a text: what it gets is a stream of terms, one line a position, the forms of one
//! position separated by tabs, and its tokenizer does nothing but cut there. A term carries the language of its text, so
//! that one dictionary holds every language, all languages of one word stand next to each other in it, and each language
//! has its own statistics.

use crate::language::Language;
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The number of the schema, raised with every change of fields, terms or stored records.
pub const VERSION: u32 = 2;

/// The name under which [`TermTokenizer`] is registered with every index that is opened.
pub const TOKENIZER: &str = "terms";

/// Where a word stands in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The step's own title.
    Title,
    /// The step's own text.
    Body,
    /// The guide's title and the titles of the steps above.
    Context,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Title, Role::Body, Role::Context];
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    roles: [Field; 3],
    /// Every term of a step once, whatever its role: the dictionary in which words are looked up.
    pub vocabulary: Field,
    /// Exact keys, see [`Key`].
    pub key: Field,
    /// A `StepRecord` or `GuideRecord` as JSON.
    pub record: Field,
    /// [`LinkParts`](crate::index::LinkParts) of a step, as a fast column.
    pub link: Field,
    /// Fast columns, see [`Columns`].
    pub columns: Columns,
}

/// Numbers that are known of every document.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Hash of `{lang}/{guide id}`, in lower case.
    pub guide: Field,
    /// Hash of `{guide id}#{step number}`: equal for translations of one step.
    pub step: Field,
    /// Hash of `{guide id}##{explicit anchor}`, by which translations that are numbered otherwise meet; 0 without one.
    pub anchor: Field,
    /// Hash of the declared language's tag, in lower case.
    pub lang: Field,
    /// [`Language::number`] of the step's own text, times 256, plus that of its title.
    pub written_in: Field,
    /// From 1; 0 marks a guide's own document, which is no step.
    pub position: Field,
    /// How many words each role has, 21 bits each, title lowest; the highest bit is set where no step of the guide has a
    /// title, so that the guide's title is all the title they have.
    pub lengths: Field,
}

impl Fields {
    #[must_use]
    pub fn of(self, role: Role) -> Field {
        self.roles[role as usize]
    }
}

/// The schema of every index.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let terms = |option| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(option).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let raw = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let column = NumericOptions::default() | FAST;
    let mut builder = Schema::builder();
    let fields = Fields {
        roles: ["title", "body", "context"]
            .map(|name| builder.add_text_field(name, terms(IndexRecordOption::WithFreqsAndPositions))),
        vocabulary: builder.add_text_field("vocabulary", terms(IndexRecordOption::Basic)),
        key: builder.add_text_field("key", TextOptions::default().set_indexing_options(raw)),
        record: builder.add_bytes_field("record", STORED),
        link: builder.add_bytes_field("link", FAST),
        columns: Columns {
            guide: builder.add_u64_field("guide", column.clone()),
            step: builder.add_u64_field("step", column.clone()),
            anchor: builder.add_u64_field("anchor", column.clone()),
            lang: builder.add_u64_field("lang", column.clone()),
            written_in: builder.add_u64_field("written_in", column.clone()),
            position: builder.add_u64_field("position", column.clone()),
            lengths: builder.add_u64_field("lengths", column),
        },
    };
    (builder.build(), fields)
}

/// Ends the word of a term; the language follows.
const LANGUAGE_MARK: char = '\u{1}';
const STEM_MARK: char = '\u{2}';
const IDENTIFIER_MARK: char = '\u{3}';
const PRESENCE_MARK: char = '\u{4}';
/// Languages are one letter each, from here on.
const FIRST_LANGUAGE: u32 = 0x100;

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// A folded word as it is written.
    Word,
    /// A folded stem.
    Stem,
    /// An identifier in its normal form; it has no language.
    Identifier,
}

/// What a term begins with, up to its language: the key range of one word over all languages.
#[must_use]
pub fn term_prefix(form: Form, word: &str) -> String {
    let mut term = String::with_capacity(word.len() + 4);
    match form {
        Form::Word => {}
        Form::Stem => term.push(STEM_MARK),
        Form::Identifier => term.push(IDENTIFIER_MARK),
    }
    term.push_str(word);
    term.push(LANGUAGE_MARK);
    term
}

/// The term of a word in a language.
#[must_use]
pub fn term(form: Form, word: &str, language: Language) -> String {
    let mut term = term_prefix(form, word);
    push_language(&mut term, language);
    term
}

/// The term that every step has for each language that it holds words of; its document frequency counts such steps.
#[must_use]
pub fn presence(language: Language) -> String {
    let mut term = String::from(PRESENCE_MARK);
    push_language(&mut term, language);
    term
}

/// The word and the language of a term that has the form [`Form::Word`].
#[must_use]
pub fn word_of(term: &str) -> Option<(&str, Language)> {
    let (word, language) = term.split_once(LANGUAGE_MARK)?;
    Some((word, language_of(language)?))
}

/// The language of the term whose prefix, as of [`term_prefix`], has been cut off.
#[must_use]
pub fn language_of(rest: &str) -> Option<Language> {
    let number = u32::from(rest.chars().next()?).checked_sub(FIRST_LANGUAGE)?;
    Language::from_number(u8::try_from(number).ok()?)
}

/// The byte after which the language follows in a term.
#[must_use]
pub fn language_mark() -> u8 {
    LANGUAGE_MARK as u8
}

fn push_language(term: &mut String, language: Language) {
    term.extend(char::from_u32(FIRST_LANGUAGE + u32::from(language.number())));
}

/// What a document can be found by exactly.
pub enum Key<'a> {
    /// The steps of a guide.
    StepsOf { lang: &'a str, id: &'a str },
    /// The guide's own document.
    Guide { lang: &'a str, id: &'a str },
    /// The guides' own documents of one id, in any language.
    Translations { id: &'a str },
    /// The guides' own documents of a language.
    GuidesIn { lang: &'a str },
    /// Everything that came from one source file.
    Source { path: &'a str },
    /// The guides' own documents that took the place of a guide.
    Redirect { lang: &'a str, id: &'a str },
    /// The steps of all guides with an id.
    StepsWithId { id: &'a str },
    /// The steps of all guides with a tag.
    Tag { tag: &'a str },
}

impl Key<'_> {
    /// The term in the key field.
    #[must_use]
    pub fn term(&self) -> String {
        match self {
            Key::StepsOf { lang, id } => format!("s:{}/{id}", lang.to_lowercase()),
            Key::Guide { lang, id } => format!("g:{}/{id}", lang.to_lowercase()),
            Key::Translations { id } => format!("i:{id}"),
            Key::GuidesIn { lang } => format!("l:{}", lang.to_lowercase()),
            Key::Source { path } => format!("f:{path}"),
            Key::Redirect { lang, id } => format!("r:{}/{id}", lang.to_lowercase()),
            Key::StepsWithId { id } => format!("j:{id}"),
            Key::Tag { tag } => format!("t:{}", tag.to_lowercase()),
        }
    }
}

/// A number for a key, the same in every process: FNV-1a, 64 bits.
#[must_use]
pub fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Cuts a stream of terms where it says so, see the module's page.
#[derive(Clone, Default)]
pub struct TermTokenizer {
    token: Token,
}

/// The terms of one field of one document.
pub struct TermStream<'a> {
    rest: &'a str,
    is_new_position: bool,
    has_begun: bool,
    token: &'a mut Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream { rest: text, is_new_position: false, has_begun: false, token: &mut self.token }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        let end = self.rest.bytes().position(|byte| byte == b'\n' || byte == b'\t').unwrap_or(self.rest.len());
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        if !self.has_begun {
            self.token.position = 0;
        } else if self.is_new_position {
            self.token.position += 1;
        }
        self.has_begun = true;
        self.is_new_position = self.rest.as_bytes().get(end) == Some(&b'\n');
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_positions_and_tabs_are_forms_of_one_position() {
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream("one\tuno\ntwo\nthree");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [(0, "one"), (0, "uno"), (1, "two"), (2, "three")].map(|(at, word)| (at, word.to_owned()));
        assert_eq!(seen, expected);
    }

    #[test]
    fn every_language_can_be_read_back_from_a_term() {
        for language in Language::all() {
            assert_eq!(word_of(&term(Form::Word, "word", language)), Some(("word", language)));
        }
    }
}
