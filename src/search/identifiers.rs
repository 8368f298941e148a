//! Identifiers of a question in the index: as they are, by their parts when nobody wrote them so, and codes that the guides
//! write in two words.

use crate::index::schema::Form;
use crate::index::{IndexError, Snapshot};
use crate::language::Language;
use crate::language::identifier::{IdentifierKind, parts};
use crate::search::candidates::{CandidateTerm, LanguageGroup, Terms};
use crate::search::phrase::{self, WordOrder};
use crate::search::word_terms::entries;

/// What a part is worth where the whole is in no guide: the host of an address, the file of a path.
const PART_WEIGHT: f32 = 0.7;
/// What a code in several words is worth.
const APART_WEIGHT: f32 = 0.8;
/// An identifier counts so many times what a word of its rarity does, at most.
const MOST_IMPORTANCE: f32 = 4.0;
/// Up to this rarity, ln(1/share of the steps), an identifier is a word like others; from the other on it tells all.
const COMMON_RARITY: f32 = 2.5;
const TELLING_RARITY: f32 = 5.0;
/// Shorter ones, such as `2.x`, go with the words around them.
const MIN_TELLING_BYTES: usize = 4;
/// A code with more changes between letters and digits is no code that anybody writes apart.
const MAX_PIECES: usize = 4;

/// How much an identifier counts beside the other words, by how rare it is in the guides. Who names one wants where it
/// stands, so it outweighs the words of a title; one that is in many guides, such as the name of a product, tells less.
pub fn importance(normal: &str, groups: &[LanguageGroup]) -> f32 {
    if normal.len() < MIN_TELLING_BYTES {
        return 1.0;
    }
    let rarity = groups.iter().map(|group| group.rarity).fold(0.0, f32::max);
    let share = (rarity - COMMON_RARITY) / (TELLING_RARITY - COMMON_RARITY);
    1.0 + (MOST_IMPORTANCE - 1.0) * share.clamp(0.0, 1.0)
}

/// The terms that stand for an identifier.
pub fn terms_of(
    snapshot: &Snapshot,
    kind: IdentifierKind,
    normal: &str,
    languages: &[Language],
) -> Result<Terms, IndexError> {
    let form = if kind == IdentifierKind::Compound { Form::Word } else { Form::Identifier };
    let found = entries(snapshot, form, normal, 1.0)?;
    if !found.is_empty() {
        return Ok(found);
    }
    for part in parts(kind, normal) {
        let found = entries(snapshot, form, &part, PART_WEIGHT)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    if kind == IdentifierKind::Code { written_apart(snapshot, normal, languages) } else { Ok(Terms::new()) }
}

/// A code as words that stand side by side, cut between letters and digits: `cn23` as `CN 23`.
fn written_apart(snapshot: &Snapshot, normal: &str, languages: &[Language]) -> Result<Terms, IndexError> {
    let mut found = Terms::new();
    let pieces = pieces(normal);
    if !(2..=MAX_PIECES).contains(&pieces.len()) {
        return Ok(found);
    }
    let of_pieces: Result<Vec<Terms>, IndexError> =
        pieces.iter().map(|piece| entries(snapshot, Form::Word, piece, APART_WEIGHT)).collect();
    let of_pieces = of_pieces?;
    for &language in languages {
        let in_language = |terms: &Terms| -> Vec<CandidateTerm> {
            terms.iter().filter(|(of, _)| *of == language).map(|(_, term)| term.clone()).collect()
        };
        let mut words: Vec<Vec<CandidateTerm>> = of_pieces.iter().map(in_language).collect();
        phrase::keep_where_together(snapshot, &mut words, WordOrder::AsGiven, 0)?;
        found.extend(words.into_iter().flatten().map(|term| (language, term)));
    }
    Ok(found)
}

/// A code cut wherever letters meet digits.
fn pieces(normal: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begin, mut last) = (0, None);
    for (at, byte) in normal.bytes().enumerate() {
        let is_digit = byte.is_ascii_digit();
        if last.is_some_and(|last| last != is_digit) {
            pieces.push(&normal[begin..at]);
            begin = at;
        }
        last = Some(is_digit);
    }
    pieces.push(&normal[begin..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_cut_between_letters_and_digits() {
        assert_eq!(pieces("cn23"), ["cn", "23"]);
        assert_eq!(pieces("a1b22"), ["a", "1", "b", "22"]);
        assert_eq!(pieces("code"), ["code"]);
    }
}
