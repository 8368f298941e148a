//! `/sitemap.xml` and `/robots.txt`: what crawlers may read, and where it is.

use crate::http::failure::Failure;
use crate::http::query_string;
use crate::http::state::{Shared, State as ServerState};
use crate::index::Snapshot;
use crate::web::guide_path;
use crate::web::sitemap::{self, Entry};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};

/// Addresses in one file; more than five times as many are not allowed. Nor are more than 50 MB: at this number, that is
/// 5 kB for each.
const MOST_ADDRESSES: usize = 10_000;
const CACHED: &str = "public, max-age=3600";

/// The map of all guide pages, or of the maps that hold them (`?page=1` and on).
pub async fn map(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let origin = origin(&shared, request.headers())?;
    let parameters = query_string::parse(request.uri().query().unwrap_or_default())?;
    let page = parameters.iter().find(|(name, _)| name == "page").map(|(_, value)| value.parse::<usize>());
    let page = page.transpose().map_err(|_| Failure::NotFound)?;
    let state = Shared::clone(&shared);
    let work = move || {
        let snapshot = state.site.snapshot();
        let guides: usize = snapshot.languages().iter().map(|there| there.guides).sum();
        let pages = guides.div_ceil(MOST_ADDRESSES);
        match page {
            None if pages > 1 => {
                let part = |page| Entry { url: format!("{origin}/sitemap.xml?page={page}"), updated: None };
                Ok(sitemap::parts(&(1..=pages).map(part).collect::<Vec<_>>()))
            }
            None => Ok(sitemap::pages(&addresses(&snapshot, &origin, 0)?)),
            Some(page) if (1..=pages).contains(&page) => {
                Ok(sitemap::pages(&addresses(&snapshot, &origin, (page - 1) * MOST_ADDRESSES)?))
            }
            Some(_) => Err(Failure::NotFound),
        }
    };
    let written = shared.reports.run(work).await?;
    let headers = [(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, CACHED)];
    Ok((headers, written).into_response())
}

/// What crawlers may read: guides, and not what is made for each question.
pub async fn robots(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let origin = origin(&shared, request.headers())?;
    let text = format!("User-agent: *\nDisallow: /api/\nDisallow: /*?q=\n\nSitemap: {origin}/sitemap.xml\n");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, CACHED)];
    Ok((headers, text).into_response())
}

/// Where the pages of guides are that guidepost serves itself, from the `skipped`th guide on.
fn addresses(snapshot: &Snapshot, origin: &str, skipped: usize) -> Result<Vec<Entry>, Failure> {
    let mut addresses = Vec::new();
    let mut skipped = skipped;
    let mut room = MOST_ADDRESSES;
    for there in snapshot.languages() {
        if skipped >= there.guides {
            skipped -= there.guides;
            continue;
        }
        let guides = snapshot.guides_in(&there.lang, skipped, room)?;
        skipped = 0;
        room -= guides.len();
        let own = guides.into_iter().filter(|guide| guide.url.is_none());
        addresses.extend(own.map(|guide| Entry {
            url: format!("{origin}{}", guide_path(&guide.lang, &guide.id)),
            updated: guide.updated,
        }));
        if room == 0 {
            break;
        }
    }
    Ok(addresses)
}

/// Where readers find this server: as the operator says, else as this caller asked.
fn origin(state: &ServerState, headers: &HeaderMap) -> Result<String, Failure> {
    if let Some(url) = &state.public_url {
        return Ok(url.clone());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST.as_str()).and_then(|host| host.parse::<Authority>().ok());
    let host = host.filter(|host| !host.as_str().contains('@')).ok_or(Failure::NotFound)?;
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    Ok(format!("{scheme}://{host}"))
}
