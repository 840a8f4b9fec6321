//! Port: the time.

use chrono::{DateTime, Utc};

/// A moment in UTC.
pub type Timestamp = DateTime<Utc>;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment in whole microseconds, the precision of the database.
    fn now(&self) -> Timestamp;
}
