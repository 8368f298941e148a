//! What an operator may set about serving, as plain values with defaults that hold.

use crate::analytics;
use crate::guide::links::Links;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub keys: Keys,
    /// Origins of other sites whose pages may ask, `*` for all.
    pub cors_origins: Vec<String>,
    /// Where readers find this server, without a slash at the end, for links that must be whole.
    pub public_url: Option<String>,
    /// The file of the site's synonyms, which need not be there.
    pub synonyms: Option<PathBuf>,
    /// How the addresses of guides and steps are made.
    pub links: Links,
    pub limits: Limits,
    /// How to record searches and events; `None` is not at all.
    pub analytics: Option<analytics::Settings>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7373)),
            keys: Keys::default(),
            cors_origins: Vec::new(),
            public_url: None,
            synonyms: None,
            links: Links::default(),
            limits: Limits::default(),
            analytics: None,
        }
    }
}

/// The secrets that callers show as `Authorization: Bearer`. Never shown by `Debug`.
#[derive(Clone, Default)]
pub struct Keys {
    pub search: Option<String>,
    pub agent: Option<String>,
    pub analytics: Option<String>,
    pub admin: Option<String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |key: &Option<String>| if key.is_some() { "set" } else { "not set" };
        formatter
            .debug_struct("Keys")
            .field("search", &shown(&self.search))
            .field("agent", &shown(&self.agent))
            .field("analytics", &shown(&self.analytics))
            .field("admin", &shown(&self.admin))
            .finish()
    }
}

/// How much is taken on, and for how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections open at once. Beyond that the one that has been idle longest gives way.
    pub connections: usize,
    /// How long a connection may take to send a complete request head, be it the first or a later one.
    pub head_read: Duration,
    /// How long a request's body may take.
    pub body_read: Duration,
    /// How long a response may stand still because its reader does not read.
    pub write_stall: Duration,
    /// How long any request but a change may take to be answered.
    pub request: Duration,
    /// How long a change to the guides may take.
    pub change: Duration,
    /// The longest path and query, in bytes.
    pub uri_bytes: usize,
    /// The most that a request's header lines may hold, in bytes.
    pub header_bytes: usize,
    /// The largest body, in bytes.
    pub body_bytes: usize,
    /// Searches that run at once.
    pub searches: usize,
    /// Searches that may wait for a place.
    pub waiting_searches: usize,
    /// How long a search may wait for a place.
    pub search_wait: Duration,
    /// Changes to the guides under way at once, those that wait for the writer counted.
    pub changes: usize,
    /// How long `/readyz` says so before connections are closed.
    pub drain_notice: Duration,
    /// How long requests under way may take to end when serving stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Limits {
            connections: 1_024,
            head_read: Duration::from_secs(8),
            body_read: Duration::from_secs(9),
            write_stall: Duration::from_secs(9),
            request: Duration::from_secs(10),
            change: Duration::from_mins(2),
            uri_bytes: 8 * 1_024,
            header_bytes: 16 * 1_024,
            body_bytes: 10_000_000,
            searches: cores * 2,
            waiting_searches: cores * 32,
            search_wait: Duration::from_millis(250),
            changes: 8,
            drain_notice: Duration::from_millis(500),
            drain: Duration::from_secs(9),
        }
    }
}
