//! The use cases behind the public listener.

use std::sync::Arc;

use inkan_config::{Configuration, DeliveryMode};
use inkan_domain::email::{CreateEmail, DeleteEmail, SetPrimaryEmail};
use inkan_domain::one_time_token::ExchangeToken;
use inkan_domain::passcode::{FinalizePasscodeLogin, InitializePasscodeLogin, MailDelivery};
use inkan_domain::password::{LoginWithPassword, PasswordHasher, SetPassword};
use inkan_domain::rate_limit::RateLimits;
use inkan_domain::session::{
    Authenticate, Logout, SessionOpening, SessionPolicy, StatusIssuing, ValidateSession,
};
use inkan_domain::status_list::GetStatusList;
use inkan_domain::user::{CreateUser, DeleteUser, FindUserByEmail, GetProfile};
use inkan_http::UseCases;
use inkan_token::JwtStatusListTokens;

use super::Adapters;
use crate::settings;

/// What all constructions here need.
struct Parts<'start> {
    adapters: &'start Adapters,
    configuration: &'start Configuration,
    opening: Arc<SessionOpening>,
    limits: RateLimits,
}

impl Adapters {
    /// Every use case of the public listener.
    pub(crate) fn use_cases(&self, configuration: &Configuration) -> UseCases {
        let policy = settings::session_policy(configuration);
        let status_lists = settings::status_lists(configuration);
        let statuses = status_lists
            .as_ref()
            .map(|lists| StatusIssuing { storage: Arc::clone(&self.storage), uri: lists.uri.clone() });
        let opening = Arc::new(SessionOpening {
            tokens: Arc::clone(&self.tokens),
            random: Arc::clone(&self.random),
            policy: policy.clone(),
            statuses,
        });
        let authenticate = Arc::new(self.authenticate(policy));
        let limits = settings::rate_limits(&configuration.rate_limiter);
        let parts = Parts { adapters: self, configuration, opening, limits };
        UseCases {
            create_user: parts.create_user(),
            find_user_by_email: parts.find_user_by_email(),
            get_profile: GetProfile { storage: Arc::clone(&self.storage) },
            delete_user: self.delete_user(),
            initialize_passcode_login: parts.initialize_passcode_login(),
            finalize_passcode_login: parts.finalize_passcode_login(),
            set_password: parts.set_password(),
            login_with_password: parts.login_with_password(),
            create_email: parts.create_email(),
            set_primary_email: parts.set_primary_email(),
            delete_email: parts.delete_email(),
            exchange_token: parts.exchange_token(),
            validate_session: ValidateSession { authenticate: Arc::clone(&authenticate) },
            logout: parts.logout(),
            get_status_list: status_lists.map(|policy| {
                let tokens = Arc::new(JwtStatusListTokens::new(Arc::clone(&self.ring)));
                GetStatusList::new(Arc::clone(&self.storage), tokens, Arc::clone(&self.clock), policy)
            }),
            authenticate,
        }
    }

    /// The end of an account, for its owner and for administrators.
    pub(super) fn delete_user(&self) -> DeleteUser {
        DeleteUser {
            storage: Arc::clone(&self.storage),
            audit: Arc::clone(&self.audit),
            webhooks: Arc::clone(&self.webhooks),
            clock: Arc::clone(&self.clock),
        }
    }

    fn authenticate(&self, policy: SessionPolicy) -> Authenticate {
        Authenticate {
            storage: Arc::clone(&self.storage),
            tokens: Arc::clone(&self.tokens),
            clock: Arc::clone(&self.clock),
            policy,
        }
    }

    fn password_hasher(&self) -> Arc<dyn PasswordHasher> {
        Arc::clone(&self.passwords) as _
    }
}

impl Parts<'_> {
    fn create_user(&self) -> CreateUser {
        let Self { adapters, configuration, opening, limits } = self;
        CreateUser {
            storage: Arc::clone(&adapters.storage),
            opening: Arc::clone(opening),
            audit: Arc::clone(&adapters.audit),
            webhooks: Arc::clone(&adapters.webhooks),
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            random: Arc::clone(&adapters.random),
            clock: Arc::clone(&adapters.clock),
            allow_signup: configuration.account.allow_signup,
            require_verification: configuration.email.require_verification,
        }
    }

    fn find_user_by_email(&self) -> FindUserByEmail {
        let Self { adapters, limits, .. } = self;
        FindUserByEmail {
            storage: Arc::clone(&adapters.storage),
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            clock: Arc::clone(&adapters.clock),
        }
    }

    fn initialize_passcode_login(&self) -> InitializePasscodeLogin {
        let Self { adapters, configuration, limits, .. } = self;
        let delivery = match (configuration.email_delivery.enabled, configuration.email_delivery.mode) {
            (false, _) => MailDelivery::Off,
            (true, DeliveryMode::Outbox) => MailDelivery::Outbox(Arc::clone(&adapters.bell) as _),
            (true, DeliveryMode::Inline) => MailDelivery::Inline(Arc::clone(&adapters.mailer)),
        };
        InitializePasscodeLogin {
            storage: Arc::clone(&adapters.storage),
            hasher: Arc::clone(&adapters.hasher),
            webhooks: Arc::clone(&adapters.webhooks),
            delivery,
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            audit: Arc::clone(&adapters.audit),
            random: Arc::clone(&adapters.random),
            clock: Arc::clone(&adapters.clock),
            lifetime_seconds: i32::try_from(configuration.email.passcode_ttl.as_secs()).unwrap_or(i32::MAX),
        }
    }

    fn finalize_passcode_login(&self) -> FinalizePasscodeLogin {
        let Self { adapters, configuration, opening, limits } = self;
        FinalizePasscodeLogin {
            storage: Arc::clone(&adapters.storage),
            hasher: Arc::clone(&adapters.hasher),
            opening: Arc::clone(opening),
            webhooks: Arc::clone(&adapters.webhooks),
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            audit: Arc::clone(&adapters.audit),
            clock: Arc::clone(&adapters.clock),
            most_emails: i64::from(configuration.email.limit),
            require_verification: configuration.email.require_verification,
        }
    }

    fn set_password(&self) -> SetPassword {
        let Self { adapters, configuration, .. } = self;
        SetPassword {
            storage: Arc::clone(&adapters.storage),
            hasher: adapters.password_hasher(),
            audit: Arc::clone(&adapters.audit),
            random: Arc::clone(&adapters.random),
            clock: Arc::clone(&adapters.clock),
            min_length: configuration.password.min_length,
        }
    }

    fn login_with_password(&self) -> LoginWithPassword {
        let Self { adapters, opening, limits, .. } = self;
        LoginWithPassword {
            storage: Arc::clone(&adapters.storage),
            hasher: adapters.password_hasher(),
            opening: Arc::clone(opening),
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            audit: Arc::clone(&adapters.audit),
            clock: Arc::clone(&adapters.clock),
        }
    }

    fn create_email(&self) -> CreateEmail {
        let Self { adapters, configuration, .. } = self;
        CreateEmail {
            storage: Arc::clone(&adapters.storage),
            audit: Arc::clone(&adapters.audit),
            webhooks: Arc::clone(&adapters.webhooks),
            random: Arc::clone(&adapters.random),
            clock: Arc::clone(&adapters.clock),
            most_emails: i64::from(configuration.email.limit),
            require_verification: configuration.email.require_verification,
        }
    }

    fn set_primary_email(&self) -> SetPrimaryEmail {
        let Self { adapters, .. } = self;
        SetPrimaryEmail {
            storage: Arc::clone(&adapters.storage),
            audit: Arc::clone(&adapters.audit),
            webhooks: Arc::clone(&adapters.webhooks),
            random: Arc::clone(&adapters.random),
            clock: Arc::clone(&adapters.clock),
        }
    }

    fn delete_email(&self) -> DeleteEmail {
        let Self { adapters, .. } = self;
        DeleteEmail {
            storage: Arc::clone(&adapters.storage),
            audit: Arc::clone(&adapters.audit),
            webhooks: Arc::clone(&adapters.webhooks),
            clock: Arc::clone(&adapters.clock),
        }
    }

    fn exchange_token(&self) -> ExchangeToken {
        let Self { adapters, opening, limits, .. } = self;
        ExchangeToken {
            storage: Arc::clone(&adapters.storage),
            opening: Arc::clone(opening),
            limiter: Arc::clone(&adapters.limiter),
            limits: *limits,
            audit: Arc::clone(&adapters.audit),
            clock: Arc::clone(&adapters.clock),
        }
    }

    fn logout(&self) -> Logout {
        let Self { adapters, .. } = self;
        Logout {
            storage: Arc::clone(&adapters.storage),
            audit: Arc::clone(&adapters.audit),
            clock: Arc::clone(&adapters.clock),
        }
    }
}
