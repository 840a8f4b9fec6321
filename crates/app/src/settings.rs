//! The configuration in the words of the crates that need it.

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;
use inkan_config::{Configuration, Limit, RateLimiter, SmtpTls};
use inkan_domain::Secret;
use inkan_domain::rate_limit::{GuessLimit, RateLimit, RateLimits};
use inkan_domain::session::SessionPolicy;
use inkan_domain::signing_key::RotationPolicy;
use inkan_domain::status_list::{StatusListPolicy, StatusListUri};
use inkan_http::{
    AdminSettings, ConfigurationDocument, CookieSettings, CorsSettings, MfaSettings, PublicSettings,
    SameSite, ServerSettings,
};
use inkan_mail::{Sender, SmtpSettings, Timeouts, Tls};
use inkan_password::PasswordSettings;
use inkan_persistence::{DatabaseAddress, PoolSettings};
use inkan_token::{KeyAlgorithm, RsaKeySize, TokenSettings};

/// A secret of the configuration as the domain's.
pub(crate) fn secret(secret: &inkan_config::Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

/// A duration of the configuration as the domain's.
pub(crate) fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// Where the database is.
pub(crate) fn database_address(configuration: &Configuration) -> DatabaseAddress {
    let database = &configuration.database;
    match &database.url {
        Some(url) => DatabaseAddress::Url(secret(url)),
        None => DatabaseAddress::Parts {
            host: database.host.clone(),
            port: database.port.clone(),
            user: database.user.clone(),
            password: secret(&database.password),
            database: database.database.clone(),
        },
    }
}

/// The pool of connections.
pub(crate) fn pool(configuration: &Configuration) -> PoolSettings {
    let pool = &configuration.database.pool;
    PoolSettings {
        max: pool.max,
        min: pool.min,
        idle: pool.idle.unwrap_or_default(),
        lifetime: pool.lifetime.unwrap_or_default(),
        acquire_timeout: pool.acquire_timeout,
        ..PoolSettings::new(database_address(configuration))
    }
}

/// Lifetime and number of sessions.
pub(crate) fn session_policy(configuration: &Configuration) -> SessionPolicy {
    let session = &configuration.session;
    SessionPolicy {
        lifespan: delta(session.lifespan),
        idle_timeout: session.idle_timeout.map(delta),
        limit: session.limit,
        acquire_ip_address: session.acquire_ip_address,
        acquire_user_agent: session.acquire_user_agent,
    }
}

/// The status lists, when they are on.
pub(crate) fn status_lists(configuration: &Configuration) -> Option<StatusListPolicy> {
    let session = &configuration.session;
    session.status_lists.as_ref().map(|lists| StatusListPolicy {
        uri: StatusListUri::new(&lists.uri),
        ttl_seconds: lists.ttl_seconds,
        idle_timeout: session.idle_timeout.map(delta),
    })
}

/// What every token says.
pub(crate) fn token(configuration: &Configuration) -> TokenSettings {
    TokenSettings {
        audience: configuration.audience(),
        issuer: configuration.session.issuer.clone(),
        claims_template: configuration.session.claims.clone(),
    }
}

/// How signing keys follow each other.
pub(crate) fn rotation(configuration: &Configuration) -> RotationPolicy {
    RotationPolicy {
        interval: configuration.secrets.rotation_interval.map(delta),
        jwks_max_age: delta(configuration.secrets.jwks_max_age),
        lifespan: delta(configuration.session.lifespan),
    }
}

/// What new signing keys are.
pub(crate) fn key_algorithm(configuration: &Configuration) -> KeyAlgorithm {
    let secrets = &configuration.secrets;
    match secrets.key_algorithm {
        inkan_config::KeyAlgorithm::Rs256 => {
            KeyAlgorithm::Rs256(RsaKeySize::of_bits(secrets.key_size).unwrap_or_default())
        }
        inkan_config::KeyAlgorithm::Es256 => KeyAlgorithm::Es256,
        inkan_config::KeyAlgorithm::EdDsa => KeyAlgorithm::EdDsa,
    }
}

/// The limits in force.
pub(crate) fn rate_limits(limiter: &RateLimiter) -> RateLimits {
    let limit = |limit: &Limit| {
        let tokens = u32::try_from(limit.tokens).unwrap_or(u32::MAX);
        limiter.enabled.then(|| RateLimit::new(tokens, delta(limit.interval)))
    };
    RateLimits {
        passcode: limit(&limiter.passcode_limits),
        password: limit(&limiter.password_limits),
        token: limit(&limiter.token_limits),
        lookup: limit(&limiter.lookup_limits),
        signup: limit(&limiter.signup_limits),
        failure: limit(&limiter.failure_limits),
        mail: limit(&limiter.mail_limits),
        guesses: GuessLimit::new(limiter.account.wrong_guesses, delta(limiter.account.interval)),
    }
}

/// The mail server.
pub(crate) fn smtp(configuration: &Configuration) -> SmtpSettings {
    let smtp = &configuration.email_delivery.smtp;
    SmtpSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        user: smtp.user.clone(),
        password: Some(secret(&smtp.password)),
        tls: match smtp.tls {
            SmtpTls::StartTls => Tls::Opportunistic,
            SmtpTls::Off => Tls::Off,
            SmtpTls::Required => Tls::Required,
            SmtpTls::Implicit => Tls::Implicit,
        },
        hello_name: None,
        certificate_authority: None,
        timeouts: Timeouts::default(),
    }
}

/// Who mails are from.
pub(crate) fn sender(configuration: &Configuration) -> Sender {
    Sender {
        name: configuration.email_delivery.from_name.clone(),
        address: configuration.email_delivery.from_address.clone(),
    }
}

/// The public listener.
pub(crate) fn public(configuration: &Configuration, hosts: Vec<String>) -> PublicSettings {
    let Configuration { server, session, email, mfa, passkey, third_party, .. } = configuration;
    let custom = third_party.custom_providers.iter();
    let provider_names: HashMap<String, String> =
        custom.map(|provider| (provider.id(), provider.display_name.clone())).collect();
    PublicSettings {
        cors: CorsSettings {
            allow_origins: server.public.cors.allow_origins.clone(),
            unsafe_wildcard_origin_allowed: server.public.cors.unsafe_wildcard_origin_allowed,
        },
        trusted_proxies: server.public.trusted_proxies.clone(),
        cookie: CookieSettings {
            name: session.cookie.name.clone(),
            domain: session.cookie.domain.clone(),
            http_only: session.cookie.http_only,
            secure: session.cookie.secure,
            same_site: same_site(session.cookie.same_site),
        },
        enable_auth_token_header: session.enable_auth_token_header,
        configuration_document: document(configuration),
        password_operations_enabled: !mfa.enabled() && configuration.password.enabled,
        passcode_operations_enabled: !mfa.enabled() && email.enabled && email.use_for_authentication,
        passkey_enabled: passkey.enabled,
        status_list_ttl_seconds: session.status_lists.as_ref().map(|lists| lists.ttl_seconds),
        mfa: MfaSettings {
            enabled: mfa.enabled(),
            totp_enabled: mfa.totp_enabled,
            security_keys_enabled: mfa.security_keys.enabled,
        },
        provider_names,
        body_limit: PublicSettings::BODY_LIMIT,
        body_timeout: PublicSettings::BODY_TIMEOUT,
        log_health_and_metrics: configuration.log.log_health_and_metrics,
        metrics_hosts: hosts,
    }
}

const fn same_site(same_site: inkan_config::SameSite) -> Option<SameSite> {
    match same_site {
        inkan_config::SameSite::Strict => Some(SameSite::Strict),
        inkan_config::SameSite::Lax => Some(SameSite::Lax),
        inkan_config::SameSite::None => Some(SameSite::None),
        inkan_config::SameSite::Unset => None,
    }
}

fn document(configuration: &Configuration) -> ConfigurationDocument {
    let Configuration { account, email, password, third_party, saml, .. } = configuration;
    let enabled = third_party.providers.iter().filter(|provider| provider.enabled);
    ConfigurationDocument {
        password_enabled: password.enabled,
        min_password_length: password.min_length,
        require_verification: email.require_verification,
        most_emails: i64::from(email.limit),
        providers: enabled.map(|provider| provider.name.to_owned()).collect(),
        allow_deletion: account.allow_deletion,
        allow_signup: account.allow_signup,
        use_enterprise: saml.enabled && saml.identity_providers.iter().any(|provider| provider.enabled),
    }
}

/// The admin listener.
pub(crate) fn admin(configuration: &Configuration, hosts: Vec<String>) -> AdminSettings {
    AdminSettings {
        trusted_proxies: configuration.server.admin.trusted_proxies.clone(),
        log_health_and_metrics: configuration.log.log_health_and_metrics,
        metrics_hosts: hosts,
        metrics_public: configuration.admin.metrics_public,
    }
}

/// How passwords are hashed.
pub(crate) fn passwords(configuration: &Configuration) -> PasswordSettings {
    PasswordSettings {
        cost: configuration.password.bcrypt_cost,
        threads: cores(),
        most_waiting: MOST_WAITING_PASSWORDS,
    }
}

/// Password operations that may wait for a thread before others are turned away: at three logins a second
/// and core, whoever comes last waits some ten seconds on two cores.
pub(crate) const MOST_WAITING_PASSWORDS: usize = 64;

/// Longest wait of a password operation for its turn.
pub(crate) const PASSWORD_PATIENCE: Duration = Duration::from_secs(15);

/// Threads that this machine runs at a time.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How connections are served.
pub(crate) fn server(configuration: &Configuration) -> ServerSettings {
    let inkan_config::Server { shutdown_grace, shutdown_delay, .. } = configuration.server;
    ServerSettings {
        shutdown_grace: shutdown_grace.saturating_sub(shutdown_delay),
        ..ServerSettings::default()
    }
}
