//! What links to a step are made from, kept in memory for every step: a hit names each of its translations, and reading
//! the records of thirty languages for ten hits would cost more than the search.

use crate::guide::DeepLink;
use crate::guide::links::Target;

/// Between the parts of an encoded link; the sources' texts have none left.
const SEPARATOR: char = '\u{1}';

/// A target as one text, without the guide's id.
#[must_use]
pub fn encode(target: &Target<'_>) -> String {
    let deep_link = match target.deep_link {
        None => "",
        Some(DeepLink::Anchor) => "a",
        Some(DeepLink::TextFragment) => "t",
    };
    // The title is the longest and comes last: most links are made without it.
    let parts = [
        target.lang,
        target.anchor,
        target.guide_url.unwrap_or_default(),
        target.step_url.unwrap_or_default(),
        deep_link,
        target.title,
    ];
    let mut encoded = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            encoded.push(SEPARATOR);
        }
        encoded.extend(part.chars().map(|character| if character == SEPARATOR { ' ' } else { character }));
    }
    encoded
}

/// The target of a text that [`encode`] gave, in the guide with this id.
#[must_use]
pub fn decode<'a>(text: &'a str, id: &'a str) -> Target<'a> {
    let mut rest = text;
    let mut next = || {
        let end = rest.bytes().position(|byte| byte == SEPARATOR as u8).unwrap_or(rest.len());
        let part = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        part
    };
    let given = |part: &'a str| (!part.is_empty()).then_some(part);
    let (lang, anchor, guide_url, step_url) = (next(), next(), given(next()), given(next()));
    let deep_link = match next() {
        "a" => Some(DeepLink::Anchor),
        "t" => Some(DeepLink::TextFragment),
        _ => None,
    };
    let title = rest;
    Target { id, lang, guide_url, deep_link, anchor, title, step_url }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_the_same_target() {
        for (guide_url, step_url, deep_link) in [
            (None, None, None),
            (Some("https://example.com/a"), None, Some(DeepLink::TextFragment)),
            (Some("https://example.com/a"), Some("https://example.com/a#b"), Some(DeepLink::Anchor)),
        ] {
            let target = Target {
                id: "a/b",
                lang: "pt-BR",
                guide_url,
                deep_link,
                anchor: "step-1",
                title: "Um título",
                step_url,
            };
            assert_eq!(decode(&encode(&target), "a/b"), target);
        }
    }
}
