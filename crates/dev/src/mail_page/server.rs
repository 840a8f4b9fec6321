//! Serves the page over HTTP: one thread a connection, one request each. For the browser of the developer
//! alone; the API's own framework stays out of it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::request::{Refusal, Request};
use super::{MailPage, html};

const MOST_CONNECTIONS: usize = 64;
const MOST_HEAD_BYTES: usize = 16 * 1024;
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long the question for a code waits for a mail.
const PATIENCE: Duration = Duration::from_secs(5);
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page on its socket, until it is dropped.
pub struct MailServer {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl MailServer {
    /// Serves the list at `/`, mails at `/messages/NUMBER`, and at `/api/code?to=ADDRESS` the newest code as
    /// plain text, for which it waits up to five seconds.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(listener: TcpListener, page: Arc<MailPage>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&is_over);
        let thread = thread::Builder::new()
            .name("mail page".to_owned())
            .spawn(move || accept(&listener, &page, &until))?;
        Ok(Self { address, is_over, thread: Some(thread) })
    }

    /// Where the page is.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections; whether it can be reached does not matter any more.
        drop(TcpStream::connect_timeout(&self.address, TIMEOUT));
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the mail page broke");
        }
    }
}

fn accept(listener: &TcpListener, page: &Arc<MailPage>, is_over: &AtomicBool) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let place = Place::take(&open);
        if open.load(Ordering::Relaxed) > MOST_CONNECTIONS {
            continue;
        }
        let page = Arc::clone(page);
        let started = thread::Builder::new().spawn(move || {
            let _place = place;
            if let Err(error) = serve(&stream, &page) {
                tracing::debug!(%error, "a request of the mail page broke off");
            }
        });
        if let Err(error) = started {
            tracing::warn!(%error, "a request of the mail page was not answered");
        }
    }
}

/// One open connection.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: String,
}

impl Answer {
    fn text(status: &'static str, body: impl Into<String>) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into() }
    }

    fn html(body: String) -> Self {
        Self { status: "200 OK", content_type: "text/html; charset=utf-8", body }
    }
}

fn serve(mut stream: &TcpStream, page: &MailPage) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let head = read_head(stream)?;
    let answer = match Request::parse(&head) {
        Ok(request) => answer(&request, page),
        Err(Refusal::Malformed) => Answer::text("400 Bad Request", "Bad Request\n"),
        Err(Refusal::Method) => Answer::text("405 Method Not Allowed", "Method Not Allowed\n"),
        Err(Refusal::Host) => Answer::text("421 Misdirected Request", "ask for localhost\n"),
    };
    let Answer { status, content_type, body } = answer;
    let length = body.len();
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n"
    );
    if !head.starts_with("HEAD ") {
        bytes.push_str(&body);
    }
    stream.write_all(bytes.as_bytes())
}

fn read_head(stream: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut bytes = io::BufReader::new(stream).take(u64::try_from(MOST_HEAD_BYTES).unwrap_or(u64::MAX));
    while !head.ends_with(b"\r\n\r\n") {
        if io::BufRead::read_until(&mut bytes, b'\n', &mut head)? == 0 {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn answer(request: &Request, page: &MailPage) -> Answer {
    match request.path.as_str() {
        "/" => Answer::html(html::list(&page.mailbox.newest_first())),
        "/api/code" => code(request, page),
        path => {
            let number = path.strip_prefix("/messages/").and_then(|number| number.parse().ok());
            match number.and_then(|number| page.mailbox.get(number)) {
                Some(mail) => Answer::html(html::message(&mail)),
                None => Answer::text("404 Not Found", "there is no such page\n"),
            }
        }
    }
}

fn code(request: &Request, page: &MailPage) -> Answer {
    let Some(to) = request.parameter("to") else {
        return Answer::text("400 Bad Request", "the parameter to is missing\n");
    };
    match page.mailbox.code(&to, PATIENCE) {
        Some(code) => Answer::text("200 OK", format!("{}\n", code.expose())),
        None => Answer::text("404 Not Found", "no mail to this address\n"),
    }
}
