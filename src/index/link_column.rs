//! What links to a step are made from, kept in memory for every step: a hit names each of its translations, and reading
//! the records of thirty languages for ten hits would cost more than the search.

use crate::guide::DeepLink;
use crate::guide::links::{Links, Target};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use tantivy::SegmentReader;

/// Between the parts of an encoded link; the sources' texts have none left.
const SEPARATOR: char = '\u{1}';
/// So many parts come before the title.
const PARTS_BEFORE_TITLE: usize = 5;

/// The links of a segment's documents.
#[derive(Default)]
pub struct LinkColumn {
    /// What comes before the titles. Few are different, so that they are at hand.
    heads: Vec<Head>,
    titles: Vec<Box<str>>,
    /// For each document the number of its head and that of its title.
    of_documents: Vec<(u32, u32)>,
}

/// A target without its guide's id and its title.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    lang: Box<str>,
    anchor: Box<str>,
    guide_url: Option<Box<str>>,
    step_url: Option<Box<str>>,
    deep_link: Option<DeepLink>,
}

impl LinkColumn {
    /// Reads the links of a segment.
    pub fn read(reader: &SegmentReader) -> tantivy::Result<LinkColumn> {
        let mut links = LinkColumn::default();
        let Some(column) = reader.fast_fields().bytes("link")? else { return Ok(links) };
        let mut head_numbers: HashMap<Box<str>, u32, RandomState> = HashMap::default();
        let mut head_of_texts: Vec<u32> = Vec::new();
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            let text = String::from_utf8_lossy(stream.key());
            let (head, title) = split(&text);
            let known = head_numbers.get(head).copied();
            let number = known.unwrap_or_else(|| {
                let number = links.heads.len() as u32;
                links.heads.push(Head::decode(head));
                head_numbers.insert(head.into(), number);
                number
            });
            head_of_texts.push(number);
            links.titles.push(title.into());
        }
        let of_document = |doc| {
            let text = column.term_ords(doc).next().and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX);
            (head_of_texts.get(text as usize).copied().unwrap_or(u32::MAX), text)
        };
        links.of_documents = (0..reader.max_doc()).map(of_document).collect();
        Ok(links)
    }

    /// The target of a document, in the guide with this id; its title is left out where the links do without it.
    #[must_use]
    pub fn target<'a>(&'a self, document: tantivy::DocId, id: &'a str, links: &Links) -> Target<'a> {
        let Some(&(head, title)) = self.of_documents.get(document as usize) else { return Target::default() };
        let Some(head) = self.heads.get(head as usize) else { return Target::default() };
        let needs_title = head.deep_link.unwrap_or(links.deep_link) == DeepLink::TextFragment;
        let title = if needs_title { self.titles.get(title as usize).map(|title| &**title) } else { None };
        Target {
            id,
            lang: &head.lang,
            guide_url: head.guide_url.as_deref(),
            deep_link: head.deep_link,
            anchor: &head.anchor,
            title: title.unwrap_or_default(),
            step_url: head.step_url.as_deref(),
        }
    }
}

/// A target as one text, without the guide's id.
#[must_use]
pub fn encode(target: &Target<'_>) -> String {
    let deep_link = match target.deep_link {
        None => "",
        Some(DeepLink::Anchor) => "a",
        Some(DeepLink::TextFragment) => "t",
    };
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

/// What comes before the title of an encoded link, and the title.
fn split(text: &str) -> (&str, &str) {
    let last = text.match_indices(SEPARATOR).nth(PARTS_BEFORE_TITLE - 1);
    last.map_or((text, ""), |(at, separator)| (&text[..at], &text[at + separator.len()..]))
}

impl Head {
    fn decode(text: &str) -> Head {
        let mut parts = text.split(SEPARATOR);
        let mut next = || parts.next().unwrap_or_default();
        let given = |part: &str| (!part.is_empty()).then(|| part.into());
        Head {
            lang: next().into(),
            anchor: next().into(),
            guide_url: given(next()),
            step_url: given(next()),
            deep_link: match next() {
                "a" => Some(DeepLink::Anchor),
                "t" => Some(DeepLink::TextFragment),
                _ => None,
            },
        }
    }
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
            let encoded = encode(&target);
            let (head, title) = split(&encoded);
            let column = LinkColumn {
                heads: vec![Head::default(), Head::decode(head)],
                titles: vec![title.into()],
                of_documents: vec![(1, 0)],
            };
            let by_title = Links { deep_link: DeepLink::TextFragment, ..Links::default() };
            let by_anchor = Links::default();
            let untitled = |target| Target { title: "", ..target };
            let expected = if deep_link == Some(DeepLink::TextFragment) { target } else { untitled(target) };
            assert_eq!(column.target(0, "a/b", &by_anchor), expected);
            assert_eq!(by_title.to_step(&column.target(0, "a/b", &by_title)), by_title.to_step(&target));
            assert_eq!(column.target(1, "a/b", &by_anchor), Target::default());
        }
    }
}
