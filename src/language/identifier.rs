//! Identifiers in running text: e-mail and web addresses, paths, codes, versions, key combinations and menu paths, which
//! are the same whatever the language around them.
//!
//! They are looked up whole, in a form that forgives separators and case (`err042` finds `ERR_042`), beside their words.

mod keys;
mod menu;

use std::ops::Range;

/// Longer runs without a space are data, not identifiers; in bytes.
const MAX_IDENTIFIER_BYTES: usize = 256;
/// The most parts of one identifier.
const MAX_PARTS: usize = 6;

/// An identifier found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The form in which it is looked up.
    pub normal: String,
    pub kind: IdentifierKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierKind {
    Email,
    /// A web address or host name, with or without scheme.
    Url,
    Path,
    /// An error code, article number, version: letters and digits, or digits with separators, or joined by `_`.
    Code,
    /// Keys that are pressed together.
    Keys,
    /// A step of a menu path: the words at both sides of its mark.
    Menu,
    /// Words joined by hyphens, such as `e-mail`: no identifier in itself, but also typed as one word.
    Compound,
}

impl IdentifierKind {
    /// Whether the words in it mean no more than the identifier does: those of an address, but not those of a menu.
    #[must_use]
    pub fn owns_its_words(self) -> bool {
        !matches!(self, IdentifierKind::Compound | IdentifierKind::Menu)
    }
}

/// The identifiers of a text, in order of where they begin.
#[must_use]
pub fn identifiers(text: &str) -> Vec<Identifier> {
    let of_kind = |kind| move |(range, normal)| Identifier { range, normal, kind };
    let mut found: Vec<Identifier> = keys::combinations(text).into_iter().map(of_kind(IdentifierKind::Keys)).collect();
    let keys = found.len();
    let is_in_keys = |found: &[Identifier], one: &Identifier| {
        found[..keys].iter().any(|keys| keys.range.start < one.range.end && one.range.start < keys.range.end)
    };
    for identifier in menu::steps(text).into_iter().map(of_kind(IdentifierKind::Menu)).chain(in_chunks(text)) {
        if !is_in_keys(&found, &identifier) {
            found.push(identifier);
        }
    }
    found.sort_by_key(|identifier| (identifier.range.start, std::cmp::Reverse(identifier.range.end)));
    found
}

/// What an identifier may be found by when it isn't found itself, best first: of an address the host with less and less of
/// its path, of a path the name of the file.
#[must_use]
pub fn parts(kind: IdentifierKind, normal: &str) -> Vec<String> {
    match kind {
        IdentifierKind::Url => {
            let address = normal.split(['?', '#']).next().unwrap_or_default();
            let mut parts: Vec<String> = Vec::new();
            if address.len() < normal.len() {
                parts.push(address.trim_end_matches('/').to_owned());
            }
            parts.extend(address.rmatch_indices('/').map(|(at, _)| address[..at].to_owned()).take(MAX_PARTS));
            parts.retain(|part| !part.is_empty() && part != normal);
            parts
        }
        IdentifierKind::Path => {
            let name = normal.rsplit('/').next().unwrap_or_default();
            if name.contains('.') && name != normal { vec![name.to_owned()] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

fn in_chunks(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut is_plain = true;
        while let Some(&byte) = bytes.get(at) {
            match CLASSES[usize::from(byte)] {
                Class::Delimiter => break,
                Class::Telling => is_plain = false,
                Class::Plain => {}
            }
            at += 1;
        }
        if !is_plain && let Some(identifier) = identifier_in(text, start..at) {
            found.push(identifier);
        }
        at += 1;
    }
    found
}

/// What a byte says about the run of bytes it stands in.
#[derive(Clone, Copy)]
enum Class {
    /// Ends a run: spaces, controls, quotes and brackets; all ASCII, so that cutting there never splits a character.
    Delimiter,
    /// Stands in identifiers rather than in plain words.
    Telling,
    Plain,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            0..=b' ' | 127 => Class::Delimiter,
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|' | b'*' | b',' | b';' => {
                Class::Delimiter
            }
            b'0'..=b'9' | b'@' | b'.' | b'/' | b'\\' | b'_' | b'-' | b':' | b'#' => Class::Telling,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
};

fn identifier_in(text: &str, chunk: Range<usize>) -> Option<Identifier> {
    if chunk.len() > MAX_IDENTIFIER_BYTES {
        return None;
    }
    let whole = &text[chunk.clone()];
    let without_end = whole.trim_end_matches(|character: char| !character.is_alphanumeric() && character != '/');
    let trimmed =
        without_end.trim_start_matches(|character: char| !character.is_alphanumeric() && !"/\\".contains(character));
    if !trimmed.is_ascii() || trimmed.len() < 2 {
        return None;
    }
    let start = chunk.start + (without_end.len() - trimmed.len());
    let (kind, normal) = classify(trimmed)?;
    Some(Identifier { range: start..start + trimmed.len(), normal, kind })
}

fn classify(chunk: &str) -> Option<(IdentifierKind, String)> {
    let lower = chunk.to_ascii_lowercase();
    // `mailto:me@ups.com`, `from:me@ups.com`, `EMAIL=me@ups.com`.
    let address = lower.rsplit([':', '=']).next().filter(|address| is_email(address));
    if let Some(address) = address {
        return Some((IdentifierKind::Email, address.to_owned()));
    }
    let without_scheme = lower.split_once("://").map(|(_, rest)| rest);
    let host_and_path = without_scheme.unwrap_or(&lower);
    let normal_url = host_and_path.strip_prefix("www.").unwrap_or(host_and_path).trim_end_matches('/');
    if (without_scheme.is_some() && !normal_url.is_empty()) || is_host(normal_url.split(['/', '?', '#', ':']).next()?) {
        return Some((IdentifierKind::Url, normal_url.to_owned()));
    }
    let slashes = chunk.bytes().filter(|byte| b"/\\".contains(byte)).count();
    if slashes >= 2 || (slashes == 1 && (chunk.starts_with(['/', '\\']) || chunk.contains(":\\"))) {
        let normal = lower.replace('\\', "/").trim_matches('/').to_owned();
        return (!normal.is_empty()).then_some((IdentifierKind::Path, normal));
    }
    let letters = chunk.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let separators = chunk.len() - letters - digits;
    if let Some(version) = lower.strip_prefix('v').filter(|rest| is_version(rest) && rest.contains('.')) {
        return Some((IdentifierKind::Code, version.to_owned()));
    }
    if letters > 0 && (digits > 0 || chunk.contains('_')) {
        return Some((IdentifierKind::Code, squashed(&lower)));
    }
    if letters == 0 && digits > 0 && separators > 0 {
        return Some((IdentifierKind::Code, if is_version(&lower) { lower } else { squashed(&lower) }));
    }
    let is_compound = separators > 0
        && chunk.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    is_compound.then(|| (IdentifierKind::Compound, squashed(&lower)))
}

fn is_email(chunk: &str) -> bool {
    chunk.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && is_host(host)
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte))
    })
}

/// Labels joined by dots, the last one of letters: `ups.com`, `Node.js`, `settings.json`.
fn is_host(text: &str) -> bool {
    let mut labels = text.rsplit('.');
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    labels.next().is_some_and(|last| last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && labels.clone().next().is_some()
        && labels.all(is_label)
}

fn is_version(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit())
}

fn squashed(lower: &str) -> String {
    lower.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Vec<(IdentifierKind, String)> {
        identifiers(text).into_iter().map(|identifier| (identifier.kind, identifier.normal)).collect()
    }

    #[test]
    fn addresses_are_found_in_a_sentence() {
        assert_eq!(
            normal("Mail AccountConfirm@UPS.com."),
            [(IdentifierKind::Email, "accountconfirm@ups.com".to_owned())]
        );
        assert_eq!(
            normal("see https://www.ups.com/lasso/login/, please"),
            [(IdentifierKind::Url, "ups.com/lasso/login".to_owned())]
        );
        assert_eq!(normal("(ups.com)"), [(IdentifierKind::Url, "ups.com".to_owned())]);
        assert_eq!(
            normal("in /etc/hosts or C:\\Temp"),
            [(IdentifierKind::Path, "etc/hosts".to_owned()), (IdentifierKind::Path, "c:/temp".to_owned())]
        );
    }

    #[test]
    fn codes_forgive_separators_and_case() {
        for code in ["ERR_042", "err-042", "ERR042", "Err.042", "[ERR_042]:"] {
            assert_eq!(normal(code), [(IdentifierKind::Code, "err042".to_owned())], "{code}");
        }
        for version in ["version 2.5.1", "v2.5.1", "V2.5.1,"] {
            assert_eq!(normal(version), [(IdentifierKind::Code, "2.5.1".to_owned())], "{version}");
        }
        assert_eq!(normal("e-mail"), [(IdentifierKind::Compound, "email".to_owned())]);
    }

    #[test]
    fn plain_words_and_numbers_are_none() {
        assert_eq!(normal("Do you have 3 parcels? and/or l'étape - yes. Ok."), []);
    }

    #[test]
    fn an_unknown_identifier_has_parts() {
        assert_eq!(
            parts(IdentifierKind::Url, "ups.com/lasso/login?next=1"),
            ["ups.com/lasso/login", "ups.com/lasso", "ups.com"]
        );
        assert_eq!(parts(IdentifierKind::Path, "etc/app/settings.json"), ["settings.json"]);
        assert_eq!(parts(IdentifierKind::Code, "err042"), [""; 0]);
    }

    #[test]
    fn keys_and_menus_are_identifiers() {
        assert_eq!(
            normal("Press Ctrl+Alt+F1 in File > Save-as."),
            [
                (IdentifierKind::Keys, "alt+ctrl+f1".to_owned()),
                (IdentifierKind::Menu, "file>save".to_owned()),
                (IdentifierKind::Compound, "saveas".to_owned()),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_in_order_and_hold_text(text in "([\\PC]|Ctrl|Alt|[+> -]){0,40}") {
            let mut last = 0;
            for identifier in identifiers(&text) {
                proptest::prop_assert!(identifier.range.start >= last);
                proptest::prop_assert!(text.get(identifier.range.clone()).is_some());
                proptest::prop_assert!(!identifier.normal.is_empty());
                last = identifier.range.start;
            }
        }
    }
}
