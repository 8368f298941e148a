//! What of a step is shown: its title and the passage that answers, with the matched words marked and all else escaped.

use crate::guide::text::plain;
use crate::index::document::StepRecord;
use crate::index::schema::Form;
use crate::language::Language;
use crate::language::analysis::{Analyzer, Token, TokenKind};
use crate::language::identifier::IdentifierKind;
use crate::search::Highlight;
use crate::search::lookup::FoundWord;
use std::collections::HashMap;
use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// About how long a snippet is, in bytes of its text.
const SNIPPET_BYTES: usize = 220;
/// So much of a text is looked through for the best passage, in bytes.
const MAX_BYTES_SEARCHED: usize = 20_000;
/// So many words may stand before the first marked one.
const LEAD_WORDS: usize = 8;

/// The words that are marked, with what each is worth for choosing a passage.
pub struct Marks<'w> {
    worth: HashMap<(Form, &'w str), f32>,
}

impl<'w> Marks<'w> {
    /// Marks for all that stands for the found words.
    #[must_use]
    pub fn of(words: &'w [FoundWord]) -> Marks<'w> {
        let mut worth = HashMap::new();
        for word in words {
            for group in &word.groups {
                for term in &group.terms {
                    let value = word.importance * group.rarity * term.weight;
                    let known: &mut f32 = worth.entry((term.form, term.word.as_str())).or_default();
                    *known = known.max(value);
                }
            }
        }
        Marks { worth }
    }

    fn of_token(&self, token: &Token) -> Option<f32> {
        let form = match token.kind {
            TokenKind::Word | TokenKind::Identifier(IdentifierKind::Compound) => Form::Word,
            TokenKind::Identifier(_) => Form::Identifier,
        };
        let own = self.worth.get(&(form, token.forms.word.as_str())).copied();
        let stems = token.forms.stems.iter().filter_map(|stem| self.worth.get(&(Form::Stem, stem.as_str())).copied());
        stems.chain(own).reduce(f32::max)
    }
}

/// The highlighted title and snippet of a step.
pub fn highlight(record: &StepRecord, marks: &Marks<'_>, analyzer: &mut Analyzer) -> Highlight {
    let title_language = Language::from_tag(&record.title_lang);
    let title_tokens = analyzer.analyze(&record.title, title_language);
    let title = marked(&record.title, 0..record.title.len(), &marked_ranges(&record.title, &title_tokens, marks));

    let text = plain(&record.body);
    let searched = &text[..boundary_before(&text, MAX_BYTES_SEARCHED)];
    let tokens = analyzer.analyze(searched, Language::from_tag(&record.text_lang));
    let passage = best_passage(&text, &tokens, marks);
    let mut snippet = String::new();
    if passage.start > 0 {
        snippet.push('…');
    }
    snippet.push_str(&marked(&text, passage.clone(), &marked_ranges(&text, &tokens, marks)));
    if passage.end < text.trim_end().len() {
        snippet.push('…');
    }
    Highlight { title, snippet: snippet.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// The passage of the text with the most worth of marked words; the beginning when there are none.
fn best_passage(text: &str, tokens: &[Token], marks: &Marks<'_>) -> Range<usize> {
    let worths: Vec<(usize, f32)> =
        tokens.iter().enumerate().filter_map(|(at, token)| marks.of_token(token).map(|worth| (at, worth))).collect();
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
fn marked_ranges(text: &str, tokens: &[Token], marks: &Marks<'_>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for token in tokens.iter().filter(|token| marks.of_token(token).is_some()) {
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
fn marked(text: &str, part: Range<usize>, ranges: &[Range<usize>]) -> String {
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
