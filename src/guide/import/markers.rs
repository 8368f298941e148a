//! Step numbers as pages write them (`1`, `1.1`, `2.`, `Step 3:`), and which of a page's numbers are really its steps'.
//!
//! Any line may begin with a number. Those of the steps form a sequence: each is the one before it counted on.

mod numerals;
mod words;

use crate::guide::import::folding::fold;
use numerals::{begins_numeral, leading_number, leading_numeral};
use words::{AFTER, AFTER_COUNTED, BEFORE};

/// How many numbers back the one before is looked for.
const WINDOW: usize = 200;
/// A number without any sign after it is at most so large, even in a heading.
const MAX_BARE_NUMBER: u32 = 99;

/// A number that a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub number: Vec<u32>,
    pub form: Form,
    /// What follows on the same line; empty when the number stands alone.
    pub title: String,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `Step 3`, with or without a title after it.
    Word,
    /// `3` or `3.1` alone on its line.
    Alone,
    /// `3.1 Log in`.
    Nested,
    /// `3. Log in`, as lists are written, too.
    List,
}

/// A line on which a step may begin.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Where it is, in the caller's counting; ascending.
    pub place: usize,
    pub marker: Marker,
    /// How much it looks like a step: 1 is a plain one.
    pub weight: f32,
}

/// The number that a line begins with, if any.
#[must_use]
pub fn parse(line: &str) -> Option<Marker> {
    let line = line.trim();
    if let Some((number, rest)) = after_word(line) {
        return Some(Marker { number, form: Form::Word, title: rest.to_owned() });
    }
    let (number, length) = leading_number(line).or_else(|| listed_numeral(line))?;
    let rest = &line[length..];
    let after_dot = rest.strip_prefix(['.', ')', '．', '、', ':']).unwrap_or(rest);
    if after_dot.trim().is_empty() {
        return Some(Marker { number, form: Form::Alone, title: String::new() });
    }
    let is_separated = after_dot.starts_with(char::is_whitespace) || rest.starts_with(['．', '、']);
    let title = after_dot.trim_start().trim_start_matches(['-', '–', '—', ':', '|']).trim_start();
    if !is_separated || title.is_empty() {
        return None;
    }
    let form = match number.len() {
        1 if after_dot.len() == rest.len() => return None,
        1 => Form::List,
        _ => Form::Nested,
    };
    Some(Marker { number, form, title: title.to_owned() })
}

/// The same for a heading, whose number may stand without a sign after it: `2 Contract`.
#[must_use]
pub fn parse_heading(line: &str) -> Option<Marker> {
    parse(line).or_else(|| {
        let (number, length) = leading_number(line.trim())?;
        let rest = &line.trim()[length..];
        let is_bare = number.len() == 1 && number[0] <= MAX_BARE_NUMBER && rest.starts_with(char::is_whitespace);
        is_bare.then(|| Marker { number, form: Form::List, title: rest.trim().to_owned() })
    })
}

/// `一、`, as Chinese and Japanese lists are numbered.
fn listed_numeral(line: &str) -> Option<(Vec<u32>, usize)> {
    let (value, length) = leading_numeral(line)?;
    line[length..].starts_with(['、', '．', '.']).then(|| (vec![value], length))
}

/// The number as guides write it: `4.1`.
#[must_use]
pub fn write_number(number: &[u32]) -> String {
    number.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

/// The candidates that are the page's steps, in order: of each way to write numbers the best sequence, then the best of those.
#[must_use]
pub fn sequence(candidates: &[Candidate]) -> Vec<&Candidate> {
    let of_forms = |forms: &[Form]| -> (f32, Vec<&Candidate>) {
        let chosen: Vec<&Candidate> =
            candidates.iter().filter(|candidate| forms.contains(&candidate.marker.form)).collect();
        best_chain(&chosen)
    };
    let (_, words) = of_forms(&[Form::Word, Form::Nested]);
    if words.iter().filter(|candidate| candidate.marker.form == Form::Word).count() >= 2 {
        return words;
    }
    let alone = of_forms(&[Form::Alone, Form::Nested]);
    let listed = of_forms(&[Form::List, Form::Nested]);
    // Numbers that stand alone are seldom anything else; a list of many items is common inside one step.
    let found = if alone.0 * 2.0 >= listed.0 { alone.1 } else { listed.1 };
    if found.is_empty() { words } else { found }
}

/// The heaviest chain of numbers that count on, and its weight.
fn best_chain<'a>(candidates: &[&'a Candidate]) -> (f32, Vec<&'a Candidate>) {
    let mut best: Vec<(f32, Option<usize>)> = Vec::with_capacity(candidates.len());
    for (at, candidate) in candidates.iter().enumerate() {
        let number = &candidate.marker.number;
        let start = match number.as_slice() {
            [1] => 0.0,
            [1, rest @ ..] if rest.iter().all(|part| *part == 1) => -0.5,
            _ => -1.5,
        };
        let mut chosen = (start, None);
        for earlier in at.saturating_sub(WINDOW)..at {
            if let Some(cost) = cost_of_step(&candidates[earlier].marker.number, number) {
                let weight = best[earlier].0 - cost;
                if weight > chosen.0 {
                    chosen = (weight, Some(earlier));
                }
            }
        }
        best.push((chosen.0 + candidate.weight, chosen.1));
    }
    let Some(last) = (0..best.len()).max_by(|left, right| best[*left].0.total_cmp(&best[*right].0)) else {
        return (0.0, Vec::new());
    };
    let mut chain = Vec::new();
    let mut next = Some(last);
    while let Some(at) = next {
        chain.push(candidates[at]);
        next = best[at].1;
    }
    chain.reverse();
    if best[last].0 < 0.5 { (0.0, Vec::new()) } else { (best[last].0, chain) }
}

/// What it costs to take `next` for the number after `number`: nothing when it counts on, something when one is left out,
/// `None` when it can't be.
fn cost_of_step(number: &[u32], next: &[u32]) -> Option<f32> {
    let (last, parents) = next.split_last()?;
    if next.len() > number.len() {
        return (number == parents && *last == 1).then_some(0.0).or_else(|| {
            // A first sub-step that is numbered 0 or whose parent is left out.
            (next.len() == number.len() + 1 && number == parents && *last == 2).then_some(1.5)
        });
    }
    if &number[..parents.len()] != parents {
        return None;
    }
    match last.checked_sub(number[parents.len()])? {
        1 => Some(0.0),
        2 => Some(1.5),
        _ => None,
    }
}

/// The number after a word for "step", or before it (`2. lépés`, `第3步`), and what follows.
fn after_word(line: &str) -> Option<(Vec<u32>, &str)> {
    let (number, rest) = number_with_word(line)?;
    // "Step 1 of 5".
    let mut rest = rest.trim_start();
    for of in ["of ", "sur ", "von ", "de ", "di ", "van ", "/", "из "] {
        if let Some((_, length)) = rest.strip_prefix(of).and_then(|total| leading_number(total.trim_start())) {
            let total = rest[of.len()..].trim_start();
            rest = &total[length..];
            break;
        }
    }
    let title = rest.trim_start().trim_start_matches(['.', ':', '：', '-', '–', '—', ')', '|']).trim();
    // "Step 2 failed": the number belongs to a sentence, not to a heading.
    let is_sentence =
        !rest.is_empty() && title.len() == rest.trim().len() && title.chars().next().is_some_and(char::is_lowercase);
    (!is_sentence).then_some((number, title))
}

fn number_with_word(line: &str) -> Option<(Vec<u32>, &str)> {
    let head: String = line.chars().take(24).collect();
    let folded = fold(&head);
    if BEFORE.iter().any(|word| folded.starts_with(word.as_str()))
        && let Some(start) = line.char_indices().map(|(at, _)| at).find(|at| begins_numeral(&line[*at..]))
    {
        let word = fold(&line[..start]);
        if BEFORE.iter().any(|before| word.trim_end_matches([' ', '#', '.']) == before) {
            let counted = || leading_numeral(&line[start..]).map(|(value, length)| (vec![value], length));
            let (number, length) = leading_number(&line[start..]).or_else(counted)?;
            let rest = &line[start + length..];
            let rest = AFTER_COUNTED.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
            return Some((number, rest));
        }
    }
    let (number, length) = leading_number(line)?;
    let rest = line[length..].strip_prefix('.').unwrap_or(&line[length..]).trim_start();
    let end = rest.find(|character: char| !character.is_alphabetic()).unwrap_or(rest.len());
    AFTER.iter().any(|word| fold(&rest[..end]) == *word).then_some((number, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Form, parse, parse_heading, sequence, write_number};

    fn steps(lines: &[&str]) -> Vec<String> {
        let candidates: Vec<Candidate> = lines
            .iter()
            .enumerate()
            .filter_map(|(place, line)| Some(Candidate { place, marker: parse(line)?, weight: 1.0 }))
            .collect();
        sequence(&candidates)
            .iter()
            .map(|candidate| format!("{}:{}", candidate.place, write_number(&candidate.marker.number)))
            .collect()
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for (line, number, form, title) in [
            ("1", vec![1], Form::Alone, ""),
            ("4.4", vec![4, 4], Form::Alone, ""),
            ("2.", vec![2], Form::Alone, ""),
            ("1.1 Log in", vec![1, 1], Form::Nested, "Log in"),
            ("1.1.2. Log in", vec![1, 1, 2], Form::Nested, "Log in"),
            ("3) Save", vec![3], Form::List, "Save"),
            ("Step 1", vec![1], Form::Word, ""),
            ("STEP 2: Save", vec![2], Form::Word, "Save"),
            ("Step 2 of 5 - Save", vec![2], Form::Word, "Save"),
            ("Étape 1", vec![1], Form::Word, ""),
            ("Schritt 12. Speichern", vec![12], Form::Word, "Speichern"),
            ("第3步 保存", vec![3], Form::Word, "保存"),
            ("ステップ２：保存", vec![2], Form::Word, "保存"),
            ("2. lépés: Mentés", vec![2], Form::Word, "Mentés"),
            ("الخطوة ٣: احفظ", vec![3], Form::Word, "احفظ"),
            ("第一步：打开订单", vec![1], Form::Word, "打开订单"),
            ("步骤十二 保存", vec![12], Form::Word, "保存"),
            ("二、等待审核", vec![2], Form::List, "等待审核"),
            ("三、", vec![3], Form::Alone, ""),
            ("Step Two: Save", vec![2], Form::Word, "Save"),
            ("Étape trois – Enregistrer", vec![3], Form::Word, "Enregistrer"),
        ] {
            let marker = parse(line);
            assert_eq!(
                marker.map(|marker| (marker.number, marker.form, marker.title)),
                Some((number, form, title.to_owned())),
                "{line}"
            );
        }
    }

    #[test]
    fn quantities_and_words_are_not_numbers_of_steps() {
        for line in [
            "3 packs",
            "2024",
            "1.5kg",
            "Step by step",
            "Step onerous work aside",
            "Step one is to save",
            "一步一步",
            "一月、二月",
            "Stepladder 3",
            "Step 2 failed last week",
            "0",
            "",
            "١a",
            "10.0.0.0.1.2",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn a_heading_may_have_a_bare_number() {
        let marker = parse_heading("2 Contract").map(|marker| (marker.number, marker.title));
        assert_eq!(marker, Some((vec![2], "Contract".to_owned())));
        assert!(parse_heading("2024 in review").is_none() && parse("2 Contract").is_none());
    }

    #[test]
    fn a_number_that_does_not_count_on_is_no_step() {
        assert_eq!(steps(&["1", "a", "12", "1.1", "b", "2", "7", "3"]), ["0:1", "3:1.1", "5:2", "7:3"]);
        assert_eq!(steps(&["1", "2", "4", "5", "6"]), ["0:1", "1:2", "2:4", "3:5", "4:6"]);
        assert_eq!(steps(&["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]).len(), 6);
    }

    #[test]
    fn lists_inside_worded_steps_stay_lists() {
        assert_eq!(steps(&["Step 1", "1. a", "2. b", "3. c", "Step 2", "1. d", "2. e"]), ["0:1", "4:2"]);
        assert_eq!(steps(&["1", "1. a", "2. b", "3. c", "2", "3"]), ["0:1", "4:2", "5:3"]);
    }

    #[test]
    fn a_far_fetched_number_alone_is_nothing() {
        assert!(steps(&["42"]).is_empty());
        assert_eq!(steps(&["1"]), ["0:1"]);
    }
}
