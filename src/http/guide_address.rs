//! What may be the language and the id of a guide that is pushed: both become part of a path in the guides folder.

use crate::http::accept_language::is_language_tag;
use crate::http::failure::Failure;

/// Checks the address of a guide that is to be written or removed, so that nothing outside the guides folder is ever named.
pub fn check(lang: &str, id: &str) -> Result<(), Failure> {
    if !is_language_tag(lang) || lang.contains('_') {
        return Err(Failure::InvalidAddress("the language must be a BCP 47 tag such as fr or pt-BR"));
    }
    if id.len() > 512 || id.split('/').any(|part| part.len() > 200) {
        return Err(Failure::InvalidAddress("the id is too long: at most 512 bytes, and 200 between two slashes"));
    }
    if id.split('/').any(str::is_empty) {
        return Err(Failure::InvalidAddress("the id is empty, begins or ends with a slash, or has two in a row"));
    }
    if id.split('/').any(|part| part.starts_with('.')) {
        return Err(Failure::InvalidAddress("no part of the id may begin with a dot"));
    }
    if id.chars().any(|c| c.is_control() || c == '\\') {
        return Err(Failure::InvalidAddress("the id may hold neither control characters nor backslashes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_lead_elsewhere_are_refused() {
        let long = "a".repeat(513);
        let long_part = "a".repeat(201);
        let ids = [
            "",
            "/",
            "/etc/passwd",
            "a/",
            "a//b",
            "..",
            "../x",
            "a/../b",
            "a/..",
            ".",
            "a/./b",
            ".hidden",
            "a/.git/config",
            "a\\..\\b",
            "a\0b",
            "a\nb",
            "...",
            &long,
            &long_part,
        ];
        for id in ids {
            assert!(check("fr", id).is_err(), "{id:?}");
        }
        for lang in ["", "..", "fr/..", ".", "fr_FR", "f r", "fr\0"] {
            assert!(check(lang, "a").is_err(), "{lang:?}");
        }
        for id in ["a", "shipping/ups-account-number", "目录/步骤", "a.b", "50% off", "%2e%2e", "a..b"] {
            assert!(check("zh-Hant", id).is_ok(), "{id:?}");
        }
    }
}
