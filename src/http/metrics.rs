//! What is counted, in the words of Prometheus.

use crate::index::Snapshot;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram};
use prometheus_client::registry::Registry;
use std::time::Duration;

/// The counters of one server.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    search_seconds: Histogram,
    pub searches_in_flight: Gauge,
    pub shed: Counter,
    pub connections: Gauge,
    generation: Gauge,
    guides: Gauge,
    steps: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let bounds = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0];
        let mut metrics = Metrics {
            registry: Registry::with_prefix("guidepost"),
            requests: Family::default(),
            search_seconds: Histogram::new(bounds),
            searches_in_flight: Gauge::default(),
            shed: Counter::default(),
            connections: Gauge::default(),
            generation: Gauge::default(),
            guides: Gauge::default(),
            steps: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register("search_seconds", "Time that a search took", metrics.search_seconds.clone());
        registry.register("searches_in_flight", "Searches under way", metrics.searches_in_flight.clone());
        registry.register("shed", "Requests refused because there was too much to do", metrics.shed.clone());
        registry.register("connections", "Open connections", metrics.connections.clone());
        registry.register("index_generation", "Number of the published index", metrics.generation.clone());
        registry.register("guides", "Guides in the published index", metrics.guides.clone());
        registry.register("steps", "Steps in the published index", metrics.steps.clone());
        metrics
    }
}

impl Metrics {
    /// Counts an answered request. `route` is a route's pattern, so that the number of labels stays small.
    pub fn count_request(&self, method: &'static str, route: &'static str, status: u16) {
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// Notes how long a search took.
    pub fn observe_search(&self, took: Duration) {
        self.search_seconds.observe(took.as_secs_f64());
    }

    /// All counters in the `OpenMetrics` text format.
    ///
    /// # Errors
    /// Only when the text cannot be written, which memory alone could prevent.
    pub fn encode(&self, snapshot: &Snapshot) -> Result<String, std::fmt::Error> {
        let total = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let languages = snapshot.languages();
        self.generation.set(i64::try_from(snapshot.generation()).unwrap_or(i64::MAX));
        self.guides.set(total(languages.iter().map(|language| language.guides).sum()));
        self.steps.set(total(languages.iter().map(|language| language.steps).sum()));
        let mut written = String::new();
        text::encode(&mut written, &self.registry)?;
        Ok(written)
    }
}
