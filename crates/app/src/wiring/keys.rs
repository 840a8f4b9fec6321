//! Signing keys: how they are loaded at start, and the use cases of their life.

use std::sync::Arc;

use inkan_config::Configuration;
use inkan_domain::signing_key::{
    EncryptAnew, EnsureSigningKeys, KeyFactory, ListSigningKeys, RetireSigningKey, RotateSigningKeys,
};
use inkan_domain::{Fault, Storage};
use inkan_token::{JwkFactory, KeyEncryption, KeyRing, KeyRingError};

use super::Connected;
use crate::settings;
use crate::start_error::StartError;

impl Connected {
    fn encryption(&self) -> Result<KeyEncryption, Fault> {
        KeyEncryption::new(&self.secrets, Arc::clone(&self.random))
    }

    fn key_factory(&self, configuration: &Configuration) -> Result<Arc<dyn KeyFactory>, Fault> {
        Ok(Arc::new(JwkFactory {
            algorithm: settings::key_algorithm(configuration),
            encryption: self.encryption()?,
            random: Arc::clone(&self.random),
        }))
    }

    fn storage(&self) -> Arc<dyn Storage> {
        Arc::new(self.database.clone())
    }

    /// Loads the signing keys as they are.
    pub(crate) fn load_keys(&self) -> Result<KeyRing, KeyRingError> {
        KeyRing::load(self.storage(), self.encryption()?, Arc::clone(&self.clock))
    }

    /// Whether the secrets open the keys of a database that has no table of ours yet.
    pub(crate) fn check_keys_of_reference(&self) -> Result<(), KeyRingError> {
        let rows = self.database.direct()?.signing_keys().of_reference()?;
        KeyRing::check(rows, &self.encryption()?)
    }

    /// Loads the signing keys after making those that are missing. Nothing is made while there are keys that
    /// the secrets do not open: the right secrets would not open what the wrong ones made.
    pub(super) fn keys(
        &self,
        configuration: &Configuration,
        loaded: Result<KeyRing, KeyRingError>,
    ) -> Result<KeyRing, StartError> {
        if !matches!(loaded, Ok(_) | Err(KeyRingError::Empty)) {
            return Ok(loaded?);
        }
        let ensure = EnsureSigningKeys {
            storage: self.storage(),
            factory: self.key_factory(configuration)?,
            clock: Arc::clone(&self.clock),
            policy: settings::rotation(configuration),
            secrets: i32::try_from(self.secrets.len()).unwrap_or(i32::MAX),
        };
        let made = ensure.execute()?;
        if made > 0 {
            tracing::info!(made, "signing keys made");
        }
        match loaded {
            Ok(ring) if made == 0 => {
                // Another process may have made keys since the ring was read.
                ring.refresh();
                Ok(ring)
            }
            _ => Ok(self.load_keys()?),
        }
    }

    /// Rotates signing keys, by command or when it is time.
    pub(crate) fn rotate_signing_keys(
        &self,
        configuration: &Configuration,
    ) -> Result<RotateSigningKeys, Fault> {
        Ok(RotateSigningKeys {
            storage: self.storage(),
            factory: self.key_factory(configuration)?,
            clock: Arc::clone(&self.clock),
            policy: settings::rotation(configuration),
        })
    }

    /// Lists signing keys.
    pub(crate) fn list_signing_keys(&self, configuration: &Configuration) -> Result<ListSigningKeys, Fault> {
        Ok(ListSigningKeys {
            storage: self.storage(),
            factory: self.key_factory(configuration)?,
            clock: Arc::clone(&self.clock),
        })
    }

    /// Retires a compromised signing key.
    pub(crate) fn retire_signing_key(
        &self,
        configuration: &Configuration,
    ) -> Result<RetireSigningKey, Fault> {
        Ok(RetireSigningKey {
            storage: self.storage(),
            factory: self.key_factory(configuration)?,
            clock: Arc::clone(&self.clock),
        })
    }

    /// Encrypts under the first secret what is encrypted under another.
    pub(crate) fn encrypt_anew(&self, configuration: &Configuration) -> Result<EncryptAnew, Fault> {
        Ok(EncryptAnew {
            storage: self.storage(),
            factory: self.key_factory(configuration)?,
            clock: Arc::clone(&self.clock),
        })
    }
}
