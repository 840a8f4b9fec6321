//! One line for every request. The query is left out, since it may hold secrets.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::Method;

/// Routes that are asked all the time and say nothing.
const QUIET: [&str; 4] = ["/", "/health/alive", "/health/ready", "/metrics"];
const LONGEST_PATH: usize = 512;

/// What happened.
pub(crate) struct Access<'request> {
    pub(crate) id: &'request str,
    pub(crate) client_address: IpAddr,
    pub(crate) method: &'request Method,
    pub(crate) path: &'request str,
    pub(crate) route: &'request str,
    pub(crate) status: u16,
    pub(crate) latency: Duration,
    pub(crate) bytes: u64,
}

impl Access<'_> {
    /// Writes the line; health, status page and metrics only when everything is wanted.
    pub(crate) fn log(&self, everything: bool) {
        if !everything && QUIET.contains(&self.route) {
            return;
        }
        let path = self
            .path
            .char_indices()
            .nth(LONGEST_PATH)
            .map_or(self.path, |(end, _)| self.path.get(..end).unwrap_or_default());
        tracing::info!(
            target: "access",
            id = self.id,
            remote_ip = %self.client_address,
            method = self.method.as_str(),
            path,
            status = self.status,
            latency_ms = milliseconds(self.latency),
            bytes = self.bytes,
        );
    }
}

/// To the microsecond.
fn milliseconds(latency: Duration) -> f64 {
    f64::from(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX)) / 1000.0
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::Ipv4Addr;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use actix_web::http::Method;
    use serde_json::{Value, json};
    use tracing_subscriber::fmt::MakeWriter;

    use super::Access;

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

    fn access<'request>(path: &'request str, route: &'request str) -> Access<'request> {
        Access {
            id: "abc-1",
            client_address: Ipv4Addr::LOCALHOST.into(),
            method: &Method::GET,
            path,
            route,
            status: 401,
            latency: Duration::from_micros(1500),
            bytes: 38,
        }
    }

    #[test]
    fn a_request_leaves_one_line_unless_it_is_quiet() {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt().json().with_writer(lines.clone()).finish();
        let long = format!("/{}", "é".repeat(600));
        tracing::subscriber::with_default(subscriber, || {
            access("/me", "/me").log(false);
            access("/health/alive", "/health/alive").log(false);
            access("/metrics", "/metrics").log(true);
            access(&long, "/*").log(false);
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0]["target"], "access");
        assert_eq!(
            lines[0]["fields"],
            json!({
                "id": "abc-1",
                "remote_ip": "127.0.0.1",
                "method": "GET",
                "path": "/me",
                "status": 401,
                "latency_ms": 1.5,
                "bytes": 38,
            })
        );
        assert_eq!(lines[1]["fields"]["path"], "/metrics");
        assert_eq!(lines[2]["fields"]["path"].as_str().unwrap().chars().count(), 512);
    }
}
