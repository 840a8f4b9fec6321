//! Small adapters with no crate of their own.

mod audit_lines;
mod in_memory_rate_limiter;
mod os_random;
mod system_clock;

pub(crate) use audit_lines::AuditLines;
pub(crate) use in_memory_rate_limiter::InMemoryRateLimiter;
pub(crate) use os_random::OsRandom;
pub(crate) use system_clock::SystemClock;
