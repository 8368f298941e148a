//! What links to a step are made from, kept in memory for every step: a hit names each of its translations, and reading
//! the records of thirty languages for ten hits would cost more than the search.

use crate::guide::links::Links;
use crate::guide::{DeepLink, Guide, Step};

/// Between the parts of an encoded link; the sources' texts have none left.
const SEPARATOR: char = '\u{1}';

/// The parts of a guide and a step that their links depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkParts<'a> {
    /// The declared language's tag, as written.
    pub lang: &'a str,
    anchor: &'a str,
    title: &'a str,
    guide_url: Option<&'a str>,
    step_url: Option<&'a str>,
    deep_link: Option<DeepLink>,
}

impl<'a> LinkParts<'a> {
    /// The parts of a step of a guide.
    #[must_use]
    pub fn of(guide: &'a Guide, step: &'a Step) -> LinkParts<'a> {
        LinkParts {
            lang: &guide.lang,
            anchor: &step.anchor,
            title: &step.title,
            guide_url: guide.url.as_deref(),
            step_url: step.url.as_deref(),
            deep_link: guide.deep_link,
        }
    }

    /// The parts as one text, for the index.
    #[must_use]
    pub fn encode(&self) -> String {
        let deep_link = match self.deep_link {
            None => "",
            Some(DeepLink::Anchor) => "a",
            Some(DeepLink::TextFragment) => "t",
        };
        let parts = [
            self.lang,
            self.anchor,
            self.title,
            self.guide_url.unwrap_or_default(),
            self.step_url.unwrap_or_default(),
            deep_link,
        ];
        parts.map(|part| part.replace(SEPARATOR, " ")).join(&SEPARATOR.to_string())
    }

    /// The parts of a text that [`LinkParts::encode`] gave.
    #[must_use]
    pub fn decode(text: &'a str) -> LinkParts<'a> {
        let mut parts = text.split(SEPARATOR);
        let mut next = || parts.next().unwrap_or_default();
        let given = |part: &'a str| (!part.is_empty()).then_some(part);
        LinkParts {
            lang: next(),
            anchor: next(),
            title: next(),
            guide_url: given(next()),
            step_url: given(next()),
            deep_link: match next() {
                "a" => Some(DeepLink::Anchor),
                "t" => Some(DeepLink::TextFragment),
                _ => None,
            },
        }
    }

    /// The link to the step of the guide with this id.
    #[must_use]
    pub fn step_url(&self, guide_id: &str, links: &Links) -> String {
        if let Some(url) = self.step_url {
            return url.to_owned();
        }
        let guide = Guide {
            id: guide_id.to_owned(),
            lang: self.lang.to_owned(),
            url: self.guide_url.map(ToOwned::to_owned),
            deep_link: self.deep_link,
            ..Guide::default()
        };
        let step = Step { anchor: self.anchor.to_owned(), title: self.title.to_owned(), ..Step::default() };
        links.step_url(&guide, &step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_gives_the_same_link() {
        let links = Links::default();
        for (guide_url, step_url, deep_link) in [
            (None, None, None),
            (Some("https://example.com/a"), None, Some(DeepLink::TextFragment)),
            (Some("https://example.com/a"), Some("https://example.com/a#b"), Some(DeepLink::Anchor)),
        ] {
            let guide = Guide {
                id: "a/b".to_owned(),
                lang: "pt-BR".to_owned(),
                url: guide_url.map(ToOwned::to_owned),
                deep_link,
                ..Guide::default()
            };
            let step = Step {
                anchor: "step-1".to_owned(),
                title: "Um título".to_owned(),
                url: step_url.map(ToOwned::to_owned),
                ..Step::default()
            };
            let encoded = LinkParts::of(&guide, &step).encode();
            let decoded = LinkParts::decode(&encoded);
            assert_eq!(decoded, LinkParts::of(&guide, &step));
            assert_eq!(decoded.step_url("a/b", &links), links.step_url(&guide, &step));
        }
    }
}
