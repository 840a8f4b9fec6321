//! Keys at start, on fakes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{EnsureSigningKeys, KeyFactory};
use crate::Fault;
use crate::fakes::{FakeStorage, FixedClock, moment};

#[derive(Default)]
struct Numbered(AtomicUsize);

impl KeyFactory for Numbered {
    fn generate(&self) -> Result<String, Fault> {
        Ok(format!("key {}", self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

fn ensure(storage: &Arc<FakeStorage>, secrets: i32) -> EnsureSigningKeys {
    EnsureSigningKeys {
        storage: storage.clone(),
        factory: Arc::new(Numbered::default()),
        clock: Arc::new(FixedClock::at(moment(0))),
        secrets,
    }
}

fn ids(storage: &FakeStorage) -> Vec<i32> {
    storage.with(|state| state.signing_keys.iter().map(|key| key.id).collect())
}

#[test]
fn every_secret_gets_one_key() {
    let storage = Arc::new(FakeStorage::default());
    assert_eq!(ensure(&storage, 2).execute().unwrap(), 2);
    assert_eq!(ensure(&storage, 2).execute().unwrap(), 0);
    assert_eq!(ensure(&storage, 3).execute().unwrap(), 1);
    assert_eq!(ids(&storage), [1, 2, 3]);
}

#[test]
fn several_starts_at_once_make_each_key_once() {
    let storage = Arc::new(FakeStorage::default());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| ensure(&storage, 2).execute().unwrap());
        }
    });
    assert_eq!(ids(&storage), [1, 2]);
}
