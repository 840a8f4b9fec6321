//! Another service checks a token knowing nothing but the address of the JWK Set.

use std::collections::HashSet;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::support::{Client, RunningServer, log_in, migrated, number};

/// The claims of a token, as a service sees them that fetches the JWK Set and trusts nothing else.
fn verified(jwk_set: Client, token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let set: JwkSet = serde_json::from_str(&jwk_set.get("/.well-known/jwks.json").expect(200).body).unwrap();
    let kid = decode_header(token)?.kid.expect("a kid");
    let key = DecodingKey::from_jwk(set.find(&kid).expect("the key of the token"))?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["example.test"]);
    validation.set_issuer(&["https://login.example.test"]);
    validation.required_spec_claims = HashSet::from(["exp", "iss", "aud", "sub"].map(str::to_owned));
    Ok(decode::<Value>(token, &key, &validation)?.claims)
}

#[test]
fn a_token_is_verified_by_another_library_through_the_jwk_set_alone() {
    let server = RunningServer::start_with(|settings| {
        settings.with("SESSION_AUDIENCE", "example.test").with("SESSION_ISSUER", "https://login.example.test")
    });
    let login = log_in(server.public, server.mailbox.as_ref(), "token@x.test");
    let claims = verified(server.public, &login.token).unwrap();
    assert_eq!(claims["sub"], json!(login.account.user_id));
    assert_eq!(claims["aud"], json!(["example.test"]));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 12 * 60 * 60);
    let email = json!({ "address": "token@x.test", "is_primary": true, "is_verified": true });
    assert_eq!(claims["email"], email);
    let (signed, _) = login.token.rsplit_once('.').unwrap();
    assert!(verified(server.public, &format!("{signed}.AAAA")).is_err(), "a signature of nothing");
}

#[test]
fn the_jwk_set_may_be_kept_for_ten_minutes_and_holds_no_private_part() {
    let server = RunningServer::start();
    let answer = server.public.get("/.well-known/jwks.json").expect(200);
    assert_eq!(answer.header("cache-control"), Some("max-age=600"));
    for key in answer.json()["keys"].as_array().unwrap() {
        let members: Vec<_> = key.as_object().unwrap().keys().collect();
        assert_eq!(members.len(), 6, "{members:?}");
        assert!(["alg", "e", "kid", "kty", "n", "use"].iter().all(|member| key.get(member).is_some()));
    }
    let etag = answer.header("etag").expect("an ETag");
    let again = server.public.call("GET", "/.well-known/jwks.json").header("If-None-Match", etag);
    again.send().expect(304);
}

#[test]
fn each_secret_has_one_key() {
    let server = RunningServer::start_on(migrated(), |settings| {
        settings.with("SECRETS_KEYS", "the-newer-secret,the-older-secret")
    });
    assert_eq!(number(&server.database, "SELECT count(*) FROM jwks"), 2);
    let keys = server.public.get("/.well-known/jwks.json").expect(200).json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
}
