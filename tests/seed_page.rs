//! A real help page, imported, indexed and served: every question leads to its step, and every link opens there.

use crate::harness::{Client, Folders, Server, guidepost, shared};
use std::fs;
use std::path::{Path, PathBuf};

/// The guide that ships about the same matter.
const SHIPPED: &str = "shipping/ups-account-number";

/// Which steps may come first for a question.
enum First {
    Step(&'static [&'static str]),
    /// Any step whose title holds the text, or the introduction.
    Titled(&'static str),
    /// Any step of the guide.
    Any,
}

const QUESTIONS: [(&str, First); 15] = [
    ("fraud warning", First::Step(&["4.1"])),
    ("numéro de compte UPS", First::Titled("numéro de compte")),
    ("numero de compte ups", First::Titled("numéro de compte")),
    ("accountconfirm@ups.com", First::Step(&["1.3", "3.1"])),
    ("mclogin@ups.com", First::Step(&["2"])),
    ("add existing account", First::Step(&["3.4"])),
    ("dépannage", First::Step(&["5"])),
    ("depanage", First::Step(&["5"])),
    ("open a support ticket", First::Step(&["4.4"])),
    ("https://wwwapps.ups.com/doapp/signup", First::Step(&["1.1"])),
    ("l'étape par étape", First::Any),
    ("l’étape par étape", First::Any),
    ("étape par étape", First::Any),
    ("fraude", First::Step(&["4.1", "5"])),
    ("FRAUD  warning", First::Step(&["4.1"])),
];

/// Imports the page into a site; gives the guide's id.
fn import(folders: &Folders, page: &Path) -> String {
    let page = page.to_str().expect("it is text");
    let imported = guidepost(folders, &["import", "page", page, "--json"]).expect_status(0).json();
    assert_eq!((&imported[0]["lang"], &imported[0]["steps"]), (&"fr".into(), &20.into()), "{imported:#}");
    let id = imported[0]["id"].as_str().expect("a text").to_owned();
    assert!(folders.guides().join(format!("fr/{id}.md")).is_file());
    id
}

fn page() -> Option<PathBuf> {
    shared("seeds/help-page.fr.txt")
}

/// Asks every question; gives what came first where something else should have.
fn misled(client: &mut Client, may_lead_to: &[&str]) -> Vec<String> {
    let mut misled = Vec::new();
    for (query, first) in &QUESTIONS {
        let json = client.search(query, "fr").json();
        let hit = &json["hits"][0];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let (guide, number, title) =
            (text(&hit["guide"]["id"]), text(&hit["step"]["number"]), text(&hit["step"]["title"]));
        let is_right = match first {
            First::Step(numbers) => numbers.contains(&number.as_str()),
            First::Titled(words) => number == "0" || title.to_lowercase().contains(words),
            First::Any => true,
        };
        if !is_right || !may_lead_to.contains(&guide.as_str()) {
            misled.push(format!("{query}: {guide}#{number} “{title}”"));
        }
    }
    misled
}

/// Opens the link of every hit of every question; gives how many there were and those that lead nowhere.
fn broken_links(client: &mut Client) -> (usize, Vec<String>) {
    let (mut links, mut broken) = (0, Vec::new());
    for (query, _) in &QUESTIONS {
        let json = client.search(query, "fr").json();
        for hit in json["hits"].as_array().expect("an array") {
            let url = hit["url"].as_str().expect("a text");
            let anchor = hit["step"]["anchor"].as_str().expect("a text");
            let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
            let page = client.get(path);
            links += 1;
            let is_there = page.status == 200 && page.text().contains(&format!("id=\"{anchor}\""));
            if !is_there || fragment != anchor {
                broken.push(format!("{query}: {url} ({})", page.status));
            }
        }
    }
    (links, broken)
}

#[test]
fn every_question_leads_to_its_step_and_every_link_opens() {
    let Some(page) = page() else { return };
    let folders = Folders::new();
    let id = import(&folders, &page);
    let report = guidepost(&folders, &["index", "--json"]).expect_status(0).json();
    assert_eq!((&report["guides"], &report["steps"]), (&1.into(), &21.into()), "{report:#}");

    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    assert_eq!(misled(&mut client, &[&id]), Vec::<String>::new());
    let (links, broken) = broken_links(&mut client);
    println!("imported page: questions={} links={links} broken={}", QUESTIONS.len(), broken.len());
    assert!(links >= QUESTIONS.len());
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_step_says_what_it_is_written_in() {
    let Some(page) = page() else { return };
    let folders = Folders::new();
    let id = import(&folders, &page);
    let server = Server::start(&folders, &[]);
    let guide = server.client().get(&format!("/api/guides/fr/{id}")).json();
    let steps = guide["steps"].as_array().expect("an array");
    assert_eq!(steps.len(), 21);
    for step in steps {
        let expected = if step["number"] == "0" { "fr" } else { "en" };
        assert_eq!(step["textLang"], expected, "{step:#}");
    }
}

#[test]
fn beside_the_shipped_guides_it_is_still_found() {
    let Some(page) = page() else { return };
    let folders = Folders::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("guides");
    for entry in walkdir::WalkDir::new(&shipped) {
        let entry = entry.expect("readable");
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(&shipped).expect("it is below");
            folders.write(relative.to_str().expect("it is text"), fs::read(entry.path()).expect("readable"));
        }
    }
    let id = import(&folders, &page);
    assert_ne!(id, SHIPPED);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    assert_eq!(misled(&mut client, &[&id, SHIPPED]), Vec::<String>::new());
    assert_eq!(broken_links(&mut client).1, Vec::<String>::new());
}
