//! The fakes keep the contracts.

use super::super::{FakeRateLimiter, FakeStorage};
use crate::Storage;
use crate::rate_limit::RateLimiter;

fn with_storage(contract: &dyn Fn(&dyn Storage)) {
    contract(&FakeStorage::default());
}

fn with_limiter(contract: &dyn Fn(&dyn RateLimiter)) {
    contract(&FakeRateLimiter::default());
}

crate::storage_contract!(with_storage);
crate::rate_limiter_contract!(with_limiter);
