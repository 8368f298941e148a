//! Folding: the spelling under which a word is looked up, without case, accents, compatibility forms or invisible characters.

use crate::language::Script;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

/// A word in lower case and composed form (NFKC), accents kept, invisible characters dropped: what a stemmer takes.
#[must_use]
pub fn normalize(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut normalized = String::with_capacity(word.len());
    for character in word.nfkc().filter(|&character| !is_invisible(character)) {
        match character {
            // Lower-cased by the Unicode rules, a dotted capital leaves a combining dot behind.
            'İ' => normalized.push('i'),
            _ => normalized.extend(character.to_lowercase()),
        }
    }
    // Lower-casing may leave a sequence that composes.
    if normalized.chars().any(is_combining_mark) { normalized.nfc().collect() } else { normalized }
}

/// A normalized word without accents, and with letters that people type in two ways written in one.
///
/// Marks that are letters of their own script (Indic vowels, Thai tones, Japanese voicing) stay.
#[must_use]
pub fn fold(normalized: &str) -> String {
    if normalized.is_ascii() {
        return normalized.to_owned();
    }
    let mut folded = String::with_capacity(normalized.len());
    for character in normalized.chars() {
        fold_character(character, &mut folded);
    }
    folded
}

fn fold_character(character: char, folded: &mut String) {
    match character {
        _ if character.is_ascii() => folded.push(character),
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ŋ' => folded.push('n'),
        'ς' => folded.push('σ'),
        // These are letters of their own that nobody leaves out.
        'й' | 'ї' | 'ў' => folded.push(character),
        'آ' | 'أ' | 'إ' | 'ٱ' => folded.push('ا'),
        'ة' => folded.push('ه'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        // Tatweel, vowel signs of Arabic and Hebrew.
        '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{591}'..='\u{5C7}' => {}
        '٠'..='٩' => folded.push(ascii_digit(character, '٠')),
        '۰'..='۹' => folded.push(ascii_digit(character, '۰')),
        '०'..='९' => folded.push(ascii_digit(character, '०')),
        _ => match Script::of(character) {
            Some(Script::Latin | Script::Greek | Script::Cyrillic) => decompose_canonical(character, |part| {
                if canonical_combining_class(part) == 0 {
                    folded.push(part);
                }
            }),
            None if is_latin_accent(character) => {}
            _ => folded.push(character),
        },
    }
}

fn ascii_digit(digit: char, zero: char) -> char {
    char::from_digit(u32::from(digit) - u32::from(zero), 10).unwrap_or(digit)
}

/// The combining accents that stand after Latin, Greek and Cyrillic letters.
fn is_latin_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}')
}

/// Characters that take no place on the page and that people do not type: joiners, marks of direction, soft hyphens.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        fold(&normalize(word))
    }

    #[test]
    fn composed_and_decomposed_spellings_fold_alike() {
        assert_eq!(folded("numéro"), "numero");
        assert_eq!(folded("nume\u{301}ro"), "numero");
        assert_eq!(folded("NUMÉRO"), "numero");
    }

    #[test]
    fn letters_of_other_scripts_keep_their_marks() {
        assert_eq!(folded("हिन्दी"), "हिन्दी");
        assert_eq!(folded("ที่"), "ที่".nfkc().collect::<String>());
        assert_eq!(folded("が"), "が");
        assert_eq!(folded("한국어"), "한국어");
        assert_eq!(folded("й"), "й");
    }

    #[test]
    fn letters_typed_in_two_ways_become_one() {
        assert_eq!(folded("Straße"), "strasse");
        assert_eq!(folded("ISTANBUL"), "istanbul");
        assert_eq!(folded("İstanbul"), "istanbul");
        assert_eq!(folded("ё"), "е");
        assert_eq!(folded("ΣΊΣΥΦΟΣ"), "σισυφοσ");
        assert_eq!(folded("ﬁle"), "file");
        assert_eq!(folded("soft\u{AD}hyphen\u{200B}"), "softhyphen");
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_is_folding_once(word in "\\PC{0,12}") {
            let once = folded(&word);
            proptest::prop_assert_eq!(folded(&once), once);
        }
    }
}
