//! The page that says what did not work, and leads on: to a search, to the guide in another language.

use crate::web::{Frame, WebError};
use askama::Template;

/// Writes the page for an error with this status. `detail`, in English, says what is wrong with the request;
/// `frame.languages` lead to the same guide in other languages.
pub fn render(frame: &Frame, status: u16, detail: &str) -> Result<String, WebError> {
    let missing = status == 404;
    let page = ErrorPage {
        frame,
        status,
        title: if missing { frame.texts.not_found } else { frame.texts.something_wrong },
        help: if missing { frame.texts.not_found_help } else { "" },
        detail: if missing { "" } else { detail },
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: &'a Frame,
    status: u16,
    title: &'a str,
    help: &'a str,
    detail: &'a str,
}
