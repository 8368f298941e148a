//! Stems: what the inflections of a word have in common, found with and without its accents.

use crate::language::fold::fold;
use crate::language::row::Stemming;
use crate::language::{Language, Script, Segmentation};
use frostem::Algorithm as Frost;
use rust_stemmers::Algorithm;

/// Words longer than this are no words of a language and are not stemmed; in bytes.
const MAX_STEMMED_BYTES: usize = 64;

/// Korean particles and endings that stand at the end of a noun, longest first.
const KOREAN_PARTICLES: &[&str] = &[
    "에서는",
    "으로는",
    "에게서",
    "까지는",
    "에서",
    "으로",
    "에게",
    "까지",
    "부터",
    "처럼",
    "보다",
    "하고",
    "이나",
    "이란",
    "에는",
    "과의",
    "와의",
    "들을",
    "들이",
    "들은",
    "을",
    "를",
    "은",
    "는",
    "이",
    "가",
    "의",
    "에",
    "로",
    "와",
    "과",
    "도",
    "만",
    "나",
];

/// The stems of a normalized word in a language, folded: that of the word as it is written, and that of the word without
/// its accents where it is another one, since people leave accents out and stemmers then cut elsewhere.
/// Empty when the language has no stemmer.
#[must_use]
pub fn stems(normalized: &str, folded: &str, language: Language) -> Vec<String> {
    let stemming = language.row().stemming;
    if normalized.len() > MAX_STEMMED_BYTES || matches!(stemming, Stemming::None) {
        return Vec::new();
    }
    if matches!(stemming, Stemming::Bigrams) {
        return bigrams(folded);
    }
    if !may_be_stemmed(normalized, language) {
        return vec![folded.to_owned()];
    }
    let written = fold(&stem(normalized, stemming));
    if normalized == folded {
        return vec![written];
    }
    let unaccented = fold(&stem(folded, stemming));
    if written == unaccented { vec![written] } else { vec![written, unaccented] }
}

/// Whether a word has letters that its language's stemmer knows, and an ending that it could cut off. Finnish's makes `4`
/// of `44`.
fn may_be_stemmed(word: &str, language: Language) -> bool {
    // Serbian's writes Cyrillic in Latin letters, for its neighbours' languages too.
    let knows_all_letters = matches!(language.row().stemming, Stemming::Frost(Frost::Serbian));
    let is_known = |letter: char| Script::of(letter).is_some_and(|script| language.is_written_in(script));
    !word.ends_with(char::is_numeric) && (knows_all_letters || word.chars().any(is_known))
}

fn stem(word: &str, stemming: Stemming) -> String {
    match stemming {
        Stemming::None | Stemming::Bigrams => word.to_owned(),
        // Snowball leaves many French plurals as they are: `numéros`, `menus`.
        Stemming::Snowball(Algorithm::French) => {
            let stem = rust_stemmers::Stemmer::create(Algorithm::French).stem(word).into_owned();
            if stem.len() > 3 { stem.strip_suffix('s').map_or(stem.clone(), ToOwned::to_owned) } else { stem }
        }
        Stemming::Snowball(algorithm) => rust_stemmers::Stemmer::create(algorithm).stem(word).into_owned(),
        Stemming::Frost(algorithm) => frostem::Stemmer::new(algorithm).stem(word).to_string(),
        Stemming::KoreanParticles => without_korean_particle(word).to_owned(),
    }
}

/// Every two characters that stand together in a word of three and more; none for words of other scripts.
fn bigrams(word: &str) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    let is_unspaced = |character: &char| {
        Script::of(*character).is_some_and(|script| script.segmentation() == Segmentation::Dictionary)
    };
    if characters.len() < 3 || !characters.iter().all(is_unspaced) {
        return Vec::new();
    }
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Cuts one particle off, if at least two syllables are left.
fn without_korean_particle(word: &str) -> &str {
    KOREAN_PARTICLES
        .iter()
        .filter_map(|particle| word.strip_suffix(particle))
        .find(|rest| rest.chars().count() >= 2)
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::fold::normalize;

    fn stems_of(word: &str, tag: &str) -> Vec<String> {
        let normalized = normalize(word);
        stems(&normalized, &fold(&normalized), Language::from_tag(tag))
    }

    #[test]
    fn inflections_share_a_stem() {
        for (tag, one, other) in [
            ("en", "tracking", "tracked"),
            ("fr", "numéros", "numéro"),
            ("de", "Sendungen", "Sendung"),
            ("es", "paquetes", "paquete"),
            ("cs", "zásilky", "zásilka"),
            ("ru", "посылки", "посылка"),
            ("ko", "계정을", "계정"),
        ] {
            let one = stems_of(one, tag);
            assert!(stems_of(other, tag).iter().any(|stem| one.contains(stem)), "{tag}: {one:?}");
        }
    }

    #[test]
    fn a_word_without_its_accents_meets_the_accented_one() {
        for (tag, accented, plain) in
            [("fr", "expédié", "expedie"), ("es", "envíos", "envios"), ("it", "città", "citta")]
        {
            let accented = stems_of(accented, tag);
            assert!(stems_of(plain, tag).iter().any(|stem| accented.contains(stem)), "{tag}: {accented:?}");
        }
    }

    #[test]
    fn numbers_are_no_inflections_of_each_other() {
        for language in Language::all().filter(|language| language.is_stemmed()) {
            for number in ["44", "1100", "b22", "٤٤"] {
                assert_eq!(stems_of(number, language.tag()), [fold(&normalize(number))], "{language}");
            }
        }
    }

    #[test]
    fn no_stemmer_panics_on_words_that_have_broken_one() {
        for language in Language::all() {
            for word in ["ισαισα", "", "ß", "ий", "ee", "yyy", "aaaaaaaaaaaaaaaaaaaaaaaa", "ـ", "한"] {
                let _ = stems(word, word, language);
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_stemmer_panics(word in "[\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Arabic}\\p{Hebrew}\\p{Devanagari}\\p{Tamil}\\p{Hangul}]{0,12}") {
            let normalized = normalize(&word);
            for language in Language::all() {
                let _ = stems(&normalized, &fold(&normalized), language);
            }
        }
    }
}
