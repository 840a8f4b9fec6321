//! What an operator configured and this version does not do.

use inkan_config::{AdminAuth, Configuration};

/// One line for each thing that is switched on and has no effect yet, or should be thought over.
pub(crate) fn warnings(configuration: &Configuration) -> Vec<&'static str> {
    let Configuration { third_party, saml, webhooks, mfa, admin, .. } = configuration;
    let has_provider = third_party.providers.iter().any(|provider| provider.enabled)
        || third_party.custom_providers.iter().any(|provider| provider.enabled);
    let checks = [
        (has_provider, "third_party: login with other providers is not there yet"),
        (saml.enabled, "saml: login by SAML is not there yet"),
        (
            webhooks.enabled && !webhooks.hooks.is_empty(),
            "webhooks: events are kept in the outbox for a day, their delivery is not there yet",
        ),
        (
            mfa.enabled(),
            "mfa.enabled takes the passcode and password operations away, and the Flow API is not there yet",
        ),
        (admin.auth == AdminAuth::None, "admin.auth is none: whoever reaches the admin API may use it"),
        (
            admin.auth == AdminAuth::Keys && admin.api_keys.is_empty(),
            "admin API: keys are made by \"inkan apikey create\"; none is in the configuration",
        ),
    ];
    checks.into_iter().filter(|(is_on, _)| *is_on).map(|(_, warning)| warning).collect()
}
