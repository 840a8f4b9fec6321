//! A hasher that hides nothing and is quick.

use crate::Fault;
use crate::password::{Password, PasswordHash, PasswordHasher};

/// Stores passwords behind `new:`; those behind `old:` are outdated.
#[derive(Debug, Default)]
pub struct FakePasswordHasher;

impl PasswordHasher for FakePasswordHasher {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Fault> {
        Ok(PasswordHash::new(format!("new:{}", password.expose())))
    }

    fn matches(&self, password: &Password, hash: &PasswordHash) -> Result<bool, Fault> {
        let stored = hash.as_str().strip_prefix("new:").or_else(|| hash.as_str().strip_prefix("old:"));
        Ok(stored == Some(password.expose()))
    }

    fn match_nothing(&self, _password: &Password) -> Result<(), Fault> {
        Ok(())
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        hash.as_str().starts_with("old:")
    }
}
