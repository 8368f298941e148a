//! Settings of analytics: where events are kept, for how long, and from how many visitors on a question is shown.

use crate::analytics::day::Zone;
use crate::analytics::{AnalyticsError, Settings, StoreAddress};
use crate::cli::settings::SettingsError;
use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Deserialize;
use std::path::PathBuf;

/// Reports on other addresses than loopback show a question from so many visitors on.
const MIN_VISITORS: u32 = 3;

/// Options of analytics, for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Analytics")]
#[group(skip)]
pub struct Flags {
    /// The folder of recorded events [default: data]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "GUIDEPOST_DATA",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub data: Option<PathBuf>,
    /// Whether searches and events are recorded [default: true]
    #[arg(
        long, global = true, value_name = "BOOL", env = "GUIDEPOST_ANALYTICS", hide_env_values = true, num_args = 0..=1,
        require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new(), hide_short_help = true
    )]
    pub analytics: Option<bool>,
    /// Where events are kept [default: sqlite:DATA/analytics.sqlite]
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "GUIDEPOST_ANALYTICS_STORE",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub analytics_store: Option<String>,
    /// For how long single searches and events are kept; counts of days stay [default: 90]
    #[arg(
        long,
        global = true,
        value_name = "DAYS",
        env = "GUIDEPOST_RETENTION_DAYS",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub retention_days: Option<u32>,
    /// From how many visitors on reports show a question [default: 1 on a loopback address, else 3]
    #[arg(
        long,
        global = true,
        value_name = "N",
        env = "GUIDEPOST_MIN_VISITORS",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub min_visitors: Option<u32>,
    /// The time zone that days are counted in [default: UTC]
    #[arg(
        long,
        global = true,
        value_name = "ZONE",
        env = "GUIDEPOST_TIME_ZONE",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub time_zone: Option<String>,
    /// Take visitors' addresses from X-Forwarded-For, behind a proxy that sets it [default: false]
    #[arg(
        long, global = true, value_name = "BOOL", env = "GUIDEPOST_FORWARDED_FOR", hide_env_values = true, num_args = 0..=1,
        require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new(), hide_short_help = true
    )]
    pub forwarded_for: Option<bool>,
}

/// `[analytics]` in the settings file.
#[derive(Debug, Default, Deserialize)]
pub struct Section {
    pub enabled: Option<bool>,
    pub store: Option<String>,
    pub retention_days: Option<u32>,
    pub min_visitors: Option<u32>,
    pub time_zone: Option<String>,
    pub forwarded_for: Option<bool>,
}

/// Puts options and file together. `data` is the folder that the file names.
pub fn merge(
    flags: &Flags,
    file: Section,
    data: Option<PathBuf>,
    is_loopback: bool,
) -> Result<Settings, SettingsError> {
    let bad = |error: AnalyticsError| SettingsError::Analytics(error.to_string());
    let store = flags.analytics_store.clone().or(file.store).filter(|store| !store.is_empty());
    let zone = flags.time_zone.clone().or(file.time_zone);
    let retention_days = flags.retention_days.or(file.retention_days).unwrap_or(Settings::default().retention_days);
    let min_visitors = flags.min_visitors.or(file.min_visitors).unwrap_or(if is_loopback { 1 } else { MIN_VISITORS });
    if retention_days == 0 {
        return Err(SettingsError::Zero("the number of days that events are kept"));
    }
    if min_visitors == 0 {
        return Err(SettingsError::Zero("the number of visitors from which on questions are shown"));
    }
    Ok(Settings {
        is_enabled: flags.analytics.or(file.enabled).unwrap_or(true),
        data: flags.data.clone().or(data).unwrap_or(Settings::default().data),
        store: store.map(|store| StoreAddress::parse(&store)).transpose().map_err(bad)?,
        retention_days,
        min_visitors,
        zone: zone.map_or(Ok(Zone::default()), |zone| Zone::named(&zone)).map_err(bad)?,
        is_forwarded: flags.forwarded_for.or(file.forwarded_for).unwrap_or(false),
    })
}
