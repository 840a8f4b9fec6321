//! What happened, in numbers (Prometheus text format).

mod exchange;
mod gauge;
mod hosts;
mod registry;

pub(crate) use exchange::Exchange;
pub(crate) use hosts::HostLabels;
pub use registry::{Metrics, MetricsError};
