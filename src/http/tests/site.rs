//! What the tests serve.

use crate::http::router::router;
use crate::http::settings::{Keys, Settings};
use crate::http::state::State;
use crate::index::{Site, SiteSettings};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tower::ServiceExt;

/// A site with guides in a folder of its own, which goes when this does.
pub struct TestSite {
    pub site: Arc<Site>,
    pub folder: TempDir,
}

pub const UPS_FRENCH: &str = "---
title: Votre numéro de compte UPS
summary: Le trouver et le vérifier
redirect_from: [transport/ups, \"#ancien -> fraud-warning\"]
---

Avant de commencer, préparez vos documents.

## Trouver le numéro

Ouvrez https://www.ups.com/lasso/login et regardez la page de paiement.

### Avertissement de fraude {#fraud-warning}

If UPS shows a fraud warning, close the page and wait for a whole day before you try it again.
";
pub const UPS_ENGLISH: &str = "# Your UPS account number

## Find the number

Open the payment page of your profile and look at the list of accounts.

### Fraud warning {#fraud-warning}

If UPS shows a fraud warning, wait for a day.
";
pub const LABELS_ENGLISH: &str = "# Print labels

## Choose the printer

Open the settings and choose a printer <script>alert(1)</script> for your labels.
";

/// A site of three guides, two of them translations of each other.
pub fn site() -> TestSite {
    let folder = tempfile::tempdir().unwrap();
    let guides = folder.path().join("guides");
    for (path, text) in
        [("fr/shipping/ups.md", UPS_FRENCH), ("en/shipping/ups.md", UPS_ENGLISH), ("en/labels.md", LABELS_ENGLISH)]
    {
        let path = guides.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let settings = SiteSettings { guides, index: folder.path().join("index"), default_language: Some("en".to_owned()) };
    TestSite { site: Arc::new(Site::open(settings, &|_| {}).unwrap()), folder }
}

/// The site that tests share which change nothing.
pub fn shared_site() -> Arc<Site> {
    static SHARED: LazyLock<TestSite> = LazyLock::new(site);
    Arc::clone(&SHARED.site)
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
    send_to(shared_site(), settings, request).await
}

pub async fn send_to(site: Arc<Site>, settings: Settings, request: Request<Body>) -> Answered {
    let response = router(State::new(site, settings)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

pub async fn get(path: &str) -> Answered {
    send(Settings::default(), Request::get(path).body(Body::empty()).unwrap()).await
}
