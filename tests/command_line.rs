//! The commands as a shell or a script meets them: exit statuses, JSON, settings and closed pipes.

use crate::harness::{Folders, Server, guide, guidepost, program, run, until};
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

/// A folder with one bad guide beside good ones.
fn half_bad() -> Folders {
    let folders = Folders::with_guides(3);
    folders.write("en/bad.md", "---\ntitle: [never closed\n---\n## Begin\n\nSome text.\n");
    folders.write("export.jsonl", "{\"id\":\"whole\",\"lang\":\"en\",\"title\":\"Whole\",\"steps\":[{\"number\":\"1\",\"title\":\"Go\",\"body\":\"Along.\"}]}\n{\"id\":\"half\",\"la");
    folders
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}

#[test]
fn what_is_done_is_0() {
    let folders = Folders::with_guides(2);
    for arguments in [
        &["index"][..],
        &["index", "--json"],
        &["search", "parcel"],
        &["search", "nothing", "like", "zzzzqx"],
        &["check"],
        &["check", "--json"],
        &["--help"],
        &["--version"],
        &["import", "page", "--help"],
    ] {
        guidepost(&folders, arguments).expect_status(0);
    }
}

#[test]
fn what_fails_is_1_and_says_what_and_where() {
    let folders = Folders::with_guides(1);
    let one = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let taken = one.local_addr().expect("it is bound").to_string();
    folders.write("en/file.txt", "not a folder");
    for (arguments, named) in [
        (&["index", "--guides", "nowhere"][..], "nowhere"),
        (&["check", "--guides", "nowhere"], "nowhere"),
        (&["search", "x", "--guides", "nowhere"], "nowhere"),
        (&["serve", "--guides", "nowhere"], "nowhere"),
        (&["index", "--guides", "guides/en/file.txt"], "file.txt"),
        (&["index", "--index", "guides/en/file.txt"], "file.txt"),
        (&["import", "page", "nowhere.html"], "nowhere.html"),
        (&["import", "page", "nowhere.html", "--json"], "nowhere.html"),
        (&["serve", "--listen", &taken], &taken),
    ] {
        let finished = guidepost(&folders, arguments).expect_status(1);
        assert!(
            finished.errors.starts_with("error: ") && finished.errors.contains(named),
            "{arguments:?} {finished:?}"
        );
        assert_eq!(finished.output.trim_matches(['[', ']', '\n']), "", "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_2_and_writes_nothing() {
    let folders = Folders::with_guides(1);
    let long = "a".repeat(513);
    for arguments in [
        &["fly"][..],
        &["search"],
        &["search", "x", "--limit", "many"],
        &["search", "x", "--limit", "101"],
        &["search", "x", "--offset", "1001"],
        &["search", &long],
        &["index", "--wings"],
        &["check", "extra"],
        &["import", "page"],
        &["import", "page", "a.html", "b.html", "--id", "x"],
        &["serve", "--listen", "here"],
        &["--watch", "index"],
        &["index", "--config", "nowhere.toml"],
    ] {
        let finished = guidepost(&folders, arguments).expect_status(2);
        assert!(!finished.errors.is_empty() && finished.output.is_empty(), "{finished:?}");
    }
    assert!(!folders.index().exists());
}

#[test]
fn a_bad_guide_is_3_and_the_good_ones_are_indexed() {
    let folders = half_bad();
    let indexed = guidepost(&folders, &["index"]).expect_status(3);
    assert!(indexed.output.contains("Indexed 5 guides"), "{}", indexed.output);
    for place in ["en/bad.md:2: ", "export.jsonl:2: "] {
        assert!(indexed.output.contains(place), "{place} in {}", indexed.output);
    }
    let json = guidepost(&folders, &["index", "--json"]).expect_status(3).json();
    let problems: Vec<&str> =
        json["problems"].as_array().expect("an array").iter().filter_map(|problem| problem["path"].as_str()).collect();
    assert!(problems.iter().any(|path| path.ends_with("en/bad.md")), "{problems:?}");
    for arguments in [&["check"][..], &["check", "--json"]] {
        let checked = guidepost(&folders, arguments).expect_status(3);
        assert!(checked.output.contains("en/bad.md"), "{}", checked.output);
    }
    // Searching is no judgement on the guides.
    let found = guidepost(&folders, &["search", "marker2", "--json"]).expect_status(0).json();
    assert_eq!(found["hits"][0]["id"], "en/guide-00002#2");
    let whole = guidepost(&folders, &["search", "go along", "--json"]).expect_status(0).json();
    assert_eq!(whole["hits"][0]["id"], "en/whole#1");
}

#[test]
fn json_has_the_documented_shapes() {
    let folders = Folders::with_guides(2);
    folders.write("en/pictures.md", "# Pictures\n\n## Look\n\n![](picture.png) [away](nowhere-at-all.md)\n");
    let index = guidepost(&folders, &["index", "--json"]).json();
    assert_eq!(keys(&index), ["bytes", "guides", "languages", "problems", "seconds", "steps"]);
    assert_eq!(keys(&index["languages"][0]), ["guides", "lang", "steps"]);
    assert_eq!((&index["guides"], &index["steps"]), (&3.into(), &9.into()));
    assert!(index["bytes"].as_u64() > Some(0) && index["seconds"].as_f64() > Some(0.0));

    let check = guidepost(&folders, &["check", "--json"]).expect_status(3).json();
    assert_eq!(keys(&check), ["guides", "problems", "steps"]);
    let problems = check["problems"].as_array().expect("an array");
    assert!(problems.len() >= 2, "{check:#}");
    for problem in problems {
        assert_eq!(keys(problem), ["line", "message", "path"]);
        assert_eq!(problem["line"], 3, "the line of the step");
    }

    let found = guidepost(&folders, &["search", "the", "parcel", "list", "--json", "--limit", "3", "--lang", "fr,en"]);
    let found = found.expect_status(0).json();
    let answer = [
        "corrections",
        "estimatedTotalHits",
        "hits",
        "ignoredWords",
        "lang",
        "limit",
        "nearestWords",
        "offset",
        "query",
    ];
    assert_eq!(keys(&found), answer);
    assert_eq!((&found["query"], &found["limit"]), (&"the parcel list".into(), &3.into()));
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(3));
    let hit = &found["hits"][0];
    let fields = [
        "breadcrumbs",
        "guide",
        "highlight",
        "id",
        "lang",
        "languageFallback",
        "score",
        "step",
        "textLang",
        "url",
        "variants",
    ];
    assert_eq!(keys(hit), fields);
    assert_eq!(keys(&hit["guide"]), ["id", "lang", "title", "url"]);
    assert_eq!(keys(&hit["step"]), ["anchor", "next", "number", "of", "position", "previous", "title"]);
    assert_eq!(keys(&hit["highlight"]), ["snippet", "title"]);
    let explained = guidepost(&folders, &["search", "parcel", "--json", "--explain"]).json();
    assert!(explained["hits"][0]["explanation"].is_object(), "{explained:#}");

    fs::write(
        folders.path().join("page.html"),
        "<html lang=de><h1>Das Etikett</h1><h2>Drucken</h2><p>Den Knopf drücken.",
    )
    .expect("writable");
    let imported = guidepost(&folders, &["import", "page", "page.html", "--json"]).json();
    assert_eq!(keys(&imported[0]), ["dropped", "from", "id", "lang", "path", "problems", "steps", "title"]);
    assert_eq!((&imported[0]["lang"], &imported[0]["steps"]), (&"de".into(), &1.into()));
    let again = guidepost(&folders, &["import", "page", "page.html"]).expect_status(1);
    assert!(again.errors.contains("--force"), "{}", again.errors);
    guidepost(&folders, &["import", "page", "page.html", "--force"]).expect_status(0);
}

/// The guides folder that a search really reads, told by the hit's id.
#[test]
fn an_option_wins_over_the_environment_and_that_over_the_file() {
    let folders = Folders::new();
    for place in ["default", "file", "variable", "option"] {
        let path = folders.path().join(if place == "default" { "guides" } else { place }).join("en");
        fs::create_dir_all(&path).expect("it can be made");
        fs::write(path.join(format!("from-{place}.md")), guide(7)).expect("writable");
    }
    let read = |arguments: &[&str], variables: &[(&str, &str)]| {
        let finished = run(program(&folders, arguments).envs(variables.iter().copied())).expect_status(0);
        finished.json()["hits"][0]["guide"]["id"].as_str().expect("a text").to_owned()
    };
    let ask = ["search", "marker7", "--json"];
    assert_eq!(read(&ask, &[]), "from-default");
    fs::write(folders.path().join("guidepost.toml"), "guides = 'file'\n[log]\nlevel = 'error'\n").expect("writable");
    assert_eq!(read(&ask, &[]), "from-file");
    assert_eq!(read(&ask, &[("GUIDEPOST_GUIDES", "variable")]), "from-variable");
    assert_eq!(read(&[&ask[..], &["--guides", "option"]].concat(), &[("GUIDEPOST_GUIDES", "variable")]), "from-option");
    // Another file, named by a variable; paths in it start there.
    fs::create_dir(folders.path().join("etc")).expect("it can be made");
    fs::write(folders.path().join("etc/other.toml"), "guides = '../option'\n").expect("writable");
    assert_eq!(read(&ask, &[("GUIDEPOST_CONFIG", "etc/other.toml")]), "from-option");
}

#[test]
fn every_setting_is_a_variable_too() {
    let folders = Folders::with_guides(1);
    folders.write("de/paket.md", "# Das Paket\n\n## Öffnen\n\nDas Paket mit dem Messer öffnen.\n");
    let answer = |name: &str, value: &str| {
        let asked = run(program(&folders, &["search", "parcel", "--json"]).env(name, value));
        asked.expect_status(0).json()
    };
    assert_eq!(answer("GUIDEPOST_DEFAULT_LANGUAGE", "de")["lang"], "de");
    let url = |name: &str, value: &str| answer(name, value)["hits"][0]["url"].as_str().expect("a text").to_owned();
    assert!(url("GUIDEPOST_URL_TEMPLATE", "https://h.example/{lang}/{id}").starts_with("https://h.example/en/guide-"));
    assert!(url("GUIDEPOST_DEEP_LINK", "text-fragment").contains("#:~:text="));
    answer("GUIDEPOST_INDEX", "elsewhere");
    assert!(folders.path().join("elsewhere/current").exists());

    let mut command = program(&folders, &["serve"]);
    command.envs([("GUIDEPOST_LISTEN", "127.0.0.1:0"), ("GUIDEPOST_WATCH", "yes"), ("GUIDEPOST_LOG_FORMAT", "json")]);
    let server = Server::start_command(command);
    assert_eq!(server.client().get("/readyz").status, 200);
    let is_logged = || server.said().lines().any(|line| line.starts_with('{') && line.contains("/readyz"));
    // What the program writes is read beside the test, and may come a little after the answer.
    assert!(until(is_logged), "{}", server.said());

    for (name, value) in [
        ("GUIDEPOST_LISTEN", "everywhere"),
        ("GUIDEPOST_DEEP_LINK", "somehow"),
        ("GUIDEPOST_WATCH", "perhaps"),
        ("GUIDEPOST_MAX_SEARCHES", "-1"),
    ] {
        let refused = run(program(&folders, &["serve"]).env(name, value)).expect_status(2);
        assert!(refused.errors.contains(name), "{name}: {}", refused.errors);
    }
}

#[test]
fn an_unknown_key_in_the_file_is_named_with_its_line() {
    let folders = Folders::with_guides(1);
    fs::write(folders.path().join("guidepost.toml"), "watch = true\n\n[limits]\nserches = 3\n").expect("writable");
    for arguments in [&["index"][..], &["search", "x"], &["check"], &["serve"], &[]] {
        let finished = guidepost(&folders, arguments).expect_status(2);
        assert!(finished.errors.contains("guidepost.toml:4: "), "{}", finished.errors);
        assert!(finished.errors.contains("'limits.serches'") && finished.errors.contains("'limits.searches'"));
    }
    assert!(!folders.index().exists());
}

#[test]
fn a_reader_that_goes_early_is_no_failure() {
    let folders = Folders::with_guides(120);
    guidepost(&folders, &["index"]).expect_status(0);
    let command = format!(
        "'{}' search parcel --limit 100 --explain --json | head -1; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_guidepost")
    );
    let mut shell = std::process::Command::new("bash");
    shell.args(["-c", &command]).current_dir(folders.path()).stdin(Stdio::null());
    let finished = run(&mut shell).expect_status(0);
    assert_eq!((finished.output.as_str(), finished.errors.as_str()), ("{\n", ""));
    // Nobody reads at all.
    let mut child = program(&folders, &["search", "parcel", "--limit", "100", "--json"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it can be started");
    drop(child.stdout.take());
    let finished = child.wait_with_output().expect("it ends");
    assert_eq!((finished.status.code(), finished.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn another_address_without_an_admin_key_is_refused_before_anything_is_bound() {
    let folders = Folders::with_guides(1);
    // A port that is free now, and must be free while and after the program refuses.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("there is one").port();
    for listen in [format!("0.0.0.0:{port}"), format!("[::]:{port}")] {
        let held = TcpListener::bind(&listen).ok();
        for arguments in [&["serve", "--listen", &listen][..], &["--listen", &listen, "--search-key", "s"]] {
            let refused = guidepost(&folders, arguments);
            assert!(matches!(refused.status, Some(1 | 2)), "{refused:?}");
            // Had it tried to listen, it would complain of the address being taken.
            assert!(refused.errors.contains("GUIDEPOST_ADMIN_KEY"), "{refused:?}");
        }
        drop(held);
    }
    let empty = guidepost(&folders, &["serve", "--listen", "127.0.0.1:0", "--admin-key", "  "]);
    assert!(empty.status == Some(1) && empty.errors.contains("GUIDEPOST_ADMIN_KEY"), "{empty:?}");
}
