//! Takes mails by SMTP (RFC 5321) as fast as it can and keeps the newest code of each recipient.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

#[derive(Default)]
struct Received {
    /// Mails in all.
    count: usize,
    codes: HashMap<String, String>,
}

#[derive(Default)]
struct Shared {
    received: Mutex<Received>,
    arrived: Condvar,
}

/// A sink on a free port; its threads end with the process.
pub(super) struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl SmtpSink {
    /// Listens.
    pub(super) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let taker = Arc::clone(&shared);
        thread::Builder::new().name("smtp".to_owned()).spawn(move || {
            for stream in listener.incoming().flatten() {
                let taker = Arc::clone(&taker);
                // A client that breaks off is the client's business.
                thread::spawn(move || serve(&stream, &taker).unwrap_or_default());
            }
        })?;
        Ok(Self { address, shared })
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Mails so far.
    pub(super) fn count(&self) -> usize {
        self.lock().count
    }

    /// Waits until there are so many mails; `false` when that takes longer than this.
    pub(super) fn wait_for(&self, count: usize, patience: Duration) -> bool {
        let waited = self.shared.arrived.wait_timeout_while(self.lock(), patience, |it| it.count < count);
        let (received, _) = waited.unwrap_or_else(PoisonError::into_inner);
        received.count >= count
    }

    /// The newest code that was sent to an address.
    pub(super) fn code(&self, address: &str) -> Option<String> {
        self.lock().codes.get(address).cloned()
    }

    /// Forgets the code of an address, so that the next one is new.
    pub(super) fn forget(&self, address: &str) {
        self.lock().codes.remove(address);
    }

    /// The code of an address, as soon as there is one; `None` when that takes longer than this.
    pub(super) fn wait_for_code(&self, address: &str, patience: Duration) -> Option<String> {
        let has_none = |received: &mut Received| !received.codes.contains_key(address);
        let waited = self.shared.arrived.wait_timeout_while(self.lock(), patience, has_none);
        let (received, _) = waited.unwrap_or_else(PoisonError::into_inner);
        received.codes.get(address).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Received> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut lines, mut out) = (BufReader::new(stream), stream);
    out.write_all(b"220 bench\r\n")?;
    let mut recipient = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => out.write_all(b"250-bench\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")?,
            "RCPT" => {
                address(&line).clone_into(&mut recipient);
                out.write_all(b"250 ok\r\n")?;
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let code = read_code(&mut lines)?;
                let mut received = shared.received.lock().unwrap_or_else(PoisonError::into_inner);
                received.count += 1;
                received.codes.insert(recipient.clone(), code);
                drop(received);
                shared.arrived.notify_all();
                out.write_all(b"250 ok\r\n")?;
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}

/// What stands in angle brackets.
fn address(line: &str) -> &str {
    let rest = line.split_once('<').map_or("", |(_, rest)| rest);
    rest.split_once('>').map_or("", |(address, _)| address)
}

/// Reads a mail to its end and finds the code in its subject.
fn read_code(lines: &mut impl BufRead) -> io::Result<String> {
    let mut code = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(code);
        }
        if line.starts_with(b"Subject:") {
            six_digits(&String::from_utf8_lossy(&line)).unwrap_or_default().clone_into(&mut code);
        }
    }
}

fn six_digits(text: &str) -> Option<&str> {
    text.split(|character: char| !character.is_ascii_digit()).find(|digits| digits.len() == 6)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::{SmtpSink, six_digits};

    #[test]
    fn the_code_of_a_mail_is_kept_by_recipient() {
        let sink = SmtpSink::start().unwrap();
        let mut stream = TcpStream::connect(sink.address()).unwrap();
        let script = "EHLO x\r\nMAIL FROM:<from@x.test>\r\nRCPT TO:<ada@x.test>\r\nDATA\r\n\
            From: <from@x.test>\r\nSubject: 000042 is your code for Year 2024\r\n\r\n123456\r\n.\r\nQUIT\r\n";
        stream.write_all(script.as_bytes()).unwrap();
        let replies: Vec<String> = BufReader::new(&stream).lines().map_while(Result::ok).collect();
        assert_eq!(replies.last().map(String::as_str), Some("221 bye"));
        assert!(sink.wait_for(1, Duration::from_secs(30)));
        assert!(!sink.wait_for(2, Duration::ZERO));
        assert_eq!(sink.code("ada@x.test").as_deref(), Some("000042"));
        assert_eq!(sink.code("eve@x.test"), None);
        assert_eq!(sink.wait_for_code("ada@x.test", Duration::ZERO).as_deref(), Some("000042"));
        sink.forget("ada@x.test");
        assert_eq!(sink.wait_for_code("ada@x.test", Duration::ZERO), None);
    }

    #[test]
    fn only_six_digits_are_a_code() {
        assert_eq!(six_digits("Subject: 1234567 and 654321"), Some("654321"));
        assert_eq!(six_digits("Subject: 12345"), None);
    }
}
