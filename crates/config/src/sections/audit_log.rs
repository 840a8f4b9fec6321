//! The audit log.

use std::time::Duration;

use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[
    Key::ops("audit_log.console_output.enabled", Kind::Bool, "true", "Prints a JSON line for every event."),
    Key::ops(
        "audit_log.console_output.output",
        Kind::OpenChoice { words: ConsoleStream::WORDS, other: "stdout" },
        "stdout",
        "Where the lines go: stdout, stderr.",
    )
    .variable("AUDIT_LOG_CONSOLE_OUTPUT_OUTPUT_STREAM"),
    Key::ops("audit_log.storage.enabled", Kind::Bool, "false", "Keeps events in the database."),
    Key::ops("audit_log.mask", Kind::Bool, "true", "Hides most of addresses and user names."),
    Key::ops("audit_log.retention", Kind::Duration, "720h", "Age from which clean-up deletes events.")
        .fault("failed to parse the retention duration"),
];

choice! {
    /// A stream of the process.
    pub enum ConsoleStream {
        /// Standard output.
        #[default]
        Stdout = "stdout",
        /// Standard error.
        Stderr = "stderr",
    }
}

/// The audit log.
#[derive(Debug, Clone)]
pub struct AuditLog {
    /// Whether events are printed.
    pub console_enabled: bool,
    /// Where they are printed.
    pub console_stream: ConsoleStream,
    /// Whether events are kept in the database.
    pub storage_enabled: bool,
    /// Whether addresses and user names are masked, in both.
    pub mask: bool,
    /// Age from which clean-up deletes events.
    pub retention: Duration,
}

impl AuditLog {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            console_enabled: reader.get("audit_log.console_output.enabled"),
            console_stream: reader.get("audit_log.console_output.output"),
            storage_enabled: reader.get("audit_log.storage.enabled"),
            mask: reader.get("audit_log.mask"),
            retention: reader.get("audit_log.retention"),
        }
    }
}
