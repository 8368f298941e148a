//! The stream of a connection: it ends when the other side does not read, and gives requests that are no HTTP an answer
//! in the shape that all errors have.
//!
//! What cannot be read as a request never reaches a handler; the protocol's library refuses it with a status and nothing
//! else. Those heads are told by what every answer of ours has and they lack, and a body is put to them.

use crate::http::failure::Failure;
use crate::http::settings::Limits;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// See the module's page.
pub struct ConnectionStream {
    stream: TcpStream,
    limits: Limits,
    stalled: Option<Pin<Box<Sleep>>>,
    /// What is written instead of a refusal without a body, and how much of it has been.
    instead: Option<(Vec<u8>, usize)>,
}

impl ConnectionStream {
    #[must_use]
    pub fn new(stream: TcpStream, limits: Limits) -> ConnectionStream {
        ConnectionStream { stream, limits, stalled: None, instead: None }
    }

    fn watch<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience();
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer was not read")))
    }

    fn patience(&self) -> Duration {
        self.limits.write_stall
    }

    /// Whether these bytes are a bare refusal, or go on being one whose answer is under way.
    fn is_replaced(&mut self, bytes: &[u8]) -> bool {
        if self.instead.is_none() {
            self.instead = refusal(bytes, &self.limits).map(|answer| (answer, 0));
        }
        self.instead.is_some()
    }

    /// Writes the answer that stands for a refusal, and reports as much written as the refusal had.
    fn write_instead(&mut self, context: &mut Context<'_>, length: usize) -> Poll<io::Result<usize>> {
        while let Some((answer, written)) = &mut self.instead {
            let more = Pin::new(&mut self.stream).poll_write(context, &answer[*written..]);
            if let Poll::Ready(Ok(more @ 1..)) = more {
                *written += more;
                if *written == answer.len() {
                    self.instead = None;
                }
                self.stalled = None;
            } else {
                return self.watch(context, more);
            }
        }
        Poll::Ready(Ok(length))
    }
}

impl AsyncRead for ConnectionStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for ConnectionStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_replaced(bytes) {
            return self.write_instead(context, bytes.len());
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(first) = pieces.iter().find(|piece| !piece.is_empty())
            && self.is_replaced(first)
        {
            return self.write_instead(context, first.len());
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The whole answer for a head that refuses a request without saying more.
fn refusal(head: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let head = str::from_utf8(head.strip_prefix(b"HTTP/1.1 4")?).ok()?;
    let failure = match head.get(..2)? {
        "00" => Failure::Malformed,
        "14" => Failure::UriTooLong { limit: limits.uri_bytes },
        "31" => Failure::HeadersTooLarge { limit: limits.header_bytes },
        _ => return None,
    };
    let is_bare = head.ends_with("\r\n\r\n") && head.contains("content-length: 0\r\n") && !head.contains("-policy: ");
    if !is_bare {
        return None;
    }
    let (status, _) = failure.status_and_code();
    let body = failure.to_json().to_string();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    );
    Some(answer.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::http::settings::Limits;

    #[test]
    fn only_bare_refusals_get_a_body() {
        let answer = |head: &str| refusal(head.as_bytes(), &Limits::default());
        let bare = "HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let answered = answer(bare).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let (head, body) = answered.split_once("\r\n\r\n").unwrap_or_default();
        assert!(head.starts_with("HTTP/1.1 414 URI Too Long\r\n") && head.contains(&format!("length: {}", body.len())));
        assert!(body.contains("uri_too_long"), "{body}");
        for other in [
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\nreferrer-policy: same-origin\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 20\r\n\r\n",
            "HTTP/1.1 4",
            "{\"error\"",
            "",
        ] {
            assert_eq!(answer(other), None, "{other}");
        }
    }
}
