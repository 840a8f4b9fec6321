//! Status lists: which sessions have ended, for services that check tokens without asking anybody (IETF draft
//! Token Status List 17).

mod bits;
mod get;
mod index;
mod known;
mod repository;
#[cfg(test)]
mod tests;
mod tokens;
mod uri;

pub use bits::StatusBits;
pub use get::{GetStatusList, GetStatusListError, StatusListPolicy};
pub use index::StatusIndex;
pub use repository::{SessionStatuses, StatusChanges, StatusMark};
pub use tokens::{SignedStatusList, StatusList, StatusListTokens};
pub use uri::{StatusListUri, StatusReference};
