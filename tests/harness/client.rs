//! A caller over HTTP that can also send what no library would.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No answer may take longer; nothing but a hang is decided by it.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long is waited for an answer that may never come.
const MOMENT: Duration = Duration::from_millis(500);

/// An answer, read to its end.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The code of an error, empty when it is none.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether the connection ends with this answer.
    pub fn is_last(&self) -> bool {
        self.header("connection").eq_ignore_ascii_case("close")
    }

    /// The ids of a search's hits.
    pub fn ids(&self) -> Vec<String> {
        let json = self.json();
        let hits = json["hits"].as_array().unwrap_or_else(|| panic!("{json}"));
        hits.iter().map(|hit| hit["id"].as_str().expect("a text").to_owned()).collect()
    }
}

/// One connection.
pub struct Connection {
    stream: TcpStream,
    /// Read, but not yet part of an answer.
    rest: Vec<u8>,
    /// An answer to `HEAD` tells the length of a body that does not come.
    is_head: bool,
}

impl Connection {
    pub fn open(address: SocketAddr) -> io::Result<Connection> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Connection { stream, rest: Vec::new(), is_head: false })
    }

    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Reads the next answer.
    pub fn receive(&mut self) -> io::Result<Response> {
        loop {
            if let Some(response) = self.take_response()? {
                return Ok(response);
            }
            let mut block = [0; 16 * 1024];
            let read = match self.stream.read(&mut block) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 {
                let kind = if self.rest.is_empty() { ErrorKind::UnexpectedEof } else { ErrorKind::InvalidData };
                return Err(io::Error::new(kind, "the connection ended before its answer"));
            }
            self.rest.extend_from_slice(&block[..read]);
        }
    }

    pub fn exchange(&mut self, request: &[u8]) -> io::Result<Response> {
        self.is_head = request.starts_with(b"HEAD ");
        self.send(request)?;
        self.receive()
    }

    /// Waits until the other side closes the connection; gives what it still said.
    pub fn until_closed(mut self) -> String {
        let mut said = std::mem::take(&mut self.rest);
        // A reset ends it as well as a close does.
        let _ = self.stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    }

    fn take_response(&mut self) -> io::Result<Option<Response>> {
        let invalid = |message: String| io::Error::new(ErrorKind::InvalidData, message);
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(begin) =
            head.parse(&self.rest).map_err(|error| invalid(format!("{error}: {:?}", self.rest)))?
        else {
            return Ok(None);
        };
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
            .collect();
        let mut response = Response { status: head.code.unwrap_or_default(), headers, body: Vec::new() };
        if !response.header("transfer-encoding").is_empty() {
            return Err(invalid("the body comes in pieces, which is not expected without compression".to_owned()));
        }
        let length = if self.is_head { "0" } else { response.header("content-length") };
        let end = begin + length.parse::<usize>().unwrap_or_default();
        if self.rest.len() < end {
            return Ok(None);
        }
        response.body = self.rest[begin..end].to_vec();
        self.rest.drain(..end);
        Ok(Some(response))
    }
}

/// A caller that keeps its connection as long as it lasts.
pub struct Client {
    address: SocketAddr,
    connection: Option<Connection>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        Client { address, connection: None }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn get(&mut self, path: &str) -> Response {
        self.ask("GET", path, &[], b"")
    }

    /// Asks a question in a language.
    pub fn search(&mut self, query: &str, lang: &str) -> Response {
        let response = self.get(&format!("/api/search?q={}&lang={lang}", encoded(query)));
        assert_eq!(response.status, 200, "{query}: {}", response.text());
        response
    }

    pub fn put(&mut self, path: &str, content_type: &str, body: &[u8]) -> Response {
        self.ask("PUT", path, &[("content-type", content_type)], body)
    }

    pub fn delete(&mut self, path: &str) -> Response {
        self.ask("DELETE", path, &[], b"")
    }

    /// One request and its answer; panics when there is none.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        self.try_ask(method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// One request and its answer. A kept connection that has ended meanwhile is replaced.
    pub fn try_ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Response> {
        self.send_bytes(&request(self.address, method, path, headers, body))
    }

    /// Sends bytes as they are and reads the answer.
    pub fn send_bytes(&mut self, request: &[u8]) -> io::Result<Response> {
        if let Some(mut kept) = self.connection.take()
            && let Ok(response) = kept.exchange(request)
        {
            self.keep(kept, &response);
            return Ok(response);
        }
        let mut connection = Connection::open(self.address)?;
        let response = connection.exchange(request)?;
        self.keep(connection, &response);
        Ok(response)
    }

    /// Sends bytes as they are and once only, on a connection of their own unless they are a sound request. What announces
    /// a body that does not come is given up after a moment.
    pub fn send_once(&mut self, request: &[u8], is_sound: bool) -> io::Result<Response> {
        let kept = self.connection.take().filter(|_| is_sound);
        let mut connection = kept.map_or_else(|| Connection::open(self.address), Ok)?;
        if !is_sound {
            connection.stream.set_read_timeout(Some(MOMENT))?;
        }
        let response = connection.exchange(request)?;
        if is_sound {
            self.keep(connection, &response);
        }
        Ok(response)
    }

    fn keep(&mut self, connection: Connection, response: &Response) {
        self.connection = (!response.is_last()).then_some(connection);
    }
}

/// The bytes of a request.
pub fn request(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !body.is_empty() {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
