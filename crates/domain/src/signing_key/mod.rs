//! Signing keys as they are stored.

mod ensure;
mod repository;

pub use ensure::{EnsureSigningKeys, KeyFactory};
pub use repository::{SigningKeys, StoredKey};
