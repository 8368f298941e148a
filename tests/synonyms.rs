//! The site's own synonyms: what they find, in which languages, below what was asked for literally, and without a new index.

use crate::harness::{Folders, Server, guidepost, until};
use guidepost::guide::links::Links;
use guidepost::index::Site;
use guidepost::search::synonyms::{SynonymRule, Synonyms};
use guidepost::search::{self, Answer, Request};
use std::fs;
use std::sync::Arc;

fn rule(lang: Option<&str>, words: &[&str]) -> SynonymRule {
    let words = words.iter().map(|&word| word.to_owned()).collect();
    SynonymRule { lang: lang.map(str::to_owned), words, ..SynonymRule::default() }
}

fn one_way(from: &str, to: &[&str]) -> SynonymRule {
    let to = to.iter().map(|&word| word.to_owned()).collect();
    SynonymRule { from: vec![from.to_owned()], to, ..SynonymRule::default() }
}

/// One guide in French and one in English, a step for each text.
fn site() -> (Folders, Site) {
    let folders = Folders::new();
    folders.write(
        "fr/retours.md",
        "# Retours\n\n## Imprimer les étiquettes de retour\n\nCollez-les sur le colis.\n\n\
         ## Vérifier votre compte expéditeur\n\nIl est sur la facture.\n\n\
         ## Joindre le service\n\nLe retour coûte cinq euros. Une étiquette est dans la boîte.\n\n\
         ## Changer le numéro de compte\n\nOuvrez le profil.\n",
    );
    folders.write(
        "en/returns.md",
        "# Sending back\n\n## Print the return label\n\nStick it on the parcel.\n\n\
         ## Track a shipment\n\nThe van brings it.\n\n## Track a consignment\n\nThe van brings it.\n",
    );
    let site = folders.open();
    (folders, site)
}

fn ask(site: &Site, query: &str, lang: &str, rules: &[SynonymRule]) -> Answer {
    let request = Request {
        query: query.to_owned(),
        reader: vec![lang.to_owned()],
        explain: true,
        synonyms: Arc::new(Synonyms::of(rules.to_vec())),
        ..Request::default()
    };
    search::run(&site.snapshot(), &request, &Links::default()).expect("the index can be read")
}

fn titles(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.step.title.as_str()).collect()
}

#[test]
fn a_word_that_no_guide_has_finds_what_it_stands_for() {
    let (_folders, site) = site();
    assert!(ask(&site, "RMA", "fr", &[]).hits.is_empty());
    let rules = [one_way("rma", &["étiquette de retour", "return label"])];
    let answer = ask(&site, "RMA", "fr", &rules);
    // The words stand together, in another form; a step that has both of them far apart is none.
    assert_eq!(titles(&answer), ["Imprimer les étiquettes de retour", "Print the return label"]);
    assert!(answer.ignored_words.is_empty() && answer.corrections.is_empty(), "{answer:?}");
    let explanation = answer.hits[0].explanation.as_ref().expect("it was asked for");
    assert_eq!(explanation["words"][0]["synonymOf"], "RMA", "{explanation}");
    assert!(answer.hits[0].highlight.title.contains("<mark>étiquettes</mark>"), "{:?}", answer.hits[0].highlight);
    // One-way: the label is not asked with for the number.
    assert_eq!(ask(&site, "étiquette", "fr", &rules).hits.len(), ask(&site, "étiquette", "fr", &[]).hits.len());
}

#[test]
fn a_phrase_stands_for_a_phrase_in_every_form() {
    let (_folders, site) = site();
    let rules = [rule(Some("fr"), &["numéro de compte", "compte expéditeur"])];
    for query in ["numéro de compte", "Numeros de comptes ?", "où est le numéro de compte"] {
        let answer = ask(&site, query, "fr", &rules);
        assert_eq!(
            titles(&answer)[..2],
            ["Changer le numéro de compte", "Vérifier votre compte expéditeur"],
            "{query}"
        );
    }
    let back = ask(&site, "compte expéditeur", "fr", &rules);
    assert_eq!(titles(&back)[..2], ["Vérifier votre compte expéditeur", "Changer le numéro de compte"]);
    // Half of the phrase is not the phrase.
    let part_of_it = ask(&site, "numéro", "fr", &rules);
    assert_eq!(titles(&part_of_it), ["Changer le numéro de compte"]);
}

#[test]
fn the_literal_word_comes_first_at_equal_place() {
    let (_folders, site) = site();
    let rules = [rule(None, &["shipment", "consignment"])];
    for (query, other) in [("track shipments", "Track a consignment"), ("track consignment", "Track a shipment")] {
        let without = ask(&site, query, "en", &[]);
        let with = ask(&site, query, "en", &rules);
        assert_eq!(titles(&with)[0], titles(&without)[0]);
        assert_eq!(titles(&with)[1], other);
        assert!(with.hits[0].score > with.hits[1].score);
        assert!((with.hits[0].score - without.hits[0].score).abs() < 1e-6, "what is there literally scores as before");
    }
}

#[test]
fn a_rule_of_a_language_holds_in_its_texts_only() {
    let (_folders, site) = site();
    let words = ["reverse", "return label"];
    let titles_with = |lang| ask(&site, "reverse", "en", &[rule(lang, &words)]).hits.len();
    assert_eq!((titles_with(None), titles_with(Some("en")), titles_with(Some("fr"))), (1, 1, 0));
}

#[test]
fn a_thousand_rules_and_hostile_ones_are_borne() {
    let (_folders, site) = site();
    let mut rules: Vec<SynonymRule> =
        (0..1_000).map(|at| rule(None, &["track", &format!("word{at}"), "retour", "label"])).collect();
    rules.push(rule(None, &["...", ""]));
    rules.push(rule(Some("tlh"), &["qapla", "track"]));
    rules.push(rule(None, &["ERR_042", "shipment"]));
    let answer = ask(&site, "track track track track track track track track", "en", &rules);
    assert!(!answer.hits.is_empty());
    assert_eq!(titles(&ask(&site, "err042", "en", &rules)), ["Track a shipment"]);
    let answer = ask(&site, "the err-042, again", "en", &rules);
    assert!(titles(&answer).contains(&"Track a shipment"), "{answer:?}");
}

#[test]
fn an_edit_takes_effect_while_serving_and_check_looks_it_over() {
    let (folders, site) = site();
    drop(site);
    let file = folders.path().join("synonyms.toml");
    let named = file.to_str().expect("a text").to_owned();
    let server = Server::start(&folders, &["--synonyms", &named]);
    let mut client = server.client();
    assert!(client.search("RMA", "en").ids().is_empty());
    fs::write(&file, "[[synonyms]]\nfrom = [\"RMA\"]\nto = [\"return label\"]\n[[synonyms]]\nwords = 3\n")
        .expect("written");
    assert!(until(|| client.search("RMA", "en").ids() == ["en/returns#1"]), "{}", server.said());
    fs::write(
        &file,
        "[[synonyms]]\nfrom = [\"RMA\"]\nto = [\"consignment\"]\n[[synonyms]]\nwords = 3\nlang = \"xx\"\n",
    )
    .expect("written");
    assert!(until(|| client.search("RMA", "en").ids() == ["en/returns#3"]), "{}", server.said());

    let found = guidepost(&folders, &["search", "RMA", "--json", "--synonyms", &named]).expect_status(0);
    assert_eq!(found.json()["hits"][0]["id"], "en/returns#3");
    let checked = guidepost(&folders, &["check", "--synonyms", &named]).expect_status(3).output;
    assert!(checked.contains("synonyms.toml") && checked.contains("a rule's words are texts"), "{checked}");
}
