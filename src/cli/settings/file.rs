//! The settings file: TOML, in which an unknown key is a mistake and not a comment.

use crate::cli::log;
use crate::cli::settings::{SettingsError, analytics};
use crate::guide::DeepLink;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The settings file.
#[derive(Debug, Default, Deserialize)]
pub struct File {
    pub guides: Option<PathBuf>,
    pub index: Option<PathBuf>,
    pub synonyms: Option<PathBuf>,
    pub data: Option<PathBuf>,
    pub listen: Option<SocketAddr>,
    pub watch: Option<bool>,
    pub default_language: Option<String>,
    pub url_template: Option<String>,
    pub deep_link: Option<DeepLink>,
    pub cors_origins: Option<Vec<String>>,
    pub public_url: Option<String>,
    #[serde(default)]
    pub keys: Keys,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub log: Log,
    #[serde(default)]
    pub analytics: analytics::Section,
}

#[derive(Debug, Default, Deserialize)]
pub struct Keys {
    pub search: Option<String>,
    pub agent: Option<String>,
    pub analytics: Option<String>,
    pub admin: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Limits {
    pub searches: Option<usize>,
    pub request_seconds: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Log {
    pub level: Option<log::Level>,
    pub format: Option<log::Format>,
}

/// Every key of the file; the test of this list reads a file with all of them.
pub const KNOWN_KEYS: [&str; 25] = [
    "guides",
    "index",
    "synonyms",
    "data",
    "listen",
    "watch",
    "default_language",
    "url_template",
    "deep_link",
    "cors_origins",
    "public_url",
    "keys.search",
    "keys.agent",
    "keys.analytics",
    "keys.admin",
    "limits.searches",
    "limits.request_seconds",
    "log.level",
    "log.format",
    "analytics.enabled",
    "analytics.store",
    "analytics.retention_days",
    "analytics.min_visitors",
    "analytics.time_zone",
    "analytics.forwarded_for",
];

/// Reads a settings file.
pub fn read(path: &Path) -> Result<File, SettingsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingsError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    let mut file = parse(&text, path)?;
    // Paths in the file start where the file is, so that it means the same from everywhere.
    let folder = path.parent().unwrap_or(Path::new(""));
    for place in [&mut file.guides, &mut file.index, &mut file.synonyms, &mut file.data].into_iter().flatten() {
        *place = folder.join(&*place);
    }
    Ok(file)
}

/// Reads the text of a settings file; `path` is for what is said about it.
pub fn parse(text: &str, path: &Path) -> Result<File, SettingsError> {
    let bad = |error: &toml::de::Error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        SettingsError::BadFile { path: path.to_owned(), line, message: error.message().to_owned() }
    };
    let table: toml::Table = toml::from_str(text).map_err(|error| bad(&error))?;
    if let Some(key) = keys_of(&table).into_iter().find(|key| !KNOWN_KEYS.contains(&key.as_str())) {
        let line = line_of_key(text, &key);
        return Err(SettingsError::UnknownKey { path: path.to_owned(), line, advice: advice(&key), key });
    }
    toml::from_str(text).map_err(|error| bad(&error))
}

/// The keys of a file, dotted.
pub fn keys_of(table: &toml::Table) -> Vec<String> {
    let mut keys = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) if is_section(name) || !inner.is_empty() => {
                keys.extend(inner.keys().map(|key| format!("{name}.{key}")));
            }
            _ if is_section(name) => {}
            _ => keys.push(name.clone()),
        }
    }
    keys
}

fn is_section(name: &str) -> bool {
    KNOWN_KEYS.iter().any(|key| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// The nearest setting, by whole name or by its last part: `admin` means `keys.admin`.
fn advice(key: &str) -> String {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().replace('-', "_");
    let likeness = |known: &str| {
        strsim::jaro_winkler(&key.replace('-', "_"), known).max(strsim::jaro_winkler(&last(key), &last(known)))
    };
    let nearest =
        KNOWN_KEYS.iter().map(|known| (likeness(known), *known)).max_by(|left, right| left.0.total_cmp(&right.0));
    match nearest {
        Some((likeness, known)) if likeness > 0.75 => format!("did you mean '{known}'?"),
        _ => format!("the settings are {}", KNOWN_KEYS.join(", ")),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn line_of_key(text: &str, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or_default();
    let names = |line: &str| {
        line.split('=')
            .next()
            .is_some_and(|name| name.trim().trim_matches(['"', '\'']).rsplit('.').next() == Some(last))
    };
    text.lines().position(names).map_or(1, |at| at + 1)
}
