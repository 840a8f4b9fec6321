//! Signing keys: how they are stored, when each signs, and how they come and go.

mod encrypt_anew;
mod ensure;
mod factory;
mod list;
#[cfg(test)]
mod properties;
mod repository;
mod retire;
mod rotate;
mod schedule;
#[cfg(test)]
mod tests;

pub use encrypt_anew::{EncryptAnew, EncryptedAnew};
pub use ensure::EnsureSigningKeys;
pub use factory::{GeneratedKey, KeyDescription, KeyFactory};
pub use list::{ListSigningKeys, ListedKey};
pub use repository::{GoneKey, SigningKeys, StoredKey};
pub use retire::{RetireSigningKey, RetiredKey, RetirementError};
pub use rotate::{PlannedKey, RotateSigningKeys, RotationError, RotationStep};
pub use schedule::{
    CLOCK_SKEW, KEY_LAG, KeyState, RotationPolicy, next_at, retired_at, signing_at, state_at,
};
