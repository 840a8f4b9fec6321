//! All stored signing keys, decrypted and parsed.

use std::collections::HashMap;
use std::sync::Arc;

use inkan_domain::Timestamp;
use inkan_domain::signing_key::{StoredKey, signing_at};

use crate::jwks::PublishedKeys;
use crate::key_encryption::KeyEncryption;
use crate::key_ring::KeyRingError;
use crate::signing_key::SigningKey;

/// The keys of one state of the tables.
pub(crate) struct Keys {
    /// The rows that they came from, in the order of their publication.
    pub(crate) rows: Vec<StoredKey>,
    /// What is published.
    pub(crate) published: Arc<PublishedKeys>,
    /// One for each row.
    parsed: Vec<Arc<SigningKey>>,
    by_kid: HashMap<String, Arc<SigningKey>>,
}

impl Keys {
    /// Decrypts and parses every row.
    pub(crate) fn read(rows: Vec<StoredKey>, encryption: &KeyEncryption) -> Result<Self, KeyRingError> {
        let parsed = decrypt(&rows, encryption)?;
        if parsed.is_empty() {
            return Err(KeyRingError::Empty);
        }
        let published =
            PublishedKeys::of(parsed.iter().map(|key| &key.public)).map_err(KeyRingError::Publish)?;
        let mut by_kid = HashMap::with_capacity(parsed.len());
        for (row, key) in rows.iter().zip(&parsed) {
            if by_kid.insert(key.kid.clone(), Arc::clone(key)).is_some() {
                return Err(KeyRingError::SameKid { key: name(row) });
            }
        }
        Ok(Self { rows, published: Arc::new(published), parsed, by_kid })
    }

    /// The key that signs at this moment, with its row.
    pub(crate) fn signing(&self, now: Timestamp) -> Option<(&StoredKey, &Arc<SigningKey>)> {
        let signing = signing_at(&self.rows, now)?;
        self.rows.iter().zip(&self.parsed).find(|(row, _)| std::ptr::eq(*row, signing))
    }

    /// The key with this id.
    pub(crate) fn find(&self, kid: &str) -> Option<&Arc<SigningKey>> {
        self.by_kid.get(kid)
    }
}

/// How a row is called in messages: by its number, or by its `kid` when it has none.
fn name(row: &StoredKey) -> String {
    row.row.map_or_else(|| row.kid.clone().unwrap_or_default(), |number| number.to_string())
}

fn decrypt(rows: &[StoredKey], encryption: &KeyEncryption) -> Result<Vec<Arc<SigningKey>>, KeyRingError> {
    let mut parsed = Vec::with_capacity(rows.len());
    let mut closed = Vec::new();
    for row in rows {
        match encryption.decrypt(&row.key_data) {
            Some(json) => {
                let key = SigningKey::parse(&json);
                let key = key
                    .map_err(|error| KeyRingError::Unusable { key: name(row), reason: error.to_string() })?;
                parsed.push(Arc::new(key));
            }
            None => closed.push(name(row)),
        }
    }
    if closed.is_empty() { Ok(parsed) } else { Err(KeyRingError::Closed { keys: closed, rows: rows.len() }) }
}
