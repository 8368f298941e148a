//! What of a step is shown: its title and the passage that answers, with the matched words marked and all else escaped.

use crate::guide::text::plain;
use crate::index::document::StepRecord;
use crate::index::schema::Form;
use crate::language::Language;
use crate::language::analysis::{Analyzer, Token, TokenKind};
use crate::language::fold::{fold, normalize};
use crate::language::identifier::IdentifierKind;
use crate::language::segment::is_apostrophe;
use crate::language::stem::beginning_of_words;
use crate::search::Highlight;
use crate::search::candidates::FoundWord;
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// About how long a snippet is, in bytes of its text.
const SNIPPET_BYTES: usize = 220;
/// So much of a text is looked through for the best passage, in bytes.
const MAX_BYTES_SEARCHED: usize = 20_000;
/// Words are told apart by so many letters of their beginnings, at most, before they are analysed.
const MOST_TELLING_LETTERS: usize = 3;
/// So many words may stand before the first marked one.
const LEAD_WORDS: usize = 8;

/// The words that are marked, with what each is worth for choosing a passage.
pub struct Marks<'w> {
    /// By the word, for each form.
    worth: HashMap<&'w str, [Option<f32>; 3], RandomState>,
    /// What words begin with, folded, that may be marked: as many letters as are sure.
    beginnings: HashSet<&'w str, RandomState>,
    /// The first letters of these.
    initials: HashSet<char, RandomState>,
    /// Letters as they are written, and whether they are such first letters without case and accents.
    letters: HashMap<char, bool, RandomState>,
}

impl<'w> Marks<'w> {
    /// Marks for all that stands for the found words.
    #[must_use]
    pub fn of(words: &'w [FoundWord]) -> Marks<'w> {
        let mut worth: HashMap<&str, [Option<f32>; 3], RandomState> = HashMap::default();
        for word in words {
            for group in &word.groups {
                for term in &group.terms {
                    let value = word.importance * group.rarity * term.weight;
                    let known = &mut worth.entry(term.word.as_str()).or_default()[term.form as usize];
                    *known = Some(known.map_or(value, |known| known.max(value)));
                }
            }
        }
        let beginning = |(word, forms): (&&'w str, &[Option<f32>; 3])| match forms[Form::Stem as usize] {
            Some(_) => beginning_of_words(word, MOST_TELLING_LETTERS),
            None => word.char_indices().nth(MOST_TELLING_LETTERS).map_or(*word, |(end, _)| &word[..end]),
        };
        let beginnings: HashSet<&str, RandomState> = worth.iter().map(beginning).collect();
        let initials = beginnings.iter().filter_map(|beginning| beginning.chars().next()).collect();
        Marks { worth, beginnings, initials, letters: HashMap::default() }
    }

    /// Whether a word may be marked, by its beginning as it is written.
    fn may_mark(&mut self, written: &str) -> bool {
        let Some(first) = written.chars().next() else { return false };
        if !self.may_begin(first) {
            return false;
        }
        // With accents that are characters of their own.
        let end = written.char_indices().nth(6).map_or(written.len(), |(end, _)| end);
        let mut folded = fold(&normalize(&written[..end]));
        folded.retain(|letter| !is_apostrophe(letter));
        let mut ends = folded.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(MOST_TELLING_LETTERS);
        folded.is_empty() || ends.any(|end| self.beginnings.contains(&folded[..end]))
    }

    fn may_begin(&mut self, letter: char) -> bool {
        if letter.is_ascii() {
            return self.initials.contains(&letter.to_ascii_lowercase());
        }
        *self.letters.entry(letter).or_insert_with(|| {
            let folded = fold(&normalize(letter.encode_utf8(&mut [0; 4])));
            // A letter that is nothing by itself says nothing about the word.
            folded.chars().next().is_none_or(|first| self.initials.contains(&first))
        })
    }

    /// The places of the tokens that are marked, each with its worth.
    fn of_tokens(&self, tokens: &[Token]) -> Vec<(usize, f32)> {
        tokens.iter().enumerate().filter_map(|(at, token)| self.of_token(token).map(|worth| (at, worth))).collect()
    }

    fn of_token(&self, token: &Token) -> Option<f32> {
        // As are those that were not wanted.
        if token.forms.word.is_empty() {
            return None;
        }
        let form = match token.kind {
            TokenKind::Word | TokenKind::Identifier(IdentifierKind::Compound) => Form::Word,
            TokenKind::Identifier(_) => Form::Identifier,
        };
        let worth = |form: Form, word: &str| self.worth.get(word).and_then(|forms| forms[form as usize]);
        let own = worth(form, &token.forms.word);
        let stems = token.forms.stems.iter().filter_map(|stem| worth(Form::Stem, stem));
        stems.chain(own).reduce(f32::max)
    }
}

/// The highlighted title and snippet of a step.
pub fn highlight(record: &StepRecord, marks: &mut Marks<'_>, analyzer: &mut Analyzer) -> Highlight {
    let title_language = Language::from_tag(&record.title_lang);
    let title_tokens = analyzer.analyze_where(&record.title, title_language, |word| marks.may_mark(word));
    let title_worths = marks.of_tokens(&title_tokens);
    let title =
        marked(&record.title, 0..record.title.len(), &marked_ranges(&record.title, &title_tokens, &title_worths));

    let text = plain(&record.body);
    let searched = &text[..boundary_before(&text, MAX_BYTES_SEARCHED)];
    let tokens = analyzer.analyze_where(searched, Language::from_tag(&record.text_lang), |word| marks.may_mark(word));
    let worths = marks.of_tokens(&tokens);
    let passage = best_passage(&text, &tokens, &worths);
    let mut snippet = String::new();
    if passage.start > 0 {
        snippet.push('…');
    }
    snippet.push_str(&marked(&text, passage.clone(), &marked_ranges(&text, &tokens, &worths)));
    if passage.end < text.trim_end().len() {
        snippet.push('…');
    }
    Highlight { title, snippet: snippet.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// The passage of the text with the most worth of marked words; the beginning when there are none.
fn best_passage(text: &str, tokens: &[Token], worths: &[(usize, f32)]) -> Range<usize> {
    let mut best = (0.0, 0);
    for (first, &(at, _)) in worths.iter().enumerate() {
        let from = tokens[at].range.start;
        let mut seen: Vec<&str> = Vec::new();
        let mut sum = 0.0;
        for &(other, worth) in &worths[first..] {
            if tokens[other].range.end > from + SNIPPET_BYTES {
                break;
            }
            let word = tokens[other].forms.word.as_str();
            // The same word again says little more.
            sum += if seen.contains(&word) { worth * 0.1 } else { worth };
            seen.push(word);
        }
        if sum > best.0 {
            best = (sum, at);
        }
    }
    let start = if best.0 > 0.0 { passage_start(text, tokens, best.1) } else { 0 };
    let end = passage_end(text, tokens, start);
    start..end
}

/// The beginning of the sentence that a token stands in, or a few words before it.
fn passage_start(text: &str, tokens: &[Token], at: usize) -> usize {
    let from = at.saturating_sub(LEAD_WORDS);
    for before in (from..at).rev() {
        let between = &text[tokens[before].range.end..tokens[before + 1].range.start.max(tokens[before].range.end)];
        if between.contains(['\n', '。', '！', '？']) || (between.contains(['.', '!', '?']) && between.ends_with(' '))
        {
            return tokens[before + 1].range.start;
        }
    }
    if from == 0 { 0 } else { tokens[from].range.start }
}

fn passage_end(text: &str, tokens: &[Token], start: usize) -> usize {
    if text.len() <= start + SNIPPET_BYTES + SNIPPET_BYTES / 4 {
        return text.trim_end().len().max(start);
    }
    let limit = start + SNIPPET_BYTES;
    let last = tokens.iter().take_while(|token| token.range.end <= limit).map(|token| token.range.end).max();
    match last.filter(|&end| end > start) {
        Some(end) => end,
        // One word that is longer than a snippet.
        None => boundary_before(text, limit),
    }
}

fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The ranges of marked tokens, in order, none within another, widened to whole characters as people see them.
fn marked_ranges(text: &str, tokens: &[Token], worths: &[(usize, f32)]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for token in worths.iter().map(|&(at, _)| &tokens[at]) {
        let range = grapheme_edge(text, token.range.start, GraphemeCursor::prev_boundary)
            ..grapheme_edge(text, token.range.end, GraphemeCursor::next_boundary);
        if ranges.last().is_none_or(|last| range.start >= last.end) {
            ranges.push(range);
        }
    }
    ranges
}

type Step = fn(&mut GraphemeCursor, &str, usize) -> Result<Option<usize>, GraphemeIncomplete>;

/// The place itself where it lies between two characters as people see them, else the next such place in a direction.
fn grapheme_edge(text: &str, at: usize, step: Step) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => step(&mut cursor, text, 0).ok().flatten().unwrap_or(at),
        _ => at,
    }
}

/// A part of a text as HTML, with the ranges marked.
pub(super) fn marked(text: &str, part: Range<usize>, ranges: &[Range<usize>]) -> String {
    let mut html = String::with_capacity(part.len() + 32);
    let mut at = part.start;
    for range in ranges.iter().filter(|range| range.start >= part.start && range.end <= part.end) {
        escape(&text[at..range.start], &mut html);
        html.push_str("<mark>");
        escape(&text[range.clone()], &mut html);
        html.push_str("</mark>");
        at = range.end;
    }
    escape(&text[at..part.end.max(at)], &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(character),
        }
    }
}
