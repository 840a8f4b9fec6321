//! The access log.

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[Key::ops(
    "log.log_health_and_metrics",
    Kind::Bool,
    "false",
    "Logs calls of health, metrics and status too.",
)
.variable("LOG_LOGHEALTHANDMETRICS")];

/// The access log.
#[derive(Debug, Clone)]
pub struct Log {
    /// Whether calls of health, metrics and status are logged too.
    pub log_health_and_metrics: bool,
}

impl Log {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self { log_health_and_metrics: reader.get("log.log_health_and_metrics") }
    }
}
