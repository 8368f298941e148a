//! Where a guide and its steps are found: the one place where deep links are made.

use crate::guide::{DeepLink, Guide, Step};
use std::fmt::Write;

/// How a site makes the addresses of its guides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The address of a guide that has none of its own, with `{lang}` and `{id}` to be filled in.
    pub url_template: String,
    /// How a step is addressed where the guide does not say.
    pub deep_link: DeepLink,
}

impl Default for Links {
    fn default() -> Links {
        Links { url_template: "/{lang}/guides/{id}".to_owned(), deep_link: DeepLink::Anchor }
    }
}

/// As much of a guide and one of its steps as their addresses depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Target<'a> {
    /// The guide's id.
    pub id: &'a str,
    /// The guide's declared language, as written.
    pub lang: &'a str,
    /// The guide's own address, if it has one.
    pub guide_url: Option<&'a str>,
    /// How the guide's steps are addressed, if it says so.
    pub deep_link: Option<DeepLink>,
    /// The step's anchor.
    pub anchor: &'a str,
    /// The step's title.
    pub title: &'a str,
    /// The step's own address, if it has one.
    pub step_url: Option<&'a str>,
}

impl<'a> Target<'a> {
    /// A guide without any step.
    #[must_use]
    pub fn of_guide(guide: &'a Guide) -> Target<'a> {
        Target {
            id: &guide.id,
            lang: &guide.lang,
            guide_url: guide.url.as_deref(),
            deep_link: guide.deep_link,
            ..Target::default()
        }
    }

    /// A step of a guide.
    #[must_use]
    pub fn of_step(guide: &'a Guide, step: &'a Step) -> Target<'a> {
        Target { anchor: &step.anchor, title: &step.title, step_url: step.url.as_deref(), ..Target::of_guide(guide) }
    }
}

impl Links {
    /// The address of a guide: its own, else the site's template filled in.
    #[must_use]
    pub fn guide_url(&self, guide: &Guide) -> String {
        self.to_guide(&Target::of_guide(guide))
    }

    /// The address of a step: its own, else the guide's with the step's anchor or a text fragment.
    /// An untitled step of a page without anchors can only be addressed as the page.
    #[must_use]
    pub fn step_url(&self, guide: &Guide, step: &Step) -> String {
        self.to_step(&Target::of_step(guide, step))
    }

    /// [`Links::guide_url`] of a target.
    #[must_use]
    pub fn to_guide(&self, target: &Target<'_>) -> String {
        let mut url = String::with_capacity(self.length_about(target));
        self.write_to_guide(target, &mut url);
        url
    }

    /// [`Links::step_url`] of a target.
    #[must_use]
    pub fn to_step(&self, target: &Target<'_>) -> String {
        let mut url = String::with_capacity(self.length_about(target));
        self.write_to_step(target, &mut url);
        url
    }

    fn length_about(&self, target: &Target<'_>) -> usize {
        self.url_template.len() + target.id.len() + target.anchor.len() + 8
    }

    fn write_to_guide(&self, target: &Target<'_>, url: &mut String) {
        if let Some(own) = target.guide_url {
            url.push_str(own);
            return;
        }
        let mut rest = self.url_template.as_str();
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            url.push_str(before);
            rest = if let Some(after) = from.strip_prefix("{lang}") {
                encode(target.lang, b"/", url);
                after
            } else if let Some(after) = from.strip_prefix("{id}") {
                encode(target.id, b"/", url);
                after
            } else {
                url.push('{');
                &from[1..]
            };
        }
        url.push_str(rest);
    }

    /// Writes [`Links::step_url`] of a target behind what is there.
    pub fn write_to_step(&self, target: &Target<'_>, url: &mut String) {
        if let Some(own) = target.step_url {
            url.push_str(own);
            return;
        }
        let begin = url.len();
        self.write_to_guide(target, url);
        let deep_link = target.deep_link.unwrap_or(self.deep_link);
        if deep_link == DeepLink::TextFragment && target.title.is_empty() {
            return;
        }
        let end = url.as_bytes()[begin..].iter().position(|&byte| byte == b'#').map_or(url.len(), |at| begin + at);
        url.truncate(end);
        match deep_link {
            DeepLink::Anchor => {
                url.push('#');
                encode(target.anchor, b"", url);
            }
            DeepLink::TextFragment => {
                url.push_str("#:~:text=");
                let start = url.len();
                encode(target.title, b"", url);
                // A dash has a meaning of its own in text fragments and must be escaped.
                if url[start..].contains('-') {
                    let escaped = url[start..].replace('-', "%2D");
                    url.truncate(start);
                    url.push_str(&escaped);
                }
            }
        }
    }
}

/// The unreserved characters (RFC 3986, 2.3).
const UNRESERVED: [bool; 256] = {
    let mut unreserved = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        unreserved[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    unreserved
};

/// Percent-encodes everything but unreserved characters and those in `keep`.
fn encode(text: &str, keep: &[u8], encoded: &mut String) {
    let is_kept = |byte: u8| UNRESERVED[usize::from(byte)] || keep.contains(&byte);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !is_kept(byte)) {
        // What is kept is ASCII, so a character begins where it ends.
        let (kept, from) = rest.split_at(at);
        encoded.push_str(kept);
        let end = from.bytes().position(is_kept).unwrap_or(from.len());
        for byte in from[..end].bytes() {
            let _ = write!(encoded, "%{byte:02X}");
        }
        rest = &from[end..];
    }
    encoded.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guide_and_step() -> (Guide, Step) {
        let guide = Guide { id: "a b/é".to_owned(), lang: "pt-BR".to_owned(), ..Guide::default() };
        let step =
            Step { title: "Add – new-account, now".to_owned(), anchor: "fraude-été".to_owned(), ..Step::default() };
        (guide, step)
    }

    #[test]
    fn a_step_is_an_anchor_on_the_guides_page() {
        let (mut guide, step) = guide_and_step();
        let links = Links::default();
        assert_eq!(links.step_url(&guide, &step), "/pt-BR/guides/a%20b/%C3%A9#fraude-%C3%A9t%C3%A9");
        guide.url = Some("https://help.example/x?y=1#top".to_owned());
        assert_eq!(links.guide_url(&guide), "https://help.example/x?y=1#top");
        assert_eq!(links.step_url(&guide, &step), "https://help.example/x?y=1#fraude-%C3%A9t%C3%A9");
    }

    #[test]
    fn a_page_without_anchors_is_searched_for_the_title() {
        let (mut guide, mut step) = guide_and_step();
        guide.deep_link = Some(DeepLink::TextFragment);
        let links = Links { url_template: "https://x.example/{id}?l={lang}".to_owned(), ..Links::default() };
        assert_eq!(
            links.step_url(&guide, &step),
            "https://x.example/a%20b/%C3%A9?l=pt-BR#:~:text=Add%20%E2%80%93%20new%2Daccount%2C%20now"
        );
        step.title.clear();
        assert_eq!(links.step_url(&guide, &step), links.guide_url(&guide));
        step.url = Some("https://own.example/".to_owned());
        assert_eq!(links.step_url(&guide, &step), "https://own.example/");
    }
}
