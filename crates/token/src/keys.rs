//! All stored signing keys, decrypted and parsed.

use std::collections::HashMap;
use std::sync::Arc;

use inkan_domain::signing_key::StoredKey;

use crate::jwks::PublishedKeys;
use crate::key_encryption::KeyEncryption;
use crate::key_ring::KeyRingError;
use crate::signing_key::SigningKey;

/// The keys of one state of the table.
pub(crate) struct Keys {
    /// The rows that they came from, by id.
    pub(crate) rows: Vec<StoredKey>,
    /// The key that signs.
    pub(crate) newest: Arc<SigningKey>,
    /// What is published.
    pub(crate) published: Arc<PublishedKeys>,
    by_kid: HashMap<String, Arc<SigningKey>>,
}

impl Keys {
    /// Decrypts and parses every row.
    pub(crate) fn read(mut rows: Vec<StoredKey>, encryption: &KeyEncryption) -> Result<Self, KeyRingError> {
        rows.sort_by_key(|row| row.id);
        let parsed = decrypt(&rows, encryption)?;
        let newest = rows.iter().zip(&parsed).max_by_key(|(row, _)| (row.created_at, row.id));
        let newest = newest.map(|(_, key)| Arc::clone(key)).ok_or(KeyRingError::Empty)?;
        let published =
            PublishedKeys::of(parsed.iter().map(|key| &key.public)).map_err(KeyRingError::Publish)?;
        let mut by_kid = HashMap::with_capacity(parsed.len());
        for (row, key) in rows.iter().zip(parsed) {
            if by_kid.insert(key.kid.clone(), key).is_some() {
                return Err(KeyRingError::SameKid { id: row.id });
            }
        }
        Ok(Self { rows, newest, published: Arc::new(published), by_kid })
    }

    /// The key with this id.
    pub(crate) fn find(&self, kid: &str) -> Option<&Arc<SigningKey>> {
        self.by_kid.get(kid)
    }
}

fn decrypt(rows: &[StoredKey], encryption: &KeyEncryption) -> Result<Vec<Arc<SigningKey>>, KeyRingError> {
    let mut parsed = Vec::with_capacity(rows.len());
    let mut closed = Vec::new();
    for row in rows {
        match encryption.decrypt(&row.key_data) {
            Some(json) => {
                let key = SigningKey::parse(&json);
                let key =
                    key.map_err(|error| KeyRingError::Unusable { id: row.id, reason: error.to_string() })?;
                parsed.push(Arc::new(key));
            }
            None => closed.push(row.id),
        }
    }
    if closed.is_empty() { Ok(parsed) } else { Err(KeyRingError::Closed { ids: closed, rows: rows.len() }) }
}
