//! The map of a site with more guides than one file may list: every guide in exactly one part, with the day of its change.

use crate::harness::{Folders, Server};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More than two parts hold, in two languages.
const GUIDES: usize = 20_003;
/// What sitemaps.org allows in one file.
const MOST_ADDRESSES: usize = 50_000;
const MOST_BYTES: usize = 50_000_000;

#[test]
fn a_large_site_is_listed_in_parts() {
    let folders = Folders::new();
    let lines = (0..GUIDES).fold(String::new(), |mut lines, number| {
        let lang = if number % 3 == 0 { "fr" } else { "en" };
        let updated = if number % 2 == 0 { "2026-10-02" } else { "some day" };
        let guide = serde_json::json!({
            "id": format!("part/guide & {number}"), "lang": lang, "title": format!("Guide {number}"), "updated": updated,
            "steps": [{"number": "1", "title": "Open", "body": "It."}]
        });
        let _ = writeln!(lines, "{guide}");
        lines
    });
    folders.write("export.jsonl", lines);
    let server = Server::start(&folders, &["--public-url", "https://help.example"]);
    let mut client = server.client();
    let addresses = |xml: &str| -> Vec<String> {
        let found = xml.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>"));
        found.map(|(address, _)| address.to_owned()).collect()
    };
    let index = client.get("/sitemap.xml").text();
    assert!(index.contains("<sitemapindex "), "{}", &index[..200]);
    let parts = addresses(&index);
    let (mut listed, mut dated) = (Vec::new(), 0);
    for part in &parts {
        let path = part.strip_prefix("https://help.example").expect("an address of this site");
        let answer = client.get(path);
        assert_eq!(answer.status, 200, "{part}");
        let xml = answer.text();
        assert!(xml.contains("<urlset ") && xml.len() <= MOST_BYTES);
        let own = addresses(&xml);
        assert!(!own.is_empty() && own.len() <= MOST_ADDRESSES);
        dated += xml.matches("<lastmod>2026-10-02</lastmod></url>").count();
        assert_eq!(xml.matches("<lastmod>").count(), xml.matches("<lastmod>2026-10-02<").count());
        listed.extend(own);
    }
    println!("sitemap: guides={GUIDES} parts={} listed={} dated={dated}", parts.len(), listed.len());
    assert_eq!(parts.len(), 3);
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), GUIDES, "each once");
    assert_eq!((listed.len(), dated), (GUIDES, GUIDES.div_ceil(2)));
    // From the first, the last and the middle of the parts.
    for address in [&listed[0], &listed[GUIDES / 2], &listed[GUIDES - 1]] {
        let path = address.strip_prefix("https://help.example").expect("an address of this site").replace("&amp;", "&");
        assert_eq!(client.get(&path).status, 200, "{path}");
    }
    for none in ["0", "4", "-1", "x", "99999999999999999999"] {
        assert_eq!(client.get(&format!("/sitemap.xml?page={none}")).status, 404, "{none}");
    }
}
