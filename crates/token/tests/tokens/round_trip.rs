//! What is signed, and that it verifies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkan_domain::fakes::{id, moment};
use inkan_domain::session::{SessionClaims, SessionTokens as _};
use inkan_domain::{SessionId, UserId};
use inkan_token::TokenSettings;
use serde_json::{Map, Value, json};

use crate::bench::{
    bench, header, kid, payload, payload_with, plain_bench, plain_settings, row, session, signed,
};

fn part(token: &str, number: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn claims_of_the_contract() -> TokenSettings {
    let claims = json!({
        "role": "user", "level": 3, "verified": "{{.User.Email.IsVerified}}", "broken": "{{.User.Nothing}}",
        "sub": "overridden", "session_id": "overridden", "email": "overridden", "aud": "overridden", "iss": "overridden",
        "exp": 1, "iat": 2,
    });
    TokenSettings {
        audience: vec!["first.contract.test".to_owned(), "second.contract.test".to_owned()],
        issuer: Some("https://issuer.contract.test".to_owned()),
        claims_template: claims.as_object().unwrap().clone(),
    }
}

#[test]
fn a_token_has_the_header_and_the_claims_of_the_contract() {
    let token = plain_bench().sign();
    assert_eq!(part(&token, 0), json!({ "alg": "RS256", "kid": kid(0), "typ": "JWT" }));
    let wanted = json!({
        "sub": id(1), "session_id": id(2), "iat": 1_750_000_000, "exp": 1_750_003_600, "aud": ["localhost"],
        "email": { "address": "a@inkan.test", "is_primary": true, "is_verified": true },
    });
    assert_eq!(part(&token, 1), wanted);
}

#[test]
fn standard_claims_win_over_those_of_the_template() {
    let bench = bench(vec![row(1, 0, 0)], claims_of_the_contract());
    let wanted = json!({
        "sub": id(1), "session_id": id(2), "iat": 1_750_000_000, "exp": 1_750_003_600,
        "aud": ["first.contract.test", "second.contract.test"], "iss": "https://issuer.contract.test",
        "email": { "address": "a@inkan.test", "is_primary": true, "is_verified": true },
        "role": "user", "level": 3, "verified": true,
    });
    assert_eq!(part(&bench.sign(), 1), wanted);
}

#[test]
fn a_user_without_an_address_gets_a_token_without_one() {
    let bench = plain_bench();
    let token = bench.tokens.sign(&SessionClaims { email: None, ..session() }).unwrap();
    assert_eq!(part(token.expose(), 1), payload());
    assert_eq!(bench.verify(token.expose()).unwrap().email, None);
}

#[test]
fn a_signed_token_verifies_with_all_that_it_says() {
    let bench = bench(vec![row(1, 0, 0)], claims_of_the_contract());
    let claims = bench.verify(&bench.sign()).unwrap();
    assert_eq!(claims.user_id, UserId::new(id(1)));
    assert_eq!(claims.session_id, SessionId::new(id(2)));
    assert_eq!((claims.issued_at, claims.expires_at), (moment(0), moment(3600)));
    assert_eq!(claims.audience, ["first.contract.test", "second.contract.test"]);
    assert_eq!(claims.issuer.as_deref(), Some("https://issuer.contract.test"));
    assert_eq!(claims.email, session().email);
    assert_eq!(claims.username, None);
    let custom: Value = serde_json::from_str(&claims.custom_claims).unwrap();
    assert_eq!(custom, json!({ "role": "user", "level": 3, "verified": true }));
}

#[test]
fn blanks_around_a_token_do_not_matter() {
    let bench = plain_bench();
    assert!(bench.verify(&format!(" \t\r\n{} \n", bench.sign())).is_some());
}

#[test]
fn an_audience_may_be_one_text_and_the_type_may_be_left_out() {
    let bench = plain_bench();
    let token = signed(0, &header(), &payload_with(json!({ "aud": "elsewhere" })));
    assert_eq!(bench.verify(&token).unwrap().audience, ["elsewhere"]);
    let token = signed(0, &header(), &payload_with(json!({ "aud": null })));
    assert!(bench.verify(&token).unwrap().audience.is_empty());
    let untyped = json!({ "alg": "RS256", "kid": kid(0) });
    assert!(bench.verify(&signed(0, &untyped, &payload())).is_some());
}

#[test]
fn claims_that_have_no_place_of_their_own_are_custom_claims() {
    let others = json!({ "username": "ann", "amr": ["pwd"], "jti": "1", "nbf": 5 });
    let claims = plain_bench().verify(&signed(0, &header(), &payload_with(others))).unwrap();
    assert_eq!(claims.username.as_deref(), Some("ann"));
    let custom: Value = serde_json::from_str(&claims.custom_claims).unwrap();
    assert_eq!(custom, json!({ "amr": ["pwd"], "jti": "1" }));
}

#[test]
fn a_username_or_issuer_that_is_no_text_is_a_custom_claim() {
    let odd = payload_with(json!({ "username": true, "iss": { "a": 1 } }));
    let claims = plain_bench().verify(&signed(0, &header(), &odd)).unwrap();
    assert_eq!((claims.username, claims.issuer), (None, None));
    let custom: Value = serde_json::from_str(&claims.custom_claims).unwrap();
    assert_eq!(custom, json!({ "username": true, "iss": { "a": 1 } }));
}

#[test]
fn an_empty_issuer_is_none() {
    let settings = TokenSettings { issuer: Some(String::new()), ..plain_settings() };
    let token = bench(vec![row(1, 0, 0)], settings).sign();
    assert_eq!(part(&token, 1).get("iss"), None);
    assert_eq!(plain_settings().claims_template, Map::new());
}
