//! Session tokens, status lists, signing keys and the JWK Set from outside; every test makes its own table of keys.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bench;
mod key_ring;
mod properties;
mod published_keys;
mod refusals;
mod round_trip;
mod status_lists;
