//! The one style sheet, served under a name that changes with its content so that it may be cached for ever.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The style sheet's text.
pub const STYLESHEET: &str = include_str!("style.css");

static STYLESHEET_NAME: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLESHEET);
    let hash = digest.iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    format!("guidepost-{hash:016x}.css")
});

static STYLESHEET_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/{}", *STYLESHEET_NAME));

/// The file name of the style sheet, its hash included.
#[must_use]
pub fn stylesheet_name() -> &'static str {
    &STYLESHEET_NAME
}

/// The path under which pages ask for the style sheet.
#[must_use]
pub fn stylesheet_path() -> &'static str {
    &STYLESHEET_PATH
}
