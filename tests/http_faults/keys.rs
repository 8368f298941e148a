//! Keys on an address that others can reach: every key on every route, against the program itself.

use crate::harness::{Folders, Server, program};

/// Serves on every address of this machine, with all keys set; the caller comes over the loopback address.
fn serve_publicly(folders: &Folders) -> Server {
    let mut command = program(folders, &["serve", "--listen", "0.0.0.0:0", "--log-level", "warn"]);
    command.envs([
        ("GUIDEPOST_SEARCH_KEY", "search-key"),
        ("GUIDEPOST_AGENT_KEY", "agent-key"),
        ("GUIDEPOST_ANALYTICS_KEY", "analytics-key"),
        ("GUIDEPOST_ADMIN_KEY", "admin-key"),
    ]);
    Server::start_command(command)
}

#[test]
fn every_key_on_every_route() {
    const OPEN: &[Option<&str>] =
        &[None, Some("wrong"), Some("search-key"), Some("agent-key"), Some("analytics-key"), Some("admin-key")];
    const SEARCH: &[Option<&str>] = &[Some("search-key"), Some("agent-key"), Some("admin-key")];
    const ANALYTICS: &[Option<&str>] = &[Some("analytics-key"), Some("admin-key")];
    const ADMIN: &[Option<&str>] = &[Some("admin-key")];
    let folders = Folders::with_guides(3);
    let server = serve_publicly(&folders);
    let mut client = server.client();
    let mut cases = 0;
    for (method, path, may) in [
        ("GET", "/api/search?q=parcel", SEARCH),
        ("HEAD", "/api/search?q=parcel", SEARCH),
        ("GET", "/api/suggest?q=par", SEARCH),
        ("GET", "/api/guides/en/guide-00001", SEARCH),
        ("PUT", "/api/guides/en/guide-00009", ADMIN),
        ("DELETE", "/api/guides/en/guide-00009", ADMIN),
        ("GET", "/metrics", ADMIN),
        ("POST", "/api/events", SEARCH),
        ("GET", "/api/analytics/summary", ANALYTICS),
        ("GET", "/api/analytics/failed-searches?format=csv", ANALYTICS),
        ("POST", "/api/analytics/synonym-proposals/0123/accept", ADMIN),
        ("POST", "/api/analytics/synonym-proposals/0123/reject", ADMIN),
        ("GET", "/api/analytics/agent-votes", ANALYTICS),
        ("GET", "/api/console", SEARCH),
        ("GET", "/api/console/step?id=en/guide-00001%231", SEARCH),
        ("GET", "/agent", OPEN),
        ("GET", "/analytics", OPEN),
        ("GET", "/assets/console/agent.js", OPEN),
        ("GET", "/healthz", OPEN),
        ("GET", "/readyz", OPEN),
        ("GET", "/openapi.json", OPEN),
        ("GET", "/", OPEN),
        ("GET", "/en/guides/guide-00001", OPEN),
    ] {
        for key in OPEN {
            let bearer = format!("Bearer {}", key.unwrap_or_default());
            let mut headers = vec![("content-type", "text/markdown"), ("connection", "close")];
            headers.extend(key.map(|_| ("authorization", bearer.as_str())));
            let body = match method {
                "PUT" => &b"# Title\n\n## Step\n\nText.\n"[..],
                "POST" => br#"{"type":"ticket"}"#,
                _ => b"",
            };
            let answer = client.ask(method, path, &headers, body).status;
            let expected = match key {
                _ if may.contains(key) => &[200, 201, 404][..],
                None => &[401],
                Some(_) => &[403],
            };
            assert!(expected.contains(&answer), "{method} {path} with {key:?}: {answer}");
            cases += 1;
        }
    }
    for scheme in ["Basic admin-key", "bearer", "Bearer", "admin-key", "Bearer admin-key, Bearer search-key"] {
        let answer = client.ask("GET", "/metrics", &[("authorization", scheme)], b"");
        assert!(matches!(answer.status, 401 | 403), "{scheme}: {}", answer.status);
    }
    for key in ["search-key", "agent-key", "analytics-key", "admin-key"] {
        assert!(!server.said().contains(key), "a key is in the log");
    }
    println!("keys: cases={cases}");
}

#[test]
fn on_the_loopback_address_a_foreign_page_changes_nothing() {
    let folders = Folders::with_guides(1);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for header in [("origin", "https://evil.example"), ("origin", "null"), ("x-forwarded-for", "203.0.113.9")] {
        for method in ["PUT", "DELETE"] {
            let headers = [("content-type", "text/markdown"), header];
            let answer = client.ask(method, "/api/guides/en/guide-00000", &headers, b"# Evil\n\n## Step\n\nText.\n");
            assert_eq!((answer.status, answer.code().as_str()), (403, "foreign_origin"), "{method} {header:?}");
        }
    }
    assert_eq!(client.search("marker0", "en").ids(), ["en/guide-00000#2"]);
}
