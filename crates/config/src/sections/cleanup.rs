//! Removal of what has ended.

use std::time::Duration;

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[
    Key::ops("cleanup.enabled", Kind::Bool, "true", "Removes what has ended in the background."),
    Key::ops("cleanup.interval", Kind::Duration, "1h", "Time between two clean-ups of one process."),
    Key::ops(
        "cleanup.batch_size",
        Kind::Number { min: 1, max: 100_000 },
        "512",
        "Rows that are removed at a time.",
    )
    .unit("rows"),
];

/// Removal of what has ended: sessions, passcodes, tokens, audit events beyond their retention.
#[derive(Debug, Clone)]
pub struct Cleanup {
    /// Whether it happens by itself; the command works in any case.
    pub enabled: bool,
    /// Time between two clean-ups; the first one is due one interval after the start.
    pub interval: Duration,
    /// Rows in a batch, at least 1.
    pub batch_size: u32,
}

impl Cleanup {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("cleanup.enabled"),
            interval: reader.get("cleanup.interval"),
            batch_size: reader.get("cleanup.batch_size"),
        }
    }
}
