//! Verifies session tokens of Inkan: copy this file into your service.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm::{ES256, EdDSA, RS256};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

/// Least time between two requests to Inkan, whatever tokens come.
pub const PAUSE: Duration = Duration::from_secs(5);
/// Longest time that a request to Inkan may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Seconds that the clocks of Inkan and this service may differ.
const LEEWAY: u64 = 5;
/// How long a JWK Set without `max-age` is fresh, in seconds.
const FRESH: u64 = 300;

/// What a token says; the other claims can be read in the same way.
#[derive(Debug, Deserialize, Serialize)]
pub struct Claims {
    /// The user.
    pub sub: String,
    /// Tells a session token from the other tokens signed with the same keys.
    pub session_id: String,
    /// Seconds since 1970.
    pub exp: u64,
}

/// Why there is no session.
#[derive(Debug)]
pub enum Refusal {
    /// No JWK Set could be fetched since the start: an outage, not a bad token.
    NoKeys,
    /// The token does not hold.
    Token(String),
}

impl From<jsonwebtoken::errors::Error> for Refusal {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        Self::Token(error.to_string())
    }
}

/// What a token says that holds. Without an issuer, that claim is not checked.
///
/// # Errors
/// Says why the token is refused.
pub async fn verify(
    token: &str,
    keys: &Keys,
    audience: &str,
    issuer: Option<&str>,
) -> Result<Claims, Refusal> {
    let header = decode_header(token)?;
    if ![RS256, ES256, EdDSA].contains(&header.alg) {
        return Err(Refusal::Token("algorithm not allowed".to_owned()));
    }
    let key = keys.find(&header.kid.unwrap_or_default()).await?;
    let mut checks = Validation::new(header.alg);
    checks.leeway = LEEWAY;
    checks.validate_nbf = true;
    checks.set_audience(&[audience]);
    checks.set_required_spec_claims(&["exp", "aud"]);
    if let Some(issuer) = issuer {
        checks.set_issuer(&[issuer]);
        checks.set_required_spec_claims(&["exp", "aud", "iss"]);
    }
    Ok(decode::<Claims>(token, &key, &checks)?.claims)
}

/// The cached JWK Set. It goes on with the last good set when Inkan does not answer.
#[derive(Debug)]
pub struct Keys {
    url: String,
    client: reqwest::Client,
    cached: RwLock<Arc<Cached>>,
    asking: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Cached {
    keys: HashMap<String, DecodingKey>,
    asked: Option<Instant>,
    fresh_until: Option<Instant>,
}

impl Cached {
    fn is_due(&self, kid: &str) -> bool {
        let now = Instant::now();
        let stale = self.fresh_until.is_none_or(|until| now >= until);
        self.asked.is_none_or(|asked| now >= asked + PAUSE) && (stale || !self.keys.contains_key(kid))
    }
}

impl Keys {
    /// Keys that are fetched from this address when the first token comes.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self { url, client: reqwest::Client::new(), cached: RwLock::default(), asking: Mutex::default() }
    }

    async fn find(&self, kid: &str) -> Result<DecodingKey, Refusal> {
        let cached = self.cached();
        if cached.is_due(kid) {
            // Only who cannot go on without the answer waits for a request that is under way.
            let known = cached.keys.contains_key(kid);
            let turn = if known { self.asking.try_lock().ok() } else { Some(self.asking.lock().await) };
            if turn.is_some() && self.cached().is_due(kid) {
                let next = Arc::new(self.next().await);
                *self.cached.write().unwrap_or_else(PoisonError::into_inner) = next;
            }
        }
        let cached = self.cached();
        match cached.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if cached.keys.is_empty() => Err(Refusal::NoKeys),
            None => Err(Refusal::Token("unknown key".to_owned())),
        }
    }

    fn cached(&self) -> Arc<Cached> {
        self.cached.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The set that Inkan publishes, or the last one when it cannot be had.
    async fn next(&self) -> Cached {
        let next = self.fetch().await.unwrap_or_else(|problem| {
            eprintln!("no JWK Set, going on with the last one: {problem}");
            self.cached().as_ref().clone()
        });
        Cached { asked: Some(Instant::now()), ..next }
    }

    async fn fetch(&self) -> Result<Cached, reqwest::Error> {
        let start = Instant::now();
        let answer = self.client.get(&self.url).timeout(TIMEOUT).send().await?.error_for_status()?;
        let age = answer.headers().get("Cache-Control").and_then(|value| max_age(value.to_str().ok()?));
        let set: JwkSet = answer.json().await?;
        let usable = |jwk: &Jwk| Some((jwk.common.key_id.clone()?, DecodingKey::from_jwk(jwk).ok()?));
        let keys = set.keys.iter().filter_map(usable).collect();
        Ok(Cached { keys, asked: None, fresh_until: Some(start + Duration::from_secs(age.unwrap_or(FRESH))) })
    }
}

fn max_age(control: &str) -> Option<u64> {
    control.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())
}
