//! What says nothing new in a step: the caption under a picture that repeats the title, and an address given twice.

use crate::guide::import::folding::{fold, words};

/// Words that captions put before or after the title.
const PICTURE_WORDS: [&str; 26] = [
    "image",
    "images",
    "screenshot",
    "screen",
    "shot",
    "picture",
    "photo",
    "figure",
    "fig",
    "gif",
    "png",
    "jpg",
    "of",
    "capture",
    "d",
    "ecran",
    "de",
    "l",
    "bild",
    "abbildung",
    "von",
    "captura",
    "pantalla",
    "imagen",
    "immagine",
    "schermata",
];

/// Whether a line only repeats the title: the same words, with words for "picture" around them, cut off by an ellipsis,
/// or with one small word changed.
#[must_use]
pub fn repeats_title(line: &str, title: &str) -> bool {
    let line_words = words(line);
    let title_words = words(title);
    if title_words.is_empty() || line_words.is_empty() {
        return false;
    }
    if line_words == title_words {
        return true;
    }
    let is_picture_word = |word: &String| PICTURE_WORDS.contains(&word.as_str()) || word.parse::<u16>().is_ok();
    if let Some(at) = find(&line_words, &title_words) {
        return line_words[..at].iter().all(is_picture_word)
            && line_words[at + title_words.len()..].iter().all(is_picture_word);
    }
    let is_cut_off = fold(line).ends_with("...") || line.trim_end().ends_with('…');
    if is_cut_off && line_words.len() >= 3 {
        let whole = line_words.len() - 1;
        return title_words.len() >= whole
            && title_words[..whole] == line_words[..whole]
            && title_words.get(whole).is_none_or(|word| word.starts_with(&line_words[whole]));
    }
    is_nearly(&line_words, &title_words)
}

/// Where a run of words stands in another.
fn find(words: &[String], run: &[String]) -> Option<usize> {
    words.windows(run.len()).position(|window| window == run)
}

/// Whether two titles of at least four words differ in one short word or in the spelling of one long one. A number or a single
/// letter ("option A", "option B") is a difference that matters.
fn is_nearly(left: &[String], right: &[String]) -> bool {
    if left.len().min(right.len()) < 4 {
        return false;
    }
    let same_head = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let left_rest = &left[same_head..];
    let right_rest = &right[same_head..];
    let same_tail = left_rest.iter().rev().zip(right_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let changed = (&left_rest[..left_rest.len() - same_tail], &right_rest[..right_rest.len() - same_tail]);
    let is_small = |word: &String| {
        (2..=4).contains(&word.chars().count())
            && word.chars().all(char::is_alphabetic)
            && !NEGATIONS.contains(&word.as_str())
    };
    match changed {
        ([], [word]) | ([word], []) => is_small(word),
        ([one], [other]) => (is_small(one) && is_small(other)) || is_misspelling(one, other),
        _ => false,
    }
}

/// Small words that turn a sentence around.
const NEGATIONS: [&str; 18] = [
    "not", "no", "non", "pas", "ne", "nur", "nie", "kein", "on", "off", "in", "out", "up", "down", "aus", "ein", "sin",
    "con",
];

/// One letter more, less or other in a word of at least five.
fn is_misspelling(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < 5 || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(&other).take_while(|(left, right)| left == right).count();
    let most = one.len().min(other.len()) - head;
    let tail = one.iter().rev().zip(other.iter().rev()).take(most).take_while(|(left, right)| left == right).count();
    one.len().max(other.len()) - head - tail <= 1 && one.iter().chain(&other).all(|character| character.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::repeats_title;

    #[test]
    fn captions_repeat_their_title() {
        let title = "Locate your UPS Account Number";
        for line in [
            "Locate your UPS Account Number",
            "locate your ups account number.",
            "Screenshot of Locate your UPS Account Number",
            "Image 3: Locate your UPS account number",
            "Locate your UPS Acc…",
            "Locate the UPS Account Number",
            "Locate your UPS Acount Number",
        ] {
            assert!(repeats_title(line, title), "{line}");
        }
    }

    #[test]
    fn what_says_something_else_is_kept() {
        for (line, title) in [
            ("Select the option B now", "Select the option A now"),
            ("Locate your UPS Account Number on the page", "Locate your UPS Account Number"),
            ("Turn the label printer off", "Turn the label printer on"),
            ("Save", "Cancel"),
            ("", "Save"),
            ("Print 3 labels for this order", "Print 4 labels for this order"),
            ("Do not close the window yet", "Do now close the window yet"),
        ] {
            assert!(!repeats_title(line, title), "{line}");
        }
    }
}
