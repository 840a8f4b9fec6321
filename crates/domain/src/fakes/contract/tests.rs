//! The fakes keep the contracts.

use uuid::Uuid;

use super::super::{FakeRateLimiter, FakeStorage};
use super::Seeds;
use crate::Storage;
use crate::one_time_token::OneTimeToken;
use crate::rate_limit::RateLimiter;

fn with_storage(contract: &dyn Fn(&dyn Storage)) {
    contract(&FakeStorage::default());
}

impl Seeds for FakeStorage {
    fn token(&self, value: &str, token: &OneTimeToken) {
        self.with(|state| state.one_time_tokens.insert(value.to_owned(), *token));
    }

    fn hook(&self, id: Uuid, subscribed: &str) {
        self.with(|state| state.webhooks.push((id, subscribed.to_owned())));
    }
}

fn with_seeds(contract: &dyn Fn(&dyn Storage, &dyn Seeds)) {
    let storage = FakeStorage::default();
    contract(&storage, &storage);
}

fn with_limiter(contract: &dyn Fn(&dyn RateLimiter)) {
    contract(&FakeRateLimiter::default());
}

crate::storage_contract!(with_storage);
crate::seeded_storage_contract!(with_seeds);
crate::rate_limiter_contract!(with_limiter);
