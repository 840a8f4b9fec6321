//! What is no session token (contract 3.4 and B-26, RFC 8725).

use inkan_domain::fakes::{id, moment};
use inkan_domain::session::SessionTokens as _;
use josekit::jwk::alg::rsa::RsaKeyPair;
use josekit::jws::alg::hmac::HmacJwsAlgorithm::Hs256;
use josekit::jws::{JwsSigner as _, RS384};
use serde_json::{Value, json};

use crate::bench::{
    encode, header, header_with, jwk, kid, payload, payload_with, plain_bench, signed, signed_bytes,
};

fn is_refused(token: &str) -> bool {
    plain_bench().verify(token).is_none()
}

fn is_payload_refused(changes: Value) -> bool {
    is_refused(&signed(0, &header(), &payload_with(changes)))
}

fn is_header_refused(changes: Value) -> bool {
    is_refused(&signed(0, &header_with(changes), &payload()))
}

/// So that the tests below refuse for the reason that they name.
#[test]
fn the_token_that_the_others_differ_from_is_genuine() {
    assert!(!is_refused(&signed(0, &header(), &payload())));
}

#[test]
fn an_unsigned_token_is_refused() {
    for alg in ["none", "None", "NONE", ""] {
        let message = format!(
            "{}.{}",
            encode(header_with(json!({ "alg": alg })).to_string().as_bytes()),
            encode(payload().to_string().as_bytes())
        );
        assert!(is_refused(&format!("{message}.")), "{alg}");
        assert!(is_refused(&message), "{alg}");
        assert!(is_refused(&signed(0, &header_with(json!({ "alg": alg })), &payload())), "{alg}");
    }
}

#[test]
fn the_public_key_is_no_secret() {
    let pair = RsaKeyPair::from_jwk(&jwk(0)).unwrap();
    let modulus = jwk(0).parameter("n").and_then(Value::as_str).unwrap().to_owned();
    let secrets = [
        pair.to_traditional_pem_public_key(),
        josekit::jwk::KeyPair::to_pem_public_key(&pair),
        pair.to_raw_public_key(),
        modulus.into_bytes(),
    ];
    let header = header_with(json!({ "alg": "HS256" }));
    let message =
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(payload().to_string().as_bytes()));
    for secret in secrets {
        let signature = Hs256.signer_from_bytes(secret).unwrap().sign(message.as_bytes()).unwrap();
        assert!(is_refused(&format!("{message}.{}", encode(&signature))));
    }
}

#[test]
fn another_algorithm_of_the_same_key_is_refused() {
    let mut key = jwk(0);
    key.set_algorithm("RS384");
    let header = header_with(json!({ "alg": "RS384" }));
    let message =
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(payload().to_string().as_bytes()));
    let signature = RS384.signer_from_jwk(&key).unwrap().sign(message.as_bytes()).unwrap();
    assert!(is_refused(&format!("{message}.{}", encode(&signature))));
    assert!(is_header_refused(json!({ "alg": "RS384" })));
    assert!(is_header_refused(json!({ "alg": "rs256" })));
}

#[test]
fn a_foreign_key_with_our_kid_is_refused() {
    assert!(is_refused(&signed(1, &header(), &payload())));
}

#[test]
fn a_key_that_the_token_brings_along_is_refused() {
    let mut public = jwk(1).to_public_key().unwrap();
    public.set_key_id(kid(0));
    let public: serde_json::Map<String, Value> = public.into();
    assert!(is_refused(&signed(1, &header_with(json!({ "jwk": public })), &payload())));
    assert!(is_header_refused(json!({ "jwk": public })));
    for name in ["jku", "x5u"] {
        assert!(is_header_refused(json!({ name: "https://elsewhere.test/keys" })), "{name}");
    }
    assert!(is_header_refused(json!({ "x5c": ["MII"] })));
}

#[test]
fn members_that_change_the_meaning_are_refused() {
    assert!(is_header_refused(json!({ "crit": ["exp"], "exp": 1 })));
    assert!(is_header_refused(json!({ "crit": [] })));
    assert!(is_header_refused(json!({ "b64": false, "crit": ["b64"] })));
    assert!(is_header_refused(json!({ "b64": true })));
    let with_null = header().to_string().replacen('{', "{\"crit\":null,", 1);
    assert!(is_refused(&signed_bytes(0, with_null.as_bytes(), payload().to_string().as_bytes())));
}

#[test]
fn another_type_of_token_is_refused() {
    assert!(is_header_refused(json!({ "typ": "at+jwt" })));
    assert!(is_header_refused(json!({ "typ": 1 })));
}

#[test]
fn a_header_that_does_not_name_one_of_our_keys_is_refused() {
    for changes in
        [json!({ "kid": null }), json!({ "kid": "" }), json!({ "kid": 1 }), json!({ "kid": kid(1) })]
    {
        assert!(is_header_refused(changes.clone()), "{changes}");
    }
    assert!(is_header_refused(json!({ "alg": null })));
    let twice = header().to_string().replacen('{', "{\"alg\":\"none\",", 1);
    assert!(is_refused(&signed_bytes(0, twice.as_bytes(), payload().to_string().as_bytes())));
}

#[test]
fn a_header_or_payload_that_is_no_object_is_refused() {
    let (header, payload) = (header().to_string(), payload().to_string());
    for bad in [&b""[..], b"null", b"[]", b"\"x\"", b"{", b"{}x", b"\xff\xfe", b"{\"kid\":\"\xff\"}"] {
        assert!(is_refused(&signed_bytes(0, bad, payload.as_bytes())));
        assert!(is_refused(&signed_bytes(0, header.as_bytes(), bad)));
    }
    let deep = format!("{{\"x\":{}{}", "[".repeat(5000), "]".repeat(5000));
    assert!(is_refused(&signed_bytes(0, header.as_bytes(), deep.as_bytes())));
}

#[test]
fn a_changed_token_is_refused() {
    let token = signed(0, &header(), &payload());
    let parts: Vec<_> = token.split('.').collect();
    let forged = encode(payload_with(json!({ "sub": id(9) })).to_string().as_bytes());
    assert!(is_refused(&format!("{}.{forged}.{}", parts[0], parts[2])));
    let longer = encode(payload_with(json!({ "exp": moment(99_999).timestamp() })).to_string().as_bytes());
    assert!(is_refused(&format!("{}.{longer}.{}", parts[0], parts[2])));
    let first = if parts[2].starts_with('A') { "B" } else { "A" };
    assert!(is_refused(&format!("{}.{}.{first}{}", parts[0], parts[1], &parts[2][1..])));
}

#[test]
fn only_three_parts_without_blanks_or_padding_are_a_token() {
    let token = signed(0, &header(), &payload());
    let parts: Vec<_> = token.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        header.to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!(".{payload}.{signature}"),
        format!("{header}..{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{header}.{payload}.{signature}.{signature}.{signature}"),
        format!("{token}=="),
        format!("{header} .{payload}.{signature}"),
        format!("{header}.{payload}.\n{signature}"),
        format!("{header}.{payload}.{signature}\0"),
        format!("Bearer {token}"),
        format!("{token},{token}"),
    ] {
        assert!(is_refused(&bad), "{bad}");
    }
}

/// 256 bytes end in a character of which only two bits count.
#[test]
fn stray_bits_at_the_end_of_the_signature_are_refused() {
    let token = signed(0, &header(), &payload());
    let (kept, last) = token.split_at(token.len() - 1);
    let others: Vec<_> = ["A", "Q", "g", "w"].into_iter().filter(|letter| *letter != last).collect();
    assert_eq!(others.len(), 3);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
    for letter in alphabet.chars().filter(|letter| letter.to_string() != last) {
        assert!(is_refused(&format!("{kept}{letter}")), "{letter}");
    }
}

#[test]
fn a_huge_token_is_refused() {
    let bench = plain_bench();
    let padded = |length: usize| signed(0, &header(), &payload_with(json!({ "x": "a".repeat(length) })));
    assert!(bench.verify(&padded(8000)).is_some());
    assert!(bench.verify(&padded(16_000)).is_none());
    assert!(bench.verify(&"a".repeat(50_000_000)).is_none());
    assert!(bench.verify(&".".repeat(16_000)).is_none());
}

#[test]
fn a_token_counts_from_its_issue_to_its_end_without_leeway() {
    let bench = plain_bench();
    let token = bench.sign();
    let counts = |milliseconds: i64| {
        let now = moment(0) + chrono::TimeDelta::milliseconds(milliseconds);
        bench.tokens.verify(&token, now).unwrap().is_some()
    };
    assert!(!counts(-1));
    assert!(counts(0));
    assert!(counts(3_599_999));
    assert!(!counts(3_600_000));
}

#[test]
fn a_token_does_not_count_before_its_time() {
    let at = |seconds: i64| json!({ "nbf": moment(seconds).timestamp() });
    assert!(!is_payload_refused(at(10)));
    assert!(is_payload_refused(at(11)));
}

#[test]
fn times_must_be_there_and_must_be_whole_seconds() {
    for bad in [Value::Null, json!("1750000000"), json!(1.5e9), json!(u64::MAX), json!({})] {
        assert!(is_payload_refused(json!({ "iat": bad })), "{bad}");
        assert!(is_payload_refused(json!({ "exp": bad })), "{bad}");
        if !bad.is_null() {
            assert!(is_payload_refused(json!({ "nbf": bad })), "{bad}");
        }
    }
    assert!(is_payload_refused(json!({ "exp": i64::MAX })));
    assert!(is_payload_refused(json!({ "iat": i64::MIN })));
}

#[test]
fn a_token_without_a_session_is_no_session_token() {
    for name in ["sub", "session_id"] {
        for bad in [Value::Null, json!(""), json!("nope"), json!(1), json!([id(1)])] {
            assert!(is_payload_refused(json!({ name: bad })), "{name} {bad}");
        }
    }
}

#[test]
fn a_malformed_address_is_no_session_token() {
    for bad in [
        json!("a@inkan.test"),
        json!({}),
        json!({ "address": 1, "is_primary": true, "is_verified": true }),
        json!({ "address": "a@inkan.test", "is_primary": "true", "is_verified": true }),
    ] {
        assert!(is_payload_refused(json!({ "email": bad })), "{bad}");
    }
}

#[test]
fn a_malformed_audience_is_no_session_token() {
    for bad in [json!(1), json!([1]), json!({})] {
        assert!(is_payload_refused(json!({ "aud": bad })), "{bad}");
    }
}
