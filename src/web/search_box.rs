//! `<guidepost-search>`: its sources become one script that needs nothing else, as pages of this and of other sites load it.

use crate::web::assets;
use std::sync::LazyLock;

const STYLE: &str = include_str!("search_box/style.css");
/// In the order in which one needs another.
const SOURCES: [&str; 9] = [
    include_str!("search_box/texts.js"),
    include_str!("search_box/elements.js"),
    include_str!("search_box/marks.js"),
    include_str!("search_box/recent.js"),
    include_str!("search_box/asking.js"),
    include_str!("search_box/reporting.js"),
    include_str!("search_box/results.js"),
    include_str!("search_box/completions.js"),
    include_str!("search_box/element.js"),
];

static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    // A function of its own, so that nothing of it is seen by the scripts of the page.
    let mut script = String::from("(() => {\n'use strict';\n");
    script.push_str("const STYLE = ");
    script.push_str(&serde_json::Value::from(without_comments(STYLE)).to_string());
    script.push_str(";\n");
    for source in SOURCES {
        script.push_str(&without_comments(source));
    }
    script.push_str("})();\n");
    script
});

static ETAG: LazyLock<String> = LazyLock::new(|| format!("\"{}\"", assets::digest(&SCRIPT)));

/// The script.
#[must_use]
pub fn script() -> &'static str {
    &SCRIPT
}

/// What tells one version of the script from another, in quotes.
#[must_use]
pub fn etag() -> &'static str {
    &ETAG
}

/// A source without indentation and without lines that are all comment: readers of pages need neither.
fn without_comments(source: &str) -> String {
    let is_comment = |line: &&str| ["//", "/**", "* ", "*/"].iter().any(|mark| line.starts_with(mark));
    let kept = source.lines().map(str::trim).filter(|line| !line.is_empty()).filter(|line| !is_comment(line));
    kept.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_script_holds_style_and_sources() {
        assert!(script().starts_with("(() => {") && script().ends_with("})();\n"));
        assert!(script().contains("customElements.define('guidepost-search'") && script().contains(":host"));
        assert!(!script().contains("/**") && !script().contains("\n//"));
    }

    #[test]
    fn nothing_in_it_writes_html_or_makes_code_of_text() {
        for sink in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser"]
        {
            assert!(!script().contains(sink), "{sink}");
        }
    }

    #[test]
    fn every_interface_language_has_every_text() {
        let texts = SOURCES[0];
        let names = |tag: &str| -> Vec<String> {
            let block = texts.split(&format!("\n  {tag}: {{\n")).nth(1).unwrap_or_default();
            let lines = block.split("\n  },").next().unwrap_or_default().lines();
            lines.filter_map(|line| line.split_once(": ").map(|(name, _)| name.trim().to_owned())).collect()
        };
        let english = names("en");
        assert!(english.len() > 20, "{english:?}");
        for tag in ["fr", "de", "es", "it", "nl", "pt", "ar"] {
            assert_eq!(names(tag), english, "{tag}");
        }
    }
}
