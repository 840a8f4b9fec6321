//! The server: command line, wiring, background work.
