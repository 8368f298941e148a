//! Tables of a page, as far as they are tables and not its layout.

use super::{Context, Renderer};
use crate::guide::import::body::text_of;
use scraper::ElementRef;

impl Renderer {
    /// A table of short cells; one that only arranges a page is taken apart.
    pub(super) fn table(&mut self, element: ElementRef<'_>, context: &Context) {
        let rows: Vec<ElementRef<'_>> = element
            .descendent_elements()
            .filter(|row| row.value().name() == "tr" && nearest_table(*row) == Some(element.id()))
            .collect();
        let cells_of = |row: &ElementRef<'_>| -> Vec<_> {
            row.child_elements()
                .filter(|cell| matches!(cell.value().name(), "td" | "th"))
                .map(|cell| cell.id())
                .collect()
        };
        let width = rows.iter().map(|row| cells_of(row).len()).max().unwrap_or_default();
        let arranges = element.descendent_elements().skip(1).any(|inner| {
            matches!(inner.value().name(), "table" | "h1" | "h2" | "h3" | "h4" | "ol" | "pre" | "blockquote")
        });
        if width < 2 || rows.len() < 2 || arranges {
            self.children(element, context);
            return;
        }
        let mut lines = Vec::new();
        let mut texts = Vec::new();
        for row in rows {
            let mut cells = Vec::new();
            for cell in row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th")) {
                let blocks = self.inside(cell, context);
                texts.push(text_of(&blocks));
                let cell = blocks
                    .iter()
                    .map(|block| block.markdown.replace("\\\n", " ").replace('\n', " "))
                    .collect::<Vec<_>>()
                    .join(" ");
                cells.push(escape_bars(&cell));
            }
            cells.resize(width, String::new());
            lines.push(format!("| {} |", cells.join(" | ")));
            if lines.len() == 1 {
                lines.push(format!("|{}", "---|".repeat(width)));
            }
        }
        self.push_other(texts.join(" "), lines.join("\n"));
    }
}

fn nearest_table(element: ElementRef<'_>) -> Option<ego_tree::NodeId> {
    element
        .ancestors()
        .find_map(|node| ElementRef::wrap(node).filter(|outer| outer.value().name() == "table"))
        .map(|table| table.id())
}

/// A bar ends a cell even inside code.
fn escape_bars(cell: &str) -> String {
    let mut escaped = String::with_capacity(cell.len());
    let mut before = ' ';
    for character in cell.chars() {
        if character == '|' && before != '\\' {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}
