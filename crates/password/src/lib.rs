//! Passwords: bcrypt, imported hashes, and the threads that do the hashing.

mod bcrypt_hash;
mod firebase_hash;
mod hasher;
mod pool;
mod priority;
mod stored_hash;

pub use hasher::{PasswordSettings, PasswordSettingsError, PoolingPasswordHasher};
