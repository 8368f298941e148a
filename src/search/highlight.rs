//! What of a step is shown: its title and the passage that answers, with the matched words marked and all else escaped.

use crate::guide::text::plain;
use crate::index::document::StepRecord;
use crate::index::schema::Form;
use crate::language::Language;
use crate::language::analysis::{Analyzer, Forms, Token, TokenKind};
use crate::language::fold::{fold, normalize};
use crate::language::identifier::IdentifierKind;
use crate::language::segment::is_apostrophe;
use crate::language::stem::beginning_of_words;
use crate::search::Highlight;
use crate::search::candidates::FoundWord;
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// About how long a snippet is, in bytes of its text.
const SNIPPET_BYTES: usize = 220;
/// So much of a text is looked through for the best passage, in bytes.
const MAX_BYTES_SEARCHED: usize = 20_000;
/// Words are told apart by so many letters of their beginnings before they are analysed: most of them by the first few,
/// which are looked at without taking memory, and by some more at most.
const FEW_TELLING_LETTERS: usize = 3;
const MOST_TELLING_LETTERS: usize = 8;
/// So many words may stand before the first marked one.
const LEAD_WORDS: usize = 8;

/// A word of a text; without forms when it cannot be marked.
type Seen = Token<Option<Arc<Forms>>>;

/// The words that are marked, with what each is worth for choosing a passage.
pub struct Marks<'w> {
    /// By the word, for each form.
    worth: HashMap<&'w str, [Option<f32>; 3], RandomState>,
    /// What words begin with, folded, that may be marked: as many letters as are sure.
    beginnings: HashSet<&'w str, RandomState>,
    /// The first few letters of these.
    short_beginnings: HashSet<&'w str, RandomState>,
    /// Their first letters.
    initials: HashSet<char, RandomState>,
    /// Those of them that are ASCII.
    ascii_initials: [bool; 128],
    /// Letters as they are written, and whether they are such first letters without case and accents.
    letters: HashMap<char, bool, RandomState>,
}

impl<'w> Marks<'w> {
    /// Marks for all that stands for the found words.
    #[must_use]
    pub fn of(words: &'w [FoundWord]) -> Marks<'w> {
        let terms = words.iter().flat_map(|word| &word.groups).map(|group| group.terms.len()).sum();
        let mut worth: HashMap<&str, [Option<f32>; 3], RandomState> =
            HashMap::with_capacity_and_hasher(terms, RandomState::default());
        for word in words {
            for group in &word.groups {
                for term in &group.terms {
                    let value = word.importance * group.rarity * term.weight;
                    let known = &mut worth.entry(&*term.word).or_default()[term.form as usize];
                    *known = Some(known.map_or(value, |known| known.max(value)));
                }
            }
        }
        let beginning = |(word, forms): (&&'w str, &[Option<f32>; 3])| match forms[Form::Stem as usize] {
            Some(_) => beginning_of_words(word, MOST_TELLING_LETTERS),
            None => beginning_of(word, MOST_TELLING_LETTERS),
        };
        let beginnings: HashSet<&str, RandomState> = worth.iter().map(beginning).collect();
        let short_beginnings: HashSet<&str, RandomState> =
            beginnings.iter().map(|word| beginning_of(word, FEW_TELLING_LETTERS)).collect();
        let initials: HashSet<char, RandomState> =
            short_beginnings.iter().filter_map(|beginning| beginning.chars().next()).collect();
        let mut ascii_initials = [false; 128];
        for initial in &initials {
            if let Some(is_initial) = ascii_initials.get_mut(*initial as usize) {
                *is_initial = true;
            }
        }
        Marks { worth, beginnings, short_beginnings, initials, ascii_initials, letters: HashMap::default() }
    }

    /// Whether a word may be marked, by its beginning as it is written.
    fn may_mark(&mut self, written: &str) -> bool {
        let Some(first) = written.chars().next() else { return false };
        if !self.may_begin(first) || self.is_told_apart_by_few(written) {
            return false;
        }
        let mut folded = fold(&normalize(written));
        folded.retain(|letter| !is_apostrophe(letter));
        let mut ends = folded.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(MOST_TELLING_LETTERS);
        folded.is_empty() || ends.any(|end| self.beginnings.contains(&folded[..end]))
    }

    /// Whether the first few letters of a word in ASCII tell that it cannot be marked.
    fn is_told_apart_by_few(&self, written: &str) -> bool {
        let mut letters = [0; FEW_TELLING_LETTERS];
        let mut count = 0;
        for byte in written.bytes() {
            match byte {
                _ if !byte.is_ascii() => return false,
                b'\'' => {}
                _ => {
                    letters[count] = byte.to_ascii_lowercase();
                    count += 1;
                }
            }
            if count == letters.len() {
                break;
            }
        }
        let beginning = |length: usize| std::str::from_utf8(&letters[..length]).unwrap_or_default();
        count > 0 && !(1..=count).any(|length| self.short_beginnings.contains(beginning(length)))
    }

    fn may_begin(&mut self, letter: char) -> bool {
        if let Some(is_initial) = self.ascii_initials.get(letter.to_ascii_lowercase() as usize) {
            return *is_initial;
        }
        *self.letters.entry(letter).or_insert_with(|| {
            let folded = fold(&normalize(letter.encode_utf8(&mut [0; 4])));
            // A letter that is nothing by itself says nothing about the word.
            folded.chars().next().is_none_or(|first| self.initials.contains(&first))
        })
    }

    /// The places of the tokens that are marked, each with its worth.
    fn of_tokens(&self, tokens: &[Seen]) -> Vec<(usize, f32)> {
        tokens.iter().enumerate().filter_map(|(at, token)| self.of_token(token).map(|worth| (at, worth))).collect()
    }

    fn of_token(&self, token: &Seen) -> Option<f32> {
        let forms = token.forms.as_ref()?;
        let form = match token.kind {
            TokenKind::Word | TokenKind::Identifier(IdentifierKind::Compound) => Form::Word,
            TokenKind::Identifier(_) => Form::Identifier,
        };
        let worth = |form: Form, word: &str| self.worth.get(word).and_then(|forms| forms[form as usize]);
        let own = worth(form, &forms.word);
        let stems = forms.stems.iter().filter_map(|stem| worth(Form::Stem, stem));
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
fn best_passage(text: &str, tokens: &[Seen], worths: &[(usize, f32)]) -> Range<usize> {
    let mut best = (0.0, 0);
    for (first, &(at, _)) in worths.iter().enumerate() {
        let from = tokens[at].range.start;
        let mut seen: Vec<&str> = Vec::new();
        let mut sum = 0.0;
        for &(other, worth) in &worths[first..] {
            if tokens[other].range.end > from + SNIPPET_BYTES {
                break;
            }
            let word = tokens[other].forms.as_ref().map_or("", |forms| forms.word.as_str());
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
fn passage_start(text: &str, tokens: &[Seen], at: usize) -> usize {
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

fn passage_end(text: &str, tokens: &[Seen], start: usize) -> usize {
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

/// The first letters of a word, at most so many.
fn beginning_of(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end])
}

fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The ranges of marked tokens, in order, none within another, widened to whole characters as people see them.
fn marked_ranges(text: &str, tokens: &[Seen], worths: &[(usize, f32)]) -> Vec<Range<usize>> {
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
    let mut rest = text;
    // Most texts have nothing to escape.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}
