//! The way in over HTTP: every route, what may be asked and by whom, limits, and serving until told to stop.
//!
//! A request passes [`edge`] (limits, keys, log, metrics, the shape of errors), then the handler that [`router::ROUTES`]
//! names. Handlers give a response or a [`Failure`](failure::Failure); nothing but `edge` decides what a failure looks like.

pub mod accept_language;
pub mod analytics;
pub mod assets;
pub mod caller;
pub mod connections;
pub mod console;
pub mod console_pages;
pub mod cors;
pub mod edge;
pub mod event_body;
pub mod events;
pub mod failure;
pub mod feedback;
pub mod frequent_questions;
pub mod guide_address;
pub mod guide_body;
pub mod guides;
pub mod keys;
pub mod metrics;
pub mod pages;
pub mod query_string;
pub mod router;
pub mod search;
pub mod search_parameters;
pub mod serve;
pub mod service_routes;
pub mod settings;
pub mod sitemap;
pub mod state;
pub mod stream;
pub mod suggest;
pub mod synonyms;
pub mod workers;

#[cfg(test)]
mod tests;

pub use cors::is_origin;
pub use serve::{HttpError, serve, shutdown_signal};
pub use settings::{Keys, Limits, Settings};
