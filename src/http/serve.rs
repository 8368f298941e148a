//! Serving: accepting connections within limits until told to stop, then finishing what was begun.

use crate::http::caller::PeerAddress;
use crate::http::connections::{Connections, Place};
use crate::http::router::router;
use crate::http::settings::{Limits, Settings};
use crate::http::state::{Shared, State};
use crate::http::stream::ConnectionStream;
use crate::index::Site;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// What one connection's reading may take up, in bytes. Longer request heads than the settings allow are still read up
/// to here, so that they can be answered properly.
const READ_BUFFER: usize = 128 * 1_024;

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error(
        "{listen} is not a loopback address, so changes need a key: set GUIDEPOST_ADMIN_KEY, or listen on 127.0.0.1"
    )]
    AdminKeyMissing { listen: SocketAddr },
    #[error("the {name} key is empty: set GUIDEPOST_{}_KEY to a long random text, or leave it out", name.to_uppercase())]
    EmptyKey { name: &'static str },
    #[error("cannot listen on {listen}: {source}")]
    Listen { listen: SocketAddr, source: std::io::Error },
}

/// Serves a site until `shutdown` resolves; returns when what was begun has been answered, or the time for it is over.
/// `on_listening` is told the address, whose port is the real one even if the settings say 0.
///
/// # Errors
/// When the settings are unsafe or the address cannot be listened on.
pub async fn serve(
    site: Arc<Site>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
    on_listening: impl FnOnce(SocketAddr),
) -> Result<(), HttpError> {
    check_keys(&settings)?;
    let listen = settings.listen;
    let failed = |source| HttpError::Listen { listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    on_listening(listener.local_addr().map_err(failed)?);
    Server::new(site, settings).run(listener, shutdown).await;
    Ok(())
}

/// Resolves when the process is asked to stop: by SIGTERM, or by Ctrl-C.
pub async fn shutdown_signal() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        _ = terminated => {}
    }
}

fn check_keys(settings: &Settings) -> Result<(), HttpError> {
    let keys = &settings.keys;
    let named =
        [("search", &keys.search), ("agent", &keys.agent), ("analytics", &keys.analytics), ("admin", &keys.admin)];
    if let Some((name, _)) = named.iter().find(|(_, key)| key.as_ref().is_some_and(|key| key.trim().is_empty())) {
        return Err(HttpError::EmptyKey { name });
    }
    if !settings.listen.ip().is_loopback() && keys.admin.is_none() {
        return Err(HttpError::AdminKeyMissing { listen: settings.listen });
    }
    Ok(())
}

struct Server {
    shared: Shared,
    router: Router,
    connections: Arc<Connections>,
    protocol: http1::Builder,
    graceful: GracefulShutdown,
}

impl Server {
    fn new(site: Arc<Site>, settings: Settings) -> Server {
        let connections = Connections::new(settings.limits.connections);
        let mut protocol = http1::Builder::new();
        protocol.timer(TokioTimer::new()).header_read_timeout(settings.limits.head_read).max_buf_size(READ_BUFFER);
        let shared = State::new(site, settings);
        Server {
            router: router(Shared::clone(&shared)),
            shared,
            connections,
            protocol,
            graceful: GracefulShutdown::new(),
        }
    }

    async fn run(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        self.accept_until(&listener, shutdown).await;
        self.shared.is_draining.store(true, Ordering::Relaxed);
        tracing::info!("stopping: no longer ready");
        // Those who route requests here see that it is no longer ready; those who ask get `Connection: close`.
        let limits = self.shared.limits.clone();
        self.accept_until(&listener, tokio::time::sleep(limits.drain_notice)).await;
        // What waited in the queue of the system by now is still served.
        while let Ok(Ok((stream, _))) = tokio::time::timeout(Duration::ZERO, listener.accept()).await {
            if let Some(place) = self.connections.admit().await {
                self.attend(stream, place);
            }
        }
        drop(listener);
        self.drain(&limits).await;
    }

    async fn accept_until(&self, listener: &TcpListener, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            let accepted = tokio::select! {
                () = &mut end => return,
                accepted = self.accept(listener) => accepted,
            };
            if let Some((stream, place)) = accepted {
                self.attend(stream, place);
            }
        }
    }

    async fn accept(&self, listener: &TcpListener) -> Option<(TcpStream, Place)> {
        match listener.accept().await {
            Ok((stream, _)) => self.connections.admit().await.map(|place| (stream, place)),
            Err(error) => {
                // Out of file handles, most likely: others have to end first.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }

    /// Answers the requests of one connection in a task of its own.
    fn attend(&self, stream: TcpStream, place: Place) {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let peer = stream.peer_addr().ok().map(PeerAddress);
        let stream = TokioIo::new(ConnectionStream::new(stream, self.shared.limits.clone()));
        let router = self.router.clone();
        let activity = Arc::clone(&place.activity);
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            peer.and_then(|peer| request.extensions_mut().insert(peer));
            let activity = Arc::clone(&activity);
            let router = router.clone();
            async move {
                activity.begin_request();
                let answered = router.oneshot(request.map(Body::new)).await;
                activity.end_request();
                answered
            }
        });
        let connection = self.graceful.watch(self.protocol.serve_connection(stream, service));
        let open = self.shared.metrics.connections.clone();
        tokio::spawn(async move {
            open.inc();
            tokio::select! {
                // A broken connection or a head that came too late concerns nobody but its caller.
                _ = connection => {}
                () = place.activity.gives_way() => {}
            }
            open.dec();
        });
    }

    async fn drain(self, limits: &Limits) {
        let Server { graceful, connections, .. } = self;
        let end_silent = async {
            loop {
                // A graceful end waits for the first request of a connection that has asked nothing yet.
                connections.end_idle_for(limits.drain_notice);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let ended = async {
            tokio::select! {
                () = graceful.shutdown() => {}
                () = end_silent => {}
            }
        };
        if tokio::time::timeout(limits.drain, ended).await.is_err() {
            tracing::warn!(connections = connections.count(), "stopped with requests under way");
        }
    }
}
