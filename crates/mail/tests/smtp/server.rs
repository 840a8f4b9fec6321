//! A small SMTP server that answers by script and writes down what it hears.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use openssl::ssl::SslAcceptor;

/// Closes the connection in place of a reply.
pub(crate) const CLOSE: &str = "CLOSE";
/// Never replies.
pub(crate) const SILENCE: &str = "SILENCE";

/// How the server behaves.
#[derive(Clone, Default)]
pub(crate) struct Script {
    /// Extensions in the reply to EHLO.
    pub(crate) extensions: Vec<&'static str>,
    /// Replies to commands that begin like this, before the usual ones. `GREETING` is the start of a
    /// connection, `.` the end of a mail.
    pub(crate) replies: Vec<(&'static str, &'static str)>,
    /// Replies from the first command after a mail on, on the same connection.
    pub(crate) replies_after_a_mail: Vec<(&'static str, &'static str)>,
    /// Says this and closes, right after a mail.
    pub(crate) farewell: Option<&'static str>,
    /// TLS: after STARTTLS, or from the start.
    pub(crate) acceptor: Option<SslAcceptor>,
    /// Whether TLS is there from the start.
    pub(crate) is_implicit: bool,
}

/// What one connection heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    /// Command lines.
    pub(crate) commands: Vec<String>,
    /// Whole mails, dots as on the wire, lines end with CRLF.
    pub(crate) mails: Vec<String>,
}

/// The server; its threads end with the test.
pub(crate) struct Server {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Server {
    pub(crate) fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let shared = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, script, heard) = (stream.unwrap(), script.clone(), Arc::clone(&shared));
                stream.set_nodelay(true).unwrap();
                let place = {
                    let mut heard = heard.lock().unwrap();
                    heard.push(Heard::default());
                    heard.len() - 1
                };
                thread::spawn(move || Dialog { script, heard, place, has_had_a_mail: false }.hold(&stream));
            }
        });
        Self { port, heard }
    }

    /// What every connection heard so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// All mails over all connections.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.heard().into_iter().flat_map(|heard| heard.mails).collect()
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

type Lines = BufReader<Box<dyn Stream>>;

struct Dialog {
    script: Script,
    heard: Arc<Mutex<Vec<Heard>>>,
    place: usize,
    has_had_a_mail: bool,
}

impl Dialog {
    /// Ends when the client is gone or the script says so.
    fn hold(mut self, tcp: &TcpStream) {
        let plain = tcp.try_clone().unwrap();
        let mut lines = match &self.script.acceptor {
            Some(acceptor) if self.script.is_implicit => match acceptor.accept(plain) {
                Ok(stream) => BufReader::new(Box::new(stream) as Box<dyn Stream>),
                Err(_refused) => return,
            },
            _ => BufReader::new(Box::new(plain) as Box<dyn Stream>),
        };
        if !self.reply(&mut lines, "GREETING") {
            return;
        }
        while let Some(line) = read_line(&mut lines) {
            self.note(|heard| heard.commands.push(line.trim_end().to_owned()));
            if !self.reply(&mut lines, line.trim_end()) || line.starts_with("QUIT") {
                return;
            }
            if line.starts_with("STARTTLS") {
                let Some(acceptor) = self.script.acceptor.clone() else { return };
                let Ok(stream) = acceptor.accept(tcp.try_clone().unwrap()) else { return };
                lines = BufReader::new(Box::new(stream));
            }
            if line.starts_with("DATA") && !self.take_mail(&mut lines) {
                return;
            }
        }
    }

    fn take_mail(&mut self, lines: &mut Lines) -> bool {
        if self.script_reply("DATA").is_some_and(|reply| !reply.starts_with("354")) {
            return true;
        }
        let mut mail = String::new();
        loop {
            let Some(line) = read_line(lines) else { return false };
            if line == ".\r\n" {
                break;
            }
            mail.push_str(&line);
        }
        self.note(|heard| heard.mails.push(mail));
        let goes_on = self.reply(lines, ".");
        self.has_had_a_mail = true;
        match self.script.farewell {
            Some(farewell) => {
                let _ = lines.get_mut().write_all(farewell.as_bytes());
                false
            }
            None => goes_on,
        }
    }

    fn note(&self, write: impl FnOnce(&mut Heard)) {
        write(&mut self.heard.lock().unwrap()[self.place]);
    }

    fn script_reply(&self, command: &str) -> Option<&'static str> {
        let later: &[_] = if self.has_had_a_mail { &self.script.replies_after_a_mail } else { &[] };
        let mut replies = later.iter().chain(&self.script.replies);
        replies.find(|(start, _)| command.starts_with(start)).map(|(_, reply)| *reply)
    }

    fn reply(&self, lines: &mut Lines, command: &str) -> bool {
        let reply = match self.script_reply(command) {
            Some(CLOSE) => return false,
            Some(SILENCE) => return true,
            Some(reply) => format!("{reply}\r\n"),
            None => self.usual(command),
        };
        lines.get_mut().write_all(reply.as_bytes()).is_ok() && lines.get_mut().flush().is_ok()
    }

    fn usual(&self, command: &str) -> String {
        match command.split(' ').next().unwrap() {
            "GREETING" => "220 mx.test ESMTP\r\n".to_owned(),
            "EHLO" => {
                let mut lines = vec!["250-mx.test".to_owned()];
                lines.extend(self.script.extensions.iter().map(|name| format!("250-{name}")));
                lines.push("250 SIZE 1000000\r\n".to_owned());
                lines.join("\r\n")
            }
            "STARTTLS" => "220 go ahead\r\n".to_owned(),
            "AUTH" => "235 welcome\r\n".to_owned(),
            "DATA" => "354 go ahead\r\n".to_owned(),
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        }
    }
}

fn read_line(lines: &mut Lines) -> Option<String> {
    let mut line = String::new();
    match lines.read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line),
    }
}
