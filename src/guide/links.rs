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

impl Links {
    /// The address of a guide: its own, else the site's template filled in.
    #[must_use]
    pub fn guide_url(&self, guide: &Guide) -> String {
        match &guide.url {
            Some(url) => url.clone(),
            None => {
                self.url_template.replace("{lang}", &encode(&guide.lang, "/")).replace("{id}", &encode(&guide.id, "/"))
            }
        }
    }

    /// The address of a step: its own, else the guide's with the step's anchor or a text fragment.
    /// An untitled step of a page without anchors can only be addressed as the page.
    #[must_use]
    pub fn step_url(&self, guide: &Guide, step: &Step) -> String {
        if let Some(url) = &step.url {
            return url.clone();
        }
        let guide_url = self.guide_url(guide);
        let page = guide_url.split('#').next().unwrap_or_default();
        match guide.deep_link.unwrap_or(self.deep_link) {
            DeepLink::Anchor => format!("{page}#{}", encode(&step.anchor, "")),
            DeepLink::TextFragment if step.title.is_empty() => guide_url,
            // A dash has a meaning of its own in text fragments and must be escaped.
            DeepLink::TextFragment => format!("{page}#:~:text={}", encode(&step.title, "").replace('-', "%2D")),
        }
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, 2.3) and those in `keep`.
fn encode(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || "-._~".contains(character) || keep.contains(character) {
            encoded.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
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
