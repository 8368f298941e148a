//! A step's Markdown becomes HTML that is safe to show: written by pulldown-cmark, cleaned by ammonia.

use ammonia::{Builder, UrlRelative};
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};
use std::sync::LazyLock;

/// Longer bodies are shown as they are written: what reads Markdown takes more than linear time on some inputs.
const LONGEST_BODY: usize = 200_000;
/// Deeper nesting means nothing to a reader and much work to a browser.
const DEEPEST_NESTING: usize = 50;
/// The same for raw HTML, where nesting costs its cleaning more than linear time.
const MOST_OPEN_ELEMENTS: isize = 500;
/// What links that lead elsewhere bear.
const FOREIGN_LINK: &str = " rel=\"nofollow noopener\"";
/// What links bear whose text is their address: on paper, it is written out after all others.
const BARE_LINK: &str = " class=\"bare\"";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("nofollow noopener"))
        // Image maps and a table's own colours have no place in a step; `style` and `id` are never let through.
        .rm_tags(["map", "area", "bdo"])
        .add_tag_attributes("ol", ["start"])
        // A wide table scrolls sideways, which the keyboard must be able to do too.
        .set_tag_attribute_value("table", "tabindex", "0");
    cleaner
});

/// Turns a step's body into HTML without scripts, styles, forms, frames or ids. Headings in it are put below
/// `heading_level`, the level of the step's own heading (1 to 6).
#[must_use]
pub fn to_html(markdown: &str, heading_level: usize) -> String {
    if markdown.len() > LONGEST_BODY {
        return as_written(markdown);
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let Some(events) = linked_events(markdown, options, heading_level) else {
        return as_written(markdown);
    };
    let is_plain = events.iter().all(is_plain);
    let mut written = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut written, events.into_iter());
    // What html5ever reads or writes otherwise than it stands there: line ends, what no page may hold, and hard spaces.
    let is_rewritten = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{a0}';
    let is_plain = is_plain && !written.contains(is_rewritten);
    if is_plain { written } else { cleaned(&written) }
}

fn cleaned(written: &str) -> String {
    mark_links(&CLEANER.clean(written).to_string())
}

/// Whether all that is written of this is escaped text within elements without attributes, which the cleaner would leave
/// just as it is, and takes most of the time for.
fn is_plain(event: &Event<'_>) -> bool {
    let is_plain_tag = |tag: &TagEnd| {
        use TagEnd::{Emphasis, Heading, Item, List, Paragraph, Strikethrough, Strong};
        matches!(tag, Paragraph | Heading(_) | List(false) | Item | Emphasis | Strong | Strikethrough)
    };
    match event {
        Event::Text(_) | Event::Code(_) | Event::SoftBreak => true,
        Event::Start(tag) => is_plain_tag(&tag.to_end()),
        Event::End(tag) => is_plain_tag(tag),
        _ => false,
    }
}

/// The events of the text, with bare addresses made into links and headings put below the step's; `None` when it is
/// nested too deep.
fn linked_events(markdown: &str, options: Options, heading_level: usize) -> Option<Vec<Event<'_>>> {
    let mut events = Vec::new();
    let mut depth = 0_usize;
    let mut inside_link_or_code = 0_usize;
    let mut open_elements = 0_isize;
    for event in TextMergeStream::new(Parser::new_ext(markdown, options)) {
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST_NESTING {
                    return None;
                }
                inside_link_or_code += usize::from(keeps_text_as_is(tag.to_end()));
                events.push(Event::Start(lowered(tag, heading_level)));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                inside_link_or_code = inside_link_or_code.saturating_sub(usize::from(keeps_text_as_is(tag)));
                events.push(Event::End(lowered_end(tag, heading_level)));
            }
            Event::Html(ref written) | Event::InlineHtml(ref written) => {
                open_elements += unclosed(written);
                if open_elements > MOST_OPEN_ELEMENTS {
                    return None;
                }
                events.push(event);
            }
            Event::Text(text) if inside_link_or_code == 0 => push_linked(&text, &mut events),
            other => events.push(other),
        }
    }
    Some(events)
}

/// How many elements a piece of raw HTML leaves open, about; negative when it closes some.
fn unclosed(html: &str) -> isize {
    let opened = html.matches('<').count();
    let closed = html.matches("</").count();
    let empty = ["<br", "<img", "<hr", "<!"].iter().map(|element| html.matches(element).count()).sum::<usize>();
    opened.cast_signed() - 2 * closed.cast_signed() - empty.cast_signed()
}

/// Whether addresses in this element stay plain text.
fn keeps_text_as_is(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock)
}

fn lowered(tag: Tag<'_>, below: usize) -> Tag<'_> {
    match tag {
        // Neither ids nor classes: an id could take the place of a step's anchor.
        Tag::Heading { level, .. } => {
            Tag::Heading { level: lowered_level(level, below), id: None, classes: Vec::new(), attrs: Vec::new() }
        }
        Tag::CodeBlock(_) => Tag::CodeBlock(CodeBlockKind::Indented),
        other => other,
    }
}

fn lowered_end(tag: TagEnd, below: usize) -> TagEnd {
    match tag {
        TagEnd::Heading(level) => TagEnd::Heading(lowered_level(level, below)),
        other => other,
    }
}

fn lowered_level(level: HeadingLevel, below: usize) -> HeadingLevel {
    HeadingLevel::try_from((below + level as usize).min(6)).unwrap_or(HeadingLevel::H6)
}

/// Appends a text with the web and e-mail addresses in it made into links.
fn push_linked(text: &CowStr<'_>, events: &mut Vec<Event<'_>>) {
    let finder = LinkFinder::new();
    for span in finder.spans(text) {
        let shown = Event::Text(CowStr::from(span.as_str().to_owned()));
        let address = match span.kind() {
            Some(LinkKind::Url) => span.as_str().to_owned(),
            Some(LinkKind::Email) => format!("mailto:{}", span.as_str()),
            _ => {
                events.push(shown);
                continue;
            }
        };
        let link = Tag::Link {
            link_type: LinkType::Inline,
            dest_url: CowStr::from(address),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        events.extend([Event::Start(link), shown, Event::End(TagEnd::Link)]);
    }
}

/// Takes the mark of foreign links off those that stay on this site, and marks those that show their address. The cleaner
/// writes the former mark last in every link.
fn mark_links(html: &str) -> String {
    let mut marked = String::with_capacity(html.len());
    let mut links = html.split("<a ");
    marked.push_str(links.next().unwrap_or_default());
    for link in links {
        marked.push_str("<a ");
        let address = link.strip_prefix("href=\"").unwrap_or_default();
        let own = (address.starts_with('/') && !address.starts_with("//")) || address.starts_with('#');
        match link.split_once(FOREIGN_LINK) {
            Some((attributes, rest)) if !attributes.contains('>') => {
                marked.push_str(attributes);
                if !own {
                    marked.push_str(FOREIGN_LINK);
                }
                if shows_its_address(attributes, rest) {
                    marked.push_str(BARE_LINK);
                }
                marked.push_str(rest);
            }
            _ => marked.push_str(link),
        }
    }
    marked
}

/// Whether a link, given as what stands before its mark and behind it, has its address for a text.
fn shows_its_address(attributes: &str, rest: &str) -> bool {
    let address = attributes.strip_prefix("href=\"").and_then(|attributes| attributes.strip_suffix('"'));
    let text = rest.strip_prefix('>').and_then(|rest| rest.split_once("</a>")).map(|(text, _)| text);
    address.is_some() && address == text
}

/// The text as its author wrote it, every character of it.
fn as_written(text: &str) -> String {
    let Ok(escaped) = askama::filters::escape(text, askama::filters::Html);
    format!("<pre>{escaped}</pre>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    proptest! {
        // Most texts hold something that is cleaned; a quarter of a second asks enough of the others.
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn what_is_not_cleaned_is_as_the_cleaner_would_leave_it(
            markdown in "([a-z é\u{a0}\u{200d}\r\t\u{0}\"'&;<>*_`~#!|\\\\\\[\\]()=+.:/0-9\n-]|&[a-z]{2,4};|\n\n|\n[-*] |\n    |\n1\\. |<b>|</b>|\\*\\*|~~){0,60}",
            level in 1_usize..6,
        ) {
            let html = to_html(&markdown, level);
            prop_assert_eq!(cleaned(&html), html);
        }
    }

    #[test]
    fn plain_text_is_escaped() {
        let html =
            to_html("1 < 2 & \"3\" > *2* `<b>` \\<script>alert(1)\\</script> &lt;img onerror=x&gt;\n\n- one\n- two", 2);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<li>one</li>") && html.contains("<code>&lt;b&gt;</code>"), "{html}");
    }

    #[test]
    fn tables_lists_and_emphasis_are_written() {
        let html = to_html("| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n3. **three**\n4. four", 2);
        assert!(html.contains("<table tabindex=\"0\">") && html.contains("<del>2</del>"), "{html}");
        assert!(html.contains("<ol start=\"3\">") && html.contains("<strong>three</strong>"), "{html}");
    }

    #[test]
    fn bare_addresses_become_links_but_not_in_code_or_links() {
        let html = to_html(
            "See https://ups.com/a_b_c?x=1&y=2. Write to help@ups.com; `https://code.example` [https://in.example](/fr/guides/x)",
            2,
        );
        assert!(html.contains("<a href=\"https://ups.com/a_b_c?x=1&amp;y=2\" rel=\"nofollow noopener\" class=\"bare\">https://ups.com/a_b_c?x=1&amp;y=2</a>."), "{html}");
        assert!(html.contains("<a href=\"mailto:help@ups.com\" rel=\"nofollow noopener\">help@ups.com</a>"), "{html}");
        assert!(html.contains("<code>https://code.example</code>"), "{html}");
        assert!(html.contains("<a href=\"/fr/guides/x\">https://in.example</a>"), "{html}");
    }

    #[test]
    fn links_elsewhere_are_marked_and_own_links_are_not() {
        assert!(!to_html("[a](#step-4)", 2).contains("rel="));
        assert!(!to_html("[a](/en/guides/b)", 2).contains("rel="));
        for foreign in [
            "[a](//evil.example)",
            "[a](https://evil.example 'x> href=\"/')",
            "<a title='x>' href='https://e.example'>b</a>",
        ] {
            let html = to_html(foreign, 2);
            assert!(html.contains(FOREIGN_LINK), "{foreign} -> {html}");
        }
    }

    #[test]
    fn what_could_run_or_take_a_step_s_place_is_removed() {
        let bodies = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt&colon;alert(1))",
            "<svg onload=alert(1)>",
            "<iframe src=//evil>",
            "<form action=/><input>",
            "<style>*{}</style>",
            "<p style=x id=step-4>a</p>",
            "<a href=\"data:text/html,x\">a</a>",
            "![a](javascript:x)",
            "<math><mi//xlink:href=\"data:x,<script>\">",
            "<base href=//evil>",
            "<meta http-equiv=refresh content=0>",
            "<object data=x>",
            "<a name=step-4 target=_blank>x</a>",
        ];
        for body in bodies {
            let html = to_html(body, 2).to_lowercase();
            for bad in [
                "<script",
                "onerror",
                "onload",
                "javascript:",
                "<svg",
                "<iframe",
                "<form",
                "<input",
                "<style",
                "style=",
                "id=",
                "<a href=\"data:",
                "<img src=\"data:",
                "<base",
                "<meta",
                "<object",
                "name=",
                "target=",
            ] {
                assert!(!html.contains(bad), "{body} -> {html}");
            }
        }
    }

    #[test]
    fn headings_stand_below_the_step_and_bear_no_id() {
        let html = to_html("# One {#step-4}\n\n##### Deep", 3);
        assert!(html.contains("<h4>One") && html.contains("<h6>Deep</h6>"), "{html}");
    }

    #[test]
    fn bombs_are_shown_as_written_in_time() {
        let bombs = [
            ">".repeat(10_000),
            "[".repeat(50_000),
            "*".repeat(100_000),
            "- ".repeat(20_000),
            "`".repeat(100_000),
            "<a>".repeat(20_000),
            "<div>".repeat(20_000),
            "![".repeat(40_000),
            "|a".repeat(20_000) + "\n" + &"|-".repeat(20_000),
            "a*".repeat(50_000),
            "http://a.".repeat(10_000),
            "a@b.".repeat(10_000),
            "<b><i>".repeat(10_000),
            "\\".repeat(90_000),
            "&".repeat(90_000),
            "**a ".repeat(20_000),
        ];
        for bomb in bombs {
            let begun = Instant::now();
            let html = to_html(&bomb, 2);
            let took = begun.elapsed();
            eprintln!("{}… took {took:?} for {} bytes", &bomb[..6.min(bomb.len())], html.len());
            // No matter of speed, which decides no test: what is not bounded takes minutes.
            assert!(took < Duration::from_mins(1), "{}… hangs", &bomb[..6]);
            assert!(!html.is_empty());
        }
    }
}
