//! Key combinations, however they are written: `Ctrl+Alt+T`, `Ctrl-Alt-T`, `Ctrl + Alt + T`, `<Ctrl><Alt>T`, `CtrlAltT`.

use std::ops::Range;

/// What a modifier is written as, and what it is looked up as; capitals and accents as on keyboards.
const MODIFIERS: [(&str, &str); 20] = [
    ("control", "ctrl"),
    ("ctrl", "ctrl"),
    ("ctl", "ctrl"),
    ("strg", "ctrl"),
    ("altgr", "altgr"),
    ("alt", "alt"),
    ("option", "option"),
    ("umschalt", "shift"),
    ("shift", "shift"),
    ("mayús", "shift"),
    ("mayus", "shift"),
    ("maiusc", "shift"),
    ("maj", "shift"),
    ("command", "cmd"),
    ("cmd", "cmd"),
    ("windows", "super"),
    ("win", "super"),
    ("super", "super"),
    ("meta", "super"),
    ("fn", "fn"),
];
/// Keys with names of several letters. A combination that is joined by hyphens or nothing must end with one of these, or
/// with a single character, since `Alt-Taste` and `SuperUser` are words.
const KEYS: [&str; 42] = [
    "tab",
    "enter",
    "return",
    "esc",
    "escape",
    "del",
    "delete",
    "ins",
    "insert",
    "home",
    "end",
    "page",
    "pageup",
    "pagedown",
    "pgup",
    "pgdn",
    "space",
    "backspace",
    "up",
    "down",
    "left",
    "right",
    "print",
    "printscreen",
    "prtsc",
    "pause",
    "break",
    "plus",
    "minus",
    "click",
    "entf",
    "einfg",
    "leertaste",
    "eingabe",
    "suppr",
    "echap",
    "espace",
    "entrée",
    "supr",
    "intro",
    "espacio",
    "invio",
];
/// Modifiers that are written without anything before the next key, with a capital.
const TIGHT: [&str; 8] = ["Ctrl", "Alt", "AltGr", "Shift", "Super", "Strg", "Maj", "Cmd"];
const MAX_KEY_CHARACTERS: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Plus,
    Hyphen,
    /// Nothing, or what encloses each key.
    Tight,
}

/// The key combinations of a text with what each is looked up as: its modifiers in the order of the alphabet, then its key.
pub fn combinations(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_modifier(text.as_bytes(), from) {
        from = start + 1;
        if !ends_in_word(text, start)
            && let Some((end, normal)) = combination(text, start)
        {
            found.push((start..end, normal));
            from = end.max(word_end(text, start));
        }
    }
    found
}

/// The next place where the first two letters may be those of a modifier, and no letter or digit in ASCII stands before
/// them: few words begin so, and every text is looked through.
fn next_modifier(text: &[u8], from: usize) -> Option<usize> {
    let mut is_in_word = from > 0 && text[from - 1].is_ascii_alphanumeric();
    for (offset, pair) in text.get(from..)?.windows(2).enumerate() {
        let (first, second) = (pair[0], pair[1]);
        if !is_in_word && begins_modifier(first) && may_follow(first, second) {
            return Some(from + offset);
        }
        is_in_word = first.is_ascii_alphanumeric();
    }
    None
}

/// Whether a modifier that begins with the one letter may go on with the other.
fn may_follow(first: u8, second: u8) -> bool {
    !second.is_ascii() || SECOND_LETTERS[usize::from((first | 0x20) - b'a')] & letter_bit(second) != 0
}

/// For each letter of the alphabet, the second letters of the modifiers that begin with it, a bit for each letter.
const SECOND_LETTERS: [u32; 26] = {
    let mut second = [0; 26];
    let mut at = 0;
    while at < MODIFIERS.len() {
        let written = MODIFIERS[at].0.as_bytes();
        second[(written[0] - b'a') as usize] |= letter_bit(written[1]);
        at += 1;
    }
    second
};

/// The bit of an ASCII letter, in either case; none of what is no letter.
const fn letter_bit(byte: u8) -> u32 {
    if byte.is_ascii_alphabetic() { 1 << ((byte | 0x20) - b'a') } else { 0 }
}

fn begins_modifier(byte: u8) -> bool {
    matches!(byte | 0x20, b'a' | b'c' | b'f' | b'm' | b'o' | b's' | b'u' | b'w')
}

/// Whether a letter or digit stands before a place.
fn ends_in_word(text: &str, at: usize) -> bool {
    match text.as_bytes()[..at].last() {
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric(),
        _ => text[..at].chars().next_back().is_some_and(char::is_alphanumeric),
    }
}

/// Where the letters and digits end that begin at a place.
fn word_end(text: &str, start: usize) -> usize {
    text[start..].find(|character: char| !character.is_alphanumeric()).map_or(text.len(), |length| start + length)
}

fn combination(text: &str, start: usize) -> Option<(usize, String)> {
    let (mut end, first) = modifier(text, start)?;
    let mut modifiers = vec![first];
    loop {
        let (next, join) = join(text, end)?;
        if join == Join::Tight && next == end && !TIGHT.iter().any(|tight| text[..end].ends_with(tight)) {
            return None;
        }
        // A modifier that is not followed by anything is itself the key.
        if let Some((after, modifier)) = modifier(text, next)
            && combination_goes_on(text, after)
        {
            modifiers.push(modifier);
            end = after;
            continue;
        }
        let (end, key) = key(text, next, join)?;
        let key = MODIFIERS.iter().find(|(written, _)| *written == key).map_or(key, |(_, normal)| (*normal).to_owned());
        modifiers.sort_unstable();
        modifiers.dedup();
        if modifiers.contains(&key.as_str()) {
            return None;
        }
        return Some((end, format!("{}+{key}", modifiers.join("+"))));
    }
}

fn combination_goes_on(text: &str, at: usize) -> bool {
    join(text, at).is_some_and(|(next, join)| modifier(text, next).is_some() || key(text, next, join).is_some())
}

/// The modifier at a place and where it ends.
fn modifier(text: &str, start: usize) -> Option<(usize, &'static str)> {
    let rest = &text[start..];
    let first = rest.bytes().next().filter(|byte| begins_modifier(*byte))?.to_ascii_lowercase();
    if !may_follow(first, *rest.as_bytes().get(1)?) {
        return None;
    }
    MODIFIERS.iter().filter(|(written, _)| written.as_bytes().first() == Some(&first)).find_map(|(written, normal)| {
        let mut letters = rest.chars();
        let is_written = written.chars().all(|letter| letters.next().is_some_and(|own| is_same_letter(own, letter)));
        is_written.then(|| (text.len() - letters.as_str().len(), *normal))
    })
}

/// Whether a letter is, in lower case, another.
fn is_same_letter(letter: char, lower: char) -> bool {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase() == lower;
    }
    let mut own = letter.to_lowercase();
    letter == lower || (own.next() == Some(lower) && own.next().is_none())
}

/// What joins two keys at a place, and where the next one begins.
fn join(text: &str, at: usize) -> Option<(usize, Join)> {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches(' ');
    if let Some(after) = trimmed.strip_prefix('+') {
        return Some((text.len() - after.trim_start_matches([' ', '<']).len(), Join::Plus));
    }
    if let Some(after) = rest.strip_prefix(['-', '\u{2010}', '\u{2011}']) {
        return Some((text.len() - after.len(), Join::Hyphen));
    }
    if let Some(after) = rest.strip_prefix('>') {
        return Some((text.len() - after.trim_start_matches('<').len(), Join::Tight));
    }
    let next = rest.chars().next()?;
    (next.is_uppercase() || next.is_ascii_digit() || is_arrow(next)).then_some((at, Join::Tight))
}

fn key(text: &str, start: usize, join: Join) -> Option<(usize, String)> {
    let end = word_end(text, start);
    if end == start {
        let is_symbol = |symbol: &char| is_arrow(*symbol) || (join != Join::Tight && "+=`~?/\\[],.;".contains(*symbol));
        let symbol = text[start..].chars().next().filter(is_symbol)?;
        return Some((start + symbol.len_utf8(), symbol.to_string()));
    }
    let key = text[start..end].to_lowercase();
    let length = key.chars().count();
    let is_function_key = key
        .strip_prefix('f')
        .and_then(|number| number.parse::<u8>().ok())
        .is_some_and(|number| (1..=24).contains(&number));
    let is_known = length == 1 || is_function_key || KEYS.contains(&key.as_str());
    let is_modifier = MODIFIERS.iter().any(|(written, _)| *written == key);
    let is_key = match join {
        Join::Plus => length <= MAX_KEY_CHARACTERS,
        Join::Hyphen => is_known || is_modifier,
        Join::Tight => is_known,
    };
    is_key.then_some((end, key))
}

fn is_arrow(character: char) -> bool {
    matches!(character, '←' | '↑' | '→' | '↓')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(text: &str) -> Vec<String> {
        combinations(text).into_iter().map(|(_, normal)| normal).collect()
    }

    #[test]
    fn one_combination_is_written_in_many_ways() {
        for text in ["Ctrl+Alt+T", "ctrl-alt-t", "Ctrl + Alt + T", "<Ctrl><Alt>T", "CtrlAltT", "press Alt+Control+T."] {
            assert_eq!(normals(text), ["alt+ctrl+t"], "{text}");
        }
        assert_eq!(normals("Strg+Umschalt+Entf"), ["ctrl+shift+entf"]);
        assert_eq!(normals("ShiftCtrlAlt→ and SuperPage Up"), ["alt+ctrl+shift+→", "super+page"]);
        assert_eq!(normals("Alt + Shift, Maj+F10, Mayús+A"), ["alt+shift", "shift+f10", "shift+a"]);
        assert_eq!(normals("Ctrl++ or Ctrl+="), ["ctrl++", "ctrl+="]);
        assert_eq!(normals("Calt+X éalt+X"), [""; 0]);
    }

    #[test]
    fn every_modifier_is_looked_for() {
        assert!(MODIFIERS.iter().all(|(written, _)| written.bytes().next().is_some_and(begins_modifier)));
    }

    #[test]
    fn words_are_no_combinations() {
        for text in [
            "Alt-Taste",
            "SuperUser",
            "Shift",
            "alternative",
            "Windows 11",
            "Win7",
            "Option1",
            "control-group",
            "ctrl",
            "Alt",
            "win-win",
        ] {
            assert_eq!(normals(text), [""; 0], "{text}");
        }
    }
}
