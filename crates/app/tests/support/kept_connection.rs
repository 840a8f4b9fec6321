//! A connection that stays open for further requests (RFC 9112 §9.3).

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use super::{Answer, Client, PATIENCE};

/// Sends requests without bodies, one after the other.
pub(crate) struct KeptConnection {
    client: Client,
    stream: BufReader<TcpStream>,
}

impl KeptConnection {
    pub(crate) fn open(client: Client) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&client.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { client, stream: BufReader::new(stream) })
    }

    /// Asks; [`Self::receive`] waits for the answer.
    pub(crate) fn send(&mut self, token: &str, path: &str) -> io::Result<()> {
        let host = self.client.address;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n");
        self.stream.get_mut().write_all(head.as_bytes())
    }

    /// The next answer, to its last byte.
    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let (mut answer, mut length) = (String::new(), 0);
        loop {
            let start = answer.len();
            if self.stream.read_line(&mut answer)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let line = answer.get(start..).unwrap_or_default().trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(number) = line.strip_prefix("content-length: ") {
                length = number.parse().map_err(io::Error::other)?;
            }
        }
        let mut bytes = answer.into_bytes();
        let head = bytes.len();
        bytes.resize(head + length, 0);
        self.stream.read_exact(bytes.get_mut(head..).unwrap_or_default())?;
        Answer::parse(bytes)
    }

    /// Asks and waits.
    pub(crate) fn get_as(&mut self, token: &str, path: &str) -> io::Result<Answer> {
        self.send(token, path)?;
        self.receive()
    }

    /// Waits until the other side closes the connection; nothing more may come.
    pub(crate) fn ends(mut self) -> bool {
        matches!(self.stream.read(&mut [0]), Ok(0))
    }
}
