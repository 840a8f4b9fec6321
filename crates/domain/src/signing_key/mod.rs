//! Signing keys as they are stored.

mod ensure;
mod repository;
#[cfg(test)]
mod tests;

pub use ensure::{EnsureSigningKeys, KeyFactory};
pub use repository::{SigningKeys, StoredKey};
