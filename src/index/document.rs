//! From a guide to documents: one for each step, with its terms, its columns and the record that hits are shown from.

mod records;
mod word_places;

pub use records::{GuideRecord, StepRecord};
pub use word_places::{TextPlaces, WordPlaces};

use crate::guide::links::Target;
use crate::guide::written_in::{StepWrittenIn, WrittenBlock, WrittenIn, written_in};
use crate::guide::{Guide, Redirect};
use crate::index::link_column;
use crate::index::schema::{Fields, Form, Key, NEXT_ROLE, hash, push_presence, push_term};
use crate::language::Language;
use crate::language::analysis::{Analyzer, Forms, Token, TokenKind};
use crate::language::detect::Detector;
use crate::language::identifier::IdentifierKind;
use serde::Serialize;
use tantivy::TantivyDocument;

/// So many words each thread remembers the forms of while it makes documents; one takes about 400 bytes.
const REMEMBERED_WORDS: usize = 40_000;

/// Makes documents of guides; keeps what it learnt about words from one guide to the next.
pub struct DocumentMaker {
    fields: Fields,
    detector: Detector,
    analyzer: Analyzer,
    /// Of the step in hand; kept so that memory is taken once.
    stream: TermStream,
}

impl DocumentMaker {
    /// `languages` are those that the site's guides are declared in.
    #[must_use]
    pub fn new(fields: Fields, languages: &[Language]) -> DocumentMaker {
        let stream = TermStream::default();
        DocumentMaker {
            fields,
            detector: Detector::new(languages),
            analyzer: Analyzer::remembering(REMEMBERED_WORDS),
            stream,
        }
    }

    /// The documents of a guide: its own, then its steps'. `source` is the guide's file, relative to the guides folder;
    /// `place` is the guide's place among all guides.
    pub fn documents(&mut self, guide: &Guide, source: &str, place: u64) -> Vec<TantivyDocument> {
        let languages = written_in(guide, &self.detector, &mut self.analyzer);
        let is_titled_by_guide = guide.steps.iter().all(|step| step.title.is_empty());
        let mut documents = Vec::with_capacity(guide.steps.len() + 1);
        documents.push(self.guide_document(guide, source, place));
        for (at, step_languages) in languages.steps.iter().enumerate() {
            documents.push(self.step_document(guide, at, step_languages, &languages, is_titled_by_guide, source));
        }
        documents
    }

    fn guide_document(&self, guide: &Guide, source: &str, place: u64) -> TantivyDocument {
        let (lang, id) = (guide.lang.as_str(), guide.id.as_str());
        let mut document = TantivyDocument::new();
        let key = self.fields.key;
        document.add_text(key, Key::Guide { lang, id }.term());
        document.add_text(key, Key::Translations { id }.term());
        document.add_text(key, Key::GuidesIn { lang }.term());
        document.add_text(key, Key::Source { path: source }.term());
        for tag in &guide.tags {
            document.add_text(key, Key::Tag { tag }.term());
        }
        for redirect in &guide.redirects {
            if let Redirect::Guide(former) = redirect {
                document.add_text(key, Key::Redirect { lang, id: former }.term());
            }
        }
        let record = GuideRecord::of(guide, source);
        document.add_bytes(self.fields.record, &json(&record));
        let columns = self.fields.columns;
        document.add_u64(columns.guide, hash(&guide.key().to_lowercase()));
        document.add_u64(columns.step, place);
        document.add_u64(columns.anchor, 0);
        document.add_u64(columns.lang, hash(&guide.lang.to_lowercase()));
        document.add_u64(columns.title, 0);
        document.add_u64(columns.written_in, 0);
        document.add_u64(columns.position, 0);
        document.add_u64(columns.lengths, 0);
        document
    }

    fn step_document(
        &mut self,
        guide: &Guide,
        at: usize,
        written_in: &StepWrittenIn,
        languages: &WrittenIn,
        is_titled_by_guide: bool,
        source: &str,
    ) -> TantivyDocument {
        let step = &guide.steps[at];
        let id = guide.id.as_str();
        let ancestors = guide.ancestors(at);

        // The summary is told once: by the introduction, or as the context of the first step where there is none.
        let summary = if at == 0 { guide.summary.as_str() } else { "" };
        let summary = self.analyzer.analyze(summary, languages.title.language);
        let is_introduction = step.number == "0";
        let terms = &mut self.stream;
        terms.clear();
        terms.add(&written_in.title.tokens, written_in.title.language);
        terms.end_role();
        for block in &written_in.blocks {
            terms.add(&block.tokens, block.language);
        }
        if is_introduction {
            terms.add(&summary, languages.title.language);
        }
        terms.end_role();
        terms.add(&languages.title.tokens, languages.title.language);
        if !is_introduction {
            terms.add(&summary, languages.title.language);
        }
        for &above in &ancestors {
            let title = &languages.steps[above].title;
            terms.add(&title.tokens, title.language);
        }
        terms.end();

        let mut document = TantivyDocument::new();
        let columns = self.fields.columns;
        let lengths = terms.lengths.map(|length| length.min((1 << 21) - 1) as u64);
        document.add_text(self.fields.text, &terms.text);
        let key = self.fields.key;
        document.add_text(key, Key::Source { path: source }.term());
        let anchor = if step.has_own_anchor { hash(&format!("{id}##{}", step.anchor)) } else { 0 };
        let written = u64::from(written_in.text.number()) * 256 + u64::from(written_in.title.language.number());
        document.add_u64(columns.guide, hash(&guide.key().to_lowercase()));
        document.add_u64(columns.step, hash(&format!("{id}#{}", step.number)));
        document.add_u64(columns.anchor, anchor);
        document.add_u64(columns.lang, hash(&guide.lang.to_lowercase()));
        document.add_u64(columns.title, title_hash(&guide.lang, &step.title));
        document.add_u64(columns.written_in, written);
        document.add_u64(columns.position, at as u64 + 1);
        document.add_u64(
            columns.lengths,
            lengths[0] | lengths[1] << 21 | lengths[2] << 42 | u64::from(is_titled_by_guide) << 63,
        );
        document.add_bytes(self.fields.link, link_column::encode(&Target::of_step(guide, step)).as_bytes());
        document.add_bytes(self.fields.record, &json(&StepRecord::of(guide, at, &ancestors, written_in)));
        document.add_bytes(self.fields.word_places, &word_places(written_in).encode());
        document
    }
}

/// Where the words of a step stand in its title and in the plain text of its body, which has a block a line.
fn word_places(written_in: &StepWrittenIn) -> WordPlaces {
    let mut places = WordPlaces::default();
    places.title.add(&written_in.title.tokens, 0);
    let mut from = 0;
    for WrittenBlock { block, tokens, .. } in &written_in.blocks {
        places.body.add(tokens, from);
        from += block.text.len() + 1;
    }
    places
}

fn title_hash(lang: &str, title: &str) -> u64 {
    if title.is_empty() { 0 } else { hash(&format!("{lang}#{title}").to_lowercase()) }
}

fn json(record: &impl Serialize) -> Vec<u8> {
    // Records hold strings and numbers only, which can always be written.
    serde_json::to_vec(record).unwrap_or_default()
}

/// The terms of a step as the tokenizer takes them, role after role.
#[derive(Default)]
struct TermStream {
    text: String,
    role: usize,
    /// Whether the role in hand has terms.
    has_begun: bool,
    /// In words, by role.
    lengths: [usize; 3],
    languages: Vec<Language>,
}

impl TermStream {
    fn clear(&mut self) {
        self.text.clear();
        self.languages.clear();
        (self.role, self.has_begun, self.lengths) = (0, false, [0; 3]);
    }

    fn add(&mut self, tokens: &[Token], language: Language) {
        let Some(first) = tokens.first() else { return };
        if self.has_begun {
            self.text.push('\n');
        }
        self.has_begun = true;
        if !self.languages.contains(&language) {
            self.languages.push(language);
        }
        let mut position = first.position;
        for (at, token) in tokens.iter().enumerate() {
            if at > 0 {
                self.text.push(if token.position == position { '\t' } else { '\n' });
            }
            position = token.position;
            self.add_forms(token, language);
        }
    }

    fn add_forms(&mut self, token: &Token, language: Language) {
        match token.kind {
            TokenKind::Word => {
                self.lengths[self.role] += 1;
                self.text.push_str(token.forms.spelling.get_or_init(|| spelling(&token.forms, language)));
            }
            TokenKind::Identifier(IdentifierKind::Compound) => {
                push_term(Form::Word, &token.forms.word, language, &mut self.text);
            }
            TokenKind::Identifier(_) => {
                push_term(Form::Identifier, &token.forms.word, Language::UNKNOWN, &mut self.text);
            }
        }
    }

    fn end_role(&mut self) {
        self.text.push(NEXT_ROLE);
        self.role += 1;
        self.has_begun = false;
    }

    /// Ends the last role, with a term for each language that the step has words of.
    fn end(&mut self) {
        for &language in &self.languages {
            if self.has_begun {
                self.text.push('\t');
            }
            self.has_begun = true;
            push_presence(language, &mut self.text);
        }
    }
}

/// The terms of a word, as they stand in a stream.
fn spelling(forms: &Forms, language: Language) -> Box<str> {
    let mut terms = String::new();
    push_term(Form::Word, &forms.word, language, &mut terms);
    for stem in &forms.stems {
        terms.push('\t');
        push_term(Form::Stem, stem, language, &mut terms);
    }
    terms.into()
}

#[cfg(test)]
mod tests;
