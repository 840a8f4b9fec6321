//! Small adapters with no crate of their own.

mod api_key_codec;
mod audit_lines;
mod in_memory_rate_limiter;
mod mail_words;
mod os_random;
mod system_clock;

pub(crate) use api_key_codec::ApiKeyCodec;
pub(crate) use audit_lines::AuditLines;
pub(crate) use in_memory_rate_limiter::InMemoryRateLimiter;
pub(crate) use mail_words::MailWords;
pub(crate) use os_random::OsRandom;
pub(crate) use system_clock::SystemClock;
