//! A client of HTTP/1.1 (RFC 9112) with one connection that stays open, as little work as can be.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for any part of an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
const CHUNK_BYTES: usize = 8 * 1024;
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The bytes of a request without a body; each further header line ends with CRLF.
#[must_use]
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n").into_bytes()
}

/// The bytes of a request with a JSON body.
#[must_use]
pub fn post(path: &str, body: &str) -> Vec<u8> {
    with_body("POST", path, "", body)
}

/// The bytes of a `PUT` with a JSON body; each further header line ends with CRLF.
#[must_use]
pub fn put(path: &str, headers: &str, body: &str) -> Vec<u8> {
    with_body("PUT", path, headers, body)
}

fn with_body(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The header line that carries a session token.
#[must_use]
pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// One connection; the server keeps it open between requests.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        Ok(Self { stream, received: Vec::with_capacity(CHUNK_BYTES) })
    }

    /// Sends the bytes of a request and waits for its answer.
    ///
    /// # Errors
    /// When the connection breaks or the answer is none of HTTP/1.1 with a `Content-Length`.
    pub fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request)?;
        let head_length = loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end + 4;
            }
            self.receive()?;
        };
        let head = String::from_utf8_lossy(self.received.get(..head_length).unwrap_or_default()).into_owned();
        let mut answer = Answer { status: status(&head)?, head, body: String::new() };
        let body_length = match answer.header("content-length").map(str::parse::<usize>) {
            Some(Ok(length)) if length <= MOST_BYTES => length,
            Some(_) => return Err(malformed("the Content-Length")),
            None if answer.status == 204 => 0,
            None => return Err(malformed("an answer without Content-Length")),
        };
        while self.received.len() < head_length + body_length {
            self.receive()?;
        }
        let rest = self.received.split_off(head_length + body_length);
        let body = self.received.split_off(head_length);
        self.received = rest;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut chunk = [0; CHUNK_BYTES];
        let count = self.stream.read(&mut chunk)?;
        if count == 0 {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "the server closed the connection"));
        }
        if self.received.len() > MOST_BYTES {
            return Err(malformed("an answer without end"));
        }
        self.received.extend_from_slice(chunk.get(..count).unwrap_or_default());
        Ok(())
    }
}

/// One request over a connection of its own.
///
/// # Errors
/// As [`Connection::open`] and [`Connection::exchange`].
pub fn once(address: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    Connection::open(address)?.exchange(request)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn status(head: &str) -> io::Result<u16> {
    let mut words = head.split(' ');
    let is_http = words.next() == Some("HTTP/1.1");
    let status = words.next().and_then(|word| word.parse().ok());
    status.filter(|_| is_http).ok_or_else(|| malformed("the status line"))
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{what} cannot be read"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::{Connection, get};

    /// Serves one connection with these bytes, whatever is asked.
    fn answering(bytes: &'static [u8]) -> Connection {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let count = stream.read(&mut request).unwrap();
            assert!(request[..count].starts_with(b"GET /x HTTP/1.1\r\n"));
            stream.write_all(bytes).unwrap();
        });
        Connection::open(address).unwrap()
    }

    #[test]
    fn two_answers_in_one_packet_are_told_apart() {
        let mut connection = answering(
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-A: b\r\n\r\nhiHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
        );
        let first = connection.exchange(&get("/x", "")).unwrap();
        assert_eq!((first.status, first.body.as_str(), first.header("x-a")), (200, "hi", Some("b")));
        let second = connection.exchange(b"").unwrap();
        assert_eq!((second.status, second.body.as_str(), second.header("x-a")), (404, "", None));
    }

    #[test]
    fn a_broken_answer_is_an_error() {
        for broken in [
            &b"SMTP\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
        ] {
            assert!(answering(broken).exchange(&get("/x", "")).is_err());
        }
    }
}
