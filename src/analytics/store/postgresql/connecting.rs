//! Connecting to a PostgreSQL server: what its URL asks for, encrypted or not, and what it is called in messages.

use crate::analytics::AnalyticsError;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use std::error::Error;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long is waited for a server to answer, and for another that writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that nothing came over for so long is tested.
const IDLE: Duration = Duration::from_secs(30);

/// Reads a URL. `sslmode=require` is as strict as `verify-full` here: whoever encrypts also wants to know with whom.
///
/// # Errors
/// [`AnalyticsError::BadUrl`], without any password.
pub fn read_url(url: &str) -> Result<Config, AnalyticsError> {
    let strict = url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    let mut config: Config = strict.parse().map_err(|error: postgres::Error| {
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        AnalyticsError::BadUrl(format!(
            "{reason}; sslmode is disable, prefer, require or verify-full, and certificates are checked with those of \
             the system, or of the file that SSL_CERT_FILE names"
        ))
    })?;
    config.connect_timeout(PATIENCE).keepalives_idle(IDLE).tcp_user_timeout(IDLE).application_name("guidepost");
    Ok(config)
}

/// What a server is called: its hosts and its database.
pub fn name_of(config: &Config) -> String {
    let ports = config.get_ports();
    let host = |(at, host): (usize, &Host)| match host {
        Host::Tcp(host) => match ports.get(at).or(ports.first()) {
            Some(port) if *port != 5_432 => format!("{host}:{port}"),
            _ => host.clone(),
        },
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    };
    let hosts: Vec<String> = config.get_hosts().iter().enumerate().map(host).collect();
    format!("postgresql://{}/{}", hosts.join(","), config.get_dbname().unwrap_or_default())
}

/// Connects. Only a URL that requires it is served encrypted: a server with a certificate of its own making would
/// otherwise refuse who never asked for one.
///
/// # Errors
/// When it can't be reached, or refuses.
pub fn connect(config: &Config) -> Result<Client, AnalyticsError> {
    let name = name_of(config);
    let connected = if config.get_ssl_mode() == SslMode::Require {
        config.connect(encryption(&name)?)
    } else {
        config.connect(NoTls)
    };
    let mut client = connected.map_err(|error| unreached(&name, &error))?;
    let wait = format!("SET lock_timeout = {}", PATIENCE.as_millis());
    client.batch_execute(&wait).map_err(|error| unreached(&name, &error))?;
    Ok(client)
}

fn unreached(name: &str, error: &postgres::Error) -> AnalyticsError {
    AnalyticsError::Unreachable { store: name.to_owned(), reason: reason(error) }
}

/// What went wrong, with its causes.
pub fn reason(error: &postgres::Error) -> String {
    if let Some(told) = error.as_db_error() {
        return told.message().to_owned();
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !reason.contains(&told) {
            reason = format!("{reason}: {told}");
        }
        cause = error.source();
    }
    reason
}

fn encryption(name: &str) -> Result<MakeRustlsConnect, AnalyticsError> {
    let failed = |reason: String| AnalyticsError::Unreachable { store: name.to_owned(), reason };
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.first().map(|error| format!(" ({error})")).unwrap_or_default();
        return Err(failed(format!(
            "no certificates to check the server's with were found{why}: install ca-certificates, or name a file in \
             SSL_CERT_FILE"
        )));
    }
    let config = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn a_url_says_how_to_connect() {
        for (url, name, mode) in [
            ("postgresql://me:secret@db.example.com/help", "postgresql://db.example.com/help", SslMode::Prefer),
            (
                "postgres://me@one:5433,two:5434/help?sslmode=verify-full",
                "postgresql://one:5433,two:5434/help",
                SslMode::Require,
            ),
            ("postgresql://me@/help?host=%2Ftmp%2Fx&sslmode=disable", "postgresql:///tmp/x/help", SslMode::Disable),
        ] {
            let config = read_url(url).unwrap();
            assert_eq!((name_of(&config).as_str(), config.get_ssl_mode()), (name, mode), "{url}");
        }
        for wrong in
            ["postgresql://me:secret@db/help?sslmode=sometimes", "postgresql://me:secret@db/help?sslrootcert=x"]
        {
            let error = read_url(wrong).unwrap_err().to_string();
            assert!(error.contains("sslmode") && !error.contains("secret"), "{error}");
        }
    }
}
