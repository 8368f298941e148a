//! Ranked lists as TREC run files (`qid Q0 docid rank score tag`), which other evaluation programs read and write.

use crate::relevance::RelevanceError;
use crate::relevance::evaluate::Ranked;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const TAG: &str = "guidepost";
/// Fields end at white space, so ids are written without.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// Ranked lists by the id of their question, best first.
pub type Run = HashMap<String, Vec<Ranked>>;

/// The lines of one question.
#[must_use]
pub fn lines(qid: &str, hits: &[Ranked]) -> String {
    let mut text = String::new();
    let encode = |id: &str| {
        let encoded = utf8_percent_encode(id, ENCODED).to_string();
        encoded.replace(|character: char| character.is_whitespace(), "%20")
    };
    for (at, hit) in hits.iter().enumerate() {
        // Writing to a text can't fail.
        let _ = writeln!(text, "{} Q0 {} {} {} {TAG}", encode(qid), encode(&hit.id), at + 1, hit.score);
    }
    text
}

/// Reads a run file. As everywhere in this format the score decides the order; the rank decides between equal scores.
pub fn read(path: &Path) -> Result<Run, RelevanceError> {
    let bytes = fs::read(path).map_err(|source| RelevanceError::Unwritable { path: path.to_owned(), source })?;
    let text = String::from_utf8_lossy(&bytes);
    let bad = |at: usize, message: String| RelevanceError::BadRun { path: path.to_owned(), line: at + 1, message };
    let mut run: HashMap<String, Vec<(f32, u64, String)>> = HashMap::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (qid, id, rank, score) = match fields[..] {
            [] => continue,
            [qid, _, id, rank, score, _] => (qid, id, rank, score),
            _ => {
                let message =
                    format!("the line has {} fields instead of 6; write `qid Q0 docid rank score tag`", fields.len());
                return Err(bad(at, message));
            }
        };
        let rank = rank.parse().map_err(|_| bad(at, format!("the rank {rank} is no whole number; correct it")))?;
        let score: f32 = score.parse().map_err(|_| bad(at, format!("the score {score} is no number; correct it")))?;
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        run.entry(decode(qid)).or_default().push((score, rank, decode(id)));
    }
    Ok(run.into_iter().map(|(qid, hits)| (qid, in_order(hits))).collect())
}

fn in_order(mut hits: Vec<(f32, u64, String)>) -> Vec<Ranked> {
    hits.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    hits.into_iter().map(|(score, _, id)| Ranked { id, score }).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read_text(text: &str) -> Result<Run, RelevanceError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn what_is_written_is_read() {
        let hits = [
            Ranked { id: "fr/a b%20#1".to_owned(), score: 2.5 },
            Ranked { id: "de/straße#4.1".to_owned(), score: 0.125 },
        ];
        let text = lines("q 1", &hits);
        assert_eq!(text.lines().next(), Some("q%201 Q0 fr/a%20b%2520#1 1 2.5 guidepost"));
        assert_eq!(read_text(&text).unwrap()["q 1"], hits);
    }

    #[test]
    fn the_score_decides_then_the_rank() {
        let run = read_text("q Q0 a 1 1 x\nq Q0 b 3 2e0 x\n\nq\tQ0\tc\t2\t2\tx\r\n").unwrap();
        let ids: Vec<&str> = run["q"].iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(ids, ["c", "b", "a"]);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, expected) in
            [("q Q0 a 1 1 x\nq Q0 a 1", "run:2: the line has 4 fields"), ("q Q0 a x 1 x", ":1: the rank x")]
        {
            let message = read_text(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
