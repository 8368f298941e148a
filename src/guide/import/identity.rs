//! What a page is called and which language it is in, when nobody says so.

use crate::guide::import::folding::{fold, words};
use crate::language::Language;
use std::collections::HashSet;
use std::fmt::Write as _;

/// The longest id that is derived, in characters; it is cut between words.
const MAX_ID: usize = 80;
/// Fewer letters than this say too little about a language.
const ENOUGH_LETTERS: usize = 40;

/// An id for a guide from its title: ASCII words joined by dashes (`Où est l’étiquette ?` is `ou-est-l-etiquette`).
/// A title without any ASCII letter or digit gets `guide-` and a number made from it, the same each time.
#[must_use]
pub fn derive_id(title: &str) -> String {
    let mut id = String::new();
    for character in fold(title).chars() {
        match character {
            'a'..='z' | '0'..='9' => id.push(character),
            'ß' => id.push_str("ss"),
            'æ' => id.push_str("ae"),
            'œ' => id.push_str("oe"),
            'ø' => id.push('o'),
            'đ' | 'ð' => id.push('d'),
            'ł' => id.push('l'),
            'ı' => id.push('i'),
            'þ' => id.push_str("th"),
            _ if !id.ends_with('-') && !id.is_empty() => id.push('-'),
            _ => {}
        }
    }
    while id.len() > MAX_ID {
        let cut = id.rfind('-').filter(|at| *at > 0).unwrap_or(MAX_ID);
        id.truncate(cut.min(id.len() - 1));
    }
    let id = id.trim_matches('-');
    let letters = title.chars().filter(|character| character.is_alphabetic()).count();
    let kept = id.chars().filter(char::is_ascii_alphabetic).count();
    // "UPS" out of a whole Japanese title would be the id of every page about UPS.
    if kept * 2 >= letters && !id.is_empty() {
        return id.to_owned();
    }
    let mut derived = if id.is_empty() { "guide".to_owned() } else { id.to_owned() };
    let _ = write!(derived, "-{:08x}", fingerprint(&fold(title)));
    derived
}

/// FNV-1a, 32 bits: short, and the same on every machine and in every version.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The language of a page: that of its titles, which are translated first, else that of all its text.
/// `None` when there is too little to tell.
#[must_use]
pub fn detect_language(titles: &str, text: &str) -> Option<&'static str> {
    by_function_words(titles)
        .or_else(|| by_letters(titles).filter(|_| letters(titles) >= ENOUGH_LETTERS))
        .or_else(|| by_function_words(&format!("{titles}\n{text}")))
        .or_else(|| by_letters(&format!("{titles}\n{text}")))
        .map(Language::tag)
}

/// The language that most small words are of, when there are at least two; titles are too short for anything else.
/// Of languages that share them, the one that the letters speak for.
fn by_function_words(text: &str) -> Option<Language> {
    let words = words(text);
    let count = |language: Language| {
        let known: HashSet<&str> = language.function_words().split_whitespace().collect();
        words.iter().filter(|word| known.contains(word.as_str())).count()
    };
    let counts: Vec<(usize, Language)> = Language::all().map(|language| (count(language), language)).collect();
    let most = counts.iter().map(|(count, _)| *count).max().filter(|most| *most >= 2)?;
    let best: Vec<Language> =
        counts.iter().filter(|(count, _)| *count == most).map(|(_, language)| *language).collect();
    match best.as_slice() {
        [only] => Some(*only),
        _ => by_letters(text).filter(|language| best.contains(language)),
    }
}

fn by_letters(text: &str) -> Option<Language> {
    let language = Language::from_whatlang(whatlang::detect(text)?.lang());
    (language != Language::UNKNOWN).then_some(language)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).count()
}

/// A BCP 47 tag in its usual case: `pt-br` is `pt-BR`, `zh_hant` is `zh-Hant`. `None` when it is none.
#[must_use]
pub fn tidy_tag(tag: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (at, part) in tag.trim().split(['-', '_']).enumerate() {
        let is_word = (1..=8).contains(&part.len()) && part.chars().all(|character| character.is_ascii_alphanumeric());
        if !is_word {
            return None;
        }
        parts.push(match part.len() {
            2 if at > 0 => part.to_ascii_uppercase(),
            4 if at > 0 => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
            _ => part.to_ascii_lowercase(),
        });
    }
    let primary = parts.first()?;
    let is_primary =
        (2..=3).contains(&primary.len()) && primary.chars().all(|character| character.is_ascii_alphabetic());
    is_primary.then(|| parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{derive_id, detect_language, tidy_tag};
    use proptest::prelude::*;

    #[test]
    fn ids_are_ascii_words() {
        assert_eq!(derive_id("Où est l’étiquette ?"), "ou-est-l-etiquette");
        assert_eq!(derive_id("Größe & Maße"), "grosse-masse");
        assert_eq!(derive_id("  UPS: Account-Number  "), "ups-account-number");
        assert_eq!(derive_id("Łódź, Đà Nẵng"), "lodz-da-nang");
        assert_eq!(derive_id("../../etc/passwd"), "etc-passwd");
    }

    #[test]
    fn titles_in_other_scripts_get_distinct_and_stable_ids() {
        assert_eq!(derive_id("印刷する"), derive_id("印刷する"));
        assert_ne!(derive_id("印刷する"), derive_id("保存する"));
        assert!(derive_id("印刷する").starts_with("guide-"));
        assert!(derive_id("UPSのアカウント番号を確認する").starts_with("ups-"));
        assert_ne!(derive_id("UPSのアカウント番号を確認する"), derive_id("UPSのラベルを印刷する方法について"));
        assert!(derive_id("").starts_with("guide-"));
    }

    #[test]
    fn titles_decide_the_language() {
        let titles = "Comment imprimer une étiquette ?\nOuvrez les réglages\nVérifiez le format du papier";
        let body =
            "Open the settings page and choose the size of the labels that are in the printer. Then print a test page.";
        assert_eq!(detect_language(titles, &body.repeat(5)), Some("fr"));
        assert_eq!(detect_language("UPS", body), Some("en"));
        assert_eq!(detect_language("Start here", "Do it, and then have a look at the page."), Some("en"));
        assert_eq!(detect_language("Etikett drucken", "Das ist es."), Some("de"));
        assert_eq!(detect_language("印刷する方法", ""), Some("ja"));
        assert_eq!(detect_language("", ""), None);
    }

    #[test]
    fn tags_are_tidied() {
        assert_eq!(tidy_tag("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!(tidy_tag("ZH_hant_tw").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(tidy_tag("en").as_deref(), Some("en"));
        for tag in ["", "e", "../x", "english language", "fr/", "1234"] {
            assert_eq!(tidy_tag(tag), None, "{tag}");
        }
    }

    proptest! {
        #[test]
        fn any_title_gives_a_usable_id(title in ".{0,200}") {
            let id = derive_id(&title);
            prop_assert!(!id.is_empty() && id.len() <= 100);
            prop_assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            prop_assert!(!id.starts_with('-') && !id.ends_with('-'));
        }
    }
}
