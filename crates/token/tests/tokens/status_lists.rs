//! Signed status lists, and that they and session tokens never pass for each other.
#![expect(clippy::indexing_slicing, reason = "tests")]

use std::io::Read as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use flate2::read::ZlibDecoder;
use inkan_domain::fakes::moment;
use inkan_domain::session::{SessionClaims, SessionTokens as _};
use inkan_domain::status_list::{
    SignedStatusList, StatusBits, StatusList, StatusListTokens as _, StatusReference,
};
use inkan_token::{JwtStatusListTokens, TokenSettings};
use serde_json::{Value, json};

use crate::bench::{
    Bench, bench, header_with, kid, payload, plain_bench, plain_settings, row, session, signed,
};

const URI: &str = "https://login.test/lists/3";

fn bits(ended: &[u32]) -> StatusBits {
    let mut bits = StatusBits::default();
    for index in ended {
        bits.end(*index);
    }
    bits
}

fn list(bits: &StatusBits) -> StatusList<'_> {
    StatusList {
        uri: URI.to_owned(),
        issued_at: moment(0) + TimeDelta::milliseconds(900),
        expires_at: moment(300),
        ttl_seconds: 15,
        bits,
    }
}

fn sign(bench: &Bench, list: &StatusList<'_>) -> SignedStatusList {
    JwtStatusListTokens::new(Arc::clone(&bench.ring)).sign(list).unwrap()
}

fn part(token: &str, number: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The indices whose bit is 1.
fn ended(claims: &Value) -> Vec<usize> {
    let compressed = URL_SAFE_NO_PAD.decode(claims["status_list"]["lst"].as_str().unwrap()).unwrap();
    let mut bytes = Vec::new();
    ZlibDecoder::new(compressed.as_slice()).read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 131_072);
    (0..bytes.len() * 8).filter(|index| bytes[index / 8] >> (index % 8) & 1 == 1).collect()
}

#[test]
fn a_list_says_what_the_draft_wants() {
    let bits = bits(&[0, 9, 1_048_575]);
    let bench = plain_bench();
    let signed = sign(&bench, &list(&bits));
    assert_eq!(part(&signed.token, 0), json!({ "alg": "RS256", "kid": kid(0), "typ": "statuslist+jwt" }));
    let claims = part(&signed.token, 1);
    assert_eq!(ended(&claims), [0, 9, 1_048_575]);
    let lst = &claims["status_list"]["lst"];
    let wanted = json!({
        "sub": URI, "iat": 1_750_000_000, "exp": 1_750_000_300, "ttl": 15,
        "status_list": { "bits": 1, "lst": lst },
    });
    assert_eq!(claims, wanted);
    assert_eq!(signed.key_id, kid(0));
}

#[test]
fn the_key_of_session_tokens_signs_lists() {
    let bench = bench(vec![row(1, 0, 0), row(2, 1, 1)], plain_settings());
    let signed = sign(&bench, &list(&StatusBits::default()));
    assert_eq!(signed.key_id, part(&bench.sign(), 0)["kid"]);
    assert_eq!(JwtStatusListTokens::new(Arc::clone(&bench.ring)).key_id(), signed.key_id);
}

#[test]
fn a_list_of_living_sessions_is_small() {
    let signed = sign(&plain_bench(), &list(&StatusBits::default()));
    assert!(signed.token.len() < 1000, "{}", signed.token.len());
}

#[test]
fn a_list_is_no_session_token_whatever_it_says() {
    let bench = plain_bench();
    assert!(bench.verify(&sign(&bench, &list(&StatusBits::default())).token).is_none());
    for typ in ["statuslist+jwt", "StatusList+JWT", "application/statuslist+jwt"] {
        assert!(bench.verify(&signed(0, &header_with(json!({ "typ": typ })), &payload())).is_none(), "{typ}");
    }
    assert_eq!(part(&bench.sign(), 0)["typ"], "JWT", "and no session token is a list");
}

#[test]
fn the_tag_changes_with_everything_but_the_time_of_issue() {
    let bench = bench(vec![row(1, 0, 0), row(2, 1, 1)], plain_settings());
    let (none, one) = (StatusBits::default(), bits(&[1]));
    let first = sign(&bench, &list(&none)).tag;
    assert!(first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(sign(&bench, &StatusList { issued_at: moment(9), ..list(&none) }).tag, first);
    for other in [
        list(&one),
        StatusList { uri: "https://login.test/lists/4".to_owned(), ..list(&none) },
        StatusList { expires_at: moment(301), ..list(&none) },
        StatusList { ttl_seconds: 16, ..list(&none) },
    ] {
        assert_ne!(sign(&bench, &other).tag, first);
    }
    assert_ne!(sign(&plain_bench(), &list(&none)).tag, first);
}

#[test]
fn a_session_token_refers_to_its_place_whatever_the_template_says() {
    let template = json!({ "status": "{{.User.UserID}}", "role": "user" });
    let settings =
        TokenSettings { claims_template: template.as_object().unwrap().clone(), ..plain_settings() };
    let bench = bench(vec![row(1, 0, 0)], settings);
    let status = StatusReference { uri: URI.to_owned(), index: 7 };
    let token = bench.tokens.sign(&SessionClaims { status: Some(status), ..session() }).unwrap();
    let claims = part(token.expose(), 1);
    assert_eq!(claims["status"], json!({ "status_list": { "idx": 7, "uri": URI } }));
    assert_eq!(claims["role"], "user");
    assert_eq!(bench.verify(token.expose()).unwrap().session_id, session().session_id);
}
