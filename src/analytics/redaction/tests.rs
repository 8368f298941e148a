//! What goes and what stays, by examples in six languages, and what holds for every text.
#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

use super::{redact, stored_form};
use proptest::prelude::*;

/// A question, and what is stored of it, a tab between them.
const EXAMPLES: &str = include_str!("examples.tsv");

#[test]
fn examples() {
    let examples: Vec<(&str, &str)> = EXAMPLES
        .lines()
        .filter(|line| !line.starts_with("# ") && !line.is_empty())
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    let wrong: Vec<String> = examples
        .iter()
        .filter(|(question, expected)| redact(question) != *expected)
        .map(|(question, expected)| format!("{question}: {} and not {expected}", redact(question)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
    let kept = examples.iter().filter(|(question, expected)| question == expected).count();
    assert!(examples.len() >= 150 && kept >= 50, "{} examples, {kept} of what stays", examples.len());
}

#[test]
fn what_was_redacted_stays_so() {
    for (_, expected) in EXAMPLES.lines().filter_map(|line| line.split_once('\t')) {
        assert_eq!(redact(expected), expected);
    }
}

#[test]
fn the_stored_form_brings_spellings_together() {
    assert_eq!(stored_form("  Numéro\tde\nCOMPTE  "), "numéro de compte");
    assert_eq!(stored_form("nume\u{301}ro"), "numéro");
    assert_eq!(stored_form("JOHN@example.com Login"), "<email> login");
    assert_eq!(stored_form(&"x".repeat(500)).chars().count(), 200);
    assert_eq!(stored_form(" \n "), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn random_text_never_panics(text in "\\PC{0,120}") {
        let _ = stored_form(&text);
    }

    #[test]
    fn random_numbers_never_panic(text in "[0-9+(). /@a-zA-Z-]{0,60}") {
        let redacted = redact(&text);
        prop_assert!(redact(&redacted).len() <= redacted.len() + 12);
    }

    #[test]
    fn an_address_never_stays(local in "[a-z]{2,8}(\\.[a-z]{1,8})?", domain in "[a-z]{2,10}", before in "[a-z ]{0,20}", after in "( [a-z]{1,9}){0,3}") {
        let address = format!("{local}@{domain}.com");
        let redacted = redact(&format!("{before} {address}{after}"));
        prop_assert!(!redacted.contains(&address) && !redacted.contains('@'), "{redacted}");
    }

    #[test]
    fn a_number_of_nine_digits_and_more_never_stays(number in "[1-9][0-9]{8,20}", before in "[a-z ]{0,20}") {
        let redacted = redact(&format!("{before} {number}"));
        prop_assert!(!redacted.contains(&number), "{redacted}");
    }
}
