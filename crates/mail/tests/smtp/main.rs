//! Delivery against a small SMTP server that answers by script.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bench;
mod connections;
mod content;
mod encryption;
mod refusals;
mod server;
