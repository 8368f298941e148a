//! The parameters of `/api/search` become a [`Request`]: each is checked, none is silently dropped.

use crate::http::accept_language::is_language_tag;
use crate::http::query_string::shortened;
use crate::search::suggest::{DEFAULT_SUGGESTIONS, SuggestRequest};
use crate::search::{Request, Translations};
use levenshtein_automata::LevenshteinAutomatonBuilder;
use std::sync::Arc;

/// Every parameter that `/api/search` takes.
pub const NAMES: [&str; 12] = [
    "q",
    "lang",
    "limit",
    "offset",
    "guide",
    "tag",
    "in",
    "perGuide",
    "translations",
    "corrections",
    "explain",
    "analytics",
];

/// Why a parameter is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("there is no parameter “{name}”{}", nearest_hint(nearest.as_deref()))]
    Unknown { name: String, nearest: Option<String> },
    #[error("{name} is “{value}”, but must be {expected}")]
    Invalid { name: &'static str, value: String, expected: &'static str },
    #[error("the question is missing; ask with the parameter q")]
    MissingQuery,
    #[error("the question holds control characters")]
    ControlCharacter,
}

impl ParameterError {
    /// A parameter that is none of these names.
    #[must_use]
    pub fn unknown(name: &str, names: &[&str]) -> ParameterError {
        ParameterError::Unknown { nearest: nearest(name, names), name: shortened(name) }
    }
}

fn nearest_hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean “{name}”?")).unwrap_or_default()
}

/// Reads decoded parameters. The reader's languages stay empty when `lang` is not given. Limits on sizes are
/// [`Request::check`]'s.
pub fn to_request(parameters: Vec<(String, String)>) -> Result<Request, ParameterError> {
    let mut request = Request::default();
    request.query = question(parameters, |name, value| {
        match name {
            "lang" => request.reader = languages("lang", &value)?,
            "limit" => request.limit = number("limit", &value)?,
            "offset" => request.offset = number("offset", &value)?,
            "perGuide" => request.per_guide = number("perGuide", &value)?,
            "guide" => request.guide = (!value.is_empty()).then_some(value),
            "tag" => request.tags = list(&value).map(str::to_owned).collect(),
            "in" => request.within = languages("in", &value)?,
            "translations" => request.translations = translations(&value)?,
            "corrections" => request.corrects = switch("corrections", &value)?,
            "explain" => request.explain = switch("explain", &value)?,
            // Whether the search is recorded is no matter of the search.
            "analytics" => {
                switch("analytics", &value)?;
            }
            _ => return Err(ParameterError::unknown(name, &NAMES)),
        }
        Ok(())
    })?;
    Ok(request)
}

/// Whether the caller lets the search be recorded.
pub fn is_recorded(parameters: &[(String, String)]) -> Result<bool, ParameterError> {
    let value = parameters.iter().find(|(name, _)| name == "analytics").map(|(_, value)| value);
    value.map_or(Ok(true), |value| switch("analytics", value))
}

/// Every parameter that `/api/suggest` takes.
pub const SUGGEST_NAMES: [&str; 3] = ["q", "lang", "limit"];

/// Reads decoded parameters of `/api/suggest`; what is left out is as in [`to_request`].
pub fn to_suggest_request(parameters: Vec<(String, String)>) -> Result<SuggestRequest, ParameterError> {
    let mut request = SuggestRequest {
        query: String::new(),
        reader: Vec::new(),
        limit: DEFAULT_SUGGESTIONS,
        frequent: Arc::default(),
    };
    request.query = question(parameters, |name, value| {
        match name {
            "lang" => request.reader = languages("lang", &value)?,
            "limit" => request.limit = number("limit", &value)?,
            _ => return Err(ParameterError::unknown(name, &SUGGEST_NAMES)),
        }
        Ok(())
    })?;
    Ok(request)
}

/// The question among decoded parameters; every other one is handed on to be read.
fn question(
    parameters: Vec<(String, String)>,
    mut read: impl FnMut(&str, String) -> Result<(), ParameterError>,
) -> Result<String, ParameterError> {
    let mut question = None;
    for (name, value) in parameters {
        if name == "q" {
            check_text(&value)?;
            question = Some(value);
        } else {
            read(&name, value)?;
        }
    }
    question.ok_or(ParameterError::MissingQuery)
}

/// Line breaks and tabs come with pasted text; no other control character does.
pub fn check_text(text: &str) -> Result<(), ParameterError> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(ParameterError::ControlCharacter);
    }
    Ok(())
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn languages(name: &'static str, value: &str) -> Result<Vec<String>, ParameterError> {
    list(value)
        .map(|tag| {
            let invalid = || ParameterError::Invalid {
                name,
                value: shortened(tag),
                expected: "a language tag such as fr or pt-BR",
            };
            is_language_tag(tag).then(|| tag.to_owned()).ok_or_else(invalid)
        })
        .collect()
}

/// A whole number; one too large for the machine is the largest there is, and left to the limits.
fn number(name: &'static str, value: &str) -> Result<usize, ParameterError> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        let expected = "a whole number, 0 or more, in digits";
        return Err(ParameterError::Invalid { name, value: shortened(value), expected });
    }
    Ok(value.parse().unwrap_or(usize::MAX))
}

fn translations(value: &str) -> Result<Translations, ParameterError> {
    match value {
        "collapse" => Ok(Translations::Collapse),
        "all" => Ok(Translations::All),
        _ => {
            Err(ParameterError::Invalid { name: "translations", value: shortened(value), expected: "collapse or all" })
        }
    }
}

fn switch(name: &'static str, value: &str) -> Result<bool, ParameterError> {
    match value {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(ParameterError::Invalid { name, value: shortened(value), expected: "1, true, 0 or false" }),
    }
}

/// The parameter that was probably meant.
fn nearest(name: &str, names: &[&str]) -> Option<String> {
    const FARTHEST: u8 = 2;
    if name.len() > 24 {
        return None;
    }
    let meant = LevenshteinAutomatonBuilder::new(FARTHEST, true).build_dfa(&name.to_lowercase());
    names
        .iter()
        .map(|known| (meant.eval(known.to_lowercase()).to_u8(), *known))
        // A name of one letter is two edits away from nearly everything.
        .filter(|(distance, known)| *distance <= FARTHEST && usize::from(*distance) < known.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::http::query_string;

    fn read(query: &str) -> Result<Request, ParameterError> {
        to_request(query_string::parse(query).unwrap())
    }

    #[test]
    fn every_parameter_is_read() {
        let request = read(
            "q=fraud+warning&lang=fr,en&limit=20&offset=40&perGuide=2&translations=all&guide=shipping%2Fups&tag=a,b&in=de,pt-BR&explain=1&corrections=0&analytics=0",
        )
        .unwrap();
        let expected = Request {
            query: "fraud warning".to_owned(),
            reader: vec!["fr".to_owned(), "en".to_owned()],
            limit: 20,
            offset: 40,
            per_guide: 2,
            translations: Translations::All,
            guide: Some("shipping/ups".to_owned()),
            tags: vec!["a".to_owned(), "b".to_owned()],
            within: vec!["de".to_owned(), "pt-BR".to_owned()],
            explain: true,
            corrects: false,
            ..Request::default()
        };
        assert_eq!(request, expected);
        assert!(NAMES.iter().all(|name| !matches!(
            to_request(vec![((*name).to_owned(), "x".to_owned())]),
            Err(ParameterError::Unknown { .. })
        )));
    }

    #[test]
    fn what_is_left_out_has_the_documented_default() {
        let request = read("q=").unwrap();
        assert_eq!(request, Request { query: String::new(), ..Request::default() });
        assert_eq!((request.limit, request.offset, request.per_guide), (10, 0, 0));
    }

    #[test]
    fn numbers_are_digits() {
        for bad in ["1e9", "-1", "+1", "", "0x10", "１", "1.0", " 1"] {
            let encoded = percent_encoding::utf8_percent_encode(bad, percent_encoding::NON_ALPHANUMERIC);
            let read = read(&format!("q=a&limit={encoded}"));
            assert!(matches!(read, Err(ParameterError::Invalid { name: "limit", .. })), "{bad}: {read:?}");
        }
        assert_eq!(read("q=a&limit=99999999999999999999999").unwrap().limit, usize::MAX);
    }

    #[test]
    fn an_unknown_parameter_names_the_nearest() {
        let nearest = |query: &str| match read(query) {
            Err(ParameterError::Unknown { nearest, .. }) => nearest,
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("q=a&per_guide=1").as_deref(), Some("perGuide"));
        assert_eq!(nearest("q=a&limt=1").as_deref(), Some("limit"));
        assert_eq!(nearest("q=a&LANG=fr").as_deref(), Some("lang"));
        assert_eq!(nearest("q=a&utm_source=x"), None);
        assert_eq!(nearest(&format!("q=a&{}=x", "y".repeat(5_000))), None);
    }

    #[test]
    fn a_missing_question_and_control_characters_are_refused() {
        assert_eq!(read("lang=fr"), Err(ParameterError::MissingQuery));
        assert_eq!(read("q=a%00b"), Err(ParameterError::ControlCharacter));
        assert_eq!(read("q=a%7fb"), Err(ParameterError::ControlCharacter));
        assert_eq!(read("q=a%0D%0A%09b").unwrap().query, "a\r\n\tb");
    }
}
