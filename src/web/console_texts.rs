//! Every word of the agents' console and of the analytics page: one file an interface language, which the frames are written
//! with here and which the scripts load as it is.

use crate::language::Language;
use crate::web::frame::direction;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The words in one language, by their names.
#[derive(Debug)]
pub struct ConsoleTexts {
    /// BCP 47.
    pub tag: &'static str,
    texts: Map<String, Value>,
}

macro_rules! languages {
    ($($tag:literal),* $(,)?) => {
        /// Each language with its file; the first stands in for those that lack.
        const SOURCES: &[(&str, &str)] = &[$(($tag, include_str!(concat!("console/texts/", $tag, ".json")))),*];
        /// The same as scripts, by the names that they are served under.
        pub const SCRIPTS: &[(&str, &str)] = &[$((
            concat!("texts-", $tag, ".js"),
            concat!("export default ", include_str!(concat!("console/texts/", $tag, ".json")), ";\n"),
        )),*];
    };
}

languages!["en", "fr", "de", "es", "it", "nl", "pt", "ar"];

static ALL: LazyLock<Vec<ConsoleTexts>> = LazyLock::new(|| {
    // The files are part of the program, and read by the tests.
    let read = |source: &str| serde_json::from_str(source).unwrap_or_default();
    SOURCES.iter().map(|&(tag, source)| ConsoleTexts { tag, texts: read(source) }).collect()
});

impl ConsoleTexts {
    /// The words for a reader's languages, best first: the first language that has them, else English.
    pub fn for_reader<'a>(languages: impl IntoIterator<Item = &'a str>) -> &'static ConsoleTexts {
        languages
            .into_iter()
            .find_map(|tag| {
                let primary = Language::from_tag(tag).tag();
                ALL.iter().find(|texts| texts.tag == primary)
            })
            .unwrap_or(&ALL[0])
    }

    /// A text by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.texts.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The value of an HTML `dir` attribute.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        direction(self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::console::ConsoleFile;
    use std::collections::BTreeSet;

    /// What stands in braces in a text, sorted.
    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        places.sort_unstable();
        places
    }

    /// The forms of a text: itself, or one for each plural category.
    fn forms(text: &Value) -> Vec<(&str, &str)> {
        match text {
            Value::Object(forms) => {
                forms.iter().map(|(category, form)| (category.as_str(), form.as_str().unwrap_or_default())).collect()
            }
            other => vec![("", other.as_str().unwrap_or_default())],
        }
    }

    #[test]
    fn every_language_has_every_text_with_what_is_filled_in() {
        let english = &ALL[0].texts;
        assert!(english.len() > 250, "{}", english.len());
        for texts in ALL.iter() {
            let names = |texts: &Map<String, Value>| texts.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(&texts.texts), names(english), "{}", texts.tag);
            let categories: &[&str] = match texts.tag {
                "ar" => &["few", "many", "one", "other", "two", "zero"],
                _ => &["one", "other"],
            };
            for (name, text) in &texts.texts {
                let is_plural = english[name].is_object();
                let own = forms(text);
                if is_plural {
                    let own: BTreeSet<&str> = own.iter().map(|(category, _)| *category).collect();
                    assert!(categories.iter().all(|category| own.contains(category)), "{} {name}: {own:?}", texts.tag);
                }
                assert_eq!(text.is_object(), is_plural, "{} {name}", texts.tag);
                for (category, form) in own {
                    assert!(!form.trim().is_empty(), "{} {name}", texts.tag);
                    let (mut wanted, mut found) =
                        (places(forms(&english[name]).last().map_or("", |(_, form)| form)), places(form));
                    // One, two or none may be said in words.
                    if matches!(category, "zero" | "one" | "two") {
                        wanted.retain(|place| *place != "count");
                        found.retain(|place| *place != "count");
                    }
                    assert_eq!(found, wanted, "{} {name} {category}", texts.tag);
                }
            }
        }
    }

    #[test]
    fn what_is_read_aloud_holds_what_is_seen() {
        for texts in ALL.iter() {
            for (seen, read) in [("go", "goToStep"), ("unpin", "unpinStep")] {
                let (seen, read) = (texts.get(seen).to_lowercase(), texts.get(read).to_lowercase());
                assert!(read.contains(&seen), "{}: {seen}: {read}", texts.tag);
            }
        }
    }

    #[test]
    fn every_text_that_is_asked_for_is_there_and_none_is_idle() {
        let english = &ALL[0].texts;
        let scripts: String =
            ConsoleFile::all().filter(|file| !file.name.starts_with("texts-")).map(|file| file.text).collect();
        let frames = [
            include_str!("templates/console.html"),
            include_str!("templates/agent.html"),
            include_str!("templates/analytics.html"),
        ]
        .concat();
        let quoted =
            |name: &str| scripts.contains(&format!("\"{name}\"")) || frames.contains(&format!("get(\"{name}\")"));
        let idle: Vec<&String> = english.keys().filter(|name| !quoted(name)).collect();
        assert!(idle.is_empty(), "asked for nowhere: {idle:?}");
        let asked = ["text(\"", "parts(\"", "many(\"", "get(\""].into_iter().flat_map(|call| {
            let everywhere = scripts.split(call).skip(1).chain(frames.split(call).skip(1));
            everywhere.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name)
        });
        // Parameters of an address are got by the same word.
        let parameters = ["from", "to", "days", "lang"];
        let unknown: BTreeSet<&str> =
            asked.filter(|name| !english.contains_key(*name) && !parameters.contains(name)).collect();
        assert!(unknown.is_empty(), "asked for and not there: {unknown:?}");
    }

    #[test]
    fn the_first_known_language_of_the_reader_is_taken() {
        assert_eq!(ConsoleTexts::for_reader(["fi", "fr-CA", "de"]).tag, "fr");
        assert_eq!(ConsoleTexts::for_reader(["fi"]).tag, "en");
        assert_eq!(ConsoleTexts::for_reader(["ar-EG"]).direction(), "rtl");
    }
}
