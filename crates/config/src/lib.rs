//! The configuration of the server: keys, sources, checks.
