//! An HTML page as blocks: where its article is, what it is called, and what around it is furniture.

use crate::guide::import::Dropped;
use crate::guide::import::block::Block;
use crate::guide::import::chrome::classify;
use crate::guide::import::furniture::{Furniture, holds, is_around};
use crate::guide::import::render::Renderer;
use crate::guide::import::title;
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

/// How deep the article is looked for; pages of today nest a dozen or two.
const MAX_DESCENT: usize = 60;

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
    let heading = title::heading(&document, article);
    let name = heading.map_or_else(|| title::document_title(&document), title::heading_text);
    let lead = heading.filter(|heading| !holds(article, Some(heading.id()))).map(lead).unwrap_or_default();
    let mut renderer = Renderer::new(base, Furniture::of(&document, article, heading));
    for paragraph in &lead {
        renderer.add(*paragraph);
    }
    renderer.add(article);
    let mut dropped = outside(&document, article, heading, &lead);
    let (blocks, inside) = renderer.finish();
    dropped.extend(inside);
    Page {
        title: name,
        description: attribute(&document, "meta[name=description]", "content").unwrap_or_default(),
        lang: document.root_element().attr("lang").map(str::to_owned),
        canonical,
        blocks,
        dropped,
    }
}

/// The paragraphs below a title that stands above the article, in the same `header`: what the page is about.
fn lead(heading: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let header = heading.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "header");
    let paragraphs = header.and_then(|header| Some(header.select(&selector("p")?).collect::<Vec<_>>()));
    let is_lead = |paragraph: &ElementRef<'_>| {
        let text = visible_text(*paragraph);
        text.split_whitespace().count() >= 4 && classify(&text).is_none()
    };
    paragraphs.unwrap_or_default().into_iter().filter(is_lead).collect()
}

/// What stands around the article and is left out: one entry for each part of the page.
fn outside(
    document: &Html,
    article: ElementRef<'_>,
    heading: Option<ElementRef<'_>>,
    lead: &[ElementRef<'_>],
) -> Vec<Dropped> {
    let inside: HashSet<_> = article.ancestors().map(|node| node.id()).collect();
    let Some(body) = first(document.root_element(), "body").filter(|body| inside.contains(&body.id())) else {
        return Vec::new();
    };
    let mut dropped = Vec::new();
    let mut open = vec![body];
    while let Some(element) = open.pop() {
        for child in element.child_elements() {
            let is_kept = heading.iter().chain(lead).any(|kept| kept.id() == child.id());
            if child.id() == article.id() || is_kept {
                continue;
            }
            let has_lead = lead.iter().any(|paragraph| holds(child, Some(paragraph.id())));
            if inside.contains(&child.id()) || has_lead {
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

/// How many letters and digits an element shows.
#[must_use]
pub fn text_length(element: ElementRef<'_>) -> usize {
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

#[must_use]
pub fn selector(text: &str) -> Option<Selector> {
    Selector::parse(text).ok()
}

#[must_use]
pub fn first<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.select(&selector(name)?).next()
}

/// The first non-empty attribute of the elements that match.
#[must_use]
pub fn attribute(document: &Html, elements: &str, name: &str) -> Option<String> {
    let found = selector(elements)?;
    document
        .select(&found)
        .filter_map(|element| element.attr(name))
        .map(str::trim)
        .find(|value| !value.is_empty())
        .map(str::to_owned)
}
