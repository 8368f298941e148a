//! What in an HTML article is not its text: told by the name, the role, the state and the class of elements.

use crate::guide::import::html::{selector, text_length, visible_text};
use crate::guide::import::markers;
use scraper::{ElementRef, Html};
use std::collections::HashSet;

/// Elements that are never part of an article's text.
const NEVER_TEXT: [&str; 27] = [
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "svg", "iframe", "object", "embed",
    "video", "audio", "canvas", "select", "input", "textarea", "dialog", "map", "link", "meta", "head", "title",
    "progress", "datalist", "math",
];
/// Roles of page furniture.
const ROLES: [&str; 8] =
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"];
/// Words in `class`, `id` and the like that tell furniture.
const CLASS_WORDS: [&str; 37] = [
    "feedback",
    "helpful",
    "vote",
    "votes",
    "rating",
    "csat",
    "survey",
    "share",
    "sharing",
    "social",
    "likes",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "toc",
    "newsletter",
    "subscribe",
    "pagination",
    "comments",
    "related",
    "promo",
    "navbar",
    "topbar",
    "skip",
    "jump",
    "reactions",
    "headerlink",
    "permalink",
    "editsection",
    "printfooter",
    "catlinks",
    "advertisement",
    "noprint",
];
/// Words in `class` and `id` of what stands below a title, when it is short: author, day, reading time.
const BYLINE_WORDS: [&str; 9] =
    ["meta", "metadata", "byline", "author", "timestamp", "date", "published", "updated", "avatar"];
/// Longer than this is no byline, in letters and digits.
const LONGEST_BYLINE: usize = 120;
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// Tells what in an article is furniture.
pub struct Furniture {
    title: Option<ego_tree::NodeId>,
    /// More text than this is the article itself, whatever its class says.
    most_text: usize,
    /// The ids of panels in the article that a button on the page opens.
    opened: HashSet<String>,
}

impl Furniture {
    /// `title` is the heading that the guide's title was taken from.
    #[must_use]
    pub fn of(document: &Html, article: ElementRef<'_>, title: Option<ElementRef<'_>>) -> Furniture {
        let controlled: HashSet<&str> = selector("[aria-controls]")
            .map(|controls| {
                let names = document.select(&controls).filter_map(|element| element.attr("aria-controls"));
                names.flat_map(str::split_whitespace).collect()
            })
            .unwrap_or_default();
        let panels = article.descendent_elements().filter_map(|element| element.attr("id"));
        Furniture {
            title: title.map(|title| title.id()),
            most_text: text_length(article) * 3 / 5,
            opened: panels.filter(|id| controlled.contains(id)).map(str::to_owned).collect(),
        }
    }

    /// Whether the element, with all it holds, is left out.
    #[must_use]
    pub fn is(&self, element: ElementRef<'_>) -> bool {
        if self.title == Some(element.id()) {
            return true;
        }
        let name = element.value().name();
        if NEVER_TEXT.contains(&name) || is_footnote_mark(element) {
            return true;
        }
        if name == "button" {
            return !self.is_label(element) && !is_in_heading(element);
        }
        if element.attr("role").is_some_and(|role| ROLES.contains(&role)) {
            return true;
        }
        // The class of a heading tells how it looks; what it stands above has a class of its own.
        let is_by_class = !HEADINGS.contains(&name) && is_furniture_by_class(element);
        if self.is_hidden(element) || is_by_class {
            return text_length(element) <= self.most_text && !holds(element, self.title);
        }
        false
    }

    /// Whether a button opens a part of the article, and so is the heading of it.
    #[must_use]
    pub fn is_label(&self, button: ElementRef<'_>) -> bool {
        let controls = button.attr("aria-controls").unwrap_or_default();
        controls.split_whitespace().any(|id| self.opened.contains(id)) && button.attr("role") != Some("tab")
    }

    fn is_hidden(&self, element: ElementRef<'_>) -> bool {
        let style = element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        let is_hidden =
            element.attr("hidden").is_some_and(|value| value != "until-found") || style.contains("display:none");
        let is_opened =
            element.attr("role") == Some("tabpanel") || element.attr("id").is_some_and(|id| self.opened.contains(id));
        let is_decoration =
            element.attr("aria-hidden") == Some("true") && markers::parse(&visible_text(element)).is_none();
        (is_hidden && !is_opened) || (is_decoration && text_length(element) < 3)
    }
}

/// Whether an element is around the article by its kind alone, before any article is known.
#[must_use]
pub fn is_around(element: ElementRef<'_>) -> bool {
    NEVER_TEXT.contains(&element.value().name())
        || matches!(element.value().name(), "header" | "button")
        || element.attr("role").is_some_and(|role| ROLES.contains(&role))
}

/// Whether a heading stands in a box that is set off from the text: "Note", "Warning" are no steps.
#[must_use]
pub fn is_in_callout(heading: ElementRef<'_>) -> bool {
    const BOXES: [&str; 12] = [
        "callout",
        "admonition",
        "alert",
        "note",
        "warning",
        "tip",
        "notice",
        "infobox",
        "caution",
        "danger",
        "important",
        "hint",
    ];
    const NEAREST: usize = 3;
    heading.ancestors().take(NEAREST).filter_map(ElementRef::wrap).any(|outer| {
        !["body", "main", "article"].contains(&outer.value().name())
            && outer
                .attr("class")
                .is_some_and(|class| class_words(class).iter().any(|word| BOXES.contains(&word.as_str())))
    })
}

/// `[1]` above the line, which leads to a note at the foot of the page.
fn is_footnote_mark(element: ElementRef<'_>) -> bool {
    let leads_down = || selector("a[href^='#']").is_some_and(|link| element.select(&link).next().is_some());
    let text = || visible_text(element);
    element.value().name() == "sup"
        && leads_down()
        && text().trim_matches(['[', ']', ' ']).chars().all(|character| character.is_ascii_digit())
}

fn is_in_heading(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
        let name = outer.value().name();
        HEADINGS.contains(&name) || matches!(name, "summary" | "dt")
    })
}

fn is_furniture_by_class(element: ElementRef<'_>) -> bool {
    let has = |names: &[&str], words: &[&str]| {
        let mut values = names.iter().filter_map(|name| element.attr(name));
        values.any(|value| class_words(value).iter().any(|word| words.contains(&word.as_str())))
    };
    has(&["class", "id", "data-testid", "aria-label"], &CLASS_WORDS)
        || (has(&["class", "id"], &BYLINE_WORDS) && text_length(element) <= LONGEST_BYLINE && !holds_content(element))
}

/// Whether there is more than names and days. A picture without a text of its own is the author's.
fn holds_content(element: ElementRef<'_>) -> bool {
    selector("h1, h2, h3, h4, h5, h6, p, ol, table, pre, img:not([alt='']):not([class*='avatar'])")
        .is_some_and(|inner| element.select(&inner).next().is_some())
}

/// `articleVotes` and `article-votes` are both `article`, `votes`.
fn class_words(value: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in value.chars() {
        let starts_word = !character.is_alphanumeric() || (character.is_uppercase() && was_lower);
        if starts_word {
            words.push(String::new());
        }
        if let (true, Some(word)) = (character.is_alphanumeric(), words.last_mut()) {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    words
}

/// Whether an element has a node among what it holds.
#[must_use]
pub fn holds(element: ElementRef<'_>, node: Option<ego_tree::NodeId>) -> bool {
    node.is_some_and(|node| element.descendants().any(|descendant| descendant.id() == node))
}
