//! Loading, rotating and refreshing keys.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_domain::fakes::{FakeStorage, FixedClock, moment};
use inkan_domain::signing_key::{EnsureSigningKeys, KeyFactory as _, RotationPolicy, StoredKey};
use inkan_token::{KeyAlgorithm, KeyRing, KeyRingError, RsaKeySize};
use serde_json::{Value, json};

use crate::bench::{
    SECRET, bench, encryption, factory, header_with, jwk, kid, payload, plain_settings, row, signed, stored,
};

fn load(rows: Vec<StoredKey>, secrets: &[&str]) -> Result<KeyRing, KeyRingError> {
    let storage = FakeStorage::default();
    storage.with(|state| state.signing_keys = rows);
    KeyRing::load(Arc::new(storage), encryption(secrets), Arc::new(FixedClock::at(moment(0))))
}

fn refusal(rows: Vec<StoredKey>) -> String {
    load(rows, &[SECRET]).err().unwrap().to_string()
}

fn row_with(id: i32, jwk: &Value) -> StoredKey {
    let key_data = encryption(&[SECRET]).encrypt(jwk.to_string().as_bytes()).unwrap();
    stored(id, key_data, 0)
}

fn token_of(number: usize) -> String {
    signed(number, &header_with(json!({ "kid": kid(number) })), &payload())
}

#[test]
fn the_newest_key_signs_and_all_verify() {
    let starts_with_kid = |token: &str, number: usize| {
        let header = json!({ "alg": "RS256", "kid": kid(number), "typ": "JWT" });
        token.starts_with(signed(number, &header, &payload()).split('.').next().unwrap())
    };
    let by_time = bench(vec![row(1, 0, 5), row(2, 1, 3)], plain_settings());
    assert!(starts_with_kid(&by_time.sign(), 0));
    let by_id = bench(vec![row(1, 0, 5), row(2, 1, 5)], plain_settings());
    assert!(starts_with_kid(&by_id.sign(), 1));
    for number in [0, 1] {
        assert!(by_id.verify(&token_of(number)).is_some());
    }
    assert!(by_id.verify(&token_of(2)).is_none());
}

#[test]
fn rows_that_no_secret_opens_are_named() {
    let error = load(vec![row(1, 0, 0), row(2, 1, 0)], &["another secret"]).err().unwrap();
    assert_eq!(error.to_string(), "secrets.keys do not open the stored signing keys (ids 1, 2 of 2 rows)");
    let damaged = StoredKey { key_data: "damaged".to_owned(), ..row(2, 1, 0) };
    assert_eq!(
        refusal(vec![row(1, 0, 0), damaged]),
        "secrets.keys do not open the stored signing keys (ids 2 of 2 rows)"
    );
}

#[test]
fn an_empty_table_is_an_error() {
    assert!(matches!(load(Vec::new(), &[SECRET]), Err(KeyRingError::Empty)));
}

#[test]
fn keys_of_other_types_are_named() {
    let ed448 = json!({ "kty": "OKP", "crv": "Ed448", "alg": "EdDSA", "kid": "x", "x": "AA", "d": "AA" });
    assert_eq!(
        refusal(vec![row(1, 0, 0), row_with(7, &ed448)]),
        "the stored signing key 7 cannot be used: keys of the type OKP with the algorithm EdDSA are not supported"
    );
}

#[test]
fn damaged_keys_are_named_without_a_part_of_them() {
    let whole: serde_json::Map<String, Value> = jwk(0).into();
    for name in ["kid", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let mut damaged = whole.clone();
        damaged.remove(name);
        let refusal = refusal(vec![row_with(3, &Value::Object(damaged))]);
        assert!(refusal.starts_with("the stored signing key 3 cannot be used: "), "{refusal}");
        let secret = whole.get("d").and_then(Value::as_str).unwrap();
        assert!(!refusal.contains(secret));
    }
}

#[test]
fn two_rows_with_one_kid_are_an_error() {
    let refusal = refusal(vec![row(1, 0, 0), row(2, 0, 1)]);
    assert_eq!(refusal, "the stored signing key 2 has the kid of another one");
}

#[test]
fn made_keys_are_complete_and_load() {
    let storage = Arc::new(FakeStorage::default());
    let clock = Arc::new(FixedClock::at(moment(0)));
    let ensure = EnsureSigningKeys {
        storage: Arc::clone(&storage) as _,
        factory: Arc::new(factory(KeyAlgorithm::Rs256(RsaKeySize::Bits2048))),
        clock: Arc::clone(&clock) as _,
        policy: RotationPolicy {
            interval: None,
            jwks_max_age: TimeDelta::minutes(10),
            lifespan: TimeDelta::hours(1),
        },
        secrets: 1,
    };
    assert_eq!(ensure.execute().unwrap(), 1);
    let key_data = storage.with(|state| state.signing_keys[0].key_data.clone());
    let jwk: Value = serde_json::from_slice(&encryption(&[SECRET]).decrypt(&key_data).unwrap()).unwrap();
    let mut names: Vec<_> = jwk.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["alg", "d", "dp", "dq", "e", "kid", "kty", "n", "p", "q", "qi", "use"]);
    assert_eq!((jwk["kty"].as_str(), jwk["use"].as_str()), (Some("RSA"), Some("sig")));
    assert_eq!((jwk["alg"].as_str(), jwk["e"].as_str()), (Some("RS256"), Some("AQAB")));
    assert_eq!(jwk["n"].as_str().unwrap().len(), 342);
    let kid = uuid::Uuid::try_parse(jwk["kid"].as_str().unwrap()).unwrap();
    assert_eq!(kid.get_version_num(), 4);
    assert!(KeyRing::load(storage, encryption(&[SECRET]), clock).is_ok());
}

#[test]
fn only_three_sizes_of_keys_are_made() {
    assert_eq!(RsaKeySize::of_bits(3072), Some(RsaKeySize::Bits3072));
    assert_eq!(RsaKeySize::of_bits(1024), None);
    assert_eq!(RsaKeySize::default(), RsaKeySize::Bits4096);
}

#[test]
fn an_unknown_kid_reads_the_table_once_a_second() {
    let bench = bench(vec![row(1, 0, 0)], plain_settings());
    assert!(bench.verify(&token_of(1)).is_none());
    bench.storage.with(|state| state.signing_keys.push(row(2, 1, 1)));
    bench.clock.advance(TimeDelta::milliseconds(999));
    assert!(bench.verify(&token_of(1)).is_none());
    bench.clock.advance(TimeDelta::milliseconds(1));
    assert!(bench.verify(&token_of(1)).is_some());
}

#[test]
fn a_refresh_takes_over_new_keys_and_signs_with_them() {
    let bench = bench(vec![row(1, 0, 0)], plain_settings());
    let before = bench.ring.jwks();
    bench.ring.refresh();
    assert!(Arc::ptr_eq(&before, &bench.ring.jwks()));
    bench.storage.with(|state| state.signing_keys.push(row(2, 1, 1)));
    bench.ring.refresh();
    assert_ne!(before.etag, bench.ring.jwks().etag);
    assert_eq!(bench.sign().split('.').next(), token_of(1).split('.').next());
}

#[test]
fn a_refresh_that_fails_keeps_the_keys() {
    let bench = bench(vec![row(1, 0, 0)], plain_settings());
    let before = bench.ring.jwks();
    let damaged = stored(2, "damaged".to_owned(), 1);
    bench.storage.with(|state| state.signing_keys.push(damaged));
    bench.ring.refresh();
    assert!(bench.verify(&token_of(1)).is_none());
    assert!(bench.verify(&token_of(0)).is_some());
    assert_eq!(before, bench.ring.jwks());
}

#[test]
fn the_next_key_is_published_and_signs_when_its_time_has_come() {
    let next = StoredKey { kid: Some(kid(1)), signs_from: moment(700), ..row(2, 1, 1) };
    let bench = bench(vec![row(1, 0, 0), next], plain_settings());
    assert!(String::from_utf8_lossy(&bench.ring.jwks().body).contains(&kid(1)));
    assert_eq!(bench.sign().split('.').next(), token_of(0).split('.').next());
    assert_eq!(bench.ring.signing_age(), TimeDelta::zero());
    bench.clock.set(moment(705));
    assert_eq!(bench.sign().split('.').next(), token_of(1).split('.').next());
    assert_eq!(bench.ring.signing_age(), TimeDelta::seconds(5));
}

#[test]
fn keys_that_were_not_read_for_long_are_read_before_one_signs() {
    let bench = bench(vec![row(1, 0, 0)], plain_settings());
    bench.storage.with(|state| state.signing_keys.push(row(2, 1, 1)));
    bench.clock.set(moment(15));
    assert_eq!(bench.sign().split('.').next(), token_of(0).split('.').next());
    assert_eq!(bench.ring.age(), TimeDelta::seconds(15));
    bench.clock.set(moment(16));
    assert_eq!(bench.sign().split('.').next(), token_of(1).split('.').next());
    assert_eq!(bench.ring.age(), TimeDelta::zero());
}

#[test]
fn keys_that_cannot_be_used_here_do_not_keep_the_known_one_from_signing() {
    let bench = bench(vec![row(1, 0, 0)], plain_settings());
    bench.storage.with(|state| state.signing_keys.push(stored(2, "damaged".to_owned(), 1)));
    bench.clock.set(moment(16));
    assert_eq!(bench.sign().split('.').next(), token_of(0).split('.').next());
    assert_eq!(bench.ring.age(), TimeDelta::seconds(16), "the published set is not the newest");
}

#[test]
fn a_made_key_is_described_and_encrypted_anew() {
    let made = factory(KeyAlgorithm::Es256).generate().unwrap();
    assert_eq!(made.description.algorithm, "ES256");
    assert!(!made.description.is_of_reference);
    let factory = inkan_token::JwkFactory {
        encryption: encryption(&["a newer secret", SECRET]),
        ..factory(KeyAlgorithm::EdDsa)
    };
    let anew = factory.encrypt_anew(&made.key_data).unwrap().unwrap();
    assert_eq!(factory.describe(&anew).unwrap(), made.description);
    assert_eq!(factory.encrypt_anew(&anew).unwrap(), None);
    assert!(factory.encrypt_anew("damaged").is_err());
}
