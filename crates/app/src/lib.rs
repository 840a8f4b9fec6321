//! The server: command line, wiring, background work. The only crate that knows all the others.

mod adapters;
mod background;
mod cli;
mod commands;
mod database;
mod jwk_set;
mod not_there_yet;
mod outbox_worker;
mod patience;
mod process_exit;
mod server;
mod settings;
mod sockets;
mod start_error;
mod telemetry;
mod wiring;

pub use commands::run;
pub use database::migrate;
pub use server::{Overrides, Server};
pub use sockets::{Listeners, Sockets};
pub use start_error::StartError;
pub use telemetry::start_logging;
