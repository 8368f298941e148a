//! The first page: the search box and the guides of the reader's language.

use crate::index::GuideSummary;
use crate::web::frame::direction;
use crate::web::texts::Texts;
use crate::web::{Frame, WebError, guide_path};
use askama::Template;

/// Writes the first page. `previous` and `next` lead to the rest of a long list.
pub fn render(
    frame: &Frame,
    guides: &[GuideSummary],
    previous: Option<String>,
    next: Option<String>,
) -> Result<String, WebError> {
    let page = HomePage {
        frame,
        guides: guides.iter().map(|guide| GuideEntry::new(guide, frame.texts)).collect(),
        previous,
        next,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: &'a Frame,
    guides: Vec<GuideEntry<'a>>,
    previous: Option<String>,
    next: Option<String>,
}

/// A guide in a list.
pub(crate) struct GuideEntry<'a> {
    pub(crate) guide: &'a GuideSummary,
    pub(crate) url: String,
    pub(crate) direction: &'static str,
    pub(crate) steps: String,
}

impl<'a> GuideEntry<'a> {
    pub(crate) fn new(guide: &'a GuideSummary, texts: &Texts) -> GuideEntry<'a> {
        GuideEntry {
            guide,
            url: guide_path(&guide.lang, &guide.id),
            direction: direction(&guide.lang),
            steps: texts.steps(guide.steps),
        }
    }
}
