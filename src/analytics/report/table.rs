//! Reports as rows: for terminals and for spreadsheets, in which no cell may run as a formula.

/// A table with a head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// The columns of longer texts, which people rather read below each row than beside its figures.
    pub below: Vec<&'static str>,
    /// What is to be said beside the rows, each a sentence or two; not part of the values.
    pub notes: Vec<String>,
}

/// What can be shown as a table.
pub trait Tabular {
    /// All rows, each with a cell for every column.
    fn table(&self) -> Table;
}

impl Table {
    /// Comma-separated values as in RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::new();
        let head = self.head.iter().map(|name| (*name).to_owned()).collect();
        for row in std::iter::once(&head).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }
}

fn csv_cell(value: &str) -> String {
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
    // Spreadsheets pass over blanks, and over signs of their own width, before they look for a formula.
    let first =
        value.trim_start_matches(|character: char| character.is_whitespace() || character.is_control()).chars().next();
    let is_formula =
        first.is_some_and(|first| "=+-@|%＝＋－＠".contains(first)) || value.starts_with(['\t', '\r', '\n']);
    let safe = if is_formula && !is_number { format!("'{value}") } else { value.to_owned() };
    if safe.contains([',', ';', '"', '\r', '\n', '\t']) || safe.starts_with('\'') {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// A rate for a cell; nothing where there is none.
#[must_use]
pub fn rate_cell(rate: Option<f64>) -> String {
    rate.map(|rate| format!("{rate:.3}")).unwrap_or_default()
}

/// A number for a cell; nothing where there is none.
#[must_use]
pub fn number_cell(number: Option<i64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// What is to be said where nobody tells of clicks.
#[must_use]
pub fn notes_on_clicks(is_tracked: bool) -> Vec<String> {
    const UNTRACKED: &str = "Clicks are not reported in this period, so that what nobody clicked on does not count as \
                             failed. The search box and the help pages report them, other pages by POST /api/events.";
    if is_tracked { Vec::new() } else { vec![UNTRACKED.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (value, cell) in [
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\""),
            ("-2+3", "\"'-2+3\""),
            ("\t=1", "\"'\t=1\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("-2.5", "-2.5"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("numéro de compte", "numéro de compte"),
            ("", ""),
        ] {
            assert_eq!(csv_cell(value), cell, "{value:?}");
        }
        let table = Table {
            head: vec!["query", "count"],
            rows: vec![vec!["=x".to_owned(), "3".to_owned()]],
            ..Table::default()
        };
        assert_eq!(table.to_csv(), "query,count\r\n\"'=x\",3\r\n");
    }
}
