//! What events tell.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bench;
mod mail;
mod metadata;
mod user;
