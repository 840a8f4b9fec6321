//! Rows that no port writes.

use uuid::Uuid;

use crate::one_time_token::OneTimeToken;

/// Puts rows into an adapter's storage past its ports; each is kept at once.
pub trait Seeds {
    /// A one-time token of an account that is there.
    fn token(&self, value: &str, token: &OneTimeToken);

    /// An enabled hook that subscribed to one text, younger than those before.
    fn hook(&self, id: Uuid, subscribed: &str);
}
