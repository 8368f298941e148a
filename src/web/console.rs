//! The agents' console and the analytics page: two frames that scripts fill, and the files that they load.
//!
//! The files import each other by name, so they are served under fixed names with an `ETag` of their content.

use crate::web::console_texts::{ConsoleTexts, SCRIPTS};
use crate::web::{WebError, assets};
use askama::Template;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// What these pages may load and ask: scripts, style and answers of this server, and the pictures of guides.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A script or style sheet of the pages.
#[derive(Debug)]
pub struct ConsoleFile {
    pub name: &'static str,
    pub content_type: &'static str,
    pub text: &'static str,
    /// Quoted, as the header takes it.
    pub etag: String,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("console/", $name)))),*]
    };
}

static FILES: LazyLock<Vec<ConsoleFile>> = LazyLock::new(|| {
    let embedded = files![
        "agent-address.js",
        "agent-copy.js",
        "agent-filters.js",
        "agent-keyboard.js",
        "agent-memory.js",
        "agent-results.js",
        "agent-step.js",
        "agent.js",
        "analytics-chart.js",
        "analytics-overview.js",
        "analytics-reports.js",
        "analytics-sentences.js",
        "analytics-synonyms.js",
        "analytics.js",
        "console.css",
        "dom.js",
        "format.js",
        "service.js",
        "storage.js",
        "texts.js",
    ];
    embedded.into_iter().chain(SCRIPTS.iter().copied()).map(|(name, text)| ConsoleFile::new(name, text)).collect()
});

impl ConsoleFile {
    fn new(name: &'static str, text: &'static str) -> ConsoleFile {
        let digest = Sha256::digest(text);
        let hash = digest.iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
        let content_type = match name.rsplit_once('.') {
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        ConsoleFile { name, content_type, text, etag: format!("\"{hash:016x}\"") }
    }

    /// The file of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static ConsoleFile> {
        FILES.iter().find(|file| file.name == name)
    }

    /// Every file.
    pub fn all() -> impl Iterator<Item = &'static ConsoleFile> {
        FILES.iter()
    }
}

/// Writes the frame of the agents' console.
pub fn agent_page(texts: &'static ConsoleTexts) -> Result<String, WebError> {
    Ok(AgentPage { texts, stylesheet: assets::stylesheet_path(), current: "agent" }.render()?)
}

/// Writes the frame of the analytics page.
pub fn analytics_page(texts: &'static ConsoleTexts) -> Result<String, WebError> {
    Ok(AnalyticsPage { texts, stylesheet: assets::stylesheet_path(), current: "analytics" }.render()?)
}

#[derive(Template)]
#[template(path = "agent.html")]
struct AgentPage {
    texts: &'static ConsoleTexts,
    stylesheet: &'static str,
    current: &'static str,
}

#[derive(Template)]
#[template(path = "analytics.html")]
struct AnalyticsPage {
    texts: &'static ConsoleTexts,
    stylesheet: &'static str,
    current: &'static str,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn pages_hold_no_script_or_style_of_their_own() {
        let texts = ConsoleTexts::for_reader([]);
        for page in [agent_page(texts).unwrap(), analytics_page(texts).unwrap()] {
            let html = scraper::Html::parse_document(&page);
            let all = |selector: &str| -> Vec<String> {
                let selector = scraper::Selector::parse(selector).unwrap();
                html.select(&selector).map(|element| element.html()).collect()
            };
            assert_eq!(all("script").len(), 1);
            assert_eq!(all("script[src]").len(), 1);
            assert_eq!(all("style, [style], [onclick], base, iframe"), [""; 0]);
        }
    }

    #[test]
    fn every_file_that_is_asked_for_is_there() {
        let texts = ConsoleTexts::for_reader([]);
        let pages = [agent_page(texts).unwrap(), analytics_page(texts).unwrap()];
        let mut asked = 0;
        for text in ConsoleFile::all().map(|file| file.text).chain(pages.iter().map(String::as_str)) {
            let imported = text.split("from \"./").skip(1).map(|rest| rest.split('"').next().unwrap());
            let linked = text.split("\"/assets/console/").skip(1).map(|rest| rest.split('"').next().unwrap());
            for name in imported.chain(linked) {
                assert!(ConsoleFile::find(name).is_some(), "{name}");
                asked += 1;
            }
        }
        assert!(asked > ConsoleFile::all().count());
        assert!(ConsoleFile::find("../style.css").is_none());
    }
}
