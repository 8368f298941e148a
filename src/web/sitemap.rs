//! The site map: the address of every guide page, in parts where there are many.

use std::fmt::Write as _;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// One page or one part of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The whole address.
    pub url: String,
    /// When it was last changed, as its author wrote it; what is no date is left out.
    pub updated: Option<String>,
}

/// A map that lists pages.
#[must_use]
pub fn pages(entries: &[Entry]) -> String {
    document("urlset", "url", entries)
}

/// A map that lists other maps.
#[must_use]
pub fn parts(entries: &[Entry]) -> String {
    document("sitemapindex", "sitemap", entries)
}

fn document(root: &str, element: &str, entries: &[Entry]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for Entry { url, updated } in entries {
        let url = url.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let updated = updated.as_deref().filter(|updated| is_date_or_time(updated));
        let updated = updated.map_or_else(String::new, |updated| format!("<lastmod>{updated}</lastmod>"));
        // Writing to a string does not fail.
        let _ = writeln!(xml, "<{element}><loc>{url}</loc>{updated}</{element}>");
    }
    let _ = writeln!(xml, "</{root}>");
    xml
}

/// Whether a text is a day such as `2026-11-23`, or a moment such as `2026-11-23T10:00:00Z`: crawlers read no other dates.
fn is_date_or_time(text: &str) -> bool {
    match text.len() {
        10 => text.parse::<jiff::civil::Date>().is_ok(),
        _ => !text.contains(' ') && text.parse::<jiff::Timestamp>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        let map = pages(&[Entry { url: "https://help.example/a?b&c=<d>".to_owned(), updated: None }]);
        assert!(map.contains("<url><loc>https://help.example/a?b&amp;c=&lt;d&gt;</loc></url>"), "{map}");
        assert!(parts(&[]).contains("<sitemapindex") && map.ends_with("</urlset>\n"));
    }

    #[test]
    fn the_day_of_the_last_change_is_told_when_it_is_one() {
        let map =
            |updated: &str| pages(&[Entry { url: "https://a.example".to_owned(), updated: Some(updated.to_owned()) }]);
        for sound in ["2026-10-02", "2026-10-02T08:30:00Z", "2026-10-02T08:30:00+02:00"] {
            assert!(map(sound).contains(&format!("</loc><lastmod>{sound}</lastmod>")), "{sound}");
        }
        for other in ["", "last week", "2026-13-45", "02.10.2026", "2026-10-02 <b>", "20261002", "<script>1"] {
            assert!(!map(other).contains("lastmod"), "{other}");
        }
    }
}
