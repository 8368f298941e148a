//! An HTML page as blocks: where its article is, what it is called, and what around it is furniture.

use crate::guide::import::block::Block;
use crate::guide::import::folding::fold;
use crate::guide::import::render::Renderer;
use crate::guide::import::{Dropped, markers};
use scraper::{ElementRef, Html, Selector};
use std::collections::HashSet;
use url::Url;

/// What an HTML page holds.
pub struct Page {
    pub title: String,
    /// The page's own words on what it is about (`<meta name="description">`).
    pub description: String,
    /// `<html lang>`.
    pub lang: Option<String>,
    /// `<link rel="canonical">`, else `og:url`.
    pub canonical: Option<String>,
    pub blocks: Vec<Block>,
    pub dropped: Vec<Dropped>,
}

/// Elements that are never part of an article's text.
const NEVER_TEXT: [&str; 28] = [
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "svg", "iframe", "object",
    "embed", "video", "audio", "canvas", "select", "input", "textarea", "dialog", "map", "link", "meta", "head",
    "title", "progress", "datalist", "math",
];
/// Roles of page furniture.
const ROLES: [&str; 8] =
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"];
/// How deep the article is looked for; pages of today nest a dozen or two.
const MAX_DESCENT: usize = 60;
/// Words in `class`, `id` and the like that tell furniture.
const CLASS_WORDS: [&str; 31] = [
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
    "reactions",
    "headerlink",
    "permalink",
    "advertisement",
];

/// Reads a page. `url` is where it lives, when the caller knows.
#[must_use]
pub fn read(source: &str, url: Option<&str>) -> Page {
    let document = Html::parse_document(source);
    let canonical = attribute(&document, "link[rel~=canonical]", "href")
        .or_else(|| attribute(&document, "meta[property='og:url']", "content"))
        .filter(|address| Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https")));
    let base = url.or(canonical.as_deref()).and_then(|address| Url::parse(address).ok());
    let base = match (attribute(&document, "base[href]", "href"), base) {
        (Some(declared), Some(base)) => base.join(&declared).ok().or(Some(base)),
        (Some(declared), None) => Url::parse(&declared).ok(),
        (None, base) => base,
    };
    let article = article(&document);
    let heading = first(article, "h1").or_else(|| first(document.root_element(), "h1"));
    let title =
        heading.map(visible_text).filter(|title| !title.is_empty()).unwrap_or_else(|| document_title(&document));
    let mut furniture = Furniture::of(&document, article);
    furniture.title = heading.map(|heading| heading.id());
    let mut renderer = Renderer::new(base, furniture);
    renderer.article(article);
    let mut dropped = outside(&document, article, heading);
    let (blocks, inside) = renderer.finish();
    dropped.extend(inside);
    Page {
        title,
        description: attribute(&document, "meta[name=description]", "content").unwrap_or_default(),
        lang: document.root_element().attr("lang").map(str::to_owned),
        canonical,
        blocks,
        dropped,
    }
}

/// What stands around the article and is left out: one entry for each part of the page.
fn outside(document: &Html, article: ElementRef<'_>, heading: Option<ElementRef<'_>>) -> Vec<Dropped> {
    let inside: HashSet<_> = article.ancestors().map(|node| node.id()).collect();
    let Some(body) = first(document.root_element(), "body").filter(|body| inside.contains(&body.id())) else {
        return Vec::new();
    };
    let mut dropped = Vec::new();
    let mut open = vec![body];
    while let Some(element) = open.pop() {
        for child in element.child_elements() {
            if child.id() == article.id() || heading.is_some_and(|heading| heading.id() == child.id()) {
                continue;
            }
            if inside.contains(&child.id()) {
                open.push(child);
                continue;
            }
            if ["script", "style", "noscript", "template", "svg"].contains(&child.value().name()) {
                continue;
            }
            let text = visible_text(child);
            if !text.is_empty() {
                dropped.push(Dropped { line: 0, text });
            }
        }
    }
    dropped
}

/// Tells what in an article is furniture.
pub struct Furniture {
    title: Option<ego_tree::NodeId>,
    /// More text than this is the article itself, whatever its class says.
    most_text: usize,
    /// The ids of panels that a button on the page opens.
    opened: HashSet<String>,
}

impl Furniture {
    fn of(document: &Html, article: ElementRef<'_>) -> Furniture {
        let opened = selector("[aria-controls]")
            .map(|controls| {
                let names = document.select(&controls).filter_map(|element| element.attr("aria-controls"));
                names.flat_map(str::split_whitespace).map(str::to_owned).collect()
            })
            .unwrap_or_default();
        Furniture { title: None, most_text: text_length(article) * 3 / 5, opened }
    }

    /// Whether the element, with all it holds, is left out.
    #[must_use]
    pub fn is(&self, element: ElementRef<'_>) -> bool {
        if self.title == Some(element.id()) {
            return true;
        }
        let name = element.value().name();
        if NEVER_TEXT.contains(&name) {
            return true;
        }
        if element.attr("role").is_some_and(|role| ROLES.contains(&role)) {
            return true;
        }
        if self.is_hidden(element) || is_furniture_by_class(element) {
            return text_length(element) <= self.most_text && !holds(element, self.title);
        }
        false
    }

    fn is_hidden(&self, element: ElementRef<'_>) -> bool {
        let style = element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        let is_hidden =
            element.attr("hidden").is_some_and(|value| value != "until-found") || style.contains("display:none");
        let is_decoration =
            element.attr("aria-hidden") == Some("true") && markers::parse(&visible_text(element)).is_none();
        (is_hidden && !element.attr("id").is_some_and(|id| self.opened.contains(id)))
            || (is_decoration && text_length(element) < 3)
    }
}

/// Words in `class` and `id` of what stands below a title, when it is short: author, day, reading time.
const BYLINE_WORDS: [&str; 8] = ["meta", "byline", "author", "timestamp", "date", "published", "updated", "avatar"];
/// Longer than this is no byline, in letters and digits.
const LONGEST_BYLINE: usize = 120;

fn is_furniture_by_class(element: ElementRef<'_>) -> bool {
    let has = |names: &[&str], words: &[&str]| {
        let mut values = names.iter().filter_map(|name| element.attr(name));
        values.any(|value| class_words(value).iter().any(|word| words.contains(&word.as_str())))
    };
    has(&["class", "id", "data-testid", "aria-label"], &CLASS_WORDS)
        || (has(&["class", "id"], &BYLINE_WORDS) && text_length(element) <= LONGEST_BYLINE && !holds_content(element))
}

fn holds_content(element: ElementRef<'_>) -> bool {
    selector("h1, h2, h3, h4, h5, h6, p, li, img").is_some_and(|inner| element.select(&inner).next().is_some())
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

fn holds(element: ElementRef<'_>, node: Option<ego_tree::NodeId>) -> bool {
    node.is_some_and(|node| element.descendants().any(|descendant| descendant.id() == node))
}

/// The element that holds the article: the fullest `article` if it is most of `main`, `main`, or the fullest block.
fn article(document: &Html) -> ElementRef<'_> {
    let root = document.root_element();
    let fullest = |name: &str| {
        let found = selector(name)?;
        document.select(&found).map(|element| (text_length(element), element)).max_by_key(|(length, _)| *length)
    };
    let main = fullest("main, [role=main]").filter(|(length, _)| *length > 0);
    let article = fullest("article, [itemprop=articleBody]").filter(|(length, _)| *length > 0);
    match (main, article) {
        (Some((whole, main)), Some((length, article))) => {
            if length * 2 >= whole {
                article
            } else {
                main
            }
        }
        (Some((_, only)), None) | (None, Some((_, only))) => only,
        (None, None) => fullest_block(first(root, "body").unwrap_or(root)),
    }
}

/// Goes down from the body as long as one child holds nearly all of the text.
fn fullest_block(body: ElementRef<'_>) -> ElementRef<'_> {
    let mut current = body;
    for _ in 0..MAX_DESCENT {
        let whole: usize = current.child_elements().filter(|child| !is_around(*child)).map(text_length).sum();
        let Some((length, child)) = current
            .child_elements()
            .filter(|child| !is_around(*child))
            .map(|child| (text_length(child), child))
            .max_by_key(|(length, _)| *length)
        else {
            return current;
        };
        let is_container = ["div", "section", "td", "tr", "tbody", "table", "center"].contains(&child.value().name());
        let own_text: usize =
            current.children().filter_map(|node| node.value().as_text().map(|text| text.trim().len())).sum();
        // Two full children are parts of one article; one that holds four fifths of the text is the article.
        if !is_container || own_text > 0 || length * 5 < whole * 4 || child.child_elements().next().is_none() {
            return current;
        }
        // An element with several headings or numbers beside it would lose them.
        let headings = selector("h1, h2, h3").map_or(0, |headings| {
            current.select(&headings).filter(|heading| !holds(child, Some(heading.id()))).count()
        });
        if headings > 0 {
            return current;
        }
        current = child;
    }
    current
}

fn is_around(element: ElementRef<'_>) -> bool {
    NEVER_TEXT.contains(&element.value().name())
        || element.value().name() == "header"
        || element.attr("role").is_some_and(|role| ROLES.contains(&role))
}

/// `<title>` without the site's name.
fn document_title(document: &Html) -> String {
    if let Some(title) = attribute(document, "meta[property='og:title']", "content") {
        return title;
    }
    let title = first(document.root_element(), "title").map(visible_text).unwrap_or_default();
    let site = attribute(document, "meta[property='og:site_name']", "content").map(|name| fold(&name));
    for separator in [" | ", " – ", " — ", " · ", " » ", " :: ", " - "] {
        if let Some((page, last)) = title.rsplit_once(separator) {
            let is_site = site.as_ref().is_none_or(|site| *site == fold(last));
            if is_site && !page.trim().is_empty() {
                return page.trim().to_owned();
            }
        }
    }
    title
}

/// How many letters and digits an element shows.
fn text_length(element: ElementRef<'_>) -> usize {
    visible_strings(element).map(|text| text.chars().filter(|character| character.is_alphanumeric()).count()).sum()
}

/// What an element shows, on one line.
#[must_use]
pub fn visible_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for part in visible_strings(element) {
        text.push_str(part);
        text.push(' ');
    }
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn visible_strings(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    element.descendants().filter_map(|node| {
        let text = node.value().as_text()?;
        let parent = node.parent().and_then(ElementRef::wrap)?;
        let is_shown = !["script", "style", "noscript", "template", "svg"].contains(&parent.value().name());
        is_shown.then_some(&**text)
    })
}

fn selector(text: &str) -> Option<Selector> {
    Selector::parse(text).ok()
}

fn first<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.select(&selector(name)?).next()
}

/// The first non-empty attribute of the elements that match.
fn attribute(document: &Html, elements: &str, name: &str) -> Option<String> {
    let found = selector(elements)?;
    document
        .select(&found)
        .filter_map(|element| element.attr(name))
        .map(str::trim)
        .find(|value| !value.is_empty())
        .map(str::to_owned)
}
