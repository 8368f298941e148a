//! Which raw HTML inside Markdown is markup and which is text: `<b>` goes, `<your_name>` is what the reader must see.
//!
//! An HTML parser would make an element of every name; here an unknown name has to stay as it was written.

use std::borrow::Cow;

/// Elements that stand in running text and leave nothing behind.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "area", "audio", "b", "bdi", "bdo", "big", "button", "canvas", "cite", "code", "data",
    "dfn", "em", "embed", "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "meta",
    "meter", "nobr", "object", "output", "param", "path", "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp",
    "slot", "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "time", "track", "tt", "u", "var",
    "video", "wbr",
];
/// Elements that end the block before and after them.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Elements whose content is no text.
const HIDDEN: &[&str] = &["script", "style", "template", "noscript"];

/// What a raw tag means for the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Nothing,
    /// It ends the block.
    Breaks,
    /// What follows is no text until the element of this name ends.
    Hides(&'static str),
    EndsHiding(&'static str),
    /// It is no HTML, but something that the author wrote between angle brackets.
    Text,
}

/// A stretch of the text in a block of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(Cow<'a, str>),
    Break,
}

/// What one tag, comment or declaration means, such as `<br />`, `</p>`, `<!-- … -->`.
#[must_use]
pub fn tag(text: &str) -> Meaning {
    let Some(inside) = text.strip_prefix('<') else { return Meaning::Text };
    if inside.starts_with(['!', '?']) {
        return Meaning::Nothing;
    }
    let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
    let length = inside.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(length);
    if !rest.is_empty() && !rest.starts_with(['>', '/', ' ', '\t', '\n', '\r']) {
        return Meaning::Text;
    }
    let name = name.to_ascii_lowercase();
    if let Some(name) = HIDDEN.iter().find(|hidden| **hidden == name) {
        return match (is_end, text.trim_end().ends_with("/>")) {
            (true, _) => Meaning::EndsHiding(name),
            (false, true) => Meaning::Nothing,
            (false, false) => Meaning::Hides(name),
        };
    }
    if INLINE.binary_search(&name.as_str()).is_ok() {
        Meaning::Nothing
    } else if BLOCK.binary_search(&name.as_str()).is_ok() {
        Meaning::Breaks
    } else {
        Meaning::Text
    }
}

/// The text of a block of raw HTML, entities decoded.
#[must_use]
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            pieces.push(Piece::Text(decode(rest)));
            break;
        };
        if start > 0 {
            pieces.push(Piece::Text(decode(&rest[..start])));
        }
        rest = &rest[start..];
        let length = tag_length(rest);
        let (markup, after) = rest.split_at(length);
        rest = after;
        match tag(markup) {
            Meaning::Text => pieces.push(Piece::Text(Cow::Borrowed(markup))),
            Meaning::Breaks => pieces.push(Piece::Break),
            Meaning::Hides(name) => {
                pieces.push(Piece::Break);
                rest = after_hidden(rest, name);
            }
            Meaning::Nothing | Meaning::EndsHiding(_) => {}
        }
    }
    pieces
}

/// The length of what begins with `<`: a whole tag or comment, or just the `<` when it is not closed.
fn tag_length(text: &str) -> usize {
    for (opening, closing) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(rest) = text.strip_prefix(opening) {
            return rest.find(closing).map_or(text.len(), |at| opening.len() + at + closing.len());
        }
    }
    if !text[1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!') {
        return 1;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return at + 1,
            (None, b'<') => return 1,
            _ => {}
        }
    }
    // A quote that never ends: the first bracket has to do.
    text.find('>').map_or(1, |at| at + 1)
}

fn after_hidden<'a>(text: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at + 2;
        if text.as_bytes()[start..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return text[start..].find('>').map_or("", |close| &text[start + close + 1..]);
        }
        from = start;
    }
    ""
}

/// Decodes entities as Markdown does, which knows the same names as HTML.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(scraper::Html::parse_fragment(&text.replace('<', "&lt;")).root_element().text().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_searching() {
        assert!(INLINE.is_sorted() && BLOCK.is_sorted());
    }

    #[test]
    fn known_elements_are_markup_and_unknown_names_are_text() {
        assert_eq!(tag("<b>"), Meaning::Nothing);
        assert_eq!(tag("</SPAN >"), Meaning::Nothing);
        assert_eq!(tag("<br/>"), Meaning::Breaks);
        assert_eq!(tag("<style>"), Meaning::Hides("style"));
        assert_eq!(tag("<name>"), Meaning::Text);
        assert_eq!(tag("<p_id>"), Meaning::Text);
        assert_eq!(tag("<!-- note -->"), Meaning::Nothing);
    }

    #[test]
    fn the_text_of_a_block_comes_without_markup() {
        let html = "<div class=\"a>b\">Say &eacute;t&eacute; &amp; <em>more</em></div><Script>let x = '<p>';</sCRIPT>\
                    <!-- gone -->1 < 2 <your name>";
        let text: Vec<String> = pieces(html)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.into_owned(),
                Piece::Break => "/".to_owned(),
            })
            .collect();
        assert_eq!(text.concat(), "/Say été & more//1 < 2 <your name>");
    }

    #[test]
    fn what_is_not_closed_neither_hangs_nor_vanishes() {
        assert_eq!(pieces("a <b"), [Piece::Text("a ".into()), Piece::Text("<".into()), Piece::Text("b".into())]);
        assert_eq!(pieces("<script>x"), [Piece::Break]);
        assert!(!pieces(&"<a x='".repeat(20_000)).is_empty());
    }
}
