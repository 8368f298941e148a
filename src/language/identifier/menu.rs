//! Menu paths: `File > Save as`. Where such a path begins and ends in a sentence can't be told, so what is looked up is
//! each mark with the word before and the word after it.

use crate::language::fold::{fold, normalize};
use crate::language::segment::is_apostrophe;
use std::ops::Range;

const MARKS: [&str; 8] = ["->", "=>", ">", "→", "▸", "›", "⇒", "»"];
/// What may stand between a mark and the word beside it, other than spaces: quotes, emphasis, the dots of a menu's entry.
const DECORATION: [char; 14] = ['*', '_', '"', '`', '“', '”', '„', '«', '»', '…', '.', '[', ']', ':'];

/// The steps of menu paths in a text, with what each is looked up as.
pub fn steps(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((mark_at, mark)) = next_mark(text, at) {
        at = mark_at + mark.len();
        if let Some(step) = step(text, mark_at, mark) {
            found.push(step);
        }
    }
    found
}

fn next_mark(text: &str, from: usize) -> Option<(usize, &'static str)> {
    // The first bytes of the marks.
    let may_begin = |byte: &u8| matches!(byte, b'>' | b'-' | b'=' | 0xC2 | 0xE2);
    let mut from = from;
    while let Some(offset) = text.as_bytes()[from..].iter().position(may_begin) {
        let at = from + offset;
        if let Some(mark) = MARKS.iter().find(|mark| text.as_bytes()[at..].starts_with(mark.as_bytes())) {
            return Some((at, mark));
        }
        from = at + 1;
    }
    None
}

fn step(text: &str, mark_at: usize, mark: &str) -> Option<(Range<usize>, String)> {
    let (before, after) = (&text[..mark_at], &text[mark_at + mark.len()..]);
    let has_space_before = before.ends_with(char::is_whitespace);
    let has_space_after = after.starts_with(char::is_whitespace);
    // The others also close quotations and stand for keys.
    let is_set_off = mark == ">" || (has_space_before && has_space_after);
    let is_between =
        |character: char| (character.is_whitespace() && character != '\n') || DECORATION.contains(&character);
    let left = before.trim_end_matches(is_between);
    let right = after.trim_start_matches(is_between);
    let is_word = |character: char| character.is_alphanumeric() || is_apostrophe(character);
    let left_start = left.trim_end_matches(is_word).len();
    let right_start = text.len() - right.len();
    let right_end = right_start + (right.len() - right.trim_start_matches(is_word).len());
    let (one, other) = (&text[left_start..left.len()], &text[right_start..right_end]);
    let has_letters = |word: &str| word.chars().any(char::is_alphabetic);
    (is_set_off && has_letters(one) && has_letters(other))
        .then(|| (left_start..right_end, format!("{}>{}", fold(&normalize(one)), fold(&normalize(other)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(text: &str) -> Vec<String> {
        steps(text).into_iter().map(|(_, normal)| normal).collect()
    }

    #[test]
    fn a_path_is_its_steps() {
        assert_eq!(normals("Choose File > Save as… > PDF, then go on"), ["file>save", "as>pdf"]);
        assert_eq!(
            normals("**Fichier** > **Enregistrer** ; Réglages → Écran"),
            ["fichier>enregistrer", "reglages>ecran"]
        );
        assert_eq!(normals("Publish>Deploy, Tools -> Script"), ["publish>deploy", "tools>script"]);
    }

    #[test]
    fn other_marks_are_none() {
        assert_eq!(normals(&"-".repeat(1_000_000)), [""; 0]);
        for text in ["la «Iglesia» y", "CtrlAlt→ and", "2 > 1", "> quoted", "x >", "a\n> b", "->", "well-known"] {
            assert_eq!(normals(text), [""; 0], "{text}");
        }
    }
}
