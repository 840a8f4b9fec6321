//! A private `PostgreSQL` server for development and tests: finds, installs, starts and stops it.
//!
//! [`Server`] is one server in a folder of its own; [`test_server`] is the one all tests of a
//! process share. A server never outlives the process that started it, even one killed with
//! `kill -9`: a small guard process beside it notices and ends it (see `guard.sh`).

mod account;
mod binaries;
mod cluster;
mod environment;
mod error;
mod folder;
mod guard;
mod install;
mod options;
mod random;
mod server;
mod server_url;
mod sql;
mod test_server;

pub use error::{SqlError, StartError};
pub use options::{Mode, Options};
pub use server::Server;
pub use sql::run_sql;
pub use test_server::{TEST_SERVER_VARIABLE, TestDatabase, TestServer, test_server};
