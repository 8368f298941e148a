//! The words of the command line, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Arguments, misplaced_option, parse};
use clap::CommandFactory;
use std::ffi::OsString;

fn given(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

fn help(line: &str) -> String {
    let error = Arguments::command().term_width(100).try_get_matches_from(given(line)).unwrap_err();
    error.render().to_string()
}

#[test]
fn the_definition_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn help_texts() {
    for line in [
        "guidepost -h",
        "guidepost serve --help",
        "guidepost index -h",
        "guidepost search -h",
        "guidepost check -h",
        "guidepost eval -h",
        "guidepost import page -h",
        "guidepost report -h",
        "guidepost report failed-searches -h",
        "guidepost forget -h",
    ] {
        insta::assert_snapshot!(line.replace(' ', "_"), help(line));
    }
}

#[test]
fn common_options_stand_before_or_behind_the_command() {
    let (arguments, _) = parse(given("guidepost --guides g index --index i")).unwrap();
    assert_eq!(arguments.site.guides.unwrap().to_str(), Some("g"));
    assert_eq!(arguments.site.index.unwrap().to_str(), Some("i"));
}

#[test]
fn options_of_serve_before_another_command_are_refused() {
    let (_, matches) = parse(given("guidepost --listen 127.0.0.1:1 search x")).unwrap();
    assert_eq!(misplaced_option(&matches).as_deref(), Some("listen"));
    let (arguments, matches) = parse(given("guidepost --watch")).unwrap();
    assert_eq!((arguments.serve.watch, misplaced_option(&matches).as_deref()), (Some(true), Some("watch")));
}

#[test]
fn nonsense_is_wrong_usage() {
    for line in [
        "guidepost fly",
        "guidepost search",
        "guidepost index --wings",
        "guidepost search x --limit many",
        "guidepost import page",
        "guidepost eval",
        "guidepost report",
        "guidepost report gaps --json --csv",
        "guidepost forget",
        "guidepost forget --query-id x",
        "guidepost eval set --min ndcg=0.7",
        "guidepost eval set --min ndcg@10=seventy",
        "guidepost eval set --min empty=0.1",
    ] {
        assert!(parse(given(line)).unwrap_err().use_stderr(), "{line}");
    }
}
