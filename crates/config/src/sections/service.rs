//! The name of the service.

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[Key::rest(
    "service.name",
    Kind::Text,
    "Hanko Authentication Service",
    "Name of the service in mails and in authenticator apps.",
)];

/// What the service calls itself.
#[derive(Debug, Clone)]
pub struct Service {
    /// Name in mails, in `email.send` events and as TOTP issuer; never blank.
    pub name: String,
}

impl Service {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let name: String = reader.get("service.name");
        reader.demand(!name.trim().is_empty(), || {
            "failed to validate config: failed to validate service settings: field name must not be empty: \
             service.name is empty, expected a text"
                .to_owned()
        });
        Self { name }
    }
}
