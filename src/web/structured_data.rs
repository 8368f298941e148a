//! A guide as search engines read it: a schema.org `HowTo` in JSON-LD.

use crate::guide::{Guide, Step, links::Links, text};
use serde_json::{Value, json};

/// The steps of longer guides are left out: nobody reads as many, and they would make up a third of the page.
const MOST_STEPS: usize = 500;

/// The guide as JSON that may stand in a script element: it holds no `<`, so nothing in it ends the element. Addresses that
/// begin with a slash are put behind `origin`.
#[must_use]
pub fn how_to(guide: &Guide, links: &Links, origin: &str) -> String {
    let mut described = json!({
        "@context": "https://schema.org",
        "@type": "HowTo",
        "name": guide.title,
        "inLanguage": guide.lang,
        "url": absolute(origin, &links.guide_url(guide)),
    });
    if guide.steps.len() <= MOST_STEPS {
        let steps = guide.steps.iter().filter(|step| step.number != "0").enumerate();
        described["step"] = steps.map(|(at, step)| how_to_step(guide, step, at + 1, links, origin)).collect();
    }
    if !guide.summary.is_empty() {
        described["description"] = guide.summary.as_str().into();
    }
    if let Some(updated) = &guide.updated {
        described["dateModified"] = updated.as_str().into();
    }
    described.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn how_to_step(guide: &Guide, step: &Step, position: usize, links: &Links, origin: &str) -> Value {
    json!({
        "@type": "HowToStep",
        "position": position,
        "name": step.title,
        "text": text::plain(&step.body),
        "url": absolute(origin, &links.step_url(guide, step)),
    })
}

/// An address of this site behind its origin; any other as it is.
#[must_use]
pub fn absolute(origin: &str, url: &str) -> String {
    if url.starts_with('/') && !url.starts_with("//") { format!("{origin}{url}") } else { url.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn nothing_in_a_guide_ends_the_script_element() {
        let step = |number: &str| Step {
            number: number.to_owned(),
            anchor: Step::derived_anchor(number),
            title: "</script><script>alert(1)</script>".to_owned(),
            body: "**Press** `<!--<script>` & go.".to_owned(),
            ..Step::default()
        };
        let guide = Guide {
            id: "a/b".to_owned(),
            lang: "fr".to_owned(),
            title: "<!--".to_owned(),
            steps: vec![step("0"), step("1"), step("1.1")],
            ..Guide::default()
        };
        let written = how_to(&guide, &Links::default(), "https://help.example");
        assert!(!written.contains(['<', '>', '&']), "{written}");
        let read: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["name"], "<!--");
        assert_eq!(read["url"], "https://help.example/fr/guides/a/b");
        let steps = read["step"].as_array().unwrap();
        assert_eq!(steps.len(), 2, "the introduction is no step");
        assert_eq!(steps[1]["url"], "https://help.example/fr/guides/a/b#step-1-1");
        assert_eq!(steps[0]["text"], "Press <!--<script> & go.");
        assert_eq!(steps[0]["name"], "</script><script>alert(1)</script>");
    }
}
