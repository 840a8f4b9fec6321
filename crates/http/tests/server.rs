//! The real server over real sockets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use inkan_http::{ServerHandle, ServerSettings, serve_public};

use crate::support::Bench;

struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    thread: std::thread::JoinHandle<()>,
}

fn start(bench: Bench, settings: ServerSettings) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let api = bench.api.into_inner();
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let server = serve_public(vec![listener], api, &settings).unwrap();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    Running { address, handle: receiver.recv().unwrap(), thread }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    fn stop(self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(self.handle.stop(true));
        self.thread.join().unwrap();
    }
}

fn settings() -> ServerSettings {
    ServerSettings { workers: 1, ..ServerSettings::default() }
}

fn read_all(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let end = stream.read_to_end(&mut text);
    let text = String::from_utf8(text).unwrap();
    assert!(end.is_ok(), "{end:?} after {text:?}");
    text
}

#[test]
fn a_client_that_sends_two_megabytes_can_read_the_refusal() {
    let running = start(Bench::new(), settings());
    for framing in ["content-length: 2000000", "transfer-encoding: chunked"] {
        let mut stream = running.connect();
        let head =
            format!("POST /user HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{framing}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        if framing.starts_with("transfer") {
            stream.write_all(b"1e8480\r\n").unwrap();
        }
        stream.write_all(&vec![b' '; 2_000_000]).unwrap();
        if framing.starts_with("transfer") {
            stream.write_all(b"\r\n0\r\n\r\n").unwrap();
        }
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = read_all(stream);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.ends_with("{\"code\":413,\"message\":\"Request Entity Too Large\"}\n"), "{answer}");
    }
    running.stop();
}

#[test]
fn a_slow_head_is_cut_off() {
    let running = start(Bench::new(), ServerSettings { head_timeout: Duration::from_secs(1), ..settings() });
    let mut stream = running.connect();
    stream.write_all(b"GET /me HTTP/1.1\r\nhost: x\r\n").unwrap();
    let answer = read_all(stream);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    running.stop();
}

#[test]
fn a_slow_body_is_cut_off() {
    let bench = Bench::with(|options| options.settings.body_timeout = Duration::from_millis(200));
    let running = start(bench, ServerSettings { linger: Duration::from_secs(1), ..settings() });
    let mut stream = running.connect();
    let head =
        "POST /user HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    let answer = read_all(stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.ends_with("{\"code\":408,\"message\":\"Request Timeout\"}\n"), "{answer}");
    running.stop();
}

#[test]
fn odd_requests_are_never_a_server_error() {
    let running = start(Bench::new(), settings());
    for head in [
        "GET /%zz%00%ff HTTP/1.1\r\nhost: x\r\n",
        "GET /me?%zz=\u{e9} HTTP/1.1\r\nhost: x\r\n",
        "GET http://other.test/me HTTP/1.1\r\nhost: x\r\n",
        "GET /me HTTP/1.1\r\n",
        "GET /me HTTP/9.9\r\nhost: x\r\n",
        "GET /me HTTP/1.1\r\nhost: x\r\ncookie: \u{e9}=;;=\"\r\nauthorization: Bearer \u{e9}\r\n",
        "POST /user HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n",
        "POST /user HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n",
        "\0\u{1} nonsense\r\n",
    ] {
        let mut stream = running.connect();
        stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).unwrap();
        let answer = read_all(stream);
        assert!(answer.starts_with("HTTP/1.1 4"), "{head}: {answer}");
    }
    running.stop();
}

#[test]
fn a_graceful_stop_lets_connections_end() {
    let running = start(Bench::new(), settings());
    let mut stream = running.connect();
    stream.write_all(b"GET /health/alive HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    assert!(read_all(stream).ends_with("{\"alive\":true}\n"));
    let address = running.address;
    running.stop();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_server_that_is_about_to_end_asks_clients_to_leave() {
    let bench = Bench::new();
    let readiness = std::sync::Arc::clone(&bench.readiness);
    let running = start(bench, settings());
    let mut stream = running.connect();
    let request = b"GET /health/alive HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    readiness.drain();
    stream.write_all(request).unwrap();
    // Ends only because the server closes the connection.
    let rest = read_all(stream);
    let (_, second) = rest.split_once("HTTP/1.1 200").unwrap();
    assert!(second.contains("connection: close"), "{second}");
    running.stop();
}
