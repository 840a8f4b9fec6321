//! Use case: what an account shows of itself (contract 10.6, 10.7).

use std::sync::Arc;

use super::Profile;
use crate::{Fault, Storage, UserId};

/// Why there is no profile.
#[derive(Debug, thiserror::Error)]
pub enum GetProfileError {
    /// The account is gone, although its session is not.
    #[error("no such user")]
    NotFound,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Reads the profile of an account.
pub struct GetProfile {
    /// Where accounts are.
    pub storage: Arc<dyn Storage>,
}

impl GetProfile {
    /// The profile with all that hangs on the account.
    ///
    /// # Errors
    /// [`GetProfileError`].
    pub fn execute(&self, user_id: UserId) -> Result<Profile, GetProfileError> {
        self.storage.direct()?.users().profile(user_id)?.ok_or(GetProfileError::NotFound)
    }
}
