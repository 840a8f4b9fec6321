//! Use case: which account has this address? (contract 10.8)

use std::sync::Arc;

use super::FoundUser;
use crate::email::EmailAddress;
use crate::rate_limit::{Allowance, RateLimiter, RateLimits};
use crate::{Caller, Clock, Fault, Storage};

/// Why no account was told.
#[derive(Debug, thiserror::Error)]
pub enum FindUserByEmailError {
    /// Nobody owns the address.
    #[error("no user with this address")]
    NotFound,
    /// This client asked too often (contract B-32).
    #[error("too many look-ups")]
    TooManyRequests(Allowance),
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Looks an account up by its address.
pub struct FindUserByEmail {
    /// Where accounts are.
    pub storage: Arc<dyn Storage>,
    /// Counts look-ups.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl FindUserByEmail {
    /// The account that owns the address.
    ///
    /// # Errors
    /// [`FindUserByEmailError`].
    pub fn execute(
        &self,
        address: &EmailAddress,
        caller: &Caller,
    ) -> Result<FoundUser, FindUserByEmailError> {
        if let Some(limit) = &self.limits.lookup {
            let key = format!("lookup/{}", caller.ip_address);
            let allowance = self.limiter.take(&key, limit, self.clock.now())?;
            if !allowance.is_allowed {
                return Err(FindUserByEmailError::TooManyRequests(allowance));
            }
        }
        self.storage.direct()?.users().find_by_email(address)?.ok_or(FindUserByEmailError::NotFound)
    }
}
