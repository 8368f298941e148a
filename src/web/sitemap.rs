//! The site map: the address of every guide page, in parts where there are many.

use std::fmt::Write as _;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A map that lists pages by their whole addresses.
#[must_use]
pub fn pages(urls: &[String]) -> String {
    document("urlset", "url", urls)
}

/// A map that lists other maps.
#[must_use]
pub fn parts(urls: &[String]) -> String {
    document("sitemapindex", "sitemap", urls)
}

fn document(root: &str, entry: &str, urls: &[String]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for url in urls {
        let url = url.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // Writing to a string does not fail.
        let _ = writeln!(xml, "<{entry}><loc>{url}</loc></{entry}>");
    }
    let _ = writeln!(xml, "</{root}>");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        let map = pages(&["https://help.example/a?b&c=<d>".to_owned()]);
        assert!(map.contains("<url><loc>https://help.example/a?b&amp;c=&lt;d&gt;</loc></url>"), "{map}");
        assert!(parts(&[]).contains("<sitemapindex") && map.ends_with("</urlset>\n"));
    }
}
