//! What an HTML page is called: by the heading that is its title, else by `<title>` without the site's name.

use crate::guide::import::folding::fold;
use crate::guide::import::furniture::{holds, is_around};
use crate::guide::import::html::{attribute, first, selector, visible_text};
use scraper::{ElementRef, Html};

/// What stands between a page's name and its site's.
const SEPARATORS: [&str; 9] = [" | ", " – ", " — ", " · ", " » ", " :: ", " - ", " : ", "_"];

/// The heading that is the page's title, if there is one: the first `h1`, the article's before the page's; without any,
/// the first heading that the page's `<title>` begins with.
#[must_use]
pub fn heading<'a>(document: &'a Html, article: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let in_article = all(article, "h1");
    let named = document_title(document);
    let names_page = |heading: &ElementRef<'_>| fold(&heading_text(*heading)) == fold(&named);
    // Pages that make every step an `h1` have one above them for the title.
    if in_article.len() > 1
        && !in_article.first().is_some_and(names_page)
        && let Some(above) = all(document.root_element(), "h1").into_iter().find(names_page)
    {
        return Some(above);
    }
    let first = in_article.into_iter().next().or_else(|| first(document.root_element(), "h1"));
    first.filter(|heading| !heading_text(*heading).is_empty()).or_else(|| {
        let root = document.root_element();
        let mut headings = all(root, "h2, h3, h4").into_iter().filter(|heading| !stands_around(*heading));
        headings.next().filter(|heading| begins_title(document, &heading_text(*heading)))
    })
}

/// The text of a heading without the links and buttons that pages put beside it.
#[must_use]
pub fn heading_text(heading: ElementRef<'_>) -> String {
    let beside: Vec<ElementRef<'_>> = heading
        .descendent_elements()
        .skip(1)
        .filter(|element| match element.value().name() {
            "button" | "svg" | "script" => true,
            "a" => {
                element.attr("href").is_some_and(|href| href.trim_start().starts_with("javascript:"))
                    || is_link_to_itself(*element)
            }
            _ => false,
        })
        .collect();
    if beside.is_empty() {
        return visible_text(heading);
    }
    let mut text = String::new();
    for node in heading.descendants().filter(|node| node.value().is_text()) {
        if !beside.iter().any(|element| holds(*element, Some(node.id()))) {
            text.push_str(node.value().as_text().map_or("", |text| text));
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a link is only a sign by which a heading links to itself.
#[must_use]
pub fn is_link_to_itself(link: ElementRef<'_>) -> bool {
    let text = visible_text(link);
    let leads_here = link.attr("href").is_none_or(|href| href.contains('#'));
    let sign = text.trim_matches(['\u{200b}', '\u{feff}', ' ']);
    let is_sign = sign.chars().count() <= 2 && !sign.chars().any(char::is_alphanumeric);
    ["¶", "#", "§", "🔗"].contains(&sign) || (leads_here && is_sign && !holds_picture(link))
}

fn holds_picture(element: ElementRef<'_>) -> bool {
    !all(element, "img[alt]:not([alt=''])").is_empty()
}

/// `<title>` without the site's name.
#[must_use]
pub fn document_title(document: &Html) -> String {
    let site = attribute(document, "meta[property='og:site_name']", "content").map(|name| fold(&name));
    let shared = attribute(document, "meta[property='og:title']", "content");
    let is_shared = shared.is_some();
    let title = shared.unwrap_or_else(|| first(document.root_element(), "title").map(visible_text).unwrap_or_default());
    for separator in SEPARATORS {
        if let Some((page, last)) = title.rsplit_once(separator) {
            // Within a name these two are common, and what is made for sharing seldom names the site.
            let is_told = is_shared || [" : ", "_"].contains(&separator);
            let is_site = site.as_ref().map_or(!is_told, |site| *site == fold(last));
            if is_site && !page.trim().is_empty() {
                return page.trim().to_owned();
            }
        }
    }
    title
}

/// Whether the page's `<title>` is this text, or goes on after it with the site's name.
fn begins_title(document: &Html, text: &str) -> bool {
    let text = fold(text);
    let titles = [
        attribute(document, "meta[property='og:title']", "content"),
        first(document.root_element(), "title").map(visible_text),
    ];
    titles.into_iter().flatten().map(|title| fold(&title)).any(|title| {
        let rest = title.strip_prefix(&text).map(str::trim_start);
        !text.is_empty() && rest.is_some_and(|rest| rest.chars().next().is_none_or(|next| "|–—·»:-_".contains(next)))
    })
}

fn stands_around(heading: ElementRef<'_>) -> bool {
    heading.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() != "header" && is_around(outer))
}

fn all<'a>(element: ElementRef<'a>, names: &str) -> Vec<ElementRef<'a>> {
    selector(names).map(|names| element.select(&names).collect()).unwrap_or_default()
}
