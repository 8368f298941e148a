//! A page's blocks as steps: by the numbers it gives them, else by its headings, else by its numbered lists.

mod by_headings;
mod counting;

use crate::guide::import::block::{Block, Kind};
use crate::guide::import::folding::fold;
use crate::guide::import::lead::without_stop;
use crate::guide::import::markers::{self, Candidate, Form, Marker};
use by_headings::{by_headings, promotes};
use counting::{Numbering, SubSteps};
use std::collections::HashSet;

/// A line longer than this is text and no title, in characters.
const MAX_TITLE: usize = 160;
/// A numbered line longer than this has its title in its first sentence.
const LONG_LINE: usize = 100;

/// A step before it is tidied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub number: Vec<u32>,
    pub title: String,
    pub anchor: Option<String>,
    pub line: usize,
    pub body: Vec<Block>,
}

/// What stands before the first step, and the steps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    pub introduction: Vec<Block>,
    pub steps: Vec<Draft>,
}

/// How a page's steps are found.
#[must_use]
pub fn find(blocks: Vec<Block>) -> Outline {
    let found = candidates(&blocks);
    let chain: Vec<Candidate> = markers::sequence(&found).into_iter().cloned().collect();
    let headings = blocks.iter().filter(|block| block.is_heading()).count();
    let in_headings = chain.iter().filter(|step| blocks[step.place].is_heading()).count();
    let stands_out =
        chain.iter().filter(|step| step.marker.form != Form::List || blocks[step.place].is_heading()).count();
    // Numbered lines under headings are lists, and the headings the steps.
    let numbers_lead = if headings == 0 { !chain.is_empty() } else { stands_out >= 2 && stands_out * 2 >= chain.len() };
    let has_promoted = blocks.iter().any(|block| promotes(block, false));
    if numbers_lead
        && (headings == 0 || in_headings > 0 || stands_out == chain.len())
        && !(has_promoted && stands_out == 0)
    {
        by_numbers(blocks, &chain)
    } else {
        by_headings(blocks)
    }
}

/// The lines that may begin a step, and how much each looks like one.
fn candidates(blocks: &[Block]) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (place, block) in blocks.iter().enumerate() {
        let marker = match block.kind {
            Kind::Heading(_) => markers::parse_heading(&block.text),
            Kind::Paragraph => markers::parse(&block.text),
            _ => None,
        };
        if let Some(marker) = marker {
            let weight = weight(blocks, place, &marker, &seen);
            found.push(Candidate { place, marker, weight });
        }
        seen.insert(fold(&block.text));
    }
    found
}

fn weight(blocks: &[Block], place: usize, marker: &Marker, seen: &HashSet<String>) -> f32 {
    let block = &blocks[place];
    let mut weight = if block.is_heading() { 1.5 } else { 1.0 };
    // A repeated line just before is the caption that closes the step before.
    if place > 0
        && seen.contains(&fold(&blocks[place - 1].text))
        && blocks[..place - 1].iter().rev().take(12).any(|earlier| fold(&earlier.text) == fold(&blocks[place - 1].text))
    {
        weight += 0.2;
    }
    let title = if marker.title.is_empty() {
        match blocks.get(place + 1) {
            Some(next) if next.is_line() && markers::parse(&next.text).is_none_or(|next| !next.title.is_empty()) => {
                next.text.as_str()
            }
            Some(next) if next.kind == Kind::Image && marker.form == Form::Word => return weight,
            _ => return weight - 0.8,
        }
    } else {
        marker.title.as_str()
    };
    if title.chars().next().is_some_and(char::is_lowercase) {
        weight -= 0.3;
    }
    if title.chars().count() > MAX_TITLE {
        weight -= 0.3;
    } else if title.ends_with('.') {
        weight -= 0.1;
    }
    weight
}

fn by_numbers(blocks: Vec<Block>, chain: &[Candidate]) -> Outline {
    let mut outline = Outline::default();
    let mut steps = chain.iter().peekable();
    let levels: Vec<Option<u8>> = blocks.iter().map(Block::level).collect();
    let top_level =
        chain.iter().filter(|step| step.marker.number.len() == 1).filter_map(|step| heading_level(&levels, step)).min();
    let mut last_top = chain.iter().map(|step| step.marker.number[0]).max().unwrap_or_default();
    let last_place = chain.last().map_or(0, |step| step.place);
    // Headings below those of the steps are sub-steps, unless the page numbers its sub-steps itself.
    let is_flat = chain.iter().all(|step| step.marker.number.len() == 1);
    let mut below = SubSteps::default();
    let mut needs_title = false;
    let mut section = Numbering::default();
    let mut sections_from = None;
    for (place, block) in blocks.into_iter().enumerate() {
        if let Some(step) = steps.next_if(|step| step.place == place) {
            let mut draft = Draft {
                number: step.marker.number.clone(),
                title: String::new(),
                anchor: block.anchor.clone(),
                line: block.line,
                body: Vec::new(),
            };
            below = SubSteps::of(&step.marker.number, heading_level(&levels, step));
            needs_title = step.marker.title.is_empty();
            if !needs_title {
                give_title(&mut draft, &step.marker.title, &block);
            }
            outline.steps.push(draft);
            continue;
        }
        let Some(draft) = outline.steps.last_mut() else {
            outline.introduction.push(block);
            continue;
        };
        if needs_title {
            needs_title = false;
            if block.is_line() {
                draft.anchor = draft.anchor.take().or_else(|| block.anchor.clone());
                if block.text.chars().count() <= MAX_TITLE {
                    without_stop(&block.text).clone_into(&mut draft.title);
                    // A title has no links.
                    if block.markdown.contains("](") && !block.is_heading() {
                        draft.body.push(block);
                    }
                } else {
                    without_stop(first_sentence(&block.text).unwrap_or_default()).clone_into(&mut draft.title);
                    draft.body.push(block);
                }
                continue;
            }
        }
        match block.kind {
            // A section after the last numbered step is a step of its own; "Troubleshooting" is seldom numbered.
            Kind::Heading(level)
                if place > last_place
                    && level < 7
                    && sections_from.is_none_or(|from| level <= from)
                    && top_level.is_none_or(|top| level <= top) =>
            {
                section = Numbering::after(vec![last_top]);
                sections_from = Some(level);
                outline.steps.push(section_step(section.next(0), block));
                last_top += 1;
            }
            Kind::Heading(level) if sections_from.is_some_and(|from| level > from) => {
                outline.steps.push(section_step(section.next(1), block));
            }
            Kind::Heading(level) if is_flat && sections_from.is_none() && below.takes(level) => {
                outline.steps.push(section_step(below.next(level), block));
            }
            _ => draft.body.push(block),
        }
    }
    outline
}

fn heading_level(levels: &[Option<u8>], step: &Candidate) -> Option<u8> {
    let is_titled_below = step.marker.title.is_empty();
    let title = if is_titled_below { step.place + 1 } else { step.place };
    [title, step.place].iter().filter_map(|at| levels.get(*at)).find_map(|level| *level)
}

/// The text behind a number is the title; of a long one, its first sentence.
fn give_title(draft: &mut Draft, text: &str, block: &Block) {
    let has_markup = block.markdown.contains("](") || block.markdown.contains("**") || block.markdown.contains('`');
    let sentence = if text.chars().count() <= LONG_LINE { None } else { first_sentence(text) };
    match sentence {
        None if text.chars().count() <= MAX_TITLE => without_stop(text).clone_into(&mut draft.title),
        sentence => {
            without_stop(sentence.unwrap_or_default()).clone_into(&mut draft.title);
            let rest = text[sentence.map_or(0, str::len)..].trim();
            let body = if has_markup || sentence.is_none() { text } else { rest };
            let markdown = if has_markup {
                block.markdown.clone()
            } else {
                crate::guide::import::escape::escape_and_link(body, true)
            };
            draft.body.push(Block { line: block.line, ..Block::new(Kind::Paragraph, body.to_owned(), markdown) });
            return;
        }
    }
    if has_markup && block.markdown.contains("](") {
        draft.body.push(Block {
            line: block.line,
            ..Block::new(Kind::Paragraph, block.text.clone(), block.markdown.clone())
        });
    }
}

fn section_step(number: Vec<u32>, heading: Block) -> Draft {
    Draft { number, title: heading.text, anchor: heading.anchor, line: heading.line, body: Vec::new() }
}

/// The first sentence of a text that has more than one, when it is short enough for a title.
fn first_sentence(text: &str) -> Option<&str> {
    let mut ends = text.char_indices().peekable();
    while let Some((at, character)) = ends.next() {
        let is_end = match character {
            '.' | '!' | '?' | ':' => ends.peek().is_some_and(|(_, next)| next.is_whitespace()),
            '。' | '！' | '？' => true,
            _ => false,
        };
        let end = at + character.len_utf8();
        if is_end && text[..end].chars().count() >= 8 {
            return (text[..end].chars().count() <= MAX_TITLE && end < text.len()).then_some(&text[..end]);
        }
    }
    None
}
