//! What wins over what, and what is said about mistakes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::file::{self, KNOWN_KEYS};
use super::{Settings, SettingsError, SiteFlags, SynonymsFile};
use crate::analytics::StoreAddress;
use crate::cli::serve;
use crate::guide::DeepLink;
use std::path::{Path, PathBuf};
use std::time::Duration;

const FULL: &str = r#"
    guides = "g"
    index = "/i"
    synonyms = "words.toml"
    data = "/d"
    listen = "0.0.0.0:80"
    watch = true
    default_language = "fr"
    url_template = "https://h.example/{id}"
    deep_link = "text-fragment"
    cors_origins = ["https://www.example.com"]
    public_url = "https://help.example.com/"
    [keys]
    search = "s"
    agent = "a"
    analytics = "n"
    admin = "d"
    [limits]
    searches = 3
    request_seconds = 4
    [log]
    level = "debug"
    format = "json"
    [analytics]
    enabled = false
    store = "sqlite:/s/events.sqlite"
    retention_days = 7
    min_visitors = 5
    time_zone = "Europe/Paris"
    forwarded_for = true
"#;

fn merge(text: &str, site: &SiteFlags, serve: &serve::Arguments) -> Result<Settings, SettingsError> {
    Settings::merge(site, serve, file::parse(text, Path::new("guidepost.toml"))?)
}

#[test]
fn every_key_of_the_file_is_read() {
    let settings = merge(FULL, &SiteFlags::default(), &serve::Arguments::default()).unwrap();
    assert_eq!(settings.site.index, PathBuf::from("/i"));
    assert_eq!(settings.synonyms, SynonymsFile { path: "words.toml".into(), is_named: true });
    assert_eq!(settings.site.default_language.as_deref(), Some("fr"));
    assert_eq!(settings.http.listen.port(), 80);
    assert_eq!(settings.links.deep_link, DeepLink::TextFragment);
    assert_eq!(settings.http.keys.admin.as_deref(), Some("d"));
    assert_eq!(settings.http.limits.searches, 3);
    assert_eq!(settings.http.limits.request, Duration::from_secs(4));
    assert!(settings.watch);
    assert_eq!(settings.http.cors_origins, ["https://www.example.com"]);
    assert_eq!(settings.http.public_url.as_deref(), Some("https://help.example.com"));
    let analytics = &settings.analytics;
    assert_eq!((analytics.is_enabled, analytics.retention_days, analytics.min_visitors), (false, 7, 5));
    assert_eq!((analytics.zone.name(), analytics.is_forwarded), ("Europe/Paris", true));
    assert_eq!(format!("{:?} {}", analytics.address(), analytics.data.display()), "sqlite:/s/events.sqlite /d");
    let table: toml::Table = toml::from_str(FULL).unwrap();
    assert_eq!(file::keys_of(&table).len(), KNOWN_KEYS.len());
}

#[test]
fn options_win_over_the_file() {
    let site = SiteFlags { index: Some("other".into()), ..SiteFlags::default() };
    let serve = serve::Arguments {
        listen: Some(([127, 0, 0, 1], 1).into()),
        watch: Some(false),
        ..serve::Arguments::default()
    };
    let settings = merge(FULL, &site, &serve).unwrap();
    assert_eq!((settings.site.index, settings.http.listen.port(), settings.watch), ("other".into(), 1, false));
}

#[test]
fn reports_elsewhere_show_a_question_from_three_visitors_on() {
    let read = |text: &str| merge(text, &SiteFlags::default(), &serve::Arguments::default());
    assert_eq!(read("").unwrap().analytics.min_visitors, 1);
    assert_eq!(read("listen = '0.0.0.0:80'").unwrap().analytics.min_visitors, 3);
    assert_eq!(read("").unwrap().analytics.address(), StoreAddress::Sqlite("data/analytics.sqlite".into()));
    for (text, said) in [
        ("[analytics]\nstore = 'mysql://user:secret@host/db'", "'host/db' names no event store"),
        ("[analytics]\ntime_zone = 'Mars'", "no time zone"),
        ("[analytics]\nretention_days = 0", "at least 1"),
        ("[analytics]\nmin_visitors = 0", "at least 1"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("secret"), "{error}");
    }
}

#[test]
fn mistakes_in_the_file_are_named_with_their_line() {
    let error = |text: &str| merge(text, &SiteFlags::default(), &serve::Arguments::default()).unwrap_err().to_string();
    assert_eq!(error("\nguide = 'x'"), "guidepost.toml:2: there is no setting 'guide'; did you mean 'guides'?");
    assert_eq!(
        error("[keys]\nadmn = 'x'"),
        "guidepost.toml:2: there is no setting 'keys.admn'; did you mean 'keys.admin'?"
    );
    assert_eq!(error("admin = 'x'"), "guidepost.toml:1: there is no setting 'admin'; did you mean 'keys.admin'?");
    assert!(error("\n\nlisten = 7373").starts_with("guidepost.toml:3: "), "{}", error("\n\nlisten = 7373"));
    assert!(error("listen = 'here'").contains("socket address"), "{}", error("listen = 'here'"));
    assert!(error("url_template = '/{lang}'").contains("{id}"));
    assert!(error("default_language = 'french!'").contains("language tag"));
    assert!(error("keys = 3").contains("guidepost.toml:1: "), "{}", error("keys = 3"));
    assert!(error("= 3").starts_with("guidepost.toml:1: "));
    assert!(error("[limits]\nsearches = 0").contains("at least 1"));
}

#[test]
fn synonyms_are_looked_for_beside_the_settings_file() {
    let synonyms = |config: Option<&str>| {
        let site = SiteFlags { config: config.map(PathBuf::from), ..SiteFlags::default() };
        Settings::merge(&site, &serve::Arguments::default(), file::File::default()).unwrap().synonyms.path
    };
    assert_eq!(synonyms(None), PathBuf::from("synonyms.toml"));
    assert_eq!(synonyms(Some("guidepost.toml")), PathBuf::from("synonyms.toml"));
    assert_eq!(synonyms(Some("/etc/guidepost/guidepost.toml")), PathBuf::from("/etc/guidepost/synonyms.toml"));
}

#[test]
fn paths_in_the_file_start_at_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guidepost.toml");
    std::fs::write(&path, "guides = 'mine'").unwrap();
    assert_eq!(file::read(&path).unwrap().guides, Some(folder.path().join("mine")));
    assert!(matches!(file::read(&folder.path().join("none.toml")), Err(SettingsError::Unreadable { .. })));
}
