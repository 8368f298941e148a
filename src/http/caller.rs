//! Who asks, as far as analytics may know: a visitor for one day, and whether it is a person at all.

use crate::analytics::Recorder;
use crate::analytics::event::{Audience, Visitor};
use crate::http::keys::KeyRing;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use std::net::{IpAddr, SocketAddr};

/// What tells the visitors apart that a caller asks for, such as a site's own server.
const CLIENT_HEADER: &str = "x-guidepost-client";
/// The address of the other side of the connection, as serving puts it into a request.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub SocketAddr);

/// What recording needs of a request. It holds no address: only what came out of hashing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    pub visitor: Visitor,
    pub audience: Audience,
}

impl Caller {
    /// Who sent a request.
    #[must_use]
    pub fn of(request: &Request, recorder: &Recorder, keys: &KeyRing, now: i64) -> Caller {
        let headers = request.headers();
        let peer = request.extensions().get::<PeerAddress>().map(|peer| peer.0.ip());
        let address = if recorder.settings().is_forwarded { forwarded_for(headers).or(peer) } else { peer };
        let address = address.map(|address| address.to_string()).unwrap_or_default();
        let user_agent = text(headers, header::USER_AGENT.as_str());
        // In whatever letters: what is no UTF-8 tells visitors apart as well.
        let client = headers.get(CLIENT_HEADER).map(|client| String::from_utf8_lossy(client.as_bytes()));
        let audience = if keys.is_staff(headers) { Audience::Agents } else { Audience::of_user_agent(user_agent) };
        Caller { visitor: recorder.visitor(now, &address, user_agent, client.as_deref()), audience }
    }
}

/// Whether a browser says that its reader does not want to be tracked: Do Not Track, or Global Privacy Control.
#[must_use]
pub fn asks_not_to_be_tracked(headers: &HeaderMap) -> bool {
    ["dnt", "sec-gpc"].iter().any(|name| text(headers, name) == "1")
}

/// The address that the proxy next to us wrote down: the last one, since those before it may be made up.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    list.rsplit(',').next()?.trim().parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn who_asks_to_be_left_alone_is_heard() {
        let with =
            |name, value| HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))]);
        assert!(asks_not_to_be_tracked(&with("dnt", "1")) && asks_not_to_be_tracked(&with("sec-gpc", "1")));
        assert!(!asks_not_to_be_tracked(&with("dnt", "0")) && !asks_not_to_be_tracked(&HeaderMap::new()));
    }

    #[test]
    fn the_nearest_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded_for(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("1.2.3.4, 203.0.113.9"));
        assert_eq!(forwarded_for(&headers), Some("203.0.113.9".parse().unwrap()));
        headers.append("x-forwarded-for", HeaderValue::from_static("unknown"));
        assert_eq!(forwarded_for(&headers), None);
    }
}
