//! `guidepost serve`: the guides and their search over HTTP, until told to stop.

use crate::cli::output::{self, Stream, Style, count};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, learning, log, progress, synonyms, watch};
use crate::http;
use crate::index::{self, Learning, Report, Site};
use anyhow::Context as _;
use clap::builder::BoolishValueParser;
use clap::{Args, CommandFactory as _, Parser};
use std::net::SocketAddr;
use std::sync::Arc;

/// Options of `guidepost serve`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Serving")]
#[group(skip)]
pub struct Arguments {
    /// Where to listen [default: 127.0.0.1:7373]
    #[arg(long, value_name = "ADDR", env = "GUIDEPOST_LISTEN", hide_env_values = true)]
    pub listen: Option<SocketAddr>,
    /// Take up changes to the guides while serving
    #[arg(
        long, value_name = "BOOL", env = "GUIDEPOST_WATCH", hide_env_values = true, num_args = 0..=1, require_equals = true,
        default_missing_value = "true", value_parser = BoolishValueParser::new()
    )]
    pub watch: Option<bool>,
    /// Origins of other sites whose pages may ask, scheme and host, separated by commas; * is all of them
    #[arg(
        long,
        value_name = "ORIGINS",
        env = "GUIDEPOST_CORS_ORIGINS",
        hide_env_values = true,
        hide_short_help = true,
        value_delimiter = ','
    )]
    pub cors_origins: Option<Vec<String>>,
    /// Where readers find this server, scheme and host
    #[arg(long, value_name = "URL", env = "GUIDEPOST_PUBLIC_URL", hide_env_values = true, hide_short_help = true)]
    pub public_url: Option<String>,
    /// The key that searching needs; better given by the environment
    #[arg(long, value_name = "KEY", env = "GUIDEPOST_SEARCH_KEY", hide_env_values = true, hide_short_help = true)]
    pub search_key: Option<String>,
    /// The key of the agents' console; better given by the environment
    #[arg(long, value_name = "KEY", env = "GUIDEPOST_AGENT_KEY", hide_env_values = true, hide_short_help = true)]
    pub agent_key: Option<String>,
    /// The key of the reports; better given by the environment
    #[arg(long, value_name = "KEY", env = "GUIDEPOST_ANALYTICS_KEY", hide_env_values = true, hide_short_help = true)]
    pub analytics_key: Option<String>,
    /// The key for changing guides; better given by the environment
    #[arg(long, value_name = "KEY", env = "GUIDEPOST_ADMIN_KEY", hide_env_values = true, hide_short_help = true)]
    pub admin_key: Option<String>,
    /// Searches that run at once [default: two for each core]
    #[arg(long, value_name = "N", env = "GUIDEPOST_MAX_SEARCHES", hide_env_values = true, hide_short_help = true)]
    pub max_searches: Option<usize>,
    /// How long a request may take [default: 10]
    #[arg(
        long,
        value_name = "SECONDS",
        env = "GUIDEPOST_REQUEST_TIMEOUT",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub request_timeout: Option<u64>,
}

impl Arguments {
    /// The names that clap knows the options by.
    #[must_use]
    pub fn ids() -> Vec<String> {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            _arguments: Arguments,
        }
        Alone::command()
            .get_arguments()
            .map(|argument| argument.get_id().to_string())
            .filter(|id| id != "help")
            .collect()
    }
}

/// Opens the site, building its index when needed, and serves it.
pub fn run(settings: Settings) -> anyhow::Result<Outcome> {
    let is_colored = output::is_colored(Stream::Error);
    log::start(settings.log_level.unwrap_or(log::Level::Info), settings.log_format, is_colored);
    let site = progress::show(|progress| Site::open_learning(settings.site.clone(), Learning::Later, progress))
        .context("the site can't be opened")?;
    let site = Arc::new(site);
    let _learner = learning::start(Arc::clone(&site))?;
    synonyms::warn_if_missing(&settings.synonyms);
    // Dropping the watcher ends it, so it lives as long as serving does.
    let _watcher = if settings.watch { Some(watch::start(Arc::clone(&site), &settings.site.guides)?) } else { None };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the server can't be started")?;
    let report = index::build::report(&site.snapshot());
    let greet = |listen| output::say(&welcome(listen, &report, Style { is_colored }).trim_end());
    runtime
        .block_on(http::serve(site, settings.http, http::shutdown_signal(), greet))
        .context("the server has not started")?;
    Ok(Outcome::Done)
}

/// Where to look, and what is served.
fn welcome(listen: SocketAddr, report: &Report, style: Style) -> String {
    let mut text = format!("Open {} in a browser.\n", style.bold(&style.link(&address(listen))));
    let served = format!(
        "{} with {} in {}",
        count(report.guides, "guide"),
        count(report.steps, "step"),
        count(report.languages.len(), "language")
    );
    text.push_str(&style.dim(&format!("Serving {served}. Ctrl+C stops.\n")));
    if !report.problems.is_empty() {
        let told =
            format!("{} in the guides; `guidepost check` lists them.\n", count(report.problems.len(), "problem"));
        text.push_str(&style.warning(&told));
    }
    text
}

/// An address that a browser on this machine can open: "every address" is none.
fn address(listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        format!("http://localhost:{}/", listen.port())
    } else {
        format!("http://{listen}/")
    }
}

#[cfg(test)]
mod tests {
    use super::welcome;
    use crate::cli::output::Style;
    use crate::guide::Problem;
    use crate::index::{LanguageCount, Report};

    #[test]
    fn the_address_to_open_is_printed() {
        let plain = Style { is_colored: false };
        let language = |lang: &str| LanguageCount { lang: lang.to_owned(), guides: 1, steps: 1 };
        let problem = Problem { path: "guides/en/a.md".into(), line: 1, message: "it is empty".to_owned() };
        let mut report = Report {
            generation: 1,
            guides: 25,
            steps: 300,
            languages: vec![language("en"), language("fr")],
            problems: vec![problem],
            bytes: 1,
        };
        assert_eq!(
            welcome(([0, 0, 0, 0], 80).into(), &report, plain),
            "Open http://localhost:80/ in a browser.\nServing 25 guides with 300 steps in 2 languages. Ctrl+C stops.\n\
             1 problem in the guides; `guidepost check` lists them.\n"
        );
        report.problems.clear();
        assert!(welcome(([127, 0, 0, 1], 7373).into(), &report, plain).ends_with("Ctrl+C stops.\n"));
    }
}
