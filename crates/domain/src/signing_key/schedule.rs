//! Which key signs when: a function of the stored keys and the time, so that replicas agree without talking.

use chrono::TimeDelta;

use super::StoredKey;
use crate::Timestamp;

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, not yet signing.
    Next,
    /// Signs.
    Signing,
    /// Published until the last token that it signed has expired.
    Retired,
    /// Removed.
    Gone,
}

impl KeyState {
    /// The name, as it is shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Signing => "signing",
            Self::Retired => "retired",
            Self::Gone => "gone",
        }
    }
}

/// How old the keys that a replica signs with or publishes may be; an older set is read anew first.
pub const KEY_LAG: TimeDelta = TimeDelta::seconds(15);

/// How far the clocks of replicas and a slow commit may be apart.
pub const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(15);

/// Until when a replica may go on signing with a key that stopped at this moment: it lags, or its clock does.
pub(super) fn last_signature(retired_at: Timestamp) -> Timestamp {
    retired_at + KEY_LAG + CLOCK_SKEW
}

/// How keys follow each other.
#[derive(Clone, Copy, Debug)]
pub struct RotationPolicy {
    /// How long a key signs; `None` when keys are rotated by command only.
    pub interval: Option<TimeDelta>,
    /// How long consumers may keep the JWK Set.
    pub jwks_max_age: TimeDelta,
    /// How long a token is good at most.
    pub lifespan: TimeDelta,
}

impl RotationPolicy {
    /// How long a key is published before it signs: then no consumer holds a set without it.
    #[must_use]
    pub fn lead(&self) -> TimeDelta {
        self.jwks_max_age + KEY_LAG + CLOCK_SKEW
    }

    /// Until when a key stays published that stopped signing at this moment: then no token that it signed is good.
    #[must_use]
    pub fn published_until(&self, retired_at: Timestamp) -> Timestamp {
        last_signature(retired_at) + self.lifespan
    }

    /// Whether a next key is to be published.
    #[must_use]
    pub fn is_due(&self, keys: &[StoredKey], now: Timestamp) -> bool {
        let Some(interval) = self.interval else { return false };
        let Some(signing) = signing_at(keys, now) else { return false };
        next_at(keys, now).is_none() && signing.signs_from + interval - self.lead() <= now
    }
}

/// The key that signs at this moment: of those that may, the one that began last (contract 3.1). A key without a
/// plan may even if it was made in the future, by a clock that went wrong. When none may yet, the first that
/// will: without a signature nobody could log in.
#[must_use]
pub fn signing_at(keys: &[StoredKey], now: Timestamp) -> Option<&StoredKey> {
    let has_started = |key: &&StoredKey| key.kid.is_none() || key.signs_from <= now;
    let started = keys.iter().filter(has_started).max_by_key(|key| order(key));
    started.or_else(|| keys.iter().min_by_key(|key| order(key)))
}

/// The key that is published to sign later, the first of them.
#[must_use]
pub fn next_at(keys: &[StoredKey], now: Timestamp) -> Option<&StoredKey> {
    let signing = signing_at(keys, now)?;
    keys.iter().filter(|key| order(key) > order(signing)).min_by_key(|key| order(key))
}

/// When another key took, or takes, over from this one; `None` when none is known.
#[must_use]
pub fn retired_at(keys: &[StoredKey], key: &StoredKey) -> Option<Timestamp> {
    let later = keys.iter().filter(|other| order(other) > order(key)).min_by_key(|other| order(other));
    later.map(|later| later.signs_from)
}

/// Where a published key stands at this moment.
#[must_use]
pub fn state_at(keys: &[StoredKey], key: &StoredKey, now: Timestamp) -> KeyState {
    match signing_at(keys, now) {
        Some(signing) if order(key) > order(signing) => KeyState::Next,
        Some(signing) if order(key) == order(signing) => KeyState::Signing,
        _ => KeyState::Retired,
    }
}

/// Keys sign in this order.
fn order(key: &StoredKey) -> (Timestamp, Timestamp, Option<i32>, Option<&str>) {
    (key.signs_from, key.created_at, key.row, key.kid.as_deref())
}
