//! Logs: text on a terminal, lines of JSON otherwise.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Starts logging to standard output; `filter` is in the form of `RUST_LOG`, or `info` when absent or wrong.
/// A second call changes nothing.
pub fn start_logging(filter: Option<&str>) {
    let quiet = "info,actix_server=warn";
    let filter =
        filter.and_then(|filter| EnvFilter::try_new(filter).ok()).unwrap_or_else(|| EnvFilter::new(quiet));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    let started = if io::stdout().is_terminal() {
        builder.with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).with_span_list(false).try_init()
    };
    if let Err(error) = started {
        tracing::debug!(error, "logging was started before");
    }
}
