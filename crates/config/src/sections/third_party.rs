//! Login by other services.

use std::collections::BTreeMap;

use super::redirects::check_patterns;
use crate::key::{Key, Kind};
use crate::secret::Secret;
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate third_party settings";

/// The built-in providers, in the reference's order.
const NAMES: [&str; 7] = ["apple", "discord", "github", "google", "linkedin", "microsoft", "facebook"];

macro_rules! provider_keys {
    ($name:literal) => {
        &[
            Key::rest(
                concat!("third_party.providers.", $name, ".enabled"),
                Kind::Bool,
                "false",
                "Offers the provider.",
            ),
            Key::rest(
                concat!("third_party.providers.", $name, ".client_id"),
                Kind::Text,
                "",
                "OAuth client id; required when enabled.",
            ),
            Key::rest(
                concat!("third_party.providers.", $name, ".secret"),
                Kind::Secret,
                "",
                "OAuth client secret; required when enabled.",
            ),
            Key::rest(
                concat!("third_party.providers.", $name, ".allow_linking"),
                Kind::Bool,
                "true",
                "Lets a login join an account with the same address.",
            ),
            Key::rest(
                concat!("third_party.providers.", $name, ".prompt"),
                Kind::Text,
                "",
                "The parameter prompt; empty leaves it out.",
            ),
        ]
    };
}

pub(crate) const KEYS: &[Key] = &[
    Key::rest("third_party.redirect_url", Kind::Text, "", "Our callback, as registered at the providers; required with any provider."),
    Key::rest("third_party.error_redirect_url", Kind::Text, "", "Where errors go, without a slash at the end; required with any provider."),
    Key::rest("third_party.default_redirect_url", Kind::Text, "", "Target of flows that name none."),
    Key::rest("third_party.allowed_redirect_urls", Kind::Texts, "", "Targets after login, with * (not over . and /) and **; required with any provider."),
    Key::rest("third_party.custom_providers", Kind::CustomProviders, "", "Providers of your own by name: enabled, display_name, client_id, secret, scopes, issuer with use_discovery, or authorization_endpoint with token_endpoint and userinfo_endpoint; allow_linking, prompt, attribute_mapping, acr_values.")
        .file_only(),
];

pub(crate) const PROVIDER_KEYS: [&[Key]; 7] = [
    provider_keys!("apple"),
    provider_keys!("discord"),
    provider_keys!("github"),
    provider_keys!("google"),
    provider_keys!("linkedin"),
    provider_keys!("microsoft"),
    provider_keys!("facebook"),
];

/// Login by other services.
#[derive(Debug, Clone)]
pub struct ThirdParty {
    /// All seven, in the reference's order, whether enabled or not.
    pub providers: Vec<Provider>,
    /// Of the operator's own, by name, whether enabled or not.
    pub custom_providers: Vec<CustomProvider>,
    /// Our callback; not empty with any enabled provider.
    pub redirect_url: String,
    /// Where errors go; not empty with any enabled provider.
    pub error_redirect_url: String,
    /// Flow API: target of flows that name none.
    pub default_redirect_url: String,
    /// Patterns of targets; not empty with any enabled provider.
    pub allowed_redirect_urls: Vec<String>,
}

/// A built-in provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its id, such as `google`.
    pub name: &'static str,
    /// Whether it is offered.
    pub enabled: bool,
    /// OAuth client id.
    pub client_id: String,
    /// OAuth client secret.
    pub secret: Secret,
    /// Whether a login may join an account with the same address.
    pub allow_linking: bool,
    /// The parameter `prompt`, if any.
    pub prompt: Option<String>,
}

/// A provider of the operator's own.
#[derive(Debug, Clone)]
pub struct CustomProvider {
    /// Key in the file, in lower case.
    pub name: String,
    /// Whether it is offered.
    pub enabled: bool,
    /// Name for people.
    pub display_name: String,
    /// OAuth client id.
    pub client_id: String,
    /// OAuth client secret.
    pub secret: Secret,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Issuer, for discovery.
    pub issuer: String,
    /// Whether the endpoints come from the issuer's document.
    pub use_discovery: bool,
    /// Without discovery: where users log in.
    pub authorization_endpoint: String,
    /// Without discovery: where codes are exchanged.
    pub token_endpoint: String,
    /// Without discovery: where claims are read.
    pub userinfo_endpoint: String,
    /// Whether a login may join an account with the same address.
    pub allow_linking: bool,
    /// The parameter `prompt`; empty leaves it out.
    pub prompt: String,
    /// Our claim to the provider's.
    pub attribute_mapping: BTreeMap<String, String>,
    /// The parameter `acr_values`.
    pub acr_values: Vec<String>,
}

impl CustomProvider {
    /// `custom_` and the name.
    #[must_use]
    pub fn id(&self) -> String {
        format!("custom_{}", self.name)
    }
}

impl ThirdParty {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let third_party = Self {
            providers: NAMES.into_iter().map(|name| Provider::read(reader, name)).collect(),
            custom_providers: reader.get("third_party.custom_providers"),
            redirect_url: reader.get("third_party.redirect_url"),
            error_redirect_url: reader.get("third_party.error_redirect_url"),
            default_redirect_url: reader.get("third_party.default_redirect_url"),
            allowed_redirect_urls: reader.get("third_party.allowed_redirect_urls"),
        };
        third_party.check_redirects(reader);
        third_party.custom_providers.iter().filter(|provider| provider.enabled).for_each(|p| p.check(reader));
        third_party
    }

    fn has_enabled_provider(&self) -> bool {
        self.providers.iter().any(|provider| provider.enabled)
            || self.custom_providers.iter().any(|provider| provider.enabled)
    }

    fn check_redirects(&self, reader: &mut Reader<'_>) {
        check_patterns(reader, "third_party.allowed_redirect_urls", &self.allowed_redirect_urls);
        if !self.has_enabled_provider() {
            return;
        }
        for (is_set, name, text) in [
            (!self.redirect_url.is_empty(), "redirect_url", "redirect_url must be set"),
            (!self.error_redirect_url.is_empty(), "error_redirect_url", "error_redirect_url must be set"),
            (
                !self.allowed_redirect_urls.is_empty(),
                "allowed_redirect_urls",
                "at least one allowed redirect url must be set",
            ),
        ] {
            reader.demand(is_set, || {
                format!("{FAULT}: {text}: third_party.{name} is empty and a provider is enabled")
            });
        }
        let urls = [&self.error_redirect_url, &self.default_redirect_url];
        for url in urls.into_iter().chain(&self.allowed_redirect_urls) {
            reader.demand(!url.ends_with('/'), || {
                format!("{FAULT}: redirect url {url} must not have trailing slash: third_party")
            });
        }
    }
}

impl Provider {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Self {
        let path = format!("third_party.providers.{name}");
        let provider = Self {
            name,
            enabled: reader.get(&format!("{path}.enabled")),
            client_id: reader.get(&format!("{path}.client_id")),
            secret: reader.get(&format!("{path}.secret")),
            allow_linking: reader.get(&format!("{path}.allow_linking")),
            prompt: reader.get(&format!("{path}.prompt")),
        };
        let fault = format!("{FAULT}: failed to validate third party providers: {name}");
        let enabled = provider.enabled;
        reader.demand(!enabled || !provider.client_id.is_empty(), || {
            format!("{fault}: missing client ID: {path}.client_id is empty")
        });
        reader.demand(!enabled || !provider.secret.is_empty(), || {
            format!("{fault}: missing client secret: {path}.secret is empty")
        });
        provider
    }
}

impl CustomProvider {
    fn check(&self, reader: &mut Reader<'_>) {
        let endpoints = [&self.authorization_endpoint, &self.token_endpoint, &self.userinfo_endpoint];
        let has_endpoints = endpoints.iter().all(|endpoint| !endpoint.is_empty());
        for (holds, text) in [
            (!self.display_name.is_empty(), "missing display_name"),
            (!self.client_id.is_empty(), "missing client_id"),
            (!self.secret.is_empty(), "missing client secret"),
            (!self.scopes.is_empty(), "missing scopes"),
            (
                !self.use_discovery || !self.issuer.is_empty(),
                "issuer must be set when use_discovery is set to true",
            ),
            (
                self.use_discovery || has_endpoints,
                "authorization_endpoint, token_endpoint and userinfo_endpoint must be set when use_discovery is set \
                 to false or unset",
            ),
        ] {
            let name = &self.name;
            reader.demand(holds, || {
                format!(
                    "{FAULT}: failed to validate custom third party providers: failed to validate third party \
                     provider {name}: {text}: third_party.custom_providers.{name}"
                )
            });
        }
    }
}
