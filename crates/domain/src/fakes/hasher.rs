//! A hasher that hides nothing.

use crate::passcode::{Code, CodeHash, CodeHasher};
use crate::{Fault, PasscodeId};

/// Stores id and code as they are.
#[derive(Debug, Default)]
pub struct FakeCodeHasher;

impl CodeHasher for FakeCodeHasher {
    fn hash(&self, id: PasscodeId, code: &Code) -> Result<CodeHash, Fault> {
        Ok(CodeHash::new(format!("{id}:{}", code.expose())))
    }

    fn matches(&self, id: PasscodeId, code: &Code, hash: &CodeHash) -> Result<bool, Fault> {
        Ok(self.hash(id, code)? == *hash)
    }
}
