//! What a server answered.

use std::io::{self, ErrorKind};

use serde_json::Value;

/// Status, headers and body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// Takes an answer apart that ended with its connection; one that was cut off is an error.
    pub(crate) fn parse(bytes: Vec<u8>) -> io::Result<Self> {
        let text = String::from_utf8(bytes).map_err(|_torn| cut_off())?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut_off)?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let answer = Self {
            status: status.ok_or_else(cut_off)?,
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        };
        let length: Option<usize> = answer.header("content-length").and_then(|length| length.parse().ok());
        if length.is_some_and(|length| length != body.len()) { Err(cut_off()) } else { Ok(answer) }
    }

    /// The first header of this name, given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a body of JSON")
    }

    /// A member of the body that is a text.
    #[track_caller]
    pub(crate) fn text(&self, member: &str) -> String {
        self.json().get(member).and_then(Value::as_str).expect("a text").to_owned()
    }

    /// The message of a refusal.
    #[track_caller]
    pub(crate) fn message(&self) -> String {
        self.text("message")
    }

    /// The token that a login handed out in its header.
    #[track_caller]
    pub(crate) fn token(&self) -> String {
        self.header("x-auth-token").expect("a token").to_owned()
    }

    /// Goes on only when the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

fn cut_off() -> io::Error {
    io::Error::new(ErrorKind::UnexpectedEof, "the answer was cut off")
}
