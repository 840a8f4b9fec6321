//! The usual settings.

use inkan_http::{
    ConfigurationDocument, CookieSettings, CorsSettings, MfaSettings, PublicSettings, SameSite,
};

/// Cookies as by default, one origin, one trusted proxy.
pub(super) fn settings() -> PublicSettings {
    PublicSettings {
        cors: CorsSettings {
            allow_origins: vec!["http://localhost:8888".to_owned()],
            unsafe_wildcard_origin_allowed: false,
        },
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        cookie: CookieSettings {
            name: "hanko".to_owned(),
            domain: None,
            http_only: true,
            secure: true,
            same_site: Some(SameSite::Strict),
        },
        enable_auth_token_header: false,
        configuration_document: ConfigurationDocument {
            password_enabled: true,
            min_password_length: 8,
            require_verification: true,
            most_emails: 5,
            providers: Vec::new(),
            allow_deletion: false,
            allow_signup: true,
            use_enterprise: false,
        },
        passcode_operations_enabled: true,
        password_operations_enabled: true,
        passkey_enabled: true,
        status_list_ttl_seconds: None,
        mfa: MfaSettings { enabled: false, totp_enabled: true, security_keys_enabled: true },
        provider_names: std::collections::HashMap::new(),
        body_limit: PublicSettings::BODY_LIMIT,
        body_timeout: PublicSettings::BODY_TIMEOUT,
        log_health_and_metrics: false,
        metrics_hosts: vec!["auth.test".to_owned()],
    }
}
