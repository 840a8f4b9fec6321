//! Names of providers as people know them (contract 10.19).

use std::collections::HashMap;

/// Names by provider id.
pub(super) struct ProviderNames(HashMap<String, String>);

impl ProviderNames {
    pub(super) fn new(others: HashMap<String, String>) -> Self {
        Self(others)
    }

    /// The name of a provider; the id of one that nobody named.
    pub(super) fn name<'id>(&'id self, provider_id: &'id str) -> &'id str {
        if let Some(name) = self.0.get(provider_id) {
            return name;
        }
        match provider_id {
            "apple" => "Apple",
            "discord" => "Discord",
            "github" => "GitHub",
            "google" => "Google",
            "linkedin" => "LinkedIn",
            "microsoft" => "Microsoft",
            "facebook" => "Facebook",
            other => other,
        }
    }
}
