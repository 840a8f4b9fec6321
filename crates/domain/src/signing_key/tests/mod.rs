//! The life of keys, on fakes.

mod retirement;
mod rotation;
mod start;

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    EnsureSigningKeys, KeyState, ListSigningKeys, PlannedKey, RetireSigningKey, RetiredKey, RetirementError,
    RotateSigningKeys, RotationPolicy,
};
use crate::fakes::{FakeKeyFactory, FakeStorage, FixedClock, a_session, id, moment};
use crate::session::Sessions as _;
use crate::{SessionId, UserId};

const LEAD: i64 = 630;
const TAIL: i64 = 3630;

/// A database, a clock, and keys that are kept for ten minutes and sign tokens of an hour.
struct Bench {
    storage: Arc<FakeStorage>,
    clock: Arc<FixedClock>,
    factory: Arc<FakeKeyFactory>,
    interval: Option<TimeDelta>,
}

impl Bench {
    /// With one key, made at 0.
    fn new() -> Self {
        let bench = Self {
            storage: Arc::default(),
            clock: Arc::new(FixedClock::at(moment(0))),
            factory: Arc::default(),
            interval: None,
        };
        assert_eq!(bench.ensure(1).execute().unwrap(), 1);
        bench
    }

    fn policy(&self) -> RotationPolicy {
        RotationPolicy {
            interval: self.interval,
            jwks_max_age: TimeDelta::minutes(10),
            lifespan: TimeDelta::hours(1),
        }
    }

    fn ensure(&self, secrets: i32) -> EnsureSigningKeys {
        EnsureSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
            policy: self.policy(),
            secrets,
        }
    }

    fn rotate(&self) -> RotateSigningKeys {
        RotateSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
            policy: self.policy(),
        }
    }

    fn retire(&self, kid: &str) -> Result<RetiredKey, RetirementError> {
        let retire = RetireSigningKey {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
        };
        retire.execute(kid, &mut |_| {})
    }

    /// `kid` and state of every key.
    fn states(&self) -> Vec<(String, KeyState)> {
        let list = ListSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
        };
        list.execute().unwrap().into_iter().map(|key| (key.kid, key.state)).collect()
    }

    fn rows(&self) -> Vec<Option<i32>> {
        self.storage.with(|state| state.signing_keys.iter().map(|key| key.row).collect())
    }

    fn open_session(&self, number: u128, seconds: i64) {
        let session = a_session(id(number), UserId::new(id(1)), moment(seconds));
        self.storage.with(|state| state.open(&session, 99)).unwrap();
    }

    fn sessions(&self) -> Vec<SessionId> {
        self.storage.with(|state| state.sessions.keys().copied().collect())
    }
}

fn states(expected: &[(&str, KeyState)]) -> Vec<(String, KeyState)> {
    expected.iter().map(|(kid, state)| ((*kid).to_owned(), *state)).collect()
}

fn planned(kid: &str, seconds: i64) -> PlannedKey {
    PlannedKey { kid: kid.to_owned(), signs_from: moment(seconds) }
}
