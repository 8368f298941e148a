//! The query string, read strictly: what is not well formed is said, never guessed at.

use percent_encoding::percent_decode;

/// Why a query string is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryStringError {
    #[error("{0} holds invalid percent-encoding or is not UTF-8")]
    InvalidEncoding(String),
    #[error(
        "the parameter “{0}” is given twice; give it once, several values separated by commas where it takes several"
    )]
    RepeatedParameter(String),
}

/// Splits a query string into decoded names and values, in order; `+` is a space, empty pieces are left out.
///
/// # Errors
/// Invalid percent-encoding, text that is not UTF-8, and a name that occurs twice.
pub fn parse(query: &str) -> Result<Vec<(String, String)>, QueryStringError> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let name =
            decode(name).ok_or_else(|| QueryStringError::InvalidEncoding("the name of a parameter".to_owned()))?;
        let value = decode(value)
            .ok_or_else(|| QueryStringError::InvalidEncoding(format!("the parameter “{}”", shortened(&name))))?;
        if parameters.iter().any(|(known, _)| *known == name) {
            return Err(QueryStringError::RepeatedParameter(shortened(&name)));
        }
        parameters.push((name, value));
    }
    Ok(parameters)
}

/// Percent-decodes a form value; `None` when it is not well formed.
fn decode(text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'%') {
        let digits = rest.get(at + 1..at + 3)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = &rest[at + 3..];
    }
    let spaced = text.replace('+', " ");
    Some(percent_decode(spaced.as_bytes()).decode_utf8().ok()?.into_owned())
}

/// Enough of a text that came from outside to recognise it in a message.
#[must_use]
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_decoded_once() {
        let parameters = parse("q=num%C3%A9ro+de%20compte&lang=fr&&x&y=a%252Fb=c").unwrap();
        let expected = [("q", "numéro de compte"), ("lang", "fr"), ("x", ""), ("y", "a%2Fb=c")];
        assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for bad in ["q=%", "q=%4", "q=%zz", "q=%C3", "q=%ff%fe", "%E9=1", "q=a%2", "q=%+1", "q=%C0%AF", "q=%ED%A0%80"] {
            assert!(matches!(parse(bad), Err(QueryStringError::InvalidEncoding(_))), "{bad}");
        }
        assert_eq!(parse("q=a&lang=fr&%71=b"), Err(QueryStringError::RepeatedParameter("q".to_owned())));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn random_text_never_panics(text in "[%&=+a-f0-9\\PC]{0,200}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_was_encoded_comes_back(pairs in proptest::collection::hash_map("\\PC{1,12}", "\\PC{0,40}", 0..6)) {
            let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
            let query = pairs.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect::<Vec<_>>().join("&");
            let parsed = parse(&query).unwrap();
            prop_assert_eq!(parsed.len(), pairs.len());
            for (name, value) in parsed {
                prop_assert_eq!(pairs.get(&name), Some(&value));
            }
        }
    }
}
