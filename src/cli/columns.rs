//! Tables for people: as wide as the terminal, with nothing cut off. Longer texts stand on lines of their own.

use crate::analytics::report::table::Table;
use crate::cli::output::{Style, harmless};
use textwrap::core::display_width;

/// The width that nobody has to scroll sideways for, where no terminal says its own.
const WIDTH: usize = 100;
/// No text is squeezed into less.
const NARROWEST: usize = 14;
/// Between columns.
const GAP: usize = 2;
/// Before the lines below a row.
const INDENT: usize = 4;

/// A column that stands in the rows.
struct Column {
    /// Its place in the table.
    at: usize,
    heading: String,
    is_number: bool,
    width: usize,
}

/// The width of the terminal that the output goes to.
#[must_use]
pub fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0).max(40))
}

/// A table as text: numbers to the right, texts to the left, what the table puts below a row below it.
#[must_use]
pub fn to_text(table: &Table, width: usize, style: Style) -> String {
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| one_line(&harmless(cell))).collect()).collect();
    let columns = columns(table, &rows, width);
    let headings: Vec<Vec<String>> = columns.iter().map(|column| wrapped(&column.heading, column.width)).collect();
    let tallest = headings.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in 0..tallest {
        // Headings stand on their columns: short ones begin farther down.
        let cell =
            |heading: &Vec<String>| (line + heading.len()).checked_sub(tallest).and_then(|at| heading.get(at)).cloned();
        let cells = headings.iter().map(|heading| cell(heading).unwrap_or_default()).collect();
        text.push_str(&style.bold(&join(&columns, cells)));
        text.push('\n');
    }
    for row in &rows {
        let cells: Vec<Vec<String>> = columns.iter().map(|column| wrapped(&row[column.at], column.width)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let line = cells.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()).collect();
            text.push_str(&join(&columns, line));
            text.push('\n');
        }
        text.push_str(&below(table, row, width, style));
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, width.max(1)).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The columns beside one another, no wider together than they may be, as far as numbers and headings allow.
fn columns(table: &Table, rows: &[Vec<String>], width: usize) -> Vec<Column> {
    let is_beside = |at: &usize| !table.below.contains(&table.head[*at]);
    let mut columns: Vec<Column> = (0..table.head.len())
        .filter(is_beside)
        .map(|at| {
            let cells = || rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
            let heading = heading(table.head[at]);
            let widest = cells().map(|cell| display_width(cell)).max().unwrap_or(0);
            Column {
                at,
                is_number: cells().next().is_some() && cells().all(|cell| cell.parse::<f64>().is_ok()),
                width: widest.max(display_width(&heading)),
                heading,
            }
        })
        .collect();
    let total = |columns: &[Column]| {
        columns.iter().map(|column| column.width).sum::<usize>() + GAP * columns.len().saturating_sub(1)
    };
    if total(&columns) > width {
        // Headings on several lines first.
        for column in &mut columns {
            let cells = rows.iter().filter_map(|row| row.get(column.at)).map(|cell| display_width(cell));
            let longest_word = column.heading.split(' ').map(display_width).max().unwrap_or(0);
            column.width = cells.max().unwrap_or(0).max(longest_word);
        }
    }
    while total(&columns) > width {
        let texts = columns.iter_mut().filter(|column| !column.is_number && column.width > NARROWEST);
        let Some(widest) = texts.max_by_key(|column| column.width) else { break };
        widest.width -= 1;
    }
    columns
}

fn join(columns: &[Column], cells: Vec<String>) -> String {
    let mut line = String::new();
    for (column, cell) in columns.iter().zip(cells) {
        let padding = " ".repeat(column.width.saturating_sub(display_width(&cell)));
        let (before, after) = if column.is_number { (padding.as_str(), "") } else { ("", padding.as_str()) };
        line.extend([before, &cell, after, &" ".repeat(GAP)]);
    }
    line.truncate(line.trim_end().len());
    line
}

/// The lines below a row, each with what it is, those without content left out.
fn below(table: &Table, row: &[String], width: usize, style: Style) -> String {
    let labels: Vec<String> = table.below.iter().map(|name| heading(name)).collect();
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, label) in table.below.iter().zip(&labels) {
        let cell = table.head.iter().position(|head| head == name).and_then(|at| row.get(at));
        let Some(cell) = cell.filter(|cell| !cell.is_empty()) else { continue };
        let start = format!("{}{label}{} ", " ".repeat(INDENT), " ".repeat(label_width - display_width(label)));
        let room = width.saturating_sub(display_width(&start)).max(NARROWEST);
        for (number, line) in wrapped(cell, room).into_iter().enumerate() {
            let start = if number == 0 { style.dim(&start) } else { " ".repeat(display_width(&start)) };
            text.extend([start.as_str(), &line, "\n"]);
        }
    }
    text
}

/// `noResultRate` as people write it: `no result rate`.
fn heading(name: &str) -> String {
    let mut heading = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_uppercase() {
            heading.push(' ');
        }
        heading.extend(character.to_lowercase());
    }
    heading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(below: Vec<&'static str>) -> Table {
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        Table {
            head: vec!["query", "averageClickPosition", "failedRate", "mend", "evidence"],
            rows: vec![
                cells(&["numéro de compte", "1.000", "0.5", "write a guide about it", "no step has “compte”"]),
                cells(&["运单号码在哪里", "", "0.25", &"long ".repeat(30), ""]),
                cells(&["x\u{1b}[31m", "12.500", "", "", "y\nz"]),
            ],
            below,
            ..Table::default()
        }
    }

    #[test]
    fn nothing_is_cut_off_and_no_line_is_too_long() {
        let plain = Style { is_colored: false };
        for below in [vec![], vec!["mend", "evidence"]] {
            let table = table(below);
            for width in [70, 80, 100, 200] {
                let text = to_text(&table, width, plain);
                assert!(text.lines().all(|line| display_width(line) <= width), "{width}:\n{text}");
                for word in table.rows.iter().flatten().flat_map(|cell| cell.split_whitespace()) {
                    assert!(text.contains(&harmless(word)), "{word}:\n{text}");
                }
            }
        }
    }

    #[test]
    fn a_table_is_aligned() {
        let plain = Style { is_colored: false };
        insta::assert_snapshot!(to_text(&table(vec!["mend", "evidence"]), 60, plain));
        insta::assert_snapshot!(to_text(&table(vec!["evidence"]), 80, plain));
    }
}
