//! Limits of calls.

use std::time::Duration;

use crate::choice::choice;
use crate::key::{Key, Kind, Mark};
use crate::settings::Reader;

const TOKENS: Kind = Kind::Number { min: 0, max: 9_223_372_036_854_775_807 };

macro_rules! limit_keys {
    ($name:literal, $mark:ident, $tokens:literal, $about:literal) => {
        &[
            Key::new(
                Mark::$mark,
                concat!("rate_limiter.", $name, ".tokens"),
                TOKENS,
                $tokens,
                concat!("Calls per interval: ", $about, "."),
            ),
            Key::new(
                Mark::$mark,
                concat!("rate_limiter.", $name, ".interval"),
                Kind::Duration,
                "1m",
                "Length of the interval.",
            ),
        ]
    };
}

pub(crate) const KEYS: &[Key] = &[
    Key::rest("rate_limiter.enabled", Kind::Bool, "true", "Limits calls."),
    Key::rest(
        "rate_limiter.store",
        Kind::Choice(RateLimiterStore::WORDS),
        "in_memory",
        "Where calls are counted: in_memory (each process alone), postgres (all replicas together).",
    ),
    Key::rest(
        "rate_limiter.redis_config.address",
        Kind::Text,
        "",
        "Only read: the store redis is not supported.",
    )
    .variable("RATE_LIMITER_REDIS_ADDRESS"),
    Key::rest(
        "rate_limiter.redis_config.password",
        Kind::Secret,
        "",
        "Only read: the store redis is not supported.",
    )
    .variable("RATE_LIMITER_REDIS_PASSWORD"),
    Key::rest(
        "rate_limiter.account.wrong_guesses",
        Kind::Number { min: 0, max: 100 },
        "30",
        "Wrong passcodes of one account, from all clients and counted for all replicas together, after which its \
         passcode logins are slowed; 0 is no limit. In force also when enabled is false.",
    ),
    Key::rest(
        "rate_limiter.account.interval",
        Kind::Duration,
        "1h",
        "Time in which all of them come back, one by one: with 30 in 1h one every 2m.",
    ),
];

pub(crate) const LIMIT_KEYS: [&[Key]; 8] = [
    limit_keys!("passcode_limits", Rest, "3", "passcodes sent, for each user and client address"),
    limit_keys!("password_limits", Rest, "5", "passwords tried, for each user and client address"),
    limit_keys!("token_limits", Rest, "3", "one-time tokens exchanged, for each client address"),
    limit_keys!("otp_limits", Flow, "3", "one-time codes tried"),
    limit_keys!("lookup_limits", Rest, "100", "look-ups of an address, for each client address"),
    limit_keys!("signup_limits", Rest, "100", "sign-ups, for each client address"),
    limit_keys!("failure_limits", Rest, "100", "refused passcodes, for each client address"),
    limit_keys!("mail_limits", Rest, "5", "mails to an address that nobody has verified"),
];

choice! {
    /// Where calls are counted.
    pub enum RateLimiterStore {
        /// Each process counts for itself.
        #[default]
        InMemory = "in_memory",
        /// All replicas count together.
        Postgres = "postgres",
    }
}

/// Limits of calls.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    /// Whether calls are limited.
    pub enabled: bool,
    /// Where calls are counted.
    pub store: RateLimiterStore,
    /// `POST /passcode/login/initialize`.
    pub passcode_limits: Limit,
    /// `POST /password/login`.
    pub password_limits: Limit,
    /// `POST /token`.
    pub token_limits: Limit,
    /// Flow API: one-time codes.
    pub otp_limits: Limit,
    /// `POST /user` (rest-core.md, B-32).
    pub lookup_limits: Limit,
    /// `POST /users` (rest-core.md, B-32).
    pub signup_limits: Limit,
    /// Refused `POST /passcode/login/finalize` (rest-core.md, B-32).
    pub failure_limits: Limit,
    /// Mails to an unverified address (rest-core.md, B-33).
    pub mail_limits: Limit,
    /// Wrong passcodes of one account; not switched off by `enabled`.
    pub account: AccountLimit,
}

/// So many wrong passcodes of one account in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountLimit {
    /// At most 100 (NIST SP 800-63B-4, 3.2.2); 0 for no limit.
    pub wrong_guesses: u32,
    /// At least 1 ms.
    pub interval: Duration,
}

/// So many calls in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Calls per interval.
    pub tokens: u64,
    /// At least 1 ms.
    pub interval: Duration,
}

impl RateLimiter {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let enabled = reader.get("rate_limiter.enabled");
        Self {
            enabled,
            store: if enabled { store(reader) } else { RateLimiterStore::default() },
            passcode_limits: Limit::read(reader, "passcode_limits"),
            password_limits: Limit::read(reader, "password_limits"),
            token_limits: Limit::read(reader, "token_limits"),
            otp_limits: Limit::read(reader, "otp_limits"),
            lookup_limits: Limit::read(reader, "lookup_limits"),
            signup_limits: Limit::read(reader, "signup_limits"),
            failure_limits: Limit::read(reader, "failure_limits"),
            mail_limits: Limit::read(reader, "mail_limits"),
            account: AccountLimit {
                wrong_guesses: reader.get("rate_limiter.account.wrong_guesses"),
                interval: reader.get("rate_limiter.account.interval"),
            },
        }
    }
}

fn store(reader: &mut Reader<'_>) -> RateLimiterStore {
    reader.choice("rate_limiter.store", |text| match text {
        "redis" => "rate_limiter.store is \"redis\", which is not supported: use postgres, which counts for all \
                    replicas together, or in_memory"
            .to_owned(),
        other => format!(
            "failed to validate config: failed to validate rate-limiter settings: {other} is not a valid rate \
             limiter store.: rate_limiter.store must be in_memory or postgres"
        ),
    })
}

impl Limit {
    fn read(reader: &mut Reader<'_>, name: &str) -> Self {
        Self {
            tokens: reader.get(&format!("rate_limiter.{name}.tokens")),
            interval: reader.get(&format!("rate_limiter.{name}.interval")),
        }
    }
}
