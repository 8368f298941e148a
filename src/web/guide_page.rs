//! The page of one guide: every step under its anchor, with a link of its own, nested as its numbers tell.

use crate::guide::{Guide, Redirect, Step, links::Links};
use crate::language::Language;
use crate::web::frame::direction;
use crate::web::{Frame, WebError, guide_path, markdown};
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What each step of a guide is written in, in the order of the steps: BCP 47 tags. What is missing here is in the
/// guide's language.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepLanguages<'a> {
    pub titles: &'a [String],
    pub texts: &'a [String],
}

/// Writes the page of a guide. `frame.languages` lead to the translations.
pub fn render(frame: &Frame, guide: &Guide, languages: StepLanguages<'_>, links: &Links) -> Result<String, WebError> {
    let page = GuidePage {
        frame,
        guide,
        direction: direction(&guide.lang),
        canonical: links.guide_url(guide),
        updated_is_date: guide.updated.as_deref().is_some_and(is_date),
        steps: step_views(frame, guide, languages),
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

fn step_views<'a>(frame: &Frame, guide: &'a Guide, languages: StepLanguages<'a>) -> Vec<StepView<'a>> {
    let depths = nesting(guide);
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
            old_anchors: old_anchors(guide, step),
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
    let tag = tag.map(String::as_str).filter(|tag| !tag.is_empty() && *tag != "und")?;
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

/// The anchors that led to this step before and that no step bears today.
fn old_anchors<'a>(guide: &'a Guide, step: &Step) -> Vec<&'a str> {
    guide
        .redirects
        .iter()
        .filter_map(|redirect| match redirect {
            Redirect::Anchor { from, to } if *to == step.anchor => Some(from.as_str()),
            _ => None,
        })
        .filter(|from| guide.steps.iter().all(|other| other.anchor != **from))
        .collect()
}

fn fragment(anchor: &str) -> String {
    format!("#{}", utf8_percent_encode(anchor, NON_ALPHANUMERIC).to_string().replace("%2D", "-"))
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
