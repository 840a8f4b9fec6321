//! The API over fakes, and what it answers.

mod bench;
mod broken_storage;
mod reply;
mod settings;
mod use_cases;

pub(crate) use bench::{Bench, Options, post, put};
pub(crate) use broken_storage::BrokenStorage;
pub(crate) use reply::Reply;
