//! What of pasted text is different every time: addresses in memory, unique ids, moments, line numbers, home folders.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A text of so many words, or of several lines, has been pasted.
const PASTED_WORDS: usize = 12;

/// Different every time, wherever it stands.
static ALWAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
          \b0x[0-9a-f]{4,}\b                                                             # an address in memory
        | \{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?         # a GUID
        | \b(?:[0-9]+[a-f]|[a-f]+[0-9])[0-9a-f]{14,}\b                                   # a hash
        | \b\d{4}-\d\d-\d\d(?:[t\ ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\ ?z|\ ?[+-]\d\d:?\d\d)?)?\b   # a moment
        | \b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b
        | \b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b
        | (?:\B/home/|\B/users/|\b[a-z]:\\users\\)[^\s/\\:]+[/\\]?                           # the folder of a person
        ",
    )
    .ok()
});

/// Different every time in what has been pasted, but perhaps meant where somebody typed it.
static WHERE_PASTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
          \b(?:lines?|lignes?|zeilen?|l[ií]neas?|linhas?|rig(?:a|he)|regel|rad(?:en)?|linje|linia|wiersz|řádek|строка|行)
            \s*[:\#]?\s*\d+(?:[:,]\d+)?
        | \b(?:col(?:umn)?|char(?:acter)?|offset|pid|tid|thread|port)\s*[:=\#]?\s*\d+\b
        | (?:\.[a-z]{1,5}|\))[:(]\d+(?:[:,]\d+)?\)?                                      # after the name of a file
        | :\d+:\d+\b
        ",
    )
    .ok()
});

/// The volatile parts of a question, in order and apart from each other, in bytes.
pub fn volatile(text: &str) -> Vec<Range<usize>> {
    let is_pasted = text.trim().contains('\n') || text.split_whitespace().count() >= PASTED_WORDS;
    let mut found: Vec<Range<usize>> =
        ALWAYS.iter().flat_map(|always| always.find_iter(text)).map(|one| one.range()).collect();
    if is_pasted {
        for one in WHERE_PASTED.iter().flat_map(|pasted| pasted.find_iter(text)) {
            // The end of the file's name stays.
            let begin = if one.as_str().starts_with('.') { one.as_str().find([':', '(']).unwrap_or(0) } else { 0 };
            let range = one.start() + begin..one.end();
            if !found.iter().any(|known| known.start < range.end && range.start < known.end) {
                found.push(range);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The text with spaces in the place of its volatile parts, every other character where it was.
pub fn without(text: &str, volatile: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in volatile {
        kept.push_str(&text[at..range.start]);
        kept.extend(std::iter::repeat_n(' ', range.len()));
        at = range.end;
    }
    kept.push_str(&text[at..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        without(text, &volatile(text)).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_differs_every_time_goes() {
        for (text, left) in [
            ("crash at 0x00007ffee4c0a120 again", "crash at again"),
            ("id {3F2504E0-4F89-41D3-9A0C-0305E82C3301} unknown", "id unknown"),
            ("2026-11-23T08:43:19.123Z ERROR refused", "ERROR refused"),
            ("23/11/2026 08:43:19 refused", "refused"),
            ("can't open /home/bob/app/settings.json", "can't open app/settings.json"),
            (r"C:\Users\Bob Ray\app.exe", r"Ray\app.exe"),
            ("commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is bad", "commit is bad"),
        ] {
            assert_eq!(stripped(text), left);
        }
        assert!(ALWAYS.is_some() && WHERE_PASTED.is_some(), "the patterns are well formed");
    }

    #[test]
    fn line_numbers_go_only_from_what_was_pasted() {
        assert_eq!(stripped("fill in line 42"), "fill in line 42");
        assert_eq!(
            stripped("TypeError: x is null\n    at pay (checkout.js:42:17)"),
            "TypeError: x is null at pay (checkout.js"
        );
        assert_eq!(
            stripped("Traceback most recent call last File app.py, line 42, in main raise ValueError no such account"),
            "Traceback most recent call last File app.py, , in main raise ValueError no such account"
        );
    }

    #[test]
    fn what_people_type_stays() {
        for text in
            ["ERR_042", "version 2.5.1", "decade", "feedback deadbeef", "10:30", "24/7", "CN 23", "ups.com/home/x"]
        {
            assert_eq!(stripped(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_text_keeps_its_length(text in "\\PC{0,80}") {
            proptest::prop_assert_eq!(without(&text, &volatile(&text)).len(), text.len());
        }
    }
}
