//! Use case: all keys with their states.

use std::sync::Arc;

use super::{GoneKey, KeyFactory, KeyState, StoredKey, retired_at, state_at};
use crate::{Clock, Fault, Storage, Timestamp};

/// A key in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// `kid`.
    pub kid: String,
    /// `alg`; unknown of a key that is gone.
    pub algorithm: Option<String>,
    /// Where it stands.
    pub state: KeyState,
    /// Whether it was removed because somebody else may have had it.
    pub is_compromised: bool,
    /// When it was made and published.
    pub created_at: Timestamp,
    /// From when it signs or signed.
    pub signs_from: Timestamp,
    /// When another key takes or took over, if that is known.
    pub retired_at: Option<Timestamp>,
    /// When it was removed.
    pub gone_at: Option<Timestamp>,
}

/// Lists signing keys.
pub struct ListSigningKeys {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Opens them.
    pub factory: Arc<dyn KeyFactory>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ListSigningKeys {
    /// Every key there is or was, in the order in which they sign.
    ///
    /// # Errors
    /// When the storage fails or a key cannot be opened.
    pub fn execute(&self) -> Result<Vec<ListedKey>, Fault> {
        let now = self.clock.now();
        let (keys, gone) = {
            let mut direct = self.storage.direct()?;
            (direct.signing_keys().all()?, direct.signing_keys().gone()?)
        };
        let mut listed =
            keys.iter().map(|key| self.published(&keys, key, now)).collect::<Result<Vec<_>, _>>()?;
        listed.extend(gone.into_iter().map(ended));
        listed.sort_by(|one, other| (one.signs_from, &one.kid).cmp(&(other.signs_from, &other.kid)));
        Ok(listed)
    }

    fn published(&self, keys: &[StoredKey], key: &StoredKey, now: Timestamp) -> Result<ListedKey, Fault> {
        let description = self.factory.describe(&key.key_data)?;
        Ok(ListedKey {
            kid: description.kid,
            algorithm: Some(description.algorithm),
            state: state_at(keys, key, now),
            is_compromised: false,
            created_at: key.created_at,
            signs_from: key.signs_from,
            retired_at: retired_at(keys, key),
            gone_at: None,
        })
    }
}

fn ended(key: GoneKey) -> ListedKey {
    ListedKey {
        kid: key.kid,
        algorithm: None,
        state: KeyState::Gone,
        is_compromised: key.is_compromised,
        created_at: key.created_at,
        signs_from: key.signs_from,
        retired_at: Some(key.retired_at),
        gone_at: Some(key.gone_at),
    }
}
