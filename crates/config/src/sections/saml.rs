//! Login by SAML identity providers.

use std::collections::BTreeMap;

use super::redirects::check_patterns;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate saml settings";

/// Names that an attribute map may hold.
pub(crate) const IDENTITY_ATTRIBUTES: [&str; 18] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zone_info",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone",
    "phone_verified",
];

pub(crate) const KEYS: &[Key] = &[
    Key::rest("saml.enabled", Kind::Bool, "false", "Login by SAML."),
    Key::rest(
        "saml.endpoint_url",
        Kind::Text,
        "",
        "Public address of the SAML operations; required when enabled.",
    )
    .variable("SAML_ENDPOINT"),
    Key::rest("saml.audience_uri", Kind::Text, "", "Audience and entity id; required when enabled.")
        .variable("SAML_AUDIENCEURI"),
    Key::rest("saml.default_redirect_url", Kind::Text, "", "Target of logins that name none.")
        .variable("SAML_DEFAULTREDIRECTURL"),
    Key::rest(
        "saml.allowed_redirect_urls",
        Kind::Texts,
        "",
        "Targets after login, with * (not over . and /) and **.",
    ),
    Key::rest("saml.options.sign_authn_requests", Kind::Bool, "false", "Signs requests.")
        .variable("SAML_OPTIONS_SIGNAUTHNREQUESTS"),
    Key::rest("saml.options.force_login", Kind::Bool, "false", "Asks for a new authentication.")
        .variable("SAML_OPTIONS_FORCELOGIN"),
    Key::rest("saml.options.validate_encryption_cert", Kind::Bool, "false", "Checks the certificate.")
        .variable("SAML_OPTIONS_VALIDATEENCRYPTIONCERTIFICATE"),
    Key::rest(
        "saml.options.skip_signature_validation",
        Kind::Bool,
        "false",
        "Believes unsigned answers: unsafe.",
    )
    .variable("SAML_OPTIONS_SKIPSIGNATUREVALIDATION"),
    Key::rest(
        "saml.options.allow_missing_attributes",
        Kind::Bool,
        "false",
        "Accepts answers that lack attributes.",
    )
    .variable("SAML_OPTIONS_ALLOWMISSINGATTRIBUTES"),
    Key::rest(
        "saml.identity_providers",
        Kind::IdentityProviders,
        "",
        "List of {enabled, name, domain, metadata_url, skip_email_verification, attribute_map}.",
    )
    .file_only(),
];

/// Login by SAML identity providers.
#[derive(Debug, Clone)]
pub struct Saml {
    /// Whether `/saml/*` exists.
    pub enabled: bool,
    /// Public address, without a slash at the end.
    pub endpoint_url: String,
    /// Audience and entity id.
    pub audience_uri: String,
    /// Target of logins that name none.
    pub default_redirect_url: String,
    /// Patterns of targets.
    pub allowed_redirect_urls: Vec<String>,
    /// How answers are asked for and judged.
    pub options: SamlOptions,
    /// All of them, whether enabled or not.
    pub identity_providers: Vec<IdentityProvider>,
}

/// How answers are asked for and judged.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct SamlOptions {
    /// Signs requests.
    pub sign_authn_requests: bool,
    /// Asks for a new authentication.
    pub force_login: bool,
    /// Checks the certificate.
    pub validate_encryption_cert: bool,
    /// Believes unsigned answers.
    pub skip_signature_validation: bool,
    /// Accepts answers that lack attributes.
    pub allow_missing_attributes: bool,
}

/// One identity provider.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    /// Whether it is offered.
    pub enabled: bool,
    /// Name for people.
    pub name: String,
    /// Domain of the addresses that log in here; unique.
    pub domain: String,
    /// Where its metadata is.
    pub metadata_url: String,
    /// Believes its addresses.
    pub skip_email_verification: bool,
    /// Our attribute to the provider's.
    pub attribute_map: BTreeMap<String, String>,
}

impl Saml {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let endpoint_url: String = reader.get("saml.endpoint_url");
        let saml = Self {
            enabled: reader.get("saml.enabled"),
            endpoint_url: endpoint_url.strip_suffix('/').unwrap_or(&endpoint_url).to_owned(),
            audience_uri: reader.get("saml.audience_uri"),
            default_redirect_url: reader.get("saml.default_redirect_url"),
            allowed_redirect_urls: reader.get("saml.allowed_redirect_urls"),
            options: SamlOptions::read(reader),
            identity_providers: reader.get("saml.identity_providers"),
        };
        check_patterns(reader, "saml.allowed_redirect_urls", &saml.allowed_redirect_urls);
        if saml.enabled {
            saml.check(reader);
        }
        saml
    }

    fn check(&self, reader: &mut Reader<'_>) {
        for (holds, name, text) in [
            (!self.endpoint_url.is_empty(), "endpoint_url", "endpoint_url must be set"),
            (!self.audience_uri.is_empty(), "audience_uri", "audience_uri must be set"),
            (
                !self.identity_providers.is_empty(),
                "identity_providers",
                "at least one SAML provider is needed",
            ),
        ] {
            reader
                .demand(holds, || format!("{FAULT}: {text}: saml.{name} is empty and saml.enabled is true"));
        }
        for (index, provider) in self.identity_providers.iter().enumerate() {
            if provider.enabled {
                provider.check(reader, index);
            }
        }
        self.check_domains(reader);
    }

    fn check_domains(&self, reader: &mut Reader<'_>) {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for provider in self.identity_providers.iter().filter(|provider| provider.enabled) {
            *counts.entry(&provider.domain).or_default() += 1;
        }
        for (domain, count) in counts {
            reader.demand(domain.is_empty() || count < 2, || {
                format!(
                    "{FAULT}: provider domains must be unique, found domain {domain} configured {count} times: \
                     saml.identity_providers"
                )
            });
        }
    }
}

impl SamlOptions {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            sign_authn_requests: reader.get("saml.options.sign_authn_requests"),
            force_login: reader.get("saml.options.force_login"),
            validate_encryption_cert: reader.get("saml.options.validate_encryption_cert"),
            skip_signature_validation: reader.get("saml.options.skip_signature_validation"),
            allow_missing_attributes: reader.get("saml.options.allow_missing_attributes"),
        }
    }
}

impl IdentityProvider {
    fn check(&self, reader: &mut Reader<'_>, index: usize) {
        let path = format!("saml.identity_providers[{index}]");
        reader.demand(!self.domain.is_empty(), || {
            format!("{FAULT}: domain must be set: {path}.domain is empty")
        });
        reader.demand(!self.name.is_empty(), || format!("{FAULT}: name must be set: {path}.name is empty"));
        let url = &self.metadata_url;
        reader.demand(!url.is_empty(), || {
            format!("{FAULT}: identity provider metadata url must be set: {path}.metadata_url is empty")
        });
        reader.demand(url.is_empty() || url::Url::parse(url).is_ok(), || {
            format!("{FAULT}: '{url}' is not a valid url: {path}.metadata_url")
        });
    }
}
