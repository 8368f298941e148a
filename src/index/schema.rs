//! The fields of the index and the form of its terms; the only place that knows how a word is spelt in the index.
//!
//! Analysis happens before Tantivy sees a text: what it gets is a stream of terms, one line a position, the forms of one
//! position separated by tabs, and its tokenizer does nothing but cut there. A term carries the language of its text and
//! its role in the step, so that one dictionary holds everything, all languages and roles of one word stand next to each
//! other in it, and each language has its own statistics.

use crate::language::Language;
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The number of the schema, raised with every change of fields, terms or stored records.
pub const VERSION: u32 = 9;

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
    /// Every term of a step, whatever its language and role.
    pub text: Field,
    /// Exact keys, see [`Key`].
    pub key: Field,
    /// A `StepRecord` or `GuideRecord` as JSON.
    pub record: Field,
    /// The `WordPlaces` of a step.
    pub word_places: Field,
    /// What links to a step are made from, as one text, see `link_column.rs`; a fast column.
    pub link: Field,
    /// Fast columns, see [`Columns`].
    pub columns: Columns,
}

/// Numbers that are known of every document.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Hash of `{lang}/{guide id}`, in lower case.
    pub guide: Field,
    /// Hash of `{guide id}#{step number}`: equal for translations of one step. Of a guide's own document, the guide's
    /// place among all guides.
    pub step: Field,
    /// Hash of `{guide id}##{explicit anchor}`, by which translations that are numbered otherwise meet; 0 without one.
    pub anchor: Field,
    /// Hash of the declared language's tag, in lower case.
    pub lang: Field,
    /// Hash of `{lang}#{title}` in lower case, by which titles are known that many steps share; 0 without a title.
    pub title: Field,
    /// [`Language::number`] of the step's own text, times 256, plus that of its title.
    pub written_in: Field,
    /// From 1; 0 marks a guide's own document, which is no step.
    pub position: Field,
    /// How many words each role has, 21 bits each, title lowest; the highest bit is set where no step of the guide has a
    /// title, so that the guide's title is all the title they have.
    pub lengths: Field,
}

/// The schema of every index.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let terms = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let raw = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let column = NumericOptions::default() | FAST;
    let mut builder = Schema::builder();
    let fields = Fields {
        text: builder.add_text_field("text", TextOptions::default().set_indexing_options(terms)),
        key: builder.add_text_field("key", TextOptions::default().set_indexing_options(raw)),
        record: builder.add_bytes_field("record", STORED),
        word_places: builder.add_bytes_field("word_places", STORED),
        link: builder.add_bytes_field("link", FAST),
        columns: Columns {
            guide: builder.add_u64_field("guide", column.clone()),
            step: builder.add_u64_field("step", column.clone()),
            anchor: builder.add_u64_field("anchor", column.clone()),
            lang: builder.add_u64_field("lang", column.clone()),
            title: builder.add_u64_field("title", column.clone()),
            written_in: builder.add_u64_field("written_in", column.clone()),
            position: builder.add_u64_field("position", column.clone()),
            lengths: builder.add_u64_field("lengths", column),
        },
    };
    (builder.build(), fields)
}

/// Ends the word of a term; the language and the role follow.
const LANGUAGE_MARK: char = '\u{1}';
const STEM_MARK: char = '\u{2}';
const IDENTIFIER_MARK: char = '\u{3}';
const PRESENCE_MARK: char = '\u{4}';
/// In a stream of terms, ends the terms of one role: those that follow are of the next one and begin at its first position.
pub const NEXT_ROLE: char = '\u{5}';
/// Languages are one letter each, from here on.
const FIRST_LANGUAGE: u32 = 0x100;
/// Roles are one letter each, after that of the language.
const ROLE_LETTERS: [char; 3] = ['a', 'b', 'c'];

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

/// What a term begins with, up to its language: the key range of one word over all languages and roles.
#[must_use]
pub fn term_prefix(form: Form, word: &str) -> String {
    let mut term = String::with_capacity(word.len() + 4);
    push_prefix(form, word, &mut term);
    term
}

/// Appends the term of a word in a language, but for its role, which the place in the stream gives it.
pub fn push_term(form: Form, word: &str, language: Language, terms: &mut String) {
    push_prefix(form, word, terms);
    push_language(terms, language);
}

fn push_prefix(form: Form, word: &str, terms: &mut String) {
    match form {
        Form::Word => {}
        Form::Stem => terms.push(STEM_MARK),
        Form::Identifier => terms.push(IDENTIFIER_MARK),
    }
    terms.push_str(word);
    terms.push(LANGUAGE_MARK);
}

/// Appends the term that every step has for each language that it holds words of, but for its role. It belongs to the
/// last role, whatever the words' are.
pub fn push_presence(language: Language, terms: &mut String) {
    terms.push(PRESENCE_MARK);
    push_language(terms, language);
}

/// The term whose document frequency counts the steps that hold words of a language.
#[must_use]
pub fn presence(language: Language) -> String {
    let mut term = String::new();
    push_presence(language, &mut term);
    term.push(ROLE_LETTERS[Role::Context as usize]);
    term
}

/// The lengths of a step's roles, in words, from the column `lengths`.
#[must_use]
pub fn lengths_of(column: u64) -> [u32; 3] {
    [0, 21, 42].map(|shift| (column >> shift & ((1 << 21) - 1)) as u32)
}

/// The form, word, language and role of a term; `None` for what is no word.
#[must_use]
pub fn parts_of(term: &str) -> Option<(Form, &str, Language, Role)> {
    let (word, rest) = term.split_once(LANGUAGE_MARK)?;
    let (language, role) = place_of(rest.as_bytes())?;
    let (form, word) = match (word.strip_prefix(STEM_MARK), word.strip_prefix(IDENTIFIER_MARK)) {
        (Some(stem), _) => (Form::Stem, stem),
        (_, Some(identifier)) => (Form::Identifier, identifier),
        _ => (Form::Word, word),
    };
    Some((form, word, language, role))
}

/// The word of a prefix, as of [`term_prefix`], of the form [`Form::Word`].
#[must_use]
pub fn written_word(prefix: &str) -> Option<&str> {
    let word = prefix.strip_suffix(LANGUAGE_MARK)?;
    (!word.starts_with([STEM_MARK, IDENTIFIER_MARK])).then_some(word)
}

/// The word, the language and the role of a term that has the form [`Form::Word`].
#[must_use]
pub fn word_of(term: &str) -> Option<(&str, Language, Role)> {
    let (word, rest) = term.split_once(LANGUAGE_MARK)?;
    let (language, role) = place_of(rest.as_bytes())?;
    Some((word, language, role))
}

/// The language and the role of the term whose prefix, as of [`term_prefix`], has been cut off.
#[must_use]
pub fn place_of(rest: &[u8]) -> Option<(Language, Role)> {
    let mut letters = std::str::from_utf8(rest).ok()?.chars();
    let number = u32::from(letters.next()?).checked_sub(FIRST_LANGUAGE)?;
    let role = letters.next()?;
    let role = Role::ALL.into_iter().find(|&other| ROLE_LETTERS[other as usize] == role)?;
    Some((Language::from_number(u8::try_from(number).ok()?)?, role))
}

/// The byte after which the language follows in a term.
#[must_use]
pub fn language_mark() -> u8 {
    LANGUAGE_MARK as u8
}

fn push_language(term: &mut String, language: Language) {
    term.extend(char::from_u32(FIRST_LANGUAGE + u32::from(language.number())));
}

/// What a guide's own document can be found by exactly; its steps follow it.
pub enum Key<'a> {
    /// One guide.
    Guide { lang: &'a str, id: &'a str },
    /// The guides of one id, in any language.
    Translations { id: &'a str },
    /// The guides of a language.
    GuidesIn { lang: &'a str },
    /// Everything that came from one source file; its steps have this key too.
    Source { path: &'a str },
    /// The guides that took the place of a guide.
    Redirect { lang: &'a str, id: &'a str },
    /// The guides with a tag.
    Tag { tag: &'a str },
}

impl Key<'_> {
    /// The term in the key field.
    #[must_use]
    pub fn term(&self) -> String {
        match self {
            Key::Guide { lang, id } => format!("g:{}/{id}", lang.to_lowercase()),
            Key::Translations { id } => format!("i:{id}"),
            Key::GuidesIn { lang } => format!("l:{}", lang.to_lowercase()),
            Key::Source { path } => format!("f:{path}"),
            Key::Redirect { lang, id } => format!("r:{}/{id}", lang.to_lowercase()),
            Key::Tag { tag } => format!("t:{}", tag.to_lowercase()),
        }
    }
}

/// A number for a key, the same in every process: FNV-1a, 64 bits.
#[must_use]
pub fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Cuts a stream of terms where it says so, see the module's page, and gives each the letter of its role.
#[derive(Clone, Default)]
pub struct TermTokenizer {
    token: Token,
}

/// The terms of one document.
pub struct TermStream<'a> {
    rest: &'a str,
    role: usize,
    /// The position of the next term.
    position: usize,
    token: &'a mut Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream { rest: text, role: 0, position: 0, token: &mut self.token }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(rest) = self.rest.strip_prefix(NEXT_ROLE) {
            self.rest = rest;
            self.role = (self.role + 1).min(ROLE_LETTERS.len() - 1);
            self.position = 0;
        }
        if self.rest.is_empty() {
            return false;
        }
        let is_end = |byte: u8| byte == b'\n' || byte == b'\t' || byte == NEXT_ROLE as u8;
        let end = self.rest.bytes().position(is_end).unwrap_or(self.rest.len());
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.token.text.push(ROLE_LETTERS[self.role]);
        self.token.position = self.position;
        let after = match self.rest.as_bytes().get(end) {
            Some(b'\n') => {
                self.position += 1;
                end + 1
            }
            Some(b'\t') => end + 1,
            _ => end,
        };
        self.rest = &self.rest[after..];
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
        let mut stream = tokenizer.token_stream("one\tuno\ntwo\u{5}\u{5}three\nfour");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [(0, "onea"), (0, "unoa"), (1, "twoa"), (0, "threec"), (1, "fourc")];
        assert_eq!(seen, expected.map(|(at, word)| (at, word.to_owned())));
    }

    #[test]
    fn language_and_role_can_be_read_back_from_every_term() {
        for language in Language::all() {
            for role in Role::ALL {
                let mut stream: String = std::iter::repeat_n(NEXT_ROLE, role as usize).collect();
                push_term(Form::Word, "word", language, &mut stream);
                let mut tokenizer = TermTokenizer::default();
                let mut terms = tokenizer.token_stream(&stream);
                assert!(terms.advance());
                assert_eq!(word_of(&terms.token().text), Some(("word", language, role)));
            }
        }
    }
}
