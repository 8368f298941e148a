//! What of a step is shown: its title and the passage that answers, with the matched words marked and all else escaped.

use crate::guide::text::plain;
use crate::index::document::{StepRecord, TextPlaces, WordPlaces};
use crate::index::schema::Form;
use crate::language::fold::{fold, normalize};
use crate::search::Highlight;
use crate::search::marks::{Mark, StepMarks};
use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// About how long a snippet is, in bytes of its text.
const SNIPPET_BYTES: usize = 220;
/// So much of a text is looked through for the best passage, in bytes.
pub const MAX_BYTES_SEARCHED: usize = 20_000;
/// So many words may stand before the first marked one.
const LEAD_WORDS: usize = 8;

/// A part of a text that is marked.
struct Marked {
    range: Range<usize>,
    /// Which word of the text it is, or begins with.
    position: usize,
    /// The word of the question that it stands for, and what it is worth.
    asked: usize,
    worth: f32,
}

/// The highlighted title and snippet of a step.
pub fn highlight(record: &StepRecord, places: &WordPlaces, marks: &StepMarks<'_>) -> Highlight {
    let in_title = in_text(&record.title, &places.title, &marks.title);
    let title = marked(&record.title, 0..record.title.len(), &marked_ranges(&record.title, &in_title));

    let text = plain(&record.body);
    let in_body = in_text(&text, &places.body, &marks.body);
    let passage = best_passage(&text, &places.body.words, &in_body);
    let mut snippet = String::new();
    if passage.start > 0 {
        snippet.push('…');
    }
    snippet.push_str(&marked(&text, passage.clone(), &marked_ranges(&text, &in_body)));
    if passage.end < text.trim_end().len() {
        snippet.push('…');
    }
    Highlight { title, snippet: snippet.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// What is marked in a text, in its order: at each position the most that any mark there covers.
fn in_text(text: &str, places: &TextPlaces, marks: &[Mark<'_>]) -> Vec<Marked> {
    let range = |mark: &Mark<'_>| Some(range_of(mark, text, places, places.words.get(mark.position as usize)?));
    let mut marked: Vec<Marked> = marks
        .iter()
        .filter_map(|mark| Some((mark, range(mark)?)))
        .filter(|(_, range)| text.get(range.clone()).is_some())
        .map(|(mark, range)| Marked { range, position: mark.position as usize, asked: mark.asked, worth: mark.worth })
        .collect();
    marked.sort_by(|one, other| {
        let by_length = || other.range.end.cmp(&one.range.end);
        one.position.cmp(&other.position).then_with(by_length).then(one.asked.cmp(&other.asked))
    });
    marked.dedup_by(|other, longest| {
        let is_there = other.position == longest.position;
        if is_there {
            longest.worth = longest.worth.max(other.worth);
        }
        is_there
    });
    marked
}

/// What a mark covers: the word at its position, or the identifier that begins there.
fn range_of(mark: &Mark<'_>, text: &str, places: &TextPlaces, word: &Range<usize>) -> Range<usize> {
    let identifier = match mark.form {
        Form::Stem => None,
        Form::Word | Form::Identifier => places.identifier_at(mark.position as usize),
    };
    // Words joined by hyphens are looked up as a word, like the first of them.
    let is_word_itself = || {
        let written = text.get(word.clone()).unwrap_or_default();
        mark.form == Form::Word && fold(&normalize(written)) == mark.word
    };
    identifier.filter(|_| !is_word_itself()).unwrap_or_else(|| word.clone())
}

/// The passage of the text with the most worth of marked words; the beginning when there are none.
fn best_passage(text: &str, words: &[Range<usize>], marked: &[Marked]) -> Range<usize> {
    let mut best = (0.0, 0);
    let mut seen: Vec<usize> = Vec::new();
    for (first, Marked { range, position, .. }) in marked.iter().enumerate() {
        seen.clear();
        let mut sum = 0.0;
        for other in marked[first..].iter().take_while(|other| other.range.end <= range.start + SNIPPET_BYTES) {
            // The same word again says little more.
            sum += if seen.contains(&other.asked) { other.worth * 0.1 } else { other.worth };
            seen.push(other.asked);
        }
        if sum > best.0 {
            best = (sum, *position);
        }
    }
    let start = if best.0 > 0.0 { passage_start(text, words, best.1) } else { 0 };
    let passage = start..passage_end(text, words, start);
    // Places of another text than this would be a mistake of ours, but no reason to show nothing.
    if text.get(passage.clone()).is_some() { passage } else { 0..passage_end(text, &[], 0) }
}

/// The beginning of the sentence that a word stands in, or a few words before it.
fn passage_start(text: &str, words: &[Range<usize>], at: usize) -> usize {
    let from = at.saturating_sub(LEAD_WORDS);
    for before in (from..at).rev() {
        let between = text.get(words[before].end..words[before + 1].start).unwrap_or_default();
        if between.contains(['\n', '。', '！', '？']) || (between.contains(['.', '!', '?']) && between.ends_with(' '))
        {
            return words[before + 1].start;
        }
    }
    if from == 0 { 0 } else { words[from].start }
}

fn passage_end(text: &str, words: &[Range<usize>], start: usize) -> usize {
    if text.len() <= start + SNIPPET_BYTES + SNIPPET_BYTES / 4 {
        return text.trim_end().len().max(start);
    }
    let limit = start + SNIPPET_BYTES;
    let last = words.partition_point(|word| word.end <= limit).checked_sub(1).map(|last| words[last].end);
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

/// The ranges that are marked, in order, none within another, widened to whole characters as people see them.
fn marked_ranges(text: &str, marked: &[Marked]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for Marked { range, .. } in marked {
        let range = grapheme_edge(text, range.start, GraphemeCursor::prev_boundary)
            ..grapheme_edge(text, range.end, GraphemeCursor::next_boundary);
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
