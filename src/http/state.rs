//! What every handler shares: the site, the settings in the form that requests need, the counters.

use crate::analytics::{self, Recorder};
use crate::guide::links::Links;
use crate::http::frequent_questions::CurrentFrequentQuestions;
use crate::http::keys::KeyRing;
use crate::http::metrics::Metrics;
use crate::http::settings::{Limits, Settings};
use crate::http::synonyms::CurrentSynonyms;
use crate::http::workers::Workers;
use crate::index::Site;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Shared by all requests of a server.
pub type Shared = Arc<State>;

/// What a server knows for as long as it runs.
pub struct State {
    pub site: Arc<Site>,
    pub links: Links,
    pub synonyms: CurrentSynonyms,
    pub frequent_questions: CurrentFrequentQuestions,
    pub keys: KeyRing,
    /// Origins whose pages may ask.
    pub cors_origins: Vec<String>,
    /// Where readers find this server, without a slash at the end; `None` when nobody said.
    pub public_url: Option<String>,
    pub limits: Limits,
    pub metrics: Metrics,
    pub searches: Workers,
    pub changes: Workers,
    /// Reports, one at a time: they may take longer than a search, and none is urgent.
    pub reports: Workers,
    /// `None` when nothing is recorded.
    pub recorder: Option<Recorder>,
    /// Set once serving is to stop.
    pub is_draining: AtomicBool,
}

/// Starts recording. When that is not possible, searching goes on without.
fn start(settings: analytics::Settings) -> Option<Recorder> {
    if !settings.is_enabled {
        return None;
    }
    match Recorder::start(settings) {
        Ok(recorder) => Some(recorder),
        Err(error) => {
            tracing::error!(%error, "searches and events are not recorded; searching goes on");
            None
        }
    }
}

impl State {
    #[must_use]
    pub fn new(site: Arc<Site>, settings: Settings) -> Shared {
        Arc::new(State {
            site,
            keys: KeyRing::new(&settings.keys, settings.listen.ip().is_loopback()),
            links: settings.links,
            cors_origins: settings.cors_origins,
            public_url: settings.public_url,
            synonyms: CurrentSynonyms::new(settings.synonyms),
            frequent_questions: CurrentFrequentQuestions::default(),
            metrics: Metrics::default(),
            searches: Workers::for_searches(&settings.limits),
            changes: Workers::for_changes(&settings.limits),
            reports: Workers::for_reports(&settings.limits),
            recorder: settings.analytics.and_then(start),
            limits: settings.limits,
            is_draining: AtomicBool::new(false),
        })
    }
}
