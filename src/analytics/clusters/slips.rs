//! Questions that are another one but for a slip of the keyboard: the words around it tell what was meant, however short it
//! is.

use crate::analytics::clusters::Question;
use crate::analytics::words::Word;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What was meant is asked by so many times the visitors; of two that are asked as often, none is the slip.
const TIMES_THE_VISITORS: i64 = 5;
/// Longer questions are pasted, not typed.
const MOST_WORDS: usize = 12;

/// A language, and the words around one.
type Context<'a> = (&'a str, Vec<&'a str>);

/// The places of questions that were mistyped, each with that of the question that was meant: of several, the one that most
/// visitors asked.
#[must_use]
pub fn slips(questions: &[Question]) -> BTreeMap<usize, usize> {
    let mut with_context: HashMap<Context<'_>, Vec<(&str, usize)>> = HashMap::new();
    for (at, question) in questions.iter().enumerate() {
        for (context, word) in contexts(&question.words) {
            with_context.entry((question.lang.as_str(), context)).or_default().push((word, at));
        }
    }
    let mut slips: BTreeMap<usize, usize> = BTreeMap::new();
    let rank = |place: usize| (questions[place].visitors, Reverse(place));
    for alike in with_context.values() {
        for &(word, at) in alike {
            let least = questions[at].visitors * TIMES_THE_VISITORS;
            let is_meant =
                |&&(other, place): &&(&str, usize)| questions[place].visitors >= least && is_slip(word, other);
            if let Some(place) = alike.iter().filter(is_meant).map(|(_, place)| *place).max_by_key(|place| rank(*place))
            {
                let meant = slips.entry(at).or_insert(place);
                if rank(place) > rank(*meant) {
                    *meant = place;
                }
            }
        }
    }
    slips
}

/// Each word of a question, behind the others, which must tell something.
fn contexts(words: &[Word]) -> Vec<(Vec<&str>, &str)> {
    if words.len() > MOST_WORDS {
        return Vec::new();
    }
    (0..words.len())
        .filter(|&at| words.iter().enumerate().any(|(other, word)| other != at && !word.is_function_word))
        .map(|at| {
            let others = words.iter().enumerate().filter(|(other, _)| *other != at);
            let mut context: Vec<&str> = others.map(|(_, word)| word.folded.as_str()).collect();
            context.sort_unstable();
            (context, words[at].folded.as_str())
        })
        .collect()
}

/// Whether a word is another but for one letter. Numbers and codes that differ are different, and so are single letters.
fn is_slip(word: &str, meant: &str) -> bool {
    let is_word = |word: &str| word.chars().count() >= 2 && !word.bytes().any(|byte| byte.is_ascii_digit());
    is_word(word) && is_word(meant) && word.len().abs_diff(meant.len()) <= 4 && strsim::osa_distance(word, meant) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::words::words;
    use crate::language::analysis::Analyzer;

    #[test]
    fn the_words_around_a_slip_tell_what_was_meant() {
        let mut analyzer = Analyzer::new();
        let asked = [
            ("usb tethering", 40),
            ("tethering ub", 3),
            ("add it to the dash", 30),
            ("addd it to the dash", 2),
            // As many ask it: another matter.
            ("usa tethering", 20),
            // Nothing around it, and numbers.
            ("usb", 90),
            ("ubs", 1),
            ("error 42", 50),
            ("error 41", 1),
        ];
        let questions: Vec<Question> = asked
            .iter()
            .enumerate()
            .map(|(at, (text, visitors))| Question {
                number: i64::try_from(at).unwrap_or_default(),
                lang: "en".to_owned(),
                words: words(&mut analyzer, text, "en"),
                visitors: *visitors,
                clicked: Vec::new(),
            })
            .collect();
        assert_eq!(slips(&questions).into_iter().collect::<Vec<_>>(), [(1, 0), (3, 2)]);
    }
}
