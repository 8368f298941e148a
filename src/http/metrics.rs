//! What is counted, in the words of Prometheus.

use crate::analytics::recorder::Tally;
use crate::index::Snapshot;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram};
use prometheus_client::registry::Registry;
use std::sync::atomic::Ordering;
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
    recorded_searches: Gauge,
    recorded_events: Gauge,
    repeated_events: Gauge,
    dropped_searches: Gauge,
    stores_set_aside: Gauge,
    store_bytes: Gauge,
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
            recorded_searches: Gauge::default(),
            recorded_events: Gauge::default(),
            repeated_events: Gauge::default(),
            dropped_searches: Gauge::default(),
            stores_set_aside: Gauge::default(),
            store_bytes: Gauge::default(),
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
        for (name, help, gauge) in [
            ("analytics_searches_recorded", "Searches written to the event store", &metrics.recorded_searches),
            ("analytics_events_recorded", "Events written to the event store", &metrics.recorded_events),
            ("analytics_repeated", "Records that had been sent before", &metrics.repeated_events),
            ("analytics_searches_dropped", "Searches that could not be recorded", &metrics.dropped_searches),
            (
                "analytics_stores_set_aside",
                "Event stores set aside because they were damaged",
                &metrics.stores_set_aside,
            ),
            ("analytics_store_bytes", "Size of the event store", &metrics.store_bytes),
        ] {
            registry.register(name, help, gauge.clone());
        }
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

    fn take_over(&self, tally: &Tally) {
        for (gauge, count) in [
            (&self.recorded_searches, &tally.searches),
            (&self.recorded_events, &tally.events),
            (&self.repeated_events, &tally.repeated),
            (&self.dropped_searches, &tally.dropped),
            (&self.stores_set_aside, &tally.set_aside),
            (&self.store_bytes, &tally.store_bytes),
        ] {
            gauge.set(i64::try_from(count.load(Ordering::Relaxed)).unwrap_or(i64::MAX));
        }
    }

    /// All counters in the `OpenMetrics` text format.
    ///
    /// # Errors
    /// Only when the text cannot be written, which memory alone could prevent.
    pub fn encode(&self, snapshot: &Snapshot, tally: Option<&Tally>) -> Result<String, std::fmt::Error> {
        if let Some(tally) = tally {
            self.take_over(tally);
        }
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
