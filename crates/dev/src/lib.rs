//! Tools of a developer: make run and the bench, around the same wiring as the production binary.

mod bench;
mod cli;
mod failure;
pub mod http_client;
mod mail_page;
mod run;

pub use cli::main;
pub use failure::Failure;
pub use mail_page::{MailPage, MailServer};
pub use run::{Development, Options};
