//! The plain text of bodies: nothing lost, nothing twice, no markup.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// What takes longer grows faster than its text; even a busy machine takes a second.
const HANG: Duration = Duration::from_mins(1);

fn prose(markdown: &str) -> Vec<String> {
    blocks(markdown).into_iter().filter(|block| block.kind == BlockKind::Prose).map(|block| block.text).collect()
}

fn of_kind(markdown: &str, kind: BlockKind) -> Vec<String> {
    blocks(markdown).into_iter().filter(|block| block.kind == kind).map(|block| block.text).collect()
}

#[test]
fn every_paragraph_item_row_and_heading_is_a_block() {
    let markdown =
        "# Top\n\nOne **bold** `code_x`.\n\n- a\n- b\n  - c\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\nEnd";
    assert_eq!(prose(markdown), ["Top", "One bold code_x.", "a", "b", "c", "h | i", "1 | 2", "quoted", "End"]);
}

#[test]
fn code_blocks_keep_their_lines() {
    assert_eq!(of_kind("Run:\n\n```sh\na  b\n  c\n```\n", BlockKind::Code), ["a  b\n  c"]);
    assert_eq!(of_kind("Run:\n\n    a\n", BlockKind::Code), ["a"]);
}

#[test]
fn addresses_are_given_once_and_only_when_the_text_hides_them() {
    let markdown = "See [the page](https://a.example/x), [it](https://a.example/x), <https://b.example>, \
        [https://c.example/](https://c.example), [mail](mailto:me@a.example?subject=x), <you@a.example>, \
        [call](tel:+123), [inside](/fr/guides/x#y), ![shot](https://a.example/i.png).";
    assert_eq!(of_kind(markdown, BlockKind::Address), ["https://a.example/x", "me@a.example", "+123"]);
    assert_eq!(
        prose(markdown),
        ["See the page, it, https://b.example, https://c.example/, mail, you@a.example, call, inside, shot."]
    );
}

#[test]
fn an_address_after_a_line_break_is_not_repeated() {
    assert_eq!(of_kind("Go there.\n<https://a.example/x>", BlockKind::Address), Vec::<String>::new());
}

#[test]
fn raw_html_goes_and_placeholders_stay() {
    assert_eq!(
        prose("Type <kbd>Ctrl</kbd> and <your-name> or <entity_name>."),
        ["Type Ctrl and <your-name> or <entity_name>."]
    );
    assert_eq!(prose("<details><summary>More</summary>\nHidden &amp; found\n</details>"), ["More", "Hidden & found"]);
    assert_eq!(prose("a <script>evil()</script> b\n\n<script>\nevil()\n</script>\n\nc"), ["a b", "c"]);
    assert_eq!(
        prose("Put the <script> tag in.\n\nThen </style> save."),
        ["Put the <script> tag in.", "Then </style> save."]
    );
    assert_eq!(prose("a <script>x\ny <b>z</b></script> b"), ["a b"]);
    assert_eq!(prose("<script>\nnever closed\n\n## lost?"), ["<script>", "never closed", "## lost?"]);
    assert_eq!(prose("I used the syntax <del> ... </del> here"), ["I used the syntax <del> ... </del> here"]);
    assert_eq!(prose("1 < 2 &amp; 3 &gt; 2"), ["1 < 2 & 3 > 2"]);
}

#[test]
fn exported_lines_are_blocks_and_wrapped_lines_are_not() {
    let exported = "Install Orca\nRefer to the Orca Help for more information.\nSelect the sound.";
    assert_eq!(prose(exported).len(), 3);
    assert_eq!(prose(&exported.replace("Orca", "*Orca*")).len(), 3);
    let wrapped = "The last page of the registration shows the number, and a message from\n\
        the carrier repeats it; copy all six characters, letters included, exactly as\nthey stand.";
    assert_eq!(prose(wrapped).len(), 1, "{:?}", prose(wrapped));
    assert_eq!(prose(&wrapped.replace("six", "*six*")).len(), 1);
}

#[test]
fn plain_text_is_the_same_with_and_without_the_parser() {
    let text = "Open the settings.\nChoose a name\n\nThen press the button that stands at the lower end of the window and\nwait.";
    let mut parsed = Blocks::default();
    read_markup(text, &mut parsed);
    parsed.end();
    assert!(!has_markup(text));
    assert_eq!(blocks(text), parsed.done);
}

#[test]
fn bombs_take_no_time() {
    let table = format!("{}\n{}\n{}", "|a".repeat(5_000), "|-".repeat(5_000), "|b\n".repeat(5_000));
    for (name, bomb) in [
        ("quotes", ">".repeat(10_000)),
        ("quotes and lines", format!("{}a\n{}", ">".repeat(10_000), "a\n".repeat(10_000))),
        ("brackets", "[".repeat(50_000)),
        ("stars", "*".repeat(100_000)),
        ("lists", "- ".repeat(50_000)),
        ("tags", "<a x='".repeat(20_000)),
        ("html", format!("<div>{}", "<b x=\"".repeat(20_000))),
        ("entities", "&amp".repeat(20_000)),
        ("table", table),
        ("links", "[a](http://a ".repeat(10_000)),
        ("addresses", (0..2_000).map(|n| format!("[a](http://a/{n}) ")).collect::<Vec<_>>().concat()),
    ] {
        let start = Instant::now();
        let _ = blocks(&bomb);
        // In a release build it is 200 ms at most.
        assert!(start.elapsed() < HANG, "{name}: {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        for block in blocks(&text) {
            prop_assert!(!block.text.trim().is_empty());
            prop_assert!(block.kind == BlockKind::Code || !block.text.contains('\n'));
        }
    }

    #[test]
    fn any_markup_is_read(text in "([a-z]{1,5}|[ \n\t*_`~<>&;|\\[\\]()!#:.+/\"'=-]|<b>|</b>|<script>|http://a|é|👨‍👩‍👧){0,60}") {
        for block in blocks(&text) {
            prop_assert!(!block.text.trim().is_empty());
        }
    }

    #[test]
    fn no_word_of_plain_text_is_lost_or_repeated(words in prop::collection::vec("[a-zà-ÿ]{1,8}[ \n]", 0..60)) {
        let text = words.concat();
        let plain = plain(&text);
        prop_assert_eq!(plain.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn no_word_of_marked_text_is_lost(words in prop::collection::vec("[a-z]{1,8}", 1..20)) {
        let text = format!("- **{}**\n\n> {}", words.join("** "), words.join("* _"));
        let plain = plain(&text);
        for word in &words {
            prop_assert!(plain.contains(word.as_str()));
        }
    }
}

#[test]
fn every_set_word_stays() {
    let plain = plain("Event | Cost\nTime is created. | Not applicable |\n1. one\n1. two");
    assert_eq!(plain.lines().last().unwrap(), "two");
    assert_eq!(plain, "Event | Cost\nTime is created. | Not applicable |\none\ntwo");
}
