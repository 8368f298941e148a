//! Callers that are slow, silent, many or malformed, over real sockets.

use super::site::shared_site;
use crate::http::settings::{Limits, Settings};
use crate::http::{HttpError, serve};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The limits of these tests are a second or less; this long only takes what has none, even on a busy machine.
const HANG: Duration = Duration::from_mins(1);
/// The limits that are set when nobody says otherwise are longer than this.
const UNLESS_SAID: Duration = Duration::from_secs(7);
const QUICK: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A server that runs until it is told to stop.
struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), HttpError>>,
}

async fn start(limits: Limits) -> Served {
    let settings = Settings { listen: SocketAddr::from(([127, 0, 0, 1], 0)), limits, ..Settings::default() };
    let (stop, stopped) = oneshot::channel::<()>();
    let (listening, address) = oneshot::channel();
    let ended = tokio::spawn(async move {
        let shutdown = async { drop(stopped.await) };
        serve(shared_site(), settings, shutdown, |address| listening.send(address).unwrap()).await
    });
    Served { address: address.await.unwrap(), stop, ended }
}

fn short_limits() -> Limits {
    Limits {
        head_read: Duration::from_millis(400),
        body_read: Duration::from_millis(400),
        drain_notice: Duration::from_millis(100),
        drain: Duration::from_secs(3),
        ..Limits::default()
    }
}

async fn send(address: SocketAddr, request: &[u8]) -> (TcpStream, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    (stream, begun.elapsed())
}

async fn read_to_end(mut stream: TcpStream) -> String {
    let mut read = Vec::new();
    // A reset ends the answer as well as a close does.
    let _ = tokio::time::timeout(HANG, stream.read_to_end(&mut read)).await.unwrap();
    String::from_utf8_lossy(&read).into_owned()
}

async fn exchange(address: SocketAddr, request: &[u8]) -> String {
    read_to_end(send(address, request).await.0).await
}

#[tokio::test]
async fn silent_and_slow_heads_are_closed_in_time() {
    let served = start(short_limits()).await;
    for begun_with in [&b""[..], b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n"] {
        let begun = Instant::now();
        let (stream, _) = send(served.address, begun_with).await;
        assert!(!read_to_end(stream).await.contains(" 200 "));
        // Far less than the limit that is set when nobody says otherwise.
        assert!(begun.elapsed() < UNLESS_SAID, "{:?}", begun.elapsed());
    }
    // One byte now and then does not keep a connection either.
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let begun = Instant::now();
    for byte in b"GET /healthz HTTP/1.1\r\nhost: localhost".iter().cycle() {
        if stream.write_all(&[*byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(begun.elapsed() < HANG, "still open");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_time() {
    let served = start(short_limits()).await;
    let (mut stream, _) = send(served.address, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    let begun = Instant::now();
    read_to_end(stream).await;
    assert!(begun.elapsed() < UNLESS_SAID, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_slow_body_is_given_up() {
    let served = start(short_limits()).await;
    let head = b"PUT /api/guides/fr/ups HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/markdown\r\ncontent-length: 1000\r\n\r\n# a";
    let begun = Instant::now();
    let answer = exchange(served.address, head).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("body_timeout"), "{answer}");
    assert!(begun.elapsed() < UNLESS_SAID, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn malformed_requests_are_answered_and_the_server_lives() {
    let served = start(short_limits()).await;
    let long_query =
        format!("GET /api/search?q={} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "a".repeat(60_000));
    let answer = exchange(served.address, long_query.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 414 ") && answer.contains("uri_too_long"), "{answer}");
    let longer = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(70_000));
    let answer = exchange(served.address, longer.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 414 ") && answer.contains(r#""code":"uri_too_long""#), "{answer}");
    let many_headers = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: y\r\n".repeat(200));
    let answer = exchange(served.address, many_headers.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 ") && answer.contains(r#""code":"headers_too_large""#), "{answer}");
    let endless_header = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}", "a".repeat(400_000));
    let answer = exchange(served.address, endless_header.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"\xff\xfe GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = exchange(served.address, bytes).await;
        assert!(
            answer.is_empty()
                || (answer.starts_with("HTTP/1.1 400 ") && answer.contains(r#""code":"malformed_request""#)),
            "{answer}"
        );
    }
    assert!(exchange(served.address, QUICK).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn silent_connections_beyond_the_cap_give_way_to_others() {
    let limits = Limits { connections: 64, head_read: 2 * HANG, ..short_limits() };
    let served = start(limits).await;
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(TcpStream::connect(served.address).await.unwrap());
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let begun = Instant::now();
        let answer = exchange(served.address, QUICK).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        slowest = slowest.max(begun.elapsed());
    }
    eprintln!("connections=300 cap=64 slowest={slowest:?}");
    drop(silent);
}

#[tokio::test]
async fn stopping_says_not_ready_first_and_ends_silent_connections() {
    // The notice is long enough for all that is asked in it; silent connections end by it, and by nothing else.
    let limits =
        Limits { head_read: 2 * HANG, drain_notice: Duration::from_secs(3), drain: 2 * HANG, ..short_limits() };
    let served = start(limits).await;
    let ready = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let (mut kept, _) = send(served.address, ready).await;
    let silent = TcpStream::connect(served.address).await.unwrap();
    let mut answer = [0; 15];
    kept.read_exact(&mut answer).await.unwrap();
    served.stop.send(()).unwrap();
    let ask = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut answer = exchange(served.address, ask).await;
    while answer.starts_with("HTTP/1.1 200 ") {
        answer = exchange(served.address, ask).await;
    }
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("shutting_down"), "{answer}");
    assert!(answer.contains("connection: close") && answer.contains("retry-after: 1"), "{answer}");
    // A request on a connection that was kept open is still answered, and is the last there.
    kept.write_all(ready).await.unwrap();
    assert!(read_to_end(kept).await.contains("HTTP/1.1 200 OK"));
    tokio::time::timeout(HANG, served.ended).await.unwrap().unwrap().unwrap();
    assert!(read_to_end(silent).await.is_empty());
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn another_address_without_an_admin_key_is_refused() {
    let settings = Settings { listen: SocketAddr::from(([0, 0, 0, 0], 0)), ..Settings::default() };
    let refused = serve(shared_site(), settings, std::future::pending(), |_| {}).await;
    assert!(refused.unwrap_err().to_string().contains("GUIDEPOST_ADMIN_KEY"));
    let mut settings = Settings::default();
    settings.keys.search = Some(" ".to_owned());
    assert!(matches!(
        serve(shared_site(), settings, std::future::pending(), |_| {}).await,
        Err(HttpError::EmptyKey { name: "search" })
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_searches_than_there_are_places_for_are_shed() {
    let limits = Limits { searches: 1, waiting_searches: 1, search_wait: Duration::from_secs(5), ..short_limits() };
    let served = start(limits).await;
    let ask =
        b"GET /api/search?q=fraud+warning+account+number HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let (mut answered, mut shed) = (0, 0);
    // Asked at once, sixty are more than two; on a busy machine they may happen to come one after the other.
    for _ in 0..50 {
        let asked: Vec<_> = (0..60).map(|_| tokio::spawn(exchange(served.address, ask))).collect();
        for asked in asked {
            let answer = asked.await.unwrap();
            if answer.starts_with("HTTP/1.1 200 ") {
                answered += 1;
            } else {
                assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 1"), "{answer}");
                assert!(answer.contains("\"overloaded\""), "{answer}");
                shed += 1;
            }
        }
        if answered > 0 && shed > 0 {
            break;
        }
    }
    eprintln!("answered={answered} shed={shed}");
    assert!(answered > 0 && shed > 0, "answered={answered} shed={shed}");
    let metrics =
        exchange(served.address, b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    assert!(metrics.contains(&format!("guidepost_shed_total {shed}\n")), "{metrics}");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let limits = Limits { write_stall: Duration::from_millis(300), request: Duration::from_secs(2), ..short_limits() };
    let served = start(limits).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let ask = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2_000);
    let begun = Instant::now();
    // Never reading, the caller is cut off: writing more fails sooner or later.
    while stream.write_all(&ask).await.is_ok() {
        assert!(begun.elapsed() < HANG, "still open");
    }
}
