//! What a hasher can be made of.

use std::sync::Arc;

use inkan_domain::fakes::ScriptedRandom;
use inkan_domain::password::PasswordHasher as _;
use inkan_password::{PasswordSettings, PasswordSettingsError, PoolingPasswordHasher};

use crate::bench::{password, with_cost};

#[test]
fn a_cost_that_would_not_be_read_again_is_refused() {
    for cost in [0, 3, 17, 31, u32::MAX] {
        assert!(matches!(with_cost(cost), Err(PasswordSettingsError::Cost(refused)) if refused == cost));
    }
    for cost in [4, 12, 16] {
        assert!(with_cost(cost).is_ok(), "{cost}");
    }
}

#[test]
fn no_threads_are_one_thread() {
    let settings = PasswordSettings { cost: 4, threads: 0, most_waiting: 0 };
    let hasher = PoolingPasswordHasher::new(settings, Arc::new(ScriptedRandom::new(vec![7; 55]))).unwrap();
    assert!(hasher.hash(&password("a password")).is_ok());
}

#[test]
fn without_randomness_there_is_no_hasher() {
    let settings = PasswordSettings { cost: 4, threads: 1, most_waiting: 0 };
    let refusal = PoolingPasswordHasher::new(settings, Arc::new(ScriptedRandom::new(Vec::new())));
    assert!(matches!(refusal, Err(PasswordSettingsError::Random(_))));
}
