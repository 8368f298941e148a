//! Every route in one list, with the key that it asks for.

use crate::http::edge;
use crate::http::failure::Failure;
use crate::http::keys::Access;
use crate::http::state::Shared;
use crate::http::{
    analytics, assets, console, console_pages, cors, events, feedback, guides, pages, search, service_routes, sitemap,
    suggest,
};
use axum::Router;
use axum::body::Body;
use axum::http::Response;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, delete, get, post, put};
use std::any::Any;
use tower::util::option_layer;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// One method at one address.
pub struct Route {
    pub method: &'static str,
    /// The pattern, as the router takes it.
    pub path: &'static str,
    pub access: Access,
    handler: fn() -> MethodRouter<Shared>,
}

/// All that is served. `HEAD` goes wherever `GET` goes.
pub static ROUTES: [Route; 32] = [
    Route { method: "GET", path: "/api/search", access: Access::Search, handler: || get(search::search) },
    Route { method: "GET", path: "/api/suggest", access: Access::Search, handler: || get(suggest::suggest) },
    Route { method: "GET", path: "/api/guides/{lang}/{*id}", access: Access::Search, handler: || get(guides::read) },
    Route {
        method: "PUT",
        path: "/api/guides/{lang}/{*id}",
        access: Access::AdminChange,
        handler: || put(guides::write),
    },
    Route {
        method: "DELETE",
        path: "/api/guides/{lang}/{*id}",
        access: Access::AdminChange,
        handler: || delete(guides::remove),
    },
    Route { method: "POST", path: "/api/events", access: Access::Search, handler: || post(events::take) },
    report("/api/analytics/summary", || get(analytics::summary)),
    report("/api/analytics/searches", || get(analytics::searches)),
    report("/api/analytics/failed-searches", || get(analytics::failed_searches)),
    report("/api/analytics/clicks", || get(analytics::clicks)),
    report("/api/analytics/gaps", || get(analytics::gaps)),
    report("/api/analytics/synonym-proposals", || get(analytics::synonym_proposals)),
    report("/api/analytics/translation-debt", || get(analytics::translation_debt)),
    report("/api/analytics/agent-votes", || get(analytics::agent_votes)),
    Route {
        method: "POST",
        path: "/api/analytics/synonym-proposals/{proposal}/accept",
        access: Access::AdminChange,
        handler: || post(analytics::accept),
    },
    Route {
        method: "POST",
        path: "/api/analytics/synonym-proposals/{proposal}/reject",
        access: Access::AdminChange,
        handler: || post(analytics::reject),
    },
    Route { method: "GET", path: "/api/console", access: Access::Search, handler: || get(console::about) },
    Route { method: "GET", path: "/api/console/step", access: Access::Search, handler: || get(console::step) },
    Route { method: "GET", path: "/healthz", access: Access::Open, handler: || get(service_routes::alive) },
    Route { method: "GET", path: "/readyz", access: Access::Open, handler: || get(service_routes::ready) },
    Route { method: "GET", path: "/metrics", access: Access::Admin, handler: || get(service_routes::metrics) },
    Route { method: "GET", path: "/openapi.json", access: Access::Open, handler: || get(service_routes::openapi) },
    Route { method: "GET", path: "/", access: Access::Open, handler: || get(pages::home_or_search) },
    Route { method: "GET", path: "/{lang}/guides/{*id}", access: Access::Open, handler: || get(pages::guide) },
    Route { method: "GET", path: "/agent", access: Access::Open, handler: || get(console_pages::agent) },
    Route { method: "GET", path: "/analytics", access: Access::Open, handler: || get(console_pages::analytics) },
    Route {
        method: "GET",
        path: "/assets/console/{name}",
        access: Access::Open,
        handler: || get(console_pages::asset),
    },
    Route { method: "GET", path: "/assets/{name}", access: Access::Open, handler: || get(assets::asset) },
    Route { method: "GET", path: "/search-box.js", access: Access::Open, handler: || get(assets::search_box_script) },
    Route { method: "POST", path: "/feedback", access: Access::Open, handler: || post(feedback::give) },
    Route { method: "GET", path: "/sitemap.xml", access: Access::Open, handler: || get(sitemap::map) },
    Route { method: "GET", path: "/robots.txt", access: Access::Open, handler: || get(sitemap::robots) },
];

const fn report(path: &'static str, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { method: "GET", path, access: Access::Analytics, handler }
}

/// Smaller answers are not worth compressing, in bytes.
const SMALLEST_COMPRESSED: u64 = 1_024;

/// The router for a server's state.
pub fn router(shared: Shared) -> Router {
    let layers = (
        // Outermost, so that a page of another site can read errors too.
        option_layer(cors::layer(&shared.cors_origins)),
        CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(SMALLEST_COMPRESSED)),
        from_fn_with_state(Shared::clone(&shared), edge::edge),
        CatchPanicLayer::custom(after_panic),
    );
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| router.route(route.path, (route.handler)()))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .layer(layers)
        .with_state(shared)
}

/// The route of a matched pattern and a method; `None` for a method that the address does not take.
#[must_use]
pub fn find(pattern: &str, method: &str) -> Option<&'static Route> {
    let method = if method == "HEAD" { "GET" } else { method };
    ROUTES.iter().find(|route| route.path == pattern && route.method == method)
}

/// The pattern as a text that lives for ever, for logs and counters.
#[must_use]
pub fn known_pattern(pattern: &str) -> Option<&'static str> {
    ROUTES.iter().find(|route| route.path == pattern).map(|route| route.path)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands over what was thrown")]
fn after_panic(panic: Box<dyn Any + Send>) -> Response<Body> {
    let message = panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(message, "a handler panicked");
    Failure::Internal.into_response()
}
