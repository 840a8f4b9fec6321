//! One request (RFC 9112), written by hand so that nothing is repeated or added behind a test's back.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use super::{Answer, PATIENCE};

/// A request on a connection of its own.
pub(crate) struct Call {
    address: SocketAddr,
    head: String,
    body: String,
}

impl Call {
    pub(crate) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        Self { address, head, body: String::new() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        write!(self.head, "{name}: {value}\r\n").unwrap();
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.json_text(body.to_string())
    }

    pub(crate) fn json_text(mut self, body: String) -> Self {
        self.body = body;
        self.header("Content-Type", "application/json")
    }

    /// Sends and reads the answer; whatever keeps it from coming fails the test.
    #[track_caller]
    pub(crate) fn send(self) -> Answer {
        self.try_send().expect("an answer")
    }

    /// Sends and reads the answer.
    pub(crate) fn try_send(mut self) -> io::Result<Answer> {
        let length = self.body.len();
        write!(self.head, "Content-Length: {length}\r\n\r\n").unwrap();
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all((self.head + &self.body).as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Answer::parse(answer)
    }
}
