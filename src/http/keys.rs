//! Who may do what: keys are compared as digests in constant time, and a loopback address is guarded against other sites.

use crate::http::failure::Failure;
use crate::http::settings::Keys;
use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// What the agents' console sends with its requests.
const CONSOLE_HEADER: &str = "x-guidepost-console";

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// The search key or an agent's, where a search key is set.
    Search,
    /// The analytics key, or the admin key.
    Analytics,
    /// The admin key.
    Admin,
    /// The admin key, and on a loopback address a caller from this machine.
    AdminChange,
}

/// The keys of a site as digests, and whether they are asked for.
pub struct KeyRing {
    search: Option<[u8; 32]>,
    agent: Option<[u8; 32]>,
    analytics: Option<[u8; 32]>,
    admin: Option<[u8; 32]>,
    /// On a loopback address nothing needs a key.
    is_loopback: bool,
}

impl KeyRing {
    #[must_use]
    pub fn new(keys: &Keys, is_loopback: bool) -> KeyRing {
        let digest = |key: &Option<String>| key.as_ref().map(|key| Sha256::digest(key.as_bytes()).into());
        KeyRing {
            search: digest(&keys.search),
            agent: digest(&keys.agent),
            analytics: digest(&keys.analytics),
            admin: digest(&keys.admin),
            is_loopback,
        }
    }

    /// Whether there are keys to ask for: on a loopback address nothing needs one.
    #[must_use]
    pub fn asks_for_keys(&self) -> bool {
        !self.is_loopback
    }

    /// Whether the caller may have what needs this access.
    pub fn check(&self, access: Access, headers: &HeaderMap) -> Result<(), Failure> {
        match access {
            Access::Open => Ok(()),
            Access::Search if self.is_loopback || self.search.is_none() => Ok(()),
            Access::Search => self.check_key(headers, &[self.search, self.agent, self.admin]),
            Access::Admin | Access::Analytics if self.is_loopback => Ok(()),
            Access::Analytics => self.check_key(headers, &[self.analytics, self.admin]),
            Access::AdminChange if self.is_loopback => self.check_local(headers),
            Access::Admin | Access::AdminChange => self.check_key(headers, &[self.admin]),
        }
    }

    /// Whether anybody may search, without a key.
    #[must_use]
    pub fn is_search_open(&self) -> bool {
        self.check(Access::Search, &HeaderMap::new()).is_ok()
    }

    /// Whether the caller works at the desk: their searches are not those of visitors. They show a key of theirs; on a
    /// loopback address, where nothing needs a key, it is enough that the agents' console of this machine says so.
    #[must_use]
    pub fn is_staff(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(header::AUTHORIZATION)
            && self.check_key(headers, &[self.agent, self.analytics, self.admin]).is_ok()
        {
            return true;
        }
        self.is_loopback && headers.contains_key(CONSOLE_HEADER) && self.check_local(headers).is_ok()
    }

    #[expect(clippy::unused_self, reason = "reads as one of the ring's checks")]
    fn check_key(&self, headers: &HeaderMap, accepted: &[Option<[u8; 32]>]) -> Result<(), Failure> {
        let shown: [u8; 32] = Sha256::digest(bearer(headers).ok_or(Failure::KeyMissing)?).into();
        let matches = accepted.iter().flatten().fold(Choice::from(0), |found, key| found | key.ct_eq(&shown));
        if matches.into() { Ok(()) } else { Err(Failure::KeyRefused) }
    }

    /// On a loopback address a web page elsewhere could make the reader's browser send changes, by a form or by a name
    /// that it lets resolve to this machine; a proxy could pass on those of others.
    fn check_local(&self, headers: &HeaderMap) -> Result<(), Failure> {
        if self.admin.is_some() && self.check_key(headers, &[self.admin]).is_ok() {
            return Ok(());
        }
        let host_is_local = headers.get(header::HOST).is_none_or(|host| host.to_str().is_ok_and(is_local_host));
        let origin_is_local = headers.get(header::ORIGIN).is_none_or(|origin| {
            let host = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            host.is_some_and(|(_, host)| is_local_host(host))
        });
        let is_passed_on =
            ["forwarded", "x-forwarded-for", "x-forwarded-host", "via"].iter().any(|name| headers.contains_key(*name));
        if host_is_local && origin_is_local && !is_passed_on { Ok(()) } else { Err(Failure::ForeignOrigin) }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, key) = value.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| key.trim_ascii())
}

/// Whether a host, with or without a port, names this machine.
fn is_local_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn ring(is_loopback: bool) -> KeyRing {
        let keys =
            Keys { search: Some("search-key".to_owned()), admin: Some("admin-key".to_owned()), ..Keys::default() };
        KeyRing::new(&keys, is_loopback)
    }

    #[test]
    fn admin_may_do_all_and_search_only_search() {
        let ring = ring(false);
        let with = |key: &str| headers(&[("authorization", &format!("Bearer {key}"))]);
        assert!(ring.check(Access::Search, &with("search-key")).is_ok());
        for access in [Access::Search, Access::Admin, Access::AdminChange] {
            assert!(ring.check(access, &with("admin-key")).is_ok());
            assert!(matches!(ring.check(access, &HeaderMap::new()), Err(Failure::KeyMissing)));
            for wrong in ["", "admin-ke", "admin-keys", "Admin-key", "x"] {
                assert!(matches!(ring.check(access, &with(wrong)), Err(Failure::KeyRefused)), "{wrong}");
            }
            let other_scheme = headers(&[("authorization", "Basic YWRtaW4ta2V5")]);
            assert!(matches!(ring.check(access, &other_scheme), Err(Failure::KeyMissing)));
        }
        assert!(matches!(ring.check(Access::Admin, &with("search-key")), Err(Failure::KeyRefused)));
        assert!(ring.check(Access::Open, &HeaderMap::new()).is_ok());
    }

    #[test]
    fn staff_is_told_by_a_key_or_by_the_console_of_this_machine() {
        let keys =
            Keys { agent: Some("agent-key".to_owned()), search: Some("search-key".to_owned()), ..Keys::default() };
        let (local, public) = (KeyRing::new(&keys, true), KeyRing::new(&keys, false));
        let agent = headers(&[("authorization", "Bearer agent-key")]);
        assert!(local.is_staff(&agent) && public.is_staff(&agent) && public.check(Access::Search, &agent).is_ok());
        assert!(!public.is_staff(&headers(&[("authorization", "Bearer search-key")])));
        let console = |pairs: &[(&'static str, &str)]| headers(&[&[("x-guidepost-console", "agent")], pairs].concat());
        assert!(local.is_staff(&console(&[("host", "127.0.0.1:7373")])));
        assert!(!local.is_staff(&headers(&[("host", "127.0.0.1:7373")])));
        assert!(!local.is_staff(&console(&[("host", "127.0.0.1:7373"), ("origin", "https://evil.example")])));
        assert!(!public.is_staff(&console(&[("host", "127.0.0.1:7373")])));
    }

    #[test]
    fn on_loopback_changes_come_from_this_machine_only() {
        let ring = ring(true);
        let check = |pairs: &[(&'static str, &str)]| ring.check(Access::AdminChange, &headers(pairs)).is_ok();
        assert!(check(&[("host", "127.0.0.1:7373")]));
        assert!(check(&[("host", "[::1]:7373"), ("origin", "http://localhost:7373")]));
        for foreign in ["evil.example", "localhost.evil.example:7373", "127.0.0.1.evil.example", "192.168.0.1", ""] {
            assert!(!check(&[("host", foreign)]), "{foreign}");
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example"] {
            assert!(!check(&[("host", "localhost:7373"), ("origin", origin)]), "{origin}");
        }
        assert!(!check(&[("host", "127.0.0.1"), ("x-forwarded-for", "203.0.113.9")]));
        assert!(check(&[("host", "help.example"), ("authorization", "Bearer admin-key")]));
        assert!(ring.check(Access::Admin, &HeaderMap::new()).is_ok());
    }
}
