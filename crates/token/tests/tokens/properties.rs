//! Nothing but an untouched token is ever taken for one, and nothing but the code for the code.

use std::sync::OnceLock;

use inkan_domain::fakes::id;
use inkan_domain::passcode::{Code, CodeHash, CodeHasher as _};
use inkan_domain::{PasscodeId, Secret};
use inkan_token::HmacCodeHasher;
use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::Value;

use crate::bench::{Bench, SECRET, encode, header, payload, plain_bench, signed, signed_bytes};

/// One for all cases: its keys are read once.
fn bench() -> &'static Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    BENCH.get_or_init(plain_bench)
}

fn genuine() -> &'static str {
    static TOKEN: OnceLock<String> = OnceLock::new();
    TOKEN.get_or_init(|| bench().sign())
}

/// Three parts as a token has them, of random bytes.
fn of_random_parts() -> impl Strategy<Value = String> {
    let part = || vec(any::<u8>(), 0..300).prop_map(|bytes| encode(&bytes));
    (part(), part(), part())
        .prop_map(|(header, payload, signature)| format!("{header}.{payload}.{signature}"))
}

/// A genuine token in which a few characters are other ones, are too many or are missing.
fn mutated() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        any::<char>(),
        proptest::char::ranges(vec!['0'..='9', 'A'..='Z', 'a'..='z', '-'..='.', '_'..='_', '='..='='].into()),
    ];
    vec((any::<usize>(), 0..3_usize, proptest::option::of(character)), 1..4).prop_map(|changes| {
        let mut token: Vec<char> = genuine().chars().collect();
        for (position, removed, added) in changes {
            let position = position % token.len();
            let end = (position + removed).min(token.len());
            token.splice(position..end, added);
        }
        token.into_iter().collect()
    })
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// What `value` says, with one of its members replaced.
fn with_another_member(value: Value) -> impl Strategy<Value = (String, Value, Value)> {
    let names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    (proptest::sample::select(names), json()).prop_map(move |(name, member)| {
        let mut changed = value.clone();
        let before = std::mem::replace(changed.get_mut(&name).unwrap(), member);
        (name, before, changed)
    })
}

/// Times are whole seconds, and nobody checks an audience (contract 3.4).
fn may_be(name: &str, claim: &Value) -> bool {
    match name {
        "iat" | "exp" => claim.is_i64(),
        "aud" => claim.is_string() || claim.as_array().is_some_and(|all| all.iter().all(Value::is_string)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_text_is_no_token(text in any::<String>()) {
        assert!(bench().verify(&text).is_none());
    }

    #[test]
    fn random_parts_are_no_token(token in of_random_parts()) {
        assert!(bench().verify(&token).is_none());
    }

    #[test]
    fn a_changed_token_is_refused(token in mutated()) {
        // Blanks around a token do not matter (contract 3.4).
        assert_eq!(bench().verify(&token).is_some(), token.trim() == genuine());
    }

    #[test]
    fn a_signature_does_not_make_a_token_of_anything(payload in json()) {
        assert!(bench().verify(&signed(0, &header(), &payload)).is_none());
    }

    #[test]
    fn a_signature_does_not_make_a_token_of_bytes(bytes in vec(any::<u8>(), 0..200)) {
        assert!(bench().verify(&signed_bytes(0, header().to_string().as_bytes(), &bytes)).is_none());
        assert!(bench().verify(&signed_bytes(0, &bytes, payload().to_string().as_bytes())).is_none());
    }

    #[test]
    fn another_algorithm_or_key_id_is_refused((name, before, header) in with_another_member(header())) {
        if name != "typ" && header[&name] != before {
            assert!(bench().verify(&signed(0, &header, &payload())).is_none(), "{header}");
        }
    }

    #[test]
    fn a_claim_of_another_form_is_refused((name, before, payload) in with_another_member(payload())) {
        let claim = &payload[&name];
        if *claim == before {
            return Ok(());
        }
        let is_accepted = bench().verify(&signed(0, &header(), &payload)).is_some();
        assert!(!is_accepted || may_be(&name, claim), "{name}: {claim}");
    }
}

proptest! {
    #[test]
    fn only_the_same_text_is_the_code(code in "\\PC{0,12}|[0-9]{6}", typed in "\\PC{0,12}|[0-9]{6}") {
        let hasher = HmacCodeHasher::new(&[Secret::new(SECRET.to_owned())]).unwrap();
        let (passcode, code) = (PasscodeId::new(id(1)), Code::typed(code));
        let hash = hasher.hash(passcode, &code).unwrap();
        let typed = Code::typed(typed);
        let is_same = typed.expose() == code.expose();
        prop_assert_eq!(hasher.matches(passcode, &typed, &hash).unwrap(), is_same);
    }

    #[test]
    fn no_stored_text_fits_any_code(
        stored in "\\PC{0,80}|hmac-sha256\\$v1\\$[A-Za-z0-9_-]{0,50}|\\$2[aby]\\$0[45]\\$[./A-Za-z0-9]{0,60}",
        typed in "\\PC{0,12}|[0-9]{6}",
    ) {
        let hasher = HmacCodeHasher::new(&[Secret::new(SECRET.to_owned())]).unwrap();
        let matches = hasher.matches(PasscodeId::new(id(1)), &Code::typed(typed), &CodeHash::new(stored));
        prop_assert!(!matches.unwrap());
    }
}
