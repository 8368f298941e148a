//! The pages that readers see: templates, texts, style and the way from Markdown to safe HTML, all embedded.
//!
//! A page is a function from plain values to a string of HTML; what it takes to get those values is not known here.

pub mod assets;
pub mod console;
pub mod console_texts;
pub mod error_page;
pub mod frame;
pub mod guide_page;
pub mod home_page;
pub mod markdown;
pub mod search_box;
pub mod search_page;
pub mod sitemap;
pub mod step_translations;
pub mod structured_data;
pub mod texts;

pub use frame::Frame;

use crate::guide::{Guide, links::Links};

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("the page could not be written: {0}")]
    Template(#[from] askama::Error),
}

/// The path of the page that guidepost itself serves for a guide, percent-encoded.
#[must_use]
pub fn guide_path(lang: &str, id: &str) -> String {
    let guide = Guide { lang: lang.to_owned(), id: id.to_owned(), ..Guide::default() };
    Links::default().guide_url(&guide)
}
