//! Style sheet and scripts of the pages, served under names that change with their content so that they may be cached for
//! ever.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// The file name, a digest of its content included.
    pub name: String,
    /// Where pages ask for it.
    pub path: String,
    pub content_type: &'static str,
    pub text: &'static str,
}

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| asset("guidepost", "css", CSS, include_str!("style.css")));
static PAGE_SCRIPT: LazyLock<Asset> = LazyLock::new(|| asset("page", "js", JAVASCRIPT, include_str!("page.js")));

/// Every asset.
fn all() -> [&'static Asset; 2] {
    [&STYLESHEET, &PAGE_SCRIPT]
}

/// The asset that is served under a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    all().into_iter().find(|asset| asset.name == name)
}

/// The path under which pages ask for the style sheet.
#[must_use]
pub fn stylesheet_path() -> &'static str {
    &STYLESHEET.path
}

/// The path under which guides and results ask for their script.
#[must_use]
pub fn page_script_path() -> &'static str {
    &PAGE_SCRIPT.path
}

/// Some hexadecimal digits that change with a text.
#[must_use]
pub fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    let hash = digest.iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    format!("{hash:016x}")
}

fn asset(stem: &str, extension: &str, content_type: &'static str, text: &'static str) -> Asset {
    let name = format!("{stem}-{}.{extension}", digest(text));
    Asset { path: format!("/assets/{name}"), name, content_type, text }
}
