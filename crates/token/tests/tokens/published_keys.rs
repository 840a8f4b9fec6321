//! The JWK Set as another library reads it.

use inkan_domain::signing_key::KeyFactory as _;
use inkan_token::{KeyAlgorithm, KeyRing};
use josekit::jwk::alg::rsa::RsaKeyPair;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

use crate::bench::{
    Bench, bench, encode, factory, header, header_with, jwk, kid, payload, plain_bench, plain_settings, row,
    stored,
};

fn read(ring: &KeyRing) -> JwkSet {
    serde_json::from_slice(&ring.jwks().body).unwrap()
}

/// The claims of the token, as a service finds them that only knows the JWK Set.
fn verify_elsewhere(bench: &Bench, token: &str) -> Option<Value> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let keys = read(&bench.ring);
    let key = DecodingKey::from_jwk(keys.find(&header.kid?)?).unwrap();
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&["localhost"]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(token, &key, &validation).ok().map(|token| token.claims)
}

fn signed_elsewhere(number: usize, kid: String) -> String {
    let der = RsaKeyPair::from_jwk(&jwk(number)).unwrap().to_raw_private_key();
    let header = Header { kid: Some(kid), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, &payload(), &EncodingKey::from_rsa_der(&der)).unwrap()
}

#[test]
fn another_library_verifies_our_tokens_with_the_published_keys() {
    let bench = bench(vec![row(1, 0, 0), row(2, 1, 1)], plain_settings());
    let claims = verify_elsewhere(&bench, &bench.sign()).unwrap();
    assert_eq!(claims["sub"], payload()["sub"]);
    assert_eq!(verify_elsewhere(&bench, &signed_elsewhere(2, kid(0))), None);
}

#[test]
fn another_library_verifies_tokens_of_every_algorithm() {
    for algorithm in [KeyAlgorithm::Es256, KeyAlgorithm::EdDsa] {
        let key = factory(algorithm).generate().unwrap();
        let bench = bench(vec![stored(1, key.key_data, 0)], plain_settings());
        // Many, since parts of an ECDSA signature that begin with zeros must keep their length.
        for _ in 0..300 {
            let token = bench.sign();
            assert_eq!(verify_elsewhere(&bench, &token).unwrap()["sub"], payload()["sub"]);
            assert!(bench.verify(&token).is_some());
        }
        let members = serde_json::from_slice::<Value>(&bench.ring.jwks().body).unwrap();
        let members: Vec<_> = members["keys"][0].as_object().unwrap().keys().cloned().collect();
        assert!(!members.contains(&"d".to_owned()), "{members:?}");
    }
}

#[test]
fn a_key_signs_with_no_other_algorithm() {
    let key = factory(KeyAlgorithm::Es256).generate().unwrap();
    let bench = bench(vec![row(1, 1, 0), stored(2, key.key_data, 1)], plain_settings());
    let token = bench.sign();
    let (_, rest) = token.split_once('.').unwrap();
    for header in [header_with(json!({ "kid": key.description.kid })), header()] {
        let forged = format!("{}.{rest}", encode(header.to_string().as_bytes()));
        assert!(bench.verify(&forged).is_none());
    }
}

#[test]
fn tokens_of_another_library_verify_only_with_our_key() {
    let bench = plain_bench();
    assert!(bench.verify(&signed_elsewhere(0, kid(0))).is_some());
    assert!(bench.verify(&signed_elsewhere(1, kid(0))).is_none());
    assert!(bench.verify(&signed_elsewhere(1, kid(1))).is_none());
}

#[test]
fn the_set_has_the_public_members_of_every_key_in_the_order_of_the_rows() {
    let bench = bench(vec![row(2, 1, 0), row(1, 0, 9)], plain_settings());
    let public = |number: usize| {
        let key = jwk(number);
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid(number),
            "n": key.parameter("n"), "e": "AQAB",
        })
    };
    let wanted = json!({ "keys": [public(0), public(1)] }).to_string() + "\n";
    assert_eq!(String::from_utf8(bench.ring.jwks().body.clone()).unwrap(), wanted);
}

#[test]
fn the_validator_is_strong_and_follows_the_body() {
    let (first, second) = (plain_bench().ring.jwks(), plain_bench().ring.jwks());
    assert_eq!(first, second);
    assert!(first.etag.starts_with('"') && first.etag.ends_with('"') && first.etag.len() > 40);
    let other = bench(vec![row(1, 1, 0)], plain_settings());
    assert_ne!(first.etag, other.ring.jwks().etag);
}
