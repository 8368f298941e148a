//! The furniture of a help page, told by its words in many languages: reading time, breadcrumbs, feedback, footers.
//!
//! A page's furniture is dropped and reported; so a line is only called furniture when it is short and says little else.

mod vocabulary;

use crate::guide::import::folding::fold;
use vocabulary::{
    AGO, ANSWERS, AUTHOR, BY, CONTENTS, COOKIES, FEEDBACK, FEEDBACK_PROMPTS, FOOTER, MINUTES, NAVIGATION,
    NOTICE_TITLES, NOTICES, PAGE, READING, RELATED, UPDATED,
};

/// Two numbers of one count are so near, in characters.
const FARTHEST_NUMBERS: usize = 24;

/// What a line of furniture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chrome {
    /// "3 min read".
    ReadingTime,
    /// "Updated 3 days ago".
    Updated,
    /// "Written by …".
    Author,
    /// "In this article": the titles of the steps follow.
    Contents,
    /// "Was this article helpful?".
    Feedback,
    /// "Yes", "👍": what may be answered to it.
    FeedbackAnswer,
    /// "Related articles": titles of other pages follow.
    Related,
    /// "© 2026 …".
    Footer,
    Cookies,
    /// "Home > Shipping", "Skip to main content".
    Navigation,
}

/// What a line is when it is furniture.
#[must_use]
pub fn classify(text: &str) -> Option<Chrome> {
    let folded = fold(text);
    let length = folded.chars().count();
    let line = folded.trim_matches(|character: char| character.is_whitespace() || ":-–—•*".contains(character));
    if length > 300 {
        return None;
    }
    let kind = if length <= 40 && is_reading_time(line) {
        Chrome::ReadingTime
    } else if length <= 80 && begins(line, &UPDATED) && names_a_day(line) {
        Chrome::Updated
    } else if length <= 100 && is_feedback(line) {
        Chrome::Feedback
    } else if length <= 60 && is_feedback_answer(line) {
        Chrome::FeedbackAnswer
    } else if length <= 40 && CONTENTS.iter().any(|phrase| line == phrase) {
        Chrome::Contents
    } else if length <= 50 && RELATED.iter().any(|phrase| line == phrase) {
        Chrome::Related
    } else if length <= 200 && is_footer(line) {
        Chrome::Footer
    } else if line.contains("cookie") && COOKIES.iter().any(|phrase| line.contains(phrase)) {
        Chrome::Cookies
    } else if length <= 60 && (begins(line, &AUTHOR) || is_byline(text)) {
        Chrome::Author
    } else if length <= 120 && (is_breadcrumb(text) || NAVIGATION.iter().any(|phrase| line == phrase)) {
        Chrome::Navigation
    } else {
        return None;
    };
    Some(kind)
}

/// Whether a heading is that of a box beside the text: "Note", "Achtung!".
#[must_use]
pub fn is_notice(heading: &str) -> bool {
    let folded = fold(heading);
    let words = folded.trim_matches(|character: char| !character.is_alphanumeric());
    words.chars().count() <= 24 && NOTICE_TITLES.iter().any(|notice| words == notice)
}

/// Whether a line names a place in a site: several short names with `>` or the like between them.
#[must_use]
pub fn is_breadcrumb(text: &str) -> bool {
    [" > ", " › ", " » ", " / ", " → ", " • ", " | "].iter().any(|separator| {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.len() >= 2
            && parts.iter().all(|part| !part.trim().is_empty() && part.chars().count() <= 60)
            && (parts.len() >= 3 || NAVIGATION.iter().any(|phrase| fold(parts[0]) == *phrase))
    })
}

/// The last name of a breadcrumb line: mostly the page's title.
#[must_use]
pub fn breadcrumb_end(text: &str) -> &str {
    text.rsplit([">", "›", "»", "/", "→", "•", "|"].map(|separator| separator.chars().next().unwrap_or('>')))
        .next()
        .unwrap_or_default()
        .trim()
}

fn begins(line: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        line.strip_prefix(phrase.as_str())
            .is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphabetic() || !next.is_ascii()))
    })
}

fn names_a_day(line: &str) -> bool {
    line.chars().any(char::is_numeric) || AGO.iter().any(|word| line.contains(word.as_str()))
}

/// Links of a footer stand alone or in a row; a notice may go on.
fn is_footer(line: &str) -> bool {
    line.starts_with('©')
        || begins(line, &NOTICES)
        || is_page_number(line)
        || line.split(['|', '·', '•']).all(|part| FOOTER.iter().any(|phrase| part.trim() == phrase))
}

/// "Page 2 of 3".
fn is_page_number(line: &str) -> bool {
    let mut parts = line.split([' ', '/']).filter(|part| !part.is_empty());
    let is_page = parts.next().is_some_and(|first| PAGE.iter().any(|word| first == word));
    let (numbers, words): (Vec<&str>, Vec<&str>) =
        parts.partition(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    is_page && numbers.len() == 2 && words.len() <= 1 && words.iter().all(|word| word.chars().count() <= 3)
}

/// "By Ada Lovelace": a preposition and names.
fn is_byline(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let preposition = words.next().is_some_and(|first| BY.iter().any(|word| fold(first) == *word));
    let names: Vec<&str> = words.collect();
    let is_name =
        |word: &&str| word.chars().next().is_some_and(char::is_uppercase) && !word.ends_with(['.', ',', ':', '?', '!']);
    preposition && (2..=3).contains(&names.len()) && names.iter().all(is_name)
}

fn is_reading_time(line: &str) -> bool {
    let digits = line.chars().filter(|character| character.is_numeric()).count();
    if digits == 0 || digits > 4 {
        return false;
    }
    let words: Vec<&str> =
        line.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let says_minutes = words.iter().any(|word| MINUTES.iter().any(|minute| word == minute))
        || ["分", "분", "นาที", "דק"].iter().any(|minute| line.contains(fold(minute).as_str()));
    // "3 min" alone, or with a word for reading: "Wait 3 minutes" is a step's text.
    says_minutes && (words.len() <= 1 || READING.iter().any(|word| line.contains(word.as_str())))
}

fn is_feedback(line: &str) -> bool {
    let asks = line.ends_with(['?', '？', '؟', ';']) || line.contains(['?', '？', '؟']) || line.ends_with("か。");
    (asks && FEEDBACK.iter().any(|word| line.contains(word.as_str())))
        || FEEDBACK_PROMPTS.iter().any(|phrase| line.starts_with(phrase.as_str()))
        || (asks_how_many(line) && FEEDBACK.iter().any(|word| line.contains(word.as_str())))
}

/// "12 out of 15 found this helpful": two numbers, near each other.
fn asks_how_many(line: &str) -> bool {
    let mut places = Vec::new();
    let mut was_digit = false;
    for (at, character) in line.chars().enumerate() {
        let is_digit = character.is_numeric();
        if is_digit && !was_digit {
            places.push(at);
        }
        was_digit = is_digit;
    }
    matches!(places.as_slice(), [first, second] if second - first <= FARTHEST_NUMBERS)
}

fn is_feedback_answer(line: &str) -> bool {
    let has_letters = line.chars().any(char::is_alphanumeric);
    if !has_letters {
        return line.chars().any(|character| u32::from(character) >= 0x2190) && line.chars().count() <= 12;
    }
    line.split([' ', '/', '|', '•', '·', ',']).filter(|word| word.chars().any(char::is_alphanumeric)).all(|word| {
        ANSWERS.iter().any(|answer| answer == word.trim_matches(|character: char| !character.is_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Chrome, classify, is_notice};

    #[test]
    fn furniture_is_told_in_many_languages() {
        for (line, kind) in [
            ("3 min read", Chrome::ReadingTime),
            ("3 min de lecture", Chrome::ReadingTime),
            ("Lesezeit: 3 Minuten", Chrome::ReadingTime),
            ("5 minute read", Chrome::ReadingTime),
            ("3分で読めます", Chrome::ReadingTime),
            ("Updated 3 days ago", Chrome::Updated),
            ("Dernière mise à jour : 12 mars 2026", Chrome::Updated),
            ("Written by Ada Lovelace", Chrome::Author),
            ("Par Jean Dupont", Chrome::Author),
            ("Updated over a week ago", Chrome::Updated),
            ("Privacy policy | Terms of use", Chrome::Footer),
            ("All rights reserved by Acme", Chrome::Footer),
            ("Table of contents", Chrome::Contents),
            ("Dans cet article :", Chrome::Contents),
            ("Ce guide vous a-t-il été utile ?", Chrome::Feedback),
            ("Was this article helpful?", Chrome::Feedback),
            ("War dieser Artikel hilfreich?", Chrome::Feedback),
            ("¿Te ha resultado útil este artículo?", Chrome::Feedback),
            ("この記事は役に立ちましたか？", Chrome::Feedback),
            ("12 out of 15 found this helpful", Chrome::Feedback),
            ("3 personnes sur 4 ont trouvé cela utile", Chrome::Feedback),
            ("4 von 5 Personen fanden dies hilfreich", Chrome::Feedback),
            ("Vous avez d’autres questions ? Envoyer une demande", Chrome::Feedback),
            ("Page 2 of 3", Chrome::Footer),
            ("Seite 1/2", Chrome::Footer),
            ("没有帮助", Chrome::FeedbackAnswer),
            ("Yes / No", Chrome::FeedbackAnswer),
            ("👍 👎", Chrome::FeedbackAnswer),
            ("Related articles", Chrome::Related),
            ("© 2026 Parcelyard", Chrome::Footer),
            ("We use cookies to improve your visit", Chrome::Cookies),
            ("Home > Shipping > Labels", Chrome::Navigation),
        ] {
            assert_eq!(classify(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn boxes_are_told_by_their_titles() {
        for title in ["Note", "Warning!", "Hinweis:", "Remarque :", "⚠ Attention", "注意", "ملاحظة"] {
            assert!(is_notice(title), "{title}");
        }
        for title in ["Notes on packing", "Warning labels", "Important numbers", "Tips"] {
            assert!(!is_notice(title), "{title}");
        }
    }

    #[test]
    fn text_is_not_furniture() {
        for line in [
            "Wait 3 minutes before you read the result aloud to the caller on the other line",
            "Wait 5 minutes",
            "Updated addresses are shown in bold",
            "Open Settings > Printing and choose a size.",
            "Delete the cookies of the site, then sign in again.",
            "Contents of the parcel",
            "Page through the 3 lists",
            "Steps 2 and 3 are not for everyone",
            "Related settings are on the next page.",
            "Privacy policy settings",
            "By default, Nothing is printed",
            "Comment obtenir de l'aide ?",
            "Wie kann ich Hilfe bekommen?",
            "Is the label helpful to the carrier when it is printed in colour? Ask them, since some carriers do not read these.",
        ] {
            assert_eq!(classify(line), None, "{line}");
        }
    }
}
