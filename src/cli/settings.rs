//! Settings: options win over the environment, the environment over the file, the file over the defaults.

mod analytics;
mod file;

use crate::cli::{log, serve};
use crate::guide::DeepLink;
use crate::guide::links::Links;
use crate::http;
use crate::index::SiteSettings;
use clap::{Args, ValueEnum};
use file::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that is read when none is named and it is there.
const DEFAULT_FILE: &str = "guidepost.toml";
/// The file of synonyms beside it that is used when none is named.
const DEFAULT_SYNONYMS: &str = "synonyms.toml";

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Common options")]
#[group(skip)]
pub struct SiteFlags {
    /// The folder of the guides [default: guides]
    #[arg(long, global = true, value_name = "DIR", env = "GUIDEPOST_GUIDES", hide_env_values = true)]
    pub guides: Option<PathBuf>,
    /// The folder of the index [default: index]
    #[arg(long, global = true, value_name = "DIR", env = "GUIDEPOST_INDEX", hide_env_values = true)]
    pub index: Option<PathBuf>,
    /// The file of the site's synonyms [default: synonyms.toml beside the settings file, if there]
    #[arg(long, global = true, value_name = "FILE", env = "GUIDEPOST_SYNONYMS", hide_env_values = true)]
    pub synonyms: Option<PathBuf>,
    /// The settings file [default: guidepost.toml, if there]
    #[arg(long, global = true, value_name = "FILE", env = "GUIDEPOST_CONFIG", hide_env_values = true)]
    pub config: Option<PathBuf>,
    /// The language of readers who name none [default: that of most guides]
    #[arg(
        long,
        global = true,
        value_name = "LANG",
        env = "GUIDEPOST_DEFAULT_LANGUAGE",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub default_language: Option<String>,
    /// The address of a guide that has none of its own [default: /{lang}/guides/{id}]
    #[arg(
        long,
        global = true,
        value_name = "TEMPLATE",
        env = "GUIDEPOST_URL_TEMPLATE",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub url_template: Option<String>,
    /// How links lead to a step of a page [default: anchor]
    #[arg(
        long,
        global = true,
        value_name = "WAY",
        env = "GUIDEPOST_DEEP_LINK",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub deep_link: Option<DeepLinkFlag>,
    /// How much is logged [default: info when serving, else warn]
    #[arg(
        long,
        global = true,
        value_name = "LEVEL",
        env = "GUIDEPOST_LOG_LEVEL",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub log_level: Option<log::Level>,
    /// How the log is written [default: text]
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        env = "GUIDEPOST_LOG_FORMAT",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub log_format: Option<log::Format>,
    #[command(flatten)]
    pub analytics: analytics::Flags,
}

/// Where the site's synonyms are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymsFile {
    pub path: PathBuf,
    /// Whether a setting names the file, which should then be there.
    pub is_named: bool,
}

/// [`DeepLink`] as an option takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeepLinkFlag {
    Anchor,
    TextFragment,
}

impl From<DeepLinkFlag> for DeepLink {
    fn from(flag: DeepLinkFlag) -> DeepLink {
        match flag {
            DeepLinkFlag::Anchor => DeepLink::Anchor,
            DeepLinkFlag::TextFragment => DeepLink::TextFragment,
        }
    }
}

/// All settings, as plain values.
#[derive(Debug, Clone)]
pub struct Settings {
    pub site: SiteSettings,
    pub synonyms: SynonymsFile,
    pub links: Links,
    pub http: http::Settings,
    pub analytics: crate::analytics::Settings,
    /// Whether changes to the guides are taken up while serving.
    pub watch: bool,
    pub log_level: Option<log::Level>,
    pub log_format: log::Format,
}

/// What is wrong with the settings.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error("{}: the settings file can't be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}:{line}: {message}", path.display())]
    BadFile { path: PathBuf, line: usize, message: String },
    #[error("{}:{line}: there is no setting '{key}'; {advice}", path.display())]
    UnknownKey { path: PathBuf, line: usize, key: String, advice: String },
    #[error(
        "the origin '{0}' is not as browsers write it; write it like https://www.example.com, without a path, or * for all"
    )]
    BadOrigin(String),
    #[error("the public url '{0}' is not one; write it like https://help.example.com, without a path")]
    BadPublicUrl(String),
    #[error("the url template '{0}' has no {{id}} in it; write it like /{{lang}}/guides/{{id}}")]
    TemplateWithoutId(String),
    #[error("'{0}' is not a language tag such as fr or pt-BR; mend default_language")]
    BadLanguage(String),
    #[error("{0}")]
    Analytics(String),
    #[error("{0} must be at least 1")]
    Zero(&'static str),
}

impl Settings {
    /// Puts options (with the environment, which they were filled up from), file and defaults together.
    pub fn read(site: &SiteFlags, serve: &serve::Arguments) -> Result<Settings, SettingsError> {
        let file = match &site.config {
            Some(path) => file::read(path)?,
            None if Path::new(DEFAULT_FILE).exists() => file::read(Path::new(DEFAULT_FILE))?,
            None => File::default(),
        };
        Settings::merge(site, serve, file)
    }

    fn merge(site: &SiteFlags, serve: &serve::Arguments, file: File) -> Result<Settings, SettingsError> {
        let defaults = http::Settings::default();
        let default_language = site.default_language.clone().or(file.default_language);
        if let Some(language) =
            default_language.as_deref().filter(|language| crate::guide::import::tidy_tag(language).is_none())
        {
            return Err(SettingsError::BadLanguage(language.to_owned()));
        }
        let links = Links {
            url_template: site.url_template.clone().or(file.url_template).unwrap_or(Links::default().url_template),
            deep_link: site.deep_link.map(DeepLink::from).or(file.deep_link).unwrap_or_default(),
        };
        if !links.url_template.contains("{id}") {
            return Err(SettingsError::TemplateWithoutId(links.url_template));
        }
        let cors_origins = serve.cors_origins.clone().or(file.cors_origins).unwrap_or_default();
        if let Some(origin) = cors_origins.iter().find(|origin| !http::is_origin(origin)) {
            return Err(SettingsError::BadOrigin(origin.clone()));
        }
        let public_url = serve.public_url.clone().or(file.public_url).map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = public_url.as_deref().filter(|url| *url == "*" || !http::is_origin(url)) {
            return Err(SettingsError::BadPublicUrl(url.to_owned()));
        }
        let searches = serve.max_searches.or(file.limits.searches).unwrap_or(defaults.limits.searches);
        let request = serve.request_timeout.or(file.limits.request_seconds);
        if searches == 0 {
            return Err(SettingsError::Zero("the number of searches at once"));
        }
        if request == Some(0) {
            return Err(SettingsError::Zero("the time-out of requests, in seconds,"));
        }
        let limits = http::Limits {
            searches,
            request: request.map_or(defaults.limits.request, Duration::from_secs),
            ..defaults.limits
        };
        let key = |flag: &Option<String>, file: Option<String>| flag.clone().or(file).filter(|key| !key.is_empty());
        let keys = http::Keys {
            search: key(&serve.search_key, file.keys.search),
            agent: key(&serve.agent_key, file.keys.agent),
            analytics: key(&serve.analytics_key, file.keys.analytics),
            admin: key(&serve.admin_key, file.keys.admin),
        };
        let named_synonyms = site.synonyms.clone().or(file.synonyms);
        let synonyms = SynonymsFile {
            is_named: named_synonyms.is_some(),
            path: named_synonyms.unwrap_or_else(|| {
                site.config.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join(DEFAULT_SYNONYMS)
            }),
        };
        let listen = serve.listen.or(file.listen).unwrap_or(defaults.listen);
        let analytics = analytics::merge(&site.analytics, file.analytics, file.data, listen.ip().is_loopback())?;
        Ok(Settings {
            site: SiteSettings {
                guides: site.guides.clone().or(file.guides).unwrap_or_else(|| PathBuf::from("guides")),
                index: site.index.clone().or(file.index).unwrap_or_else(|| PathBuf::from("index")),
                default_language,
            },
            http: http::Settings {
                listen,
                keys,
                cors_origins,
                public_url,
                synonyms: Some(synonyms.path.clone()),
                links: links.clone(),
                limits,
                analytics: Some(analytics.clone()),
            },
            synonyms,
            analytics,
            links,
            watch: serve.watch.or(file.watch).unwrap_or(false),
            log_level: site.log_level.or(file.log.level),
            log_format: site.log_format.or(file.log.format).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests;
