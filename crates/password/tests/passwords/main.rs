//! Passwords against hashes of our own, of others, and of nobody.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bench;
mod foreign;
mod garbage;
mod round_trip;
mod settings;
