//! The page of one guide: every step under its anchor, with its links, its translations and a question whether it helped,
//! nested as its numbers tell.

use crate::guide::{Guide, Redirect, Step, links::Links};
use crate::language::Language;
use crate::web::frame::{LanguageLink, direction};
use crate::web::step_translations::{StepTranslation, StepTranslations};
use crate::web::structured_data::absolute;
use crate::web::{Frame, WebError, guide_path, markdown, structured_data};
use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::{HashMap, HashSet};

const UNSAFE_IN_FRAGMENTS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-');

/// What each step of a guide is written in, in the order of the steps: BCP 47 tags. What is missing here is in the
/// guide's language.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepLanguages<'a> {
    pub titles: &'a [String],
    pub texts: &'a [String],
}

/// A guide and what its page depends on beside it.
#[derive(Debug, Clone, Copy)]
pub struct ShownGuide<'a> {
    pub guide: &'a Guide,
    pub languages: StepLanguages<'a>,
    /// The same guide in other languages.
    pub translations: &'a [Guide],
    /// Where readers find the site, without a slash at the end; empty when that is not known.
    pub origin: &'a str,
    /// The language for readers whose own the guide does not have.
    pub default_language: &'a str,
    /// The number of the step that the reader has just said of whether it helped.
    pub thanked: Option<&'a str>,
}

/// Writes the page of a guide. `frame.languages` lead to the translations.
pub fn render(frame: &Frame, shown: &ShownGuide<'_>, links: &Links) -> Result<String, WebError> {
    let guide = shown.guide;
    let page = GuidePage {
        frame,
        guide,
        direction: direction(&guide.lang),
        canonical: absolute(shown.origin, &links.guide_url(guide)),
        alternates: alternates(frame, shown),
        structured_data: structured_data::how_to(guide, links, shown.origin),
        updated_is_date: guide.updated.as_deref().is_some_and(is_date),
        steps: step_views(frame, shown),
        tags: guide.tags.iter().map(|tag| (tag.as_str(), tag_url(frame, tag))).collect(),
        open_at_end: nesting(guide).last().map_or(0, |depth| depth + 1),
        path: guide_path(&guide.lang, &guide.id),
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage<'a> {
    frame: &'a Frame,
    guide: &'a Guide,
    direction: &'static str,
    canonical: String,
    /// Values of `hreflang`, and where they lead.
    alternates: Vec<(&'a str, String)>,
    structured_data: String,
    updated_is_date: bool,
    steps: Vec<StepView<'a>>,
    tags: Vec<(&'a str, String)>,
    open_at_end: usize,
    path: String,
}

struct StepView<'a> {
    step: &'a Step,
    /// Empty for the introduction, which bears no number.
    number: &'a str,
    title: String,
    titled: bool,
    /// Nested this deep, from 0.
    depth: usize,
    heading: usize,
    /// How many sections end before this one begins.
    closes: usize,
    /// Tag and direction, where they differ from the guide's.
    title_language: Option<(&'a str, &'static str)>,
    text_language: Option<(&'a str, &'static str)>,
    /// Anchors that this step's place had before.
    old_anchors: Vec<&'a str>,
    /// The step as events name it.
    hit: String,
    is_thanked: bool,
    translations: Vec<StepTranslation>,
    /// Cleaned HTML.
    body: String,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
}

impl StepView<'_> {
    fn href(&self) -> String {
        fragment(&self.step.anchor)
    }
}

/// The translations, the guide itself among them, as crawlers are told of them.
fn alternates<'a>(frame: &'a Frame, shown: &ShownGuide<'_>) -> Vec<(&'a str, String)> {
    let of = |language: &'a LanguageLink| (language.tag.as_str(), absolute(shown.origin, &language.url));
    let mut alternates: Vec<(&str, String)> = frame.languages.iter().map(of).collect();
    let default = frame.languages.iter().find(|language| language.tag == shown.default_language);
    alternates.extend(default.map(|language| ("x-default", absolute(shown.origin, &language.url))));
    alternates
}

fn step_views<'a>(frame: &Frame, shown: &ShownGuide<'a>) -> Vec<StepView<'a>> {
    let ShownGuide { guide, languages, translations, thanked, .. } = *shown;
    let depths = nesting(guide);
    let mut old_anchors = old_anchors(guide);
    let translations = StepTranslations::new(translations);
    let title_of = |step: &Step| match step.title.as_str() {
        "" => frame.texts.untitled_step(&step.number),
        title => title.to_owned(),
    };
    let neighbour =
        |at: Option<usize>| at.and_then(|at| guide.steps.get(at)).map(|step| (fragment(&step.anchor), title_of(step)));
    let mut views = Vec::with_capacity(guide.steps.len());
    let mut open = 0;
    for (at, step) in guide.steps.iter().enumerate() {
        let depth = depths[at];
        let tag = |tags: &'a [String]| foreign(tags.get(at), &guide.lang);
        let heading = (2 + depth).min(6);
        views.push(StepView {
            step,
            number: if step.number == "0" { "" } else { &step.number },
            title: title_of(step),
            titled: !(step.number == "0" && step.title.is_empty()),
            depth,
            heading,
            closes: open - depth,
            title_language: tag(languages.titles),
            text_language: tag(languages.texts),
            old_anchors: old_anchors.remove(step.anchor.as_str()).unwrap_or_default(),
            hit: format!("{}/{}#{}", guide.lang, guide.id, step.number),
            is_thanked: thanked == Some(step.number.as_str()),
            translations: translations.of_step(step),
            body: markdown::to_html(&step.body, heading),
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
        });
        open = depth + 1;
    }
    views
}

/// A tag and its writing direction, if it is another language than the guide's.
fn foreign<'a>(tag: Option<&'a String>, guide_lang: &str) -> Option<(&'a str, &'static str)> {
    let tag = tag.map(String::as_str).filter(|tag| !tag.is_empty() && *tag != "und" && *tag != guide_lang)?;
    (Language::from_tag(tag) != Language::from_tag(guide_lang)).then(|| (tag, direction(tag)))
}

/// How deep every step is nested in the steps that the guide has: `4.1.2` stands right below `4` if there is no `4.1`.
fn nesting(guide: &Guide) -> Vec<usize> {
    let mut above: Vec<&str> = Vec::new();
    let mut depths = Vec::with_capacity(guide.steps.len());
    for step in &guide.steps {
        while above.last().is_some_and(|parent| !is_below(&step.number, parent)) {
            above.pop();
        }
        depths.push(above.len());
        above.push(&step.number);
    }
    depths
}

fn is_below(number: &str, parent: &str) -> bool {
    number.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'))
}

/// The anchors that led to steps before and that no step bears today, by the anchors of today.
fn old_anchors(guide: &Guide) -> HashMap<&str, Vec<&str>> {
    let mut old: HashMap<&str, Vec<&str>> = HashMap::new();
    if guide.redirects.is_empty() {
        return old;
    }
    let today: HashSet<&str> = guide.steps.iter().map(|step| step.anchor.as_str()).collect();
    for redirect in &guide.redirects {
        if let Redirect::Anchor { from, to } = redirect
            && !today.contains(from.as_str())
        {
            old.entry(to).or_default().push(from);
        }
    }
    old
}

/// An anchor as the end of an address.
#[must_use]
pub fn fragment(anchor: &str) -> String {
    format!("#{}", utf8_percent_encode(anchor, UNSAFE_IN_FRAGMENTS))
}

fn tag_url(frame: &Frame, tag: &str) -> String {
    let chosen =
        if frame.chosen_language.is_empty() { String::new() } else { format!("&lang={}", frame.chosen_language) };
    format!("/?q={}{chosen}", utf8_percent_encode(tag, NON_ALPHANUMERIC))
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use crate::web::texts::Texts;
    use scraper::{Html, Selector};

    fn guide(numbers: &[&str]) -> Guide {
        let steps = numbers
            .iter()
            .map(|number| Step {
                number: (*number).to_owned(),
                anchor: Step::derived_anchor(number),
                title: format!("Title {number}"),
                body: "See https://example.com.".to_owned(),
                ..Step::default()
            })
            .collect();
        Guide { id: "a/b".to_owned(), lang: "fr".to_owned(), title: "A & <b>".to_owned(), steps, ..Guide::default() }
    }

    fn page(guide: &Guide, languages: StepLanguages<'_>) -> (String, Html) {
        let link = |tag: &str| LanguageLink {
            tag: tag.to_owned(),
            name: tag.to_owned(),
            url: guide_path(tag, "a/b"),
            current: tag == "fr",
        };
        let frame = Frame { languages: vec![link("en"), link("fr")], ..Frame::plain(Texts::for_reader(["fr"])) };
        let shown = ShownGuide {
            guide,
            languages,
            translations: &[],
            origin: "https://help.example",
            default_language: "en",
            thanked: None,
        };
        let written = render(&frame, &shown, &Links::default()).unwrap();
        (written.clone(), Html::parse_document(&written))
    }

    fn attributes(html: &Html, selector: &str, name: &str) -> Vec<String> {
        html.select(&Selector::parse(selector).unwrap())
            .map(|element| element.attr(name).unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn steps_are_nested_as_their_numbers_tell() {
        let (written, html) = page(
            &guide(&["0", "1", "1.1", "1.1.1", "2", "3.1", "4.1.2", "4.2", "10", "10.1"]),
            StepLanguages::default(),
        );
        assert_eq!(written.matches("<section").count(), written.matches("</section>").count());
        let nested = |outer: &str, inner: &str| {
            !html
                .select(&Selector::parse(&format!("#step-{outer} #step-{inner}")).unwrap())
                .collect::<Vec<_>>()
                .is_empty()
        };
        for (outer, inner) in [("1", "1-1"), ("1", "1-1-1"), ("1-1", "1-1-1"), ("10", "10-1")] {
            assert!(nested(outer, inner), "{inner} in {outer}");
        }
        for (outer, inner) in [("1", "2"), ("1", "10"), ("2", "3-1"), ("3-1", "4-1-2"), ("4-1-2", "4-2"), ("1", "10-1")]
        {
            assert!(!nested(outer, inner), "{inner} not in {outer}");
        }
        assert_eq!(attributes(&html, "h4", "lang").len(), 1, "1.1.1 is the only step three levels deep");
        let order = attributes(&html, "section.step", "id");
        assert_eq!(order.len(), 10);
        assert_eq!(order[0], "step-0");
        assert_eq!(order[9], "step-10-1");
    }

    #[test]
    fn every_id_is_there_once_and_every_fragment_leads_somewhere() {
        let mut guide = guide(&["0", "1", "1.1", "2"]);
        guide.steps[1].anchor = "fraude-é".to_owned();
        guide.steps[2].body = "<p id=\"step-2\">x</p> [a](#step-2)".to_owned();
        guide.redirects = vec![
            Redirect::Anchor { from: "old".to_owned(), to: "step-2".to_owned() },
            Redirect::Anchor { from: "step-1-1".to_owned(), to: "step-2".to_owned() },
            Redirect::Anchor { from: "lost".to_owned(), to: "gone".to_owned() },
            Redirect::Guide("was".to_owned()),
        ];
        let (_, html) = page(&guide, StepLanguages::default());
        let ids = attributes(&html, "[id]", "id");
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
        }
        assert!(!html.select(&Selector::parse("#step-2 a#old").unwrap()).collect::<Vec<_>>().is_empty());
        for href in attributes(&html, "a[href^='#']", "href") {
            let target = percent_encoding::percent_decode_str(&href[1..]).decode_utf8().unwrap().into_owned();
            assert!(ids.contains(&target), "{href}");
        }
    }

    #[test]
    fn titles_are_escaped_and_languages_are_marked() {
        let mut guide = guide(&["1", "2", "3"]);
        guide.steps[0].title = "<script>alert(1)</script>".to_owned();
        guide.tags = vec!["<img src=x>".to_owned()];
        guide.summary = "\"><svg onload=alert(1)>".to_owned();
        let texts = ["fr", "ar", "und"].map(str::to_owned);
        let titles = ["fr", "en", "fr"].map(str::to_owned);
        let (written, html) = page(&guide, StepLanguages { titles: &titles, texts: &texts });
        assert!(
            !written.contains("<script>") && !written.contains("<svg onload") && !written.contains("<img"),
            "{written}"
        );
        assert_eq!(attributes(&html, ".body", "lang"), ["", "ar", ""]);
        assert_eq!(attributes(&html, ".body", "dir"), ["", "rtl", ""]);
        assert_eq!(attributes(&html, ".own > h2", "lang"), ["", "en", ""]);
        assert_eq!(attributes(&html, "link[rel=alternate]", "hreflang"), ["en", "fr", "x-default"]);
        assert_eq!(attributes(&html, "link[rel=canonical]", "href"), ["https://help.example/fr/guides/a/b"]);
        assert_eq!(attributes(&html, "html", "lang"), ["fr"]);
    }
}
