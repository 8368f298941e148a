//! Questions that others asked often and with success, as completions of what is being typed.

use crate::language::fold::{fold, normalize};
use crate::search::highlight::marked;
use crate::search::suggest::{Suggestion, SuggestionKind};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// At most one suggestion in so many is a question: titles say what is there.
const QUESTIONS_ONE_IN: usize = 3;

/// A question, how many visitors asked it, and the language of most of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequentQuestion {
    pub text: String,
    pub lang: String,
    pub visitors: i64,
}

/// The questions that may be offered, ready to be compared with what is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrequentQuestions(Vec<Known>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    question: FrequentQuestion,
    /// The folded words and where they stand in the text.
    words: Vec<(String, Range<usize>)>,
}

impl FrequentQuestions {
    /// The questions, in any order.
    #[must_use]
    pub fn of(questions: Vec<FrequentQuestion>) -> FrequentQuestions {
        let mut known: Vec<Known> = questions
            .into_iter()
            .map(|question| Known { words: folded_words(&question.text), question })
            .filter(|known| !known.words.is_empty())
            .collect();
        known.sort_by(|one, other| {
            (other.question.visitors, &one.question.text).cmp(&(one.question.visitors, &other.question.text))
        });
        FrequentQuestions(known)
    }

    /// The questions that complete what was typed, a few at most, and then the titles that do, `limit` in all.
    #[must_use]
    pub fn before(&self, titles: Vec<Suggestion>, typed: &str, languages: &[String], limit: usize) -> Vec<Suggestion> {
        let mut suggestions = self.completing(typed, languages, limit.div_ceil(QUESTIONS_ONE_IN));
        let known: Vec<String> = suggestions.iter().map(|question| same_text(&question.text)).collect();
        suggestions.extend(titles.into_iter().filter(|title| !known.contains(&same_text(&title.text))));
        suggestions.truncate(limit);
        suggestions
    }

    /// The questions that have every word that was typed, the last perhaps unfinished; those that begin so first, then
    /// those of most visitors. Only questions in one of the languages are offered: nobody is to be led into another.
    #[must_use]
    pub fn completing(&self, typed: &str, languages: &[String], most: usize) -> Vec<Suggestion> {
        /// What is shorter begins too many questions.
        const SHORTEST: usize = 2;
        let words = folded_words(typed);
        if words.iter().map(|(word, _)| word.chars().count()).sum::<usize>() < SHORTEST {
            return Vec::new();
        }
        let is_unfinished = typed.chars().next_back().is_some_and(char::is_alphanumeric);
        let in_language = |known: &&Known| languages.iter().any(|tag| tag.eq_ignore_ascii_case(&known.question.lang));
        let mut found: Vec<(bool, &Known, Vec<Range<usize>>)> = self
            .0
            .iter()
            .filter(in_language)
            .filter_map(|known| {
                let (begins_so, marks) = known.matches(&words, is_unfinished)?;
                Some((!begins_so, known, marks))
            })
            .collect();
        // A stable sort: within both, those of most visitors stay first.
        found.sort_by_key(|(begins_otherwise, ..)| *begins_otherwise);
        found.into_iter().take(most).map(|(_, known, marks)| known.suggestion(&marks)).collect()
    }
}

impl Known {
    /// Whether it begins with what was typed, and which of its words were.
    fn matches(&self, typed: &[(String, Range<usize>)], is_unfinished: bool) -> Option<(bool, Vec<Range<usize>>)> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        let mut begins_so = true;
        for (at, (word, _)) in typed.iter().enumerate() {
            let may_go_on = is_unfinished && at + 1 == typed.len();
            let fits = |own: &str| if may_go_on { own.starts_with(word.as_str()) } else { own == word };
            begins_so &= self.words.get(at).is_some_and(|(own, _)| fits(own));
            let (_, range) = self.words.iter().find(|(own, range)| fits(own) && !marks.contains(range))?;
            marks.push(range.clone());
        }
        // What is typed in full needs no completion.
        if typed.len() == self.words.len() && typed.iter().zip(&self.words).all(|((one, _), (other, _))| one == other) {
            return None;
        }
        marks.sort_by_key(|range| range.start);
        Some((begins_so, marks))
    }

    fn suggestion(&self, marks: &[Range<usize>]) -> Suggestion {
        let FrequentQuestion { text, lang, .. } = &self.question;
        Suggestion {
            highlight: marked(text, 0..text.len(), marks),
            url: format!("/?q={}&lang={lang}", utf8_percent_encode(text, NON_ALPHANUMERIC)),
            lang: lang.clone(),
            kind: SuggestionKind::Query,
            text: text.clone(),
        }
    }
}

/// Equal for texts that look the same to a reader.
pub(super) fn same_text(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn folded_words(text: &str) -> Vec<(String, Range<usize>)> {
    text.unicode_word_indices().map(|(at, word)| (fold(&normalize(word)), at..at + word.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> FrequentQuestions {
        let question = |text: &str, lang: &str, visitors| FrequentQuestion {
            text: text.to_owned(),
            lang: lang.to_owned(),
            visitors,
        };
        FrequentQuestions::of(vec![
            question("numéro de compte ups", "fr", 5),
            question("où est mon colis", "fr", 9),
            question("compte bloqué", "fr", 3),
            question("colis <b>perdu", "fr", 7),
            question("account number", "en", 20),
        ])
    }

    fn texts(typed: &str, most: usize) -> Vec<String> {
        let languages = ["fr".to_owned()];
        questions().completing(typed, &languages, most).into_iter().map(|suggestion| suggestion.text).collect()
    }

    #[test]
    fn what_begins_so_comes_first_then_what_most_asked() {
        assert_eq!(texts("co", 9), ["colis <b>perdu", "compte bloqué", "où est mon colis", "numéro de compte ups"]);
        assert_eq!(texts("co", 1), ["colis <b>perdu"]);
        assert_eq!(texts("NUMERO de com", 9), ["numéro de compte ups"]);
        assert_eq!(texts("compte num", 9), ["numéro de compte ups"]);
    }

    #[test]
    fn what_says_too_little_or_all_is_not_completed() {
        for typed in ["", " ", "c", "?", "com ", "acc", "compte bloque"] {
            assert!(texts(typed, 9).is_empty(), "{typed}");
        }
    }

    #[test]
    fn a_question_is_shown_and_linked_as_text() {
        let suggestion = questions().completing("perd", &["fr".to_owned()], 1).remove(0);
        assert_eq!(suggestion.highlight, "colis &lt;b&gt;<mark>perdu</mark>");
        assert_eq!(suggestion.url, "/?q=colis%20%3Cb%3Eperdu&lang=fr");
        assert_eq!(suggestion.kind, SuggestionKind::Query);
    }
}
