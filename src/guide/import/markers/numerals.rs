//! Numbers at the beginning of a text: in digits of any script, in Chinese numerals, or spelled out.

use crate::guide::import::folding::{fold, fold_all};
use std::sync::LazyLock;

/// The deepest and the largest number that is taken for a step's.
const MAX_DEPTH: usize = 5;
const MAX_NUMBER: u32 = 999;

/// Whether a number begins here, in digits or as a numeral.
#[must_use]
pub fn begins_numeral(text: &str) -> bool {
    text.chars().next().and_then(digit_of).is_some() || leading_numeral(text).is_some()
}

/// A numeral up to 99, and its length in bytes: `十二`, or a whole word such as `two`.
#[must_use]
pub fn leading_numeral(text: &str) -> Option<(u32, usize)> {
    chinese_numeral(text).or_else(|| {
        let end = text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len());
        let word = fold(&text[..end]);
        let value = SPELLED.iter().find_map(|words| words.iter().position(|known| *known == word))?;
        Some((u32::try_from(value).ok()? + 1, end))
    })
}

fn chinese_numeral(text: &str) -> Option<(u32, usize)> {
    let length: usize = text.chars().take_while(|digit| CHINESE.contains(*digit)).map(char::len_utf8).sum();
    let digits: Vec<u32> = text[..length]
        .chars()
        .filter_map(|digit| CHINESE.find(digit))
        .map(|at| (at / '一'.len_utf8()) as u32 + 1)
        .collect();
    let value = match digits.as_slice() {
        [ones] => *ones,
        [10, ones] if *ones < 10 => 10 + ones,
        [tens, 10] if *tens < 10 => tens * 10,
        [tens, 10, ones] if *tens < 10 && *ones < 10 => tens * 10 + ones,
        _ => return None,
    };
    Some((value, length))
}

/// The numerals from one to ten.
const CHINESE: &str = "一二三四五六七八九十";

/// The words from one to ten, by language.
static SPELLED: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    [
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
        ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"],
        ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
        ["uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"],
        ["um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"],
        ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"],
    ]
    .iter()
    .map(|words| fold_all(words))
    .collect()
});

/// A dotted number at the beginning, in any digits, and its length in bytes.
#[must_use]
pub fn leading_number(text: &str) -> Option<(Vec<u32>, usize)> {
    let mut number = Vec::new();
    let mut length = 0;
    loop {
        let (part, digits) = leading_digits(&text[length..])?;
        number.push(part);
        length += digits;
        let has_more =
            text[length..].strip_prefix('.').is_some_and(|rest| rest.chars().next().and_then(digit_of).is_some());
        if !has_more {
            break;
        }
        length += 1;
    }
    let is_step = number.len() <= MAX_DEPTH && number.iter().all(|part| (1..=MAX_NUMBER).contains(part));
    is_step.then_some((number, length))
}

fn leading_digits(text: &str) -> Option<(u32, usize)> {
    let mut value: u32 = 0;
    let mut length = 0;
    for character in text.chars() {
        let Some(digit) = digit_of(character) else { break };
        value = value.checked_mul(10)?.checked_add(digit)?;
        length += character.len_utf8();
    }
    (length > 0).then_some((value, length))
}

/// The value of a decimal digit: Latin, full-width, Arabic, Persian, Devanagari.
fn digit_of(character: char) -> Option<u32> {
    let zero = match u32::from(character) {
        0x30..=0x39 => 0x30,
        0xFF10..=0xFF19 => 0xFF10,
        0x660..=0x669 => 0x660,
        0x6F0..=0x6F9 => 0x6F0,
        0x966..=0x96F => 0x966,
        _ => return None,
    };
    Some(u32::from(character) - zero)
}
