//! What is searched is in the reports at once, on every way that leads to them.

use super::{click, report, send};
use crate::harness::{Folders, Server, guidepost, until};
use serde_json::json;

fn as_visitor(name: &str) -> [(&str, &str); 1] {
    [("x-guidepost-client", name)]
}

#[test]
fn a_search_that_failed_is_reported_with_its_cause_at_once() {
    let folders = Folders::with_guides(30);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for visitor in ["one", "two", "three"] {
        let nothing = client.ask("GET", "/api/search?q=customs+refund&lang=en", &as_visitor(visitor), b"");
        assert_eq!(nothing.json()["hits"].as_array().map(Vec::len), Some(0));
        let found = client.ask("GET", "/api/search?q=marker7&lang=en", &as_visitor(&format!("{visitor} more")), b"");
        let taken = send(&mut client, &json!([click(&found)]));
        assert_eq!((taken.status, taken.json()["accepted"].as_u64()), (200, Some(1)), "{}", taken.text());
    }
    let summary = report(&mut client, "summary");
    assert_eq!(
        (&summary["searches"], &summary["visitors"], &summary["noResults"]),
        (&json!(6), &json!(6), &json!(3)),
        "{summary}"
    );
    assert_eq!((&summary["clickThroughRate"], &summary["averageClickPosition"]), (&json!(0.5), &json!(1.0)));
    assert_eq!(summary["dates"].as_array().map(Vec::len), Some(30));
    assert_eq!(summary["period"]["timeZone"], "UTC");

    let failed = report(&mut client, "failed-searches?limit=5");
    let row = &failed["failedSearches"][0];
    assert_eq!(
        (&row["query"], &row["failedVisitors"], &row["cause"]),
        (&json!("customs refund"), &json!(3), &json!("noContent")),
        "{failed}"
    );
    assert_eq!(failed["failedSearches"].as_array().map(Vec::len), Some(1));
    let gaps = report(&mut client, "gaps");
    assert_eq!(
        (&gaps["gaps"][0]["label"], &gaps["gaps"][0]["status"]),
        (&json!("customs refund"), &json!("open")),
        "{gaps}"
    );
    let clicks = report(&mut client, "clicks?guide=guide-00007");
    assert_eq!((&clicks["clicks"][0]["hit"], &clicks["clicks"][0]["clicks"]), (&json!("en/guide-00007#2"), &json!(3)));
    assert_eq!(report(&mut client, "clicks?guide=guide-0000")["clicks"], json!([]));
    assert_eq!(report(&mut client, "summary?lang=fr")["searches"], 0);
    assert_eq!(report(&mut client, "summary?from=2020-01-01&to=2020-01-03")["clicks"], json!(null));

    let csv = client.get("/api/analytics/failed-searches?format=csv");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        csv.text().starts_with("query,lang,visitors,failed") && csv.text().contains("\r\ncustoms refund,en,3,3,"),
        "{}",
        csv.text()
    );

    // The same on the terminal, beside the server and after it.
    for is_after in [false, true] {
        if is_after {
            server.terminate();
        }
        let told = guidepost(&folders, &["report", "failed-searches", "--json"]).expect_status(0).json();
        assert_eq!(told["failedSearches"], failed["failedSearches"]);
        let table = guidepost(&folders, &["report", "gaps"]).expect_status(0).output;
        assert!(table.contains("customs refund") && table.contains("days of UTC"), "{table}");
        let csv = guidepost(&folders, &["report", "searches", "--csv"]).expect_status(0).output;
        assert!(csv.contains("marker7,en,3,3,0,0.000,3,1.000,1.000,0.000"), "{csv}");
    }
}

#[test]
fn a_gap_closes_when_a_guide_appears() {
    let folders = Folders::with_guides(5);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for visitor in ["one", "two"] {
        client.ask("GET", "/api/search?q=customs+refund&lang=en", &as_visitor(visitor), b"");
    }
    assert_eq!(report(&mut client, "gaps")["gaps"][0]["status"], "open");
    let guide = "# Customs refund\n\n## Ask for a customs refund\n\nWrite to customs.\n";
    assert_eq!(client.put("/api/guides/en/customs", "text/markdown", guide.as_bytes()).status, 201);
    let gaps = report(&mut client, "gaps");
    assert_eq!(
        (&gaps["gaps"][0]["status"], &gaps["gaps"][0]["nearest"]["id"]),
        (&json!("answered"), &json!("en/customs#1")),
        "{gaps}"
    );
}

#[test]
fn what_steps_are_owed_a_translation() {
    let folders = Folders::new();
    folders.write(
        "en/labels.md",
        "# Labels\n\n## Print a parcel label\n\nPress the button that prints the parcel label.\n",
    );
    folders.write(
        "fr/autre.md",
        "# Autre chose\n\n## Fermer la liste des colis\n\nAppuyez sur le bouton pour la fermer.\n",
    );
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for visitor in ["one", "two"] {
        client.ask("GET", "/api/search?q=print+parcel+label&lang=fr", &as_visitor(visitor), b"");
    }
    let debt = report(&mut client, "translation-debt");
    let row = &debt["translationDebt"][0];
    assert_eq!(
        (&row["step"], &row["wantedIn"], &row["shown"]),
        (&json!("en/labels#1"), &json!("fr"), &json!(2)),
        "{debt}"
    );
    let failed = report(&mut client, "failed-searches");
    assert!(failed["isTracked"] == false && failed["failedSearches"] == json!([]), "nobody tells of clicks: {failed}");
    let translated =
        "# Étiquettes\n\n## Imprimer une étiquette de colis\n\nAppuyez sur le bouton qui imprime l'étiquette.\n";
    assert_eq!(client.put("/api/guides/fr/labels", "text/markdown", translated.as_bytes()).status, 201);
    assert_eq!(report(&mut client, "translation-debt")["translationDebt"], json!([]));
}

#[test]
fn an_accepted_synonym_takes_effect_at_once() {
    let folders = Folders::with_guides(3);
    folders.write(
        "fr/compte.md",
        "# Votre numéro de compte\n\n## Trouver le numéro de compte\n\nIl est sur la facture.\n",
    );
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for visitor in ["one", "two", "three"] {
        let headers = as_visitor(visitor);
        client.ask("GET", "/api/search?q=identifiant+expediteur&lang=fr", &headers, b"");
        let found = client.ask("GET", "/api/search?q=num%C3%A9ro+de+compte&lang=fr", &headers, b"");
        assert_eq!(send(&mut client, &json!(click(&found))).status, 200);
    }
    let proposals = report(&mut client, "synonym-proposals");
    let proposal = &proposals["synonymProposals"][0];
    assert_eq!(
        (&proposal["from"], &proposal["to"]),
        (&json!("identifiant expediteur"), &json!("numéro de compte")),
        "{proposals}"
    );
    assert_eq!(
        (&proposal["effect"]["foundBefore"], &proposal["effect"]["foundAfter"]),
        (&json!(0), &json!(1)),
        "{proposals}"
    );
    assert_eq!(report(&mut client, "failed-searches")["failedSearches"][0]["cause"], "vocabulary");
    let id = proposal["id"].as_str().expect("a text").to_owned();
    let decide = |client: &mut crate::harness::Client, id: &str, verb: &str| {
        client.ask("POST", &format!("/api/analytics/synonym-proposals/{id}/{verb}"), &[], b"")
    };
    assert_eq!(decide(&mut client, "0123", "accept").code(), "proposal_not_found");
    assert_eq!(decide(&mut client, &id, "reject").json()["status"], "rejected");
    assert_eq!(report(&mut client, "synonym-proposals")["synonymProposals"][0]["status"], "rejected");
    let accepted = decide(&mut client, &id, "accept");
    assert_eq!((accepted.status, &accepted.json()["status"]), (200, &json!("accepted")), "{}", accepted.text());
    let file = std::fs::read_to_string(folders.path().join("synonyms.toml")).expect("it was made");
    assert!(file.contains("identifiant expediteur") && file.contains("numéro de compte"), "{file}");
    let is_found = || server.client().search("identifiant expediteur", "fr").ids().contains(&"fr/compte#1".to_owned());
    assert!(until(is_found), "the synonym takes effect: {}", server.said());
}

#[test]
fn what_is_asked_wrongly_is_said() {
    let folders = Folders::with_guides(1);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for (path, code) in [
        ("summary?from=tomorrow", "invalid_parameter"),
        ("summary?from=2026-11-02&to=2026-11-01", "invalid_parameter"),
        ("summary?from=1900-01-01", "invalid_parameter"),
        ("gaps?limit=0", "invalid_parameter"),
        ("gaps?format=xml", "invalid_parameter"),
        ("clicks?lang=..", "invalid_parameter"),
        ("clicks?form=csv", "unknown_parameter"),
    ] {
        let answer = client.get(&format!("/api/analytics/{path}"));
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{path}");
    }
    let off = Folders::with_guides(1);
    let server = Server::start(&off, &["--analytics=false"]);
    let mut client = server.client();
    client.search("marker0", "en");
    assert_eq!(client.get("/api/analytics/summary").code(), "analytics_off");
    assert_eq!(send(&mut client, &json!([])).code(), "analytics_off");
    assert!(!off.path().join("data").exists());
    let nothing = guidepost(&off, &["report", "summary"]).expect_status(1);
    assert!(nothing.errors.contains("nothing has been recorded"), "{nothing:?}");
}

#[test]
fn agents_vote_beside_visitors() {
    let folders = Folders::with_guides(5);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let console = [("x-guidepost-console", "agent")];
    for visitor in ["one", "two"] {
        client.ask("GET", "/api/search?q=customs+refund&lang=en", &as_visitor(visitor), b"");
    }
    let solved = client.ask("GET", "/api/search?q=marker3&lang=en", &console, b"");
    let unanswered = client.ask("GET", "/api/search?q=customs+refund&lang=en", &console, b"");
    let votes = json!([
        {"type": "helpful", "queryId": solved.json()["queryId"], "hit": solved.json()["hits"][0]["id"]},
        {"type": "unhelpful", "queryId": unanswered.json()["queryId"]},
    ]);
    for _ in 0..2 {
        assert_eq!(send(&mut client, &votes).status, 200);
    }
    let summary = report(&mut client, "summary");
    assert_eq!(
        (&summary["searches"], &summary["apart"]["agents"], &summary["helpful"]),
        (&json!(2), &json!(2), &json!(0))
    );
    assert_eq!(summary["langs"], json!([{"lang": "en", "searches": 2}]));
    let said = report(&mut client, "agent-votes");
    assert_eq!(
        (&said["agentVotes"][0]["query"], &said["agentVotes"][0]["unanswered"], &said["agentVotes"][1]["solvedBy"]),
        (
            &json!("customs refund"),
            &json!(1),
            &json!([{"hit": "en/guide-00003#2", "title": "Look at marker3", "votes": 1, "exists": true}])
        ),
        "{said}"
    );
    let failed = report(&mut client, "failed-searches");
    assert_eq!(
        failed["failedSearches"][0]["agents"],
        json!({"solved": 0, "unanswered": 1, "solvedBy": null}),
        "{failed}"
    );
    let gaps = report(&mut client, "gaps");
    assert_eq!(gaps["gaps"][0]["agents"]["unanswered"], 1, "{gaps}");
    server.terminate();
    let table = guidepost(&folders, &["report", "agent-votes"]).expect_status(0).output;
    assert!(table.contains("customs refund") && table.contains("en/guide-00003#2"), "{table}");
}

#[test]
fn clicks_are_counted_by_their_place() {
    let folders = Folders::with_guides(20);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for (visitor, position) in [("one", 1), ("two", 1), ("three", 4), ("four", 250)] {
        let found = client.ask("GET", "/api/search?q=parcel&lang=en", &as_visitor(visitor), b"").json();
        let event = json!([{"type": "click", "queryId": found["queryId"], "hit": found["hits"][0]["id"], "position": position}]);
        assert_eq!(send(&mut client, &event).status, 200);
    }
    let places = json!([
        {"position": 1, "clicks": 2}, {"position": 4, "clicks": 1}, {"position": 100, "clicks": 1},
    ]);
    assert_eq!(report(&mut client, "clicks")["positions"], places);
    assert_eq!(report(&mut client, "clicks?lang=fr")["positions"], json!([]));
    assert_eq!(report(&mut client, "clicks?guide=guide-00001")["positions"], json!(null));
}
