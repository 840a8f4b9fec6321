//! All metrics of the process; both listeners are counted together.

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};

use super::Exchange;
use super::gauge::FunctionGauge;

const LABELS: [&str; 4] = ["code", "host", "method", "url"];
const SECONDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const BYTES: [f64; 10] = [
    1024.0,
    2048.0,
    5120.0,
    10_240.0,
    102_400.0,
    512_000.0,
    1_048_576.0,
    2_621_440.0,
    5_242_880.0,
    10_485_760.0,
];

/// A metric could not be registered or read.
#[derive(Debug, thiserror::Error)]
#[error("metrics: {0}")]
pub struct MetricsError(#[from] prometheus::Error);

/// The metrics that the listeners keep, and gauges of others.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    request_sizes: HistogramVec,
    response_sizes: HistogramVec,
    logins: IntCounterVec,
}

impl Metrics {
    /// Registers everything; the version is shown in `inkan_build_info`.
    ///
    /// # Errors
    /// [`MetricsError`]: never, as long as all names differ.
    pub fn new(version: &str) -> Result<Self, MetricsError> {
        let registry = Registry::new();
        let histogram = |name: &str, help: &str, buckets: &[f64]| -> Result<HistogramVec, MetricsError> {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            let histogram = HistogramVec::new(options, &LABELS)?;
            registry.register(Box::new(histogram.clone()))?;
            Ok(histogram)
        };
        let counter = |name: &str, help: &str, labels: &[&str]| -> Result<IntCounterVec, MetricsError> {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let requests = counter(
            "hanko_requests_total",
            "How many HTTP requests processed, partitioned by status code and HTTP method.",
            &LABELS,
        )?;
        let durations =
            histogram("hanko_request_duration_seconds", "The HTTP request latencies in seconds.", &SECONDS)?;
        let request_sizes =
            histogram("hanko_request_size_bytes", "The HTTP request sizes in bytes.", &BYTES)?;
        let response_sizes =
            histogram("hanko_response_size_bytes", "The HTTP response sizes in bytes.", &BYTES)?;
        let logins = counter("inkan_logins_total", "Logins by method and result.", &["method", "result"])?;
        let build =
            IntGaugeVec::new(Opts::new("inkan_build_info", "The running version; always 1."), &["version"])?;
        build.with_label_values(&[version]).set(1);
        registry.register(Box::new(build))?;
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        Ok(Self { registry, requests, durations, request_sizes, response_sizes, logins })
    }

    /// Adds a gauge that is read at every scrape. The function must not block.
    ///
    /// # Errors
    /// [`MetricsError`] when there is one of this name.
    pub fn register_gauge(
        &self,
        name: &str,
        help: &str,
        read: impl Fn() -> f64 + Send + Sync + 'static,
    ) -> Result<(), MetricsError> {
        self.registry.register(Box::new(FunctionGauge::new(name, help, read)?))?;
        Ok(())
    }

    /// Counts a request.
    pub(crate) fn observe(&self, exchange: &Exchange<'_>) {
        let mut digits = [0; 3];
        let labels =
            [code_label(exchange.code, &mut digits), exchange.host, exchange.method_label(), exchange.url];
        self.requests.with_label_values(&labels).inc();
        self.durations.with_label_values(&labels).observe(exchange.latency.as_secs_f64());
        self.request_sizes.with_label_values(&labels).observe(as_float(exchange.request_bytes));
        self.response_sizes.with_label_values(&labels).observe(as_float(exchange.response_bytes));
    }

    /// Counts a login that was judged; faults of the server are none.
    pub(crate) fn count_login(&self, method: &str, is_success: bool) {
        let result = if is_success { "success" } else { "failure" };
        self.logins.with_label_values(&[method, result]).inc();
    }

    /// Everything as text, version 0.0.4 of the format.
    ///
    /// # Errors
    /// [`MetricsError`] when a metric cannot be written.
    pub(crate) fn text(&self) -> Result<String, MetricsError> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }
}

/// Sizes in buckets need no more than 32 bits.
fn as_float(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

/// The three digits of a status, without an allocation.
fn code_label(code: u16, digits: &mut [u8; 3]) -> &str {
    let digit = |value: u16| b'0' + u8::try_from(value % 10).unwrap_or(0);
    *digits = [digit(code / 100), digit(code / 10), digit(code)];
    std::str::from_utf8(digits).unwrap_or("000")
}
