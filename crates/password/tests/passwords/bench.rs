//! A hasher at the lowest cost.

use std::sync::Arc;

use inkan_domain::fakes::CountingRandom;
use inkan_domain::password::{Password, PasswordHash, PasswordHasher as _};
use inkan_password::{PasswordSettings, PasswordSettingsError, PoolingPasswordHasher};

pub(crate) const LEAST_COST: u32 = 4;

pub(crate) fn with_cost(cost: u32) -> Result<PoolingPasswordHasher, PasswordSettingsError> {
    let settings = PasswordSettings { cost, threads: 2, most_waiting: 100 };
    PoolingPasswordHasher::new(settings, Arc::new(CountingRandom::default()))
}

pub(crate) fn hasher() -> PoolingPasswordHasher {
    with_cost(LEAST_COST).unwrap()
}

pub(crate) fn password(text: &str) -> Password {
    Password::typed(text.to_owned())
}

pub(crate) fn matches(text: &str, hash: &str) -> bool {
    hasher().matches(&password(text), &PasswordHash::new(hash.to_owned())).unwrap()
}
