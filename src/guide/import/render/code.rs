//! Listings of a page.

use super::Renderer;
use crate::guide::import::inline::longest_backticks;
use scraper::ElementRef;

impl Renderer {
    pub(super) fn code_block(&mut self, element: ElementRef<'_>) {
        let mut code = String::new();
        push_lines(element, &mut code);
        let code = code.trim_matches('\n');
        let language = element
            .descendent_elements()
            .chain([element])
            .flat_map(|element| element.value().classes())
            .find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")))
            .filter(|language| {
                language.chars().all(|character| character.is_ascii_alphanumeric() || "+-#".contains(character))
            })
            .unwrap_or_default();
        if code.trim().is_empty() {
            return;
        }
        let fence = "`".repeat((longest_backticks(code) + 1).max(3));
        self.push_other(code.to_owned(), format!("{fence}{language}\n{code}\n{fence}"));
    }
}

/// The lines of a listing, which may be divided by line breaks or stand in elements of their own.
fn push_lines(element: ElementRef<'_>, code: &mut String) {
    for node in element.descendants().skip(1) {
        let is_line = |element: ElementRef<'_>| matches!(element.value().name(), "div" | "li" | "p" | "tr");
        match ElementRef::wrap(node) {
            Some(element) if element.value().name() == "br" => code.push('\n'),
            Some(element) if is_line(element) && !code.is_empty() && !code.ends_with('\n') => code.push('\n'),
            _ => code.push_str(node.value().as_text().map_or("", |text| text)),
        }
    }
}
