//! Languages with regions and scripts: told as the guides write them, found however a request writes them.

use crate::harness::{Folders, ask, guidepost};
use guidepost::guide::links::Links;
use guidepost::index::Site;
use guidepost::search::{self, Request};

fn site() -> (Folders, Site) {
    let folders = Folders::new();
    folders.write("pt-BR/conta.md", "# Abrir uma conta\n\n## Criar a conta\n\nEscolha uma senha para a conta.\n");
    folders.write("pt/senha.md", "# Mudar a senha\n\n## Pedir a senha\n\nPeça uma senha nova para a conta.\n");
    folders
        .write("en/account.md", "# Open an account\n\n## Create the account\n\nChoose a password, senha in Brazil.\n");
    let site = folders.open();
    (folders, site)
}

fn found_in(site: &Site, within: &str) -> Vec<String> {
    let request = Request {
        query: "senha".to_owned(),
        reader: vec!["pt".to_owned()],
        within: vec![within.to_owned()],
        ..Request::default()
    };
    let answer = search::run(&site.snapshot(), &request, &Links::default()).expect("it can be searched");
    let mut ids: Vec<String> = answer.hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}

#[test]
fn tags_are_told_as_the_guides_write_them() {
    let (_folders, site) = site();
    let answer = ask(&site, "criar conta", "pt-br");
    assert_eq!((answer.hits[0].id.as_str(), answer.hits[0].lang.as_str()), ("pt-BR/conta#1", "pt-BR"), "{answer:?}");
    let snapshot = site.snapshot();
    let mut languages: Vec<&str> = snapshot.languages().iter().map(|language| language.lang.as_str()).collect();
    languages.sort_unstable();
    assert_eq!(languages, ["en", "pt", "pt-BR"]);
}

#[test]
fn a_language_names_its_regions_and_a_region_only_itself() {
    let (_folders, site) = site();
    assert_eq!(found_in(&site, "PT"), ["pt-BR/conta#1", "pt/senha#1"]);
    assert_eq!(found_in(&site, "pt-br"), ["pt-BR/conta#1"]);
    assert_eq!(found_in(&site, "en"), ["en/account#1"]);
    assert!(found_in(&site, "p").is_empty(), "a beginning is no language");
}

#[test]
fn a_search_that_shows_nothing_says_how_much_there_is() {
    let (folders, _site) = site();
    let found = guidepost(&folders, &["search", "senha", "--limit", "0"]).expect_status(0);
    assert!(found.output.contains("About") && found.output.contains("--limit"), "{}", found.output);
}
