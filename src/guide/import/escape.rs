//! Plain text as Markdown that reads back as the same text.

/// Escapes what Markdown would take as markup. `at_line_start` says whether the text begins a line.
#[must_use]
pub fn escape(text: &str, at_line_start: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let marker = if at_line_start { block_marker(text) } else { None };
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let after = rest.peek().map(|(_, next)| *next);
        if marker == Some(at) || is_markup(character, before, after, &text[at..]) {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}

/// Plain text in which web addresses become links to themselves, and the rest is escaped.
#[must_use]
pub fn escape_and_link(text: &str, at_line_start: bool) -> String {
    let mut markdown = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((start, end)) = find_address(rest) {
        markdown.push_str(&escape(&rest[..start], at_line_start && markdown.is_empty()));
        markdown.push('<');
        markdown.push_str(&rest[start..end]);
        markdown.push('>');
        rest = &rest[end..];
    }
    markdown.push_str(&escape(rest, at_line_start && markdown.is_empty()));
    markdown
}

/// The addresses that a text names.
#[must_use]
pub fn addresses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = find_address(rest) {
        found.push(&rest[start..end]);
        rest = &rest[end..];
    }
    found
}

/// Where the first web address of a text begins and ends, in bytes; punctuation after it is not part of it.
fn find_address(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let start = ["https://", "http://"].iter().filter_map(|scheme| text[from..].find(scheme)).min()? + from;
        let scheme = start + text[start..].find("//").unwrap_or_default() + 2;
        let end = text[start..]
            .find(|character: char| {
                character.is_whitespace() || character.is_control() || "<>\"«»“”`\\".contains(character)
            })
            .map_or(text.len(), |length| start + length);
        let mut address =
            text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '…', '。', '，', '、']);
        if address.ends_with(')') && !address.contains('(') {
            address = address.trim_end_matches(')');
        }
        if start + address.len() > scheme {
            return Some((start, start + address.len()));
        }
        from = scheme.max(start + 1);
    }
}

/// The byte to escape so that a line is not taken as a heading, quotation, list, rule or code fence.
fn block_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut after = line[digits..].chars();
    let first = after.next()?;
    let ends_marker = after.next().is_none_or(char::is_whitespace);
    match first {
        '.' | ')' if (1..=9).contains(&digits) && ends_marker => Some(digits),
        _ if digits > 0 => None,
        '#' | '+' | '-' | ':' if ends_marker => Some(0),
        '#' if line.trim_start_matches('#').chars().next().is_none_or(char::is_whitespace) => Some(0),
        '>' => Some(0),
        '-' | '=' if line.chars().all(|other| other == first || other.is_whitespace()) => Some(0),
        '+' if line.starts_with("+++") => Some(0),
        _ => None,
    }
}

/// Markdown that begins a line, escaped when its beginning would be taken as a heading, list, quotation, rule.
#[must_use]
pub fn protect_line_start(line: &str) -> String {
    match block_marker(line) {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line.to_owned(),
    }
}

fn is_markup(character: char, before: char, after: Option<char>, rest: &str) -> bool {
    match character {
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation() || after == ' '),
        '`' | '*' | '[' | ']' | '~' | '|' => true,
        // Inside a word an underscore is only an underscore.
        '_' => !(before.is_alphanumeric() && after.is_some_and(char::is_alphanumeric)),
        '<' => after.is_none_or(|after| after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?')),
        '&' => is_entity(rest),
        _ => false,
    }
}

/// Whether a text that begins with `&` would be read as a character reference.
fn is_entity(text: &str) -> bool {
    text[1..]
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '#')
        .is_some_and(|end| end > 0 && text[1 + end..].starts_with(';'))
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_and_link};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    fn read(markdown: &str) -> String {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        Parser::new_ext(markdown, options)
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.to_string()),
                Event::Start(_) | Event::End(_) => None,
                other => Some(format!("{other:?}")),
            })
            .collect()
    }

    #[test]
    fn markup_reads_back_as_text() {
        for text in [
            "# not a heading",
            "- not a list",
            "1. not a list",
            "12) nor this",
            "> no quote",
            "*stars* and _lines_",
            "[link](x)",
            "<b>tag</b>",
            "a &amp; b",
            "`code`",
            "~~gone~~",
            "snake_case_word",
            "C:\\*.txt",
            "---",
            "===",
            "+ plus",
            "a | b",
            "![img](x)",
            "&copy;",
            "R&D;",
            "####",
            "3 < 5 > 2",
            "- [ ] task",
        ] {
            assert_eq!(read(&escape(text, true)), text, "{}", escape(text, true));
        }
    }

    #[test]
    fn addresses_link_to_themselves_without_the_punctuation_after_them() {
        assert_eq!(
            escape_and_link("Go to https://a.example/b_c_d. Then (http://x.example/y) and https:// alone", true),
            "Go to <https://a.example/b_c_d>. Then (<http://x.example/y>) and https:// alone"
        );
    }

    proptest! {
        #[test]
        fn any_line_reads_back(text in "[ -~éß字]{1,40}") {
            let line = text.trim();
            prop_assume!(!line.is_empty());
            prop_assert_eq!(read(&escape(line, true)), line);
        }
    }
}
