//! The line that every request leaves.

use std::io::Write;
use std::sync::{Arc, Mutex};

use actix_web::test::TestRequest;
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::Bench;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'writer> MakeWriter<'writer> for Lines {
    type Writer = Self;

    fn make_writer(&'writer self) -> Self {
        self.clone()
    }
}

#[actix_web::test]
async fn a_request_leaves_one_line_without_its_query_and_tokens() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(lines.clone()).finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let bench = Bench::new();
    for path in ["/health/alive", "/me?secret=1"] {
        let request = TestRequest::get()
            .uri(path)
            .insert_header(("x-request-id", "abc-1"))
            .insert_header(("authorization", "Bearer secret"));
        bench.call(request).await;
    }
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let [line] = text.lines().filter(|line| line.contains("\"access\"")).collect::<Vec<_>>()[..] else {
        panic!("{text}")
    };
    let line: Value = serde_json::from_str(line).unwrap();
    let fields = &line["fields"];
    assert_eq!(line["target"], "access");
    assert_eq!(
        (&fields["id"], &fields["method"], &fields["path"]),
        (&"abc-1".into(), &"GET".into(), &"/me".into())
    );
    assert_eq!((&fields["status"], &fields["bytes"]), (&401.into(), &38.into()));
    assert_eq!(fields["remote_ip"], "127.0.0.1");
    assert!(fields["latency_ms"].as_f64().unwrap() >= 0.0);
    assert!(!text.contains("secret"), "{text}");
}
