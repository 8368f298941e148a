//! What the tests serve.

use crate::http::router::router;
use crate::http::settings::{Keys, Settings};
use crate::http::state::State;
use crate::index::Site;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

pub fn site() -> Arc<Site> {
    Arc::new(Site {})
}

/// Settings as on another machine's address, with keys.
pub fn public_settings() -> Settings {
    Settings {
        listen: SocketAddr::from(([0, 0, 0, 0], 0)),
        keys: Keys {
            search: Some("search-key".to_owned()),
            admin: Some("admin-key".to_owned()),
            agent: Some("agent-key".to_owned()),
            analytics: Some("analytics-key".to_owned()),
        },
        ..Settings::default()
    }
}

/// An answer, read to its end.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answered {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The error's code, after a look at whether its shape is right.
    pub fn code(&self) -> String {
        let json = self.json();
        let error = json["error"].as_object().unwrap();
        assert_eq!(error["status"], self.status.as_u16());
        assert!(!error["message"].as_str().unwrap().is_empty());
        error["code"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends one request past the network.
pub async fn send(settings: Settings, request: Request<Body>) -> Answered {
    let response = router(State::new(site(), settings)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

pub async fn get(path: &str) -> Answered {
    send(Settings::default(), Request::get(path).body(Body::empty()).unwrap()).await
}
