//! Which language a block of text is written in, among the languages of the site.
//!
//! A declared language is right most of the time, so a block has to give evidence against it: another script, or words
//! of another language confirmed by whatlang. Blocks that are too short to tell are decided by what stands around them.

use crate::language::analysis::{Token, TokenKind};
use crate::language::fold::{fold, normalize};
use crate::language::{Language, Script, Segmentation, table};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Shorter blocks are not judged by themselves; in characters.
const MIN_CHARACTERS: usize = 25;
/// Japanese of this many characters has kana among them.
const MIN_HAN_WITHOUT_KANA: usize = 12;
/// So much of a block is read; enough to tell, and bounded on long ones. In bytes.
const MAX_BYTES_READ: usize = 600;
/// In bytes.
const LONGEST_FUNCTION_WORD: usize = 24;
/// So many function words of one language make it believable.
const ENOUGH_FUNCTION_WORDS: usize = 2;

/// Tells the languages of a site's texts apart.
pub struct Detector {
    languages: Vec<Language>,
    whatlang: whatlang::Detector,
}

/// Function words and the languages that have them.
static FUNCTION_WORDS: LazyLock<HashMap<&'static str, Vec<Language>, RandomState>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<Language>, RandomState> = HashMap::default();
    for language in Language::all() {
        for word in language.row().function_words.split_whitespace() {
            let languages = words.entry(word).or_default();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
    }
    words
});

/// Whether a folded word is a function word of a language.
#[must_use]
pub fn is_function_word(folded: &str, language: Language) -> bool {
    FUNCTION_WORDS.get(folded).is_some_and(|languages| languages.contains(&language))
}

/// The languages in which a word as it is written is a function word.
pub fn languages_with_function_word(written: &str) -> &'static [Language] {
    if written.is_empty() || written.len() > LONGEST_FUNCTION_WORD {
        return &[];
    }
    FUNCTION_WORDS.get(fold(&normalize(written)).as_str()).map_or(&[], Vec::as_slice)
}

impl Detector {
    /// A detector for texts in any of these languages: those that the site's guides are declared in.
    #[must_use]
    pub fn new(languages: &[Language]) -> Detector {
        let mut languages = languages.to_vec();
        // Software is mostly documented in English first, so what is left untranslated is English, even on a site
        // that has no English guides.
        languages.push(Language::from_tag("en"));
        languages.sort_unstable();
        languages.dedup();
        let allowed = languages.iter().filter_map(|language| language.row().detected_as).collect();
        Detector { languages, whatlang: whatlang::Detector::with_allowlist(allowed) }
    }

    /// The language of a block that was declared to be in `declared`, given its tokens in any language; `None` when it is
    /// too short to tell.
    #[must_use]
    pub fn block(&self, text: &str, tokens: &[Token], declared: Language) -> Option<Language> {
        let text = beginning(text, MAX_BYTES_READ);
        let (script, letters) = main_script(text)?;
        let fits = |language: Language| language.is_written_in(script);
        if script == Script::Chinese && declared.row().script == Script::Japanese && letters < MIN_HAN_WITHOUT_KANA {
            return None;
        }
        let candidates: Vec<Language> = self.languages.iter().copied().filter(|&language| fits(language)).collect();
        if let ([only], false) = (&candidates[..], fits(declared)) {
            return Some(*only);
        }
        let dense = script.segmentation() == Segmentation::Dictionary || script == Script::Korean;
        if letters * if dense { 3 } else { 1 } < MIN_CHARACTERS {
            return None;
        }
        if candidates.is_empty() || (candidates.len() == 1 && fits(declared)) {
            return Some(declared);
        }
        Some(self.among(text, &Votes::of(tokens, text.len()), &candidates, declared, fits(declared)))
    }

    /// Which of two languages a short text is written in, as far as its words and letters tell; `None` if they don't.
    #[must_use]
    pub fn between(text: &str, tokens: &[Token], one: Language, other: Language) -> Option<Language> {
        let votes = Votes::of(tokens, text.len());
        match votes.of_language(one).cmp(&votes.of_language(other)) {
            std::cmp::Ordering::Greater => return Some(one),
            std::cmp::Ordering::Less => return Some(other),
            std::cmp::Ordering::Equal => {}
        }
        let english = Language::from_tag("en");
        let is_accented = text.chars().any(|character| !character.is_ascii() && character.is_alphabetic());
        match (is_accented, one == english, other == english) {
            (true, true, false) => Some(other),
            (true, false, true) => Some(one),
            _ => None,
        }
    }

    fn among(
        &self,
        text: &str,
        votes: &Votes,
        candidates: &[Language],
        declared: Language,
        declared_fits: bool,
    ) -> Language {
        let (best, most) = votes.best(&self.languages);
        let of_declared = votes.of_language(declared);
        if declared_fits && of_declared >= ENOUGH_FUNCTION_WORDS && of_declared * 3 >= most * 2 {
            return declared;
        }
        let is_confirmed = |detected: Language| {
            let of_detected = votes.of_language(detected);
            if detected.row().function_words.is_empty() {
                of_declared == 0
            } else {
                of_detected >= ENOUGH_FUNCTION_WORDS && of_detected > of_declared
            }
        };
        // whatlang takes a language that it does not know for its nearest relative, but none of those for English.
        let is_known =
            |detected: Language| declared.row().detected_as.is_some() || detected == Language::from_tag("en");
        let could_be = |other: Language| {
            other != declared && other.row().detected_as.is_some() && is_known(other) && is_confirmed(other)
        };
        // whatlang takes its time, and is not asked where no answer of it would count.
        if declared_fits && !candidates.iter().copied().any(could_be) {
            return declared;
        }
        let Some(detected) = self.detect(text) else {
            return if declared_fits { declared } else { best.unwrap_or(declared) };
        };
        if !declared_fits {
            return detected;
        }
        if could_be(detected) { detected } else { declared }
    }

    fn detect(&self, text: &str) -> Option<Language> {
        let detected = self.whatlang.detect_lang(text)?;
        self.languages.iter().copied().find(|language| language.row().detected_as == Some(detected))
    }
}

/// How many function words of each language a text has, by the language's number.
struct Votes(Vec<usize>);

impl Votes {
    /// The votes of the words that end within the first `bytes` of a text.
    fn of(tokens: &[Token], bytes: usize) -> Votes {
        let mut votes = vec![0; table::ROWS.len()];
        let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
        for token in words.take_while(|token| token.range.end <= bytes) {
            for language in &token.forms.function_word_of {
                votes[usize::from(language.number())] += 1;
            }
        }
        Votes(votes)
    }

    fn of_language(&self, language: Language) -> usize {
        self.0[usize::from(language.number())]
    }

    fn best(&self, languages: &[Language]) -> (Option<Language>, usize) {
        let best =
            languages.iter().copied().max_by_key(|&language| (self.of_language(language), std::cmp::Reverse(language)));
        let most = best.map_or(0, |language| self.of_language(language));
        (best.filter(|_| most > 0), most)
    }
}

/// The script of most letters, and how many letters there are in all.
fn main_script(text: &str) -> Option<(Script, usize)> {
    let mut letters = 0;
    let mut latin = 0;
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for character in text.chars() {
        if character.is_ascii() {
            latin += usize::from(character.is_ascii_alphabetic());
            continue;
        }
        letters += usize::from(character.is_alphabetic());
        let Some(script) = Script::of(character) else { continue };
        match counts.iter_mut().find(|(counted, _)| *counted == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    letters += latin;
    match counts.iter_mut().find(|(counted, _)| *counted == Script::Latin) {
        Some((_, count)) => *count += latin,
        None if latin > 0 => counts.push((Script::Latin, latin)),
        None => {}
    }
    // Japanese is written in Han characters with some kana.
    let kana = counts.iter().find(|(script, _)| *script == Script::Japanese).map_or(0, |(_, count)| *count);
    let han = counts.iter().find(|(script, _)| *script == Script::Chinese).map_or(0, |(_, count)| *count);
    if kana > 0 && kana * 10 >= han {
        counts.push((Script::Japanese, kana + han));
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map(|(script, _)| (script, letters))
}

fn beginning(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut end = bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Language {
    /// Whether the language can be written in a script.
    pub(super) fn is_written_in(self, script: Script) -> bool {
        let own = self.row().script;
        own == script
            || own == Script::Unknown
            // Serbian, Kazakh, Uzbek and others are written in both.
            || (matches!(self.tag(), "sr" | "kk" | "uz" | "az" | "tk" | "ku" | "mn") && matches!(script, Script::Latin | Script::Cyrillic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::analysis::Analyzer;

    fn detector(tags: &[&str]) -> Detector {
        Detector::new(&tags.iter().map(|tag| Language::from_tag(tag)).collect::<Vec<_>>())
    }

    fn told(detector: &Detector, text: &str, declared: &str) -> Option<&'static str> {
        let declared = Language::from_tag(declared);
        detector.block(text, &Analyzer::new().analyze(text, declared), declared).map(Language::tag)
    }

    #[test]
    fn an_untranslated_block_is_told_from_its_guide() {
        let detector = detector(&["fr", "en", "de", "es"]);
        let block = |text| told(&detector, text, "fr");
        assert_eq!(block("Open the settings page while you are logged in to your account."), Some("en"));
        assert_eq!(block("Ouvrez la page des paramètres une fois connecté à votre compte."), Some("fr"));
        assert_eq!(block("Öffnen Sie die Seite, während Sie angemeldet sind und nicht vorher."), Some("de"));
        assert_eq!(block("Dépannage"), None);
    }

    #[test]
    fn a_script_of_its_own_needs_no_sentence() {
        let detector = detector(&["ru", "en", "th", "ja", "zh"]);
        assert_eq!(told(&detector, "Настройки", "en"), Some("ru"));
        assert_eq!(told(&detector, "荷物を追跡するにはここをクリックしてください", "zh"), Some("ja"));
        assert_eq!(told(&detector, "要跟踪您的包裹请单击此处然后输入跟踪号码", "ja"), Some("zh"));
    }

    #[test]
    fn a_language_that_whatlang_does_not_know_is_believed() {
        let detector = detector(&["gl", "pt", "es", "en", "eu"]);
        let galician = "Pode cambiar as preferencias do rato no panel de configuración do sistema.";
        assert_eq!(told(&detector, galician, "gl"), Some("gl"));
        let english = "You can change the settings of the mouse in the settings panel of your system.";
        assert_eq!(told(&detector, english, "gl"), Some("en"));
        let basque = "Sistemaren konfigurazio-panelean saguaren hobespenak alda ditzakezu.";
        assert_eq!(told(&detector, basque, "eu"), Some("eu"));
    }

    #[test]
    fn a_short_title_goes_to_the_language_of_its_words() {
        let (french, english) = (Language::from_tag("fr"), Language::from_tag("en"));
        let between = |text| Detector::between(text, &Analyzer::new().analyze(text, french), french, english);
        assert_eq!(between("Vérifiez le numéro de compte"), Some(french));
        assert_eq!(between("Dépannage"), Some(french));
        assert_eq!(between("Locate your account number"), Some(english));
        assert_eq!(between("UPS"), None);
    }
}
