//! A stored hash of any known form.

use inkan_domain::Fault;
use inkan_domain::password::Password;

use crate::bcrypt_hash::BcryptHash;
use crate::firebase_hash::FirebaseHash;

/// What a stored hash says.
pub(crate) enum StoredHash {
    Bcrypt(BcryptHash),
    Firebase(FirebaseHash),
}

/// Why a stored hash fits no password. Tells nothing of the hash but its cost.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("its form is unknown")]
    Form,
    #[error("a cost of {0} is not tried")]
    Cost(u32),
}

impl StoredHash {
    pub(crate) fn parse(text: &str) -> Result<Self, Unreadable> {
        if let Some(bcrypt) = BcryptHash::parse(text) {
            return bcrypt.map(Self::Bcrypt);
        }
        FirebaseHash::parse(text).ok_or(Unreadable::Form)?.map(Self::Firebase)
    }

    pub(crate) fn matches(&self, password: &Password) -> Result<bool, Fault> {
        match self {
            Self::Bcrypt(hash) => Ok(hash.matches(password)),
            Self::Firebase(hash) => hash.matches(password).map_err(Fault::internal),
        }
    }
}
