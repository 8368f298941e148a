//! The plain text of a page as blocks: one for each line, and which of the first lines is the title.

use crate::guide::import::Dropped;
use crate::guide::import::block::{Block, Kind};
use crate::guide::import::chrome::{self, Chrome, classify};
use crate::guide::import::escape::{addresses, escape_and_link};
use crate::guide::import::folding::{fold, fold_all};
use crate::guide::import::markers::{self, Form};
use std::sync::LazyLock;

/// A line this long may be one that was broken to fit, in characters.
const WRAPPED_LENGTH: usize = 60;
/// The same for a line that the next one is set in below.
const HANGING_LENGTH: usize = 40;
/// Among so many first lines the title is looked for.
const TITLE_LINES: usize = 12;
const MAX_TITLE: usize = 160;

/// The blocks of a text; lines that were broken to fit are joined again.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut before = Layout::default();
    for (at, line) in text.replace("\r\n", "\n").split(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']).enumerate() {
        let line: String = line.chars().filter(|character| !character.is_control() || *character == '\t').collect();
        let layout = Layout::of(&line);
        let follows_layout = std::mem::replace(&mut before, layout);
        let line = line.split(['\t', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let line = line.trim_matches(|character: char| {
            character.is_whitespace() || character == '\u{feff}' || character == '\u{200b}'
        });
        let follows = blocks.last_mut().filter(|last| !last.blank_after);
        match follows {
            Some(last) if line.is_empty() => last.blank_after = true,
            _ if line.is_empty() => {}
            Some(last) if last.kind == Kind::Other && bullet(line).is_some() => {
                last.text = format!("{} {}", last.text, bullet(line).unwrap_or_default());
                last.markdown =
                    format!("{}\n- {}", last.markdown, escape_and_link(bullet(line).unwrap_or_default(), true));
            }
            Some(last) if continues(last, line, follows_layout, layout) => {
                last.text = format!("{} {line}", last.text);
                last.markdown = line_markdown(&last.text);
            }
            _ => blocks.push(Block { line: at + 1, blank_after: false, ..line_block(line) }),
        }
    }
    if let Some(last) = blocks.last_mut() {
        last.blank_after = true;
    }
    blocks
}

fn line_block(line: &str) -> Block {
    if let Some(item) = bullet(line) {
        return Block::new(Kind::Other, item.to_owned(), format!("- {}", escape_and_link(item, true)));
    }
    let kind = if addresses(line) == [line] { Kind::Address } else { Kind::Paragraph };
    Block::new(kind, line.to_owned(), line_markdown(line))
}

/// A line as Markdown; one that is written as an item of a numbered list stays one, with its number.
fn line_markdown(line: &str) -> String {
    match markers::parse(line) {
        Some(marker) if marker.form == Form::List && line.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{}. {}", markers::write_number(&marker.number), escape_and_link(&marker.title, true))
        }
        _ => escape_and_link(line, true),
    }
}

/// The text of a line that begins with a bullet.
fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['•', '-', '*', '–', '◦', '▪', '·', '‣', '●', '○'])?;
    let item = rest.trim_start();
    (rest.len() != item.len() && item.chars().any(char::is_alphanumeric)).then_some(item)
}

/// How a line of the source stands on its page.
#[derive(Debug, Clone, Copy, Default)]
struct Layout {
    width: usize,
    /// Where its text begins, after spaces and the number of a list.
    text_at: usize,
    indent: usize,
}

impl Layout {
    fn of(line: &str) -> Layout {
        let indent = line.chars().take_while(|character| character.is_whitespace()).count();
        let text = line.trim();
        let marker = markers::parse(text).map_or(0, |marker| text.chars().count() - marker.title.chars().count());
        Layout { width: indent + text.chars().count(), text_at: indent + marker, indent }
    }
}

/// Whether a line goes on with the one before, which was broken to fit: it is set in as far as the text behind a number, or
/// goes on in the middle of a sentence after a long line.
fn continues(last: &Block, line: &str, before: Layout, layout: Layout) -> bool {
    let is_hanging = layout.indent > 0 && layout.indent == before.text_at && before.width >= HANGING_LENGTH;
    let is_broken = before.width >= WRAPPED_LENGTH
        && !last.text.ends_with(['.', '!', '?', ':', '。', '！', '？', '…'])
        && line.chars().next().is_some_and(char::is_lowercase);
    last.kind == Kind::Paragraph
        && (is_hanging || is_broken)
        && addresses(line) != [line]
        && markers::parse(line).is_none()
        && !is_lettered(line)
}

/// `a) First`, `b. Second`.
fn is_lettered(line: &str) -> bool {
    let mut characters = line.chars();
    characters.next().is_some_and(char::is_alphabetic)
        && matches!(characters.next(), Some(')' | '.'))
        && characters.next().is_some_and(char::is_whitespace)
}

/// Which of the lines before the first step is the page's title.
#[must_use]
pub fn find_title(head: &[Block]) -> Option<usize> {
    let lines: Vec<usize> = (0..head.len()).filter(|at| head[*at].kind == Kind::Paragraph).take(TITLE_LINES).collect();
    let mut best: Option<(f32, usize)> = None;
    for (place, &at) in lines.iter().enumerate() {
        let score = title_score(head, at) - 0.4 * place as f32;
        if head[at].text.chars().count() <= MAX_TITLE && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at).or_else(|| lines.first().copied())
}

fn title_score(head: &[Block], at: usize) -> f32 {
    let text = &head[at].text;
    let mut score = 0.0;
    match classify(text) {
        Some(Chrome::Navigation | Chrome::Cookies | Chrome::ReadingTime | Chrome::Updated | Chrome::Author) => {
            score -= 6.0;
        }
        Some(_) => score -= 4.0,
        None => {}
    }
    // Many questions are those of an FAQ, and none of them its title.
    let is_question = |text: &str| text.ends_with(['?', '？', '؟']);
    let has_one = head.iter().filter(|block| is_question(&block.text)).count() == 1;
    if is_question(text) && has_one {
        score += 1.5;
    }
    let first_word = fold(text).split(' ').next().unwrap_or_default().to_owned();
    if HOW.contains(&first_word) && (has_one || !is_question(text)) {
        score += 1.5;
    }
    if text.ends_with(['.', '。', ':', '!']) {
        score -= 1.5;
    }
    if SITE.iter().any(|word| fold(text).contains(word.as_str())) {
        score -= 2.0;
    }
    let next = head.get(at + 1).and_then(|next| classify(&next.text));
    if matches!(next, Some(Chrome::ReadingTime | Chrome::Updated | Chrome::Author)) {
        score += 3.0;
    }
    // The last name of a path above the title is the title.
    if at > 0
        && fold(&head[at - 1].text) == fold(text)
        && text.chars().filter(|letter| letter.is_alphabetic()).count() >= 4
    {
        score += 4.0;
    }
    if at > 0 && chrome::is_breadcrumb(&head[at - 1].text) {
        let end = fold(chrome::breadcrumb_end(&head[at - 1].text));
        score += if end == fold(text) { 3.0 } else { 0.5 };
    }
    // A name of one word above a longer line is the site's.
    let words = text.split_whitespace().count();
    let next_words = head.get(at + 1).map_or(0, |next| next.text.split_whitespace().count());
    let is_next_title = head.get(at + 1).is_some_and(|next| {
        next.kind == Kind::Paragraph
            && !next.text.ends_with('.')
            && next.text.chars().count() <= MAX_TITLE
            && classify(&next.text).is_none()
    });
    if at == 0 && words <= 2 && next_words > words && is_next_title && head.len() > 2 {
        score -= 1.0;
    }
    score
}

/// The lines below "In this article" that name the steps: they are said again further down.
pub fn drop_contents(blocks: &mut Vec<Block>, dropped: &mut Vec<Dropped>) {
    let Some(at) = blocks.iter().position(|block| classify(&block.text) == Some(Chrome::Contents)) else { return };
    let named = |block: &Block| match markers::parse(&block.text) {
        Some(marker) if !marker.title.is_empty() => fold(&marker.title),
        _ => fold(&block.text),
    };
    let mut end = at + 1;
    while end < blocks.len() {
        let name = named(&blocks[end]);
        let is_number = markers::parse(&blocks[end].text).is_some_and(|marker| marker.title.is_empty());
        let is_list = blocks[end].kind == Kind::Other;
        let is_repeated = blocks[end + 1..].iter().any(|later| named(later) == name);
        let names_next = is_number
            && blocks.get(end + 1).is_some_and(|next| {
                let next_name = named(next);
                blocks[end + 2..].iter().any(|later| named(later) == next_name)
            });
        if !(names_next || is_list || (is_repeated && !is_number)) {
            break;
        }
        end += 1;
    }
    dropped.extend(blocks.drain(at..end).map(|block| Dropped { line: block.line, text: block.text }));
}

/// First words of titles that ask or tell how.
static HOW: LazyLock<Vec<String>> = LazyLock::new(|| {
    fold_all(&[
        "how",
        "what",
        "where",
        "why",
        "when",
        "can",
        "comment",
        "où",
        "pourquoi",
        "quand",
        "wie",
        "was",
        "wo",
        "warum",
        "cómo",
        "dónde",
        "qué",
        "come",
        "dove",
        "como",
        "onde",
        "hoe",
        "waar",
        "jak",
        "gdzie",
        "hur",
        "var",
        "hvordan",
        "hvor",
        "miten",
        "missä",
        "как",
        "где",
        "як",
        "де",
        "hogyan",
        "cum",
        "nasıl",
        "kako",
        "πώς",
        "كيف",
        "איך",
        "cara",
        "bagaimana",
        "cách",
    ])
});

/// Words in the names of help sites.
static SITE: LazyLock<Vec<String>> = LazyLock::new(|| {
    fold_all(&[
        "help desk",
        "helpdesk",
        "help center",
        "help centre",
        "knowledge base",
        "support center",
        "centre d'aide",
        "centre d'assistance",
        "base de connaissances",
        "hilfe-center",
        "hilfecenter",
        "hilfebereich",
        "wissensdatenbank",
        "centro de ayuda",
        "centro assistenza",
        "central de ajuda",
        "helpcentrum",
        "centrum pomocy",
        "hjälpcenter",
        "hjælpecenter",
        "справочный центр",
        "ヘルプセンター",
        "帮助中心",
    ])
});
