//! Whether a text is a genuine session token (contract 3.4 and B-26, RFC 8725).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkan_domain::email::EmailAddress;
use inkan_domain::session::{EmailClaim, VerifiedClaims};
use inkan_domain::{Fault, SessionId, Timestamp, UserId};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::key_ring::KeyRing;

/// Longest token that is looked at, in bytes; blanks around it not counted.
const LONGEST: usize = 16 * 1024;

/// The protected header. Members that would change how a token is to be verified, or bring a key of their
/// own, are only looked for to refuse them (RFC 8725 §3.10, RFC 7515 §4.1.11).
#[derive(Deserialize)]
struct Header<'token> {
    #[serde(borrow)]
    alg: Cow<'token, str>,
    #[serde(borrow)]
    kid: Cow<'token, str>,
    #[serde(borrow, default)]
    typ: Option<Cow<'token, str>>,
    #[serde(default, rename = "crit")]
    _crit: Refused,
    #[serde(default, rename = "b64")]
    _b64: Refused,
    #[serde(default, rename = "jwk")]
    _jwk: Refused,
    #[serde(default, rename = "jku")]
    _jku: Refused,
    #[serde(default, rename = "x5c")]
    _x5c: Refused,
    #[serde(default, rename = "x5u")]
    _x5u: Refused,
}

/// A member that must not be there, not even as `null`.
#[derive(Default)]
struct Refused;

impl<'de> Deserialize<'de> for Refused {
    fn deserialize<D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a member that is refused"))
    }
}

impl Header<'_> {
    fn is_jwt(&self) -> bool {
        self.typ.as_deref().is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"))
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: Uuid,
    session_id: Uuid,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    #[serde(default)]
    aud: Audience,
    email: Option<Email>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    Many(Vec<String>),
    One(String),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize)]
struct Email {
    address: String,
    is_primary: bool,
    is_verified: bool,
}

/// The claims of a genuine session token, `None` for anything else.
pub(crate) fn verify(ring: &KeyRing, token: &str, now: Timestamp) -> Result<Option<VerifiedClaims>, Fault> {
    let token = token.trim();
    let Some((message, header, payload, signature)) = split(token) else { return Ok(None) };
    let Some(header) = decode(header) else { return Ok(None) };
    let Some(header) = serde_json::from_slice::<Header<'_>>(&header).ok().filter(Header::is_jwt) else {
        return Ok(None);
    };
    let Some(signature) = decode(signature) else { return Ok(None) };
    let Some(key) = ring.find(&header.kid)? else { return Ok(None) };
    if header.alg != key.algorithm || !key.verifies(message.as_bytes(), &signature) {
        return Ok(None);
    }
    let claims = decode(payload).and_then(|payload| serde_json::from_slice::<Claims>(&payload).ok());
    Ok(claims.and_then(|claims| claims.at(now)))
}

/// The signed text and the three parts.
fn split(token: &str) -> Option<(&str, &str, &str, &str)> {
    if token.len() > LONGEST {
        return None;
    }
    let (message, signature) = token.rsplit_once('.')?;
    let (header, payload) = message.split_once('.')?;
    let is_complete = !header.is_empty() && !payload.is_empty() && !signature.is_empty();
    (is_complete && !payload.contains('.')).then_some((message, header, payload, signature))
}

/// Base64url without padding, blanks or stray bits (RFC 7515 §2).
fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

impl Claims {
    /// What the token says, if it counts at this moment (RFC 7519 §4.1.4 to §4.1.6).
    fn at(self, now: Timestamp) -> Option<VerifiedClaims> {
        let now = now.timestamp();
        if now >= self.exp || self.iat > now || self.nbf.is_some_and(|not_before| not_before > now) {
            return None;
        }
        let mut others = self.others;
        let issuer = take_text(&mut others, "iss");
        let username = take_text(&mut others, "username");
        Some(VerifiedClaims {
            user_id: UserId::new(self.sub),
            session_id: SessionId::new(self.session_id),
            issued_at: Timestamp::from_timestamp(self.iat, 0)?,
            expires_at: Timestamp::from_timestamp(self.exp, 0)?,
            audience: match self.aud {
                Audience::Many(audience) => audience,
                Audience::One(audience) => vec![audience],
            },
            issuer,
            email: self.email.map(|email| EmailClaim {
                address: EmailAddress::stored(email.address),
                is_primary: email.is_primary,
                is_verified: email.is_verified,
            }),
            username,
            custom_claims: Value::Object(others).to_string(),
        })
    }
}

/// Takes a claim out if it is a text. A template may have given it another form; it is a custom claim then.
fn take_text(claims: &mut Map<String, Value>, name: &str) -> Option<String> {
    if !claims.get(name)?.is_string() {
        return None;
    }
    match claims.remove(name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}
