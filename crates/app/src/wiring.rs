//! Builds every adapter once and hands each use case the ports that it names.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_config::{Configuration, ConsoleStream, DeliveryMode, RateLimiterStore};
use inkan_domain::audit::{AuditConsole, AuditLog};
use inkan_domain::outbox::{DeliverOutbox, Mailer};
use inkan_domain::passcode::{CodeHasher, FinalizePasscodeLogin, InitializePasscodeLogin, MailDelivery};
use inkan_domain::rate_limit::{RateLimiter, RateLimits};
use inkan_domain::session::{
    Authenticate, Logout, SessionOpening, SessionPolicy, SessionTokens, ValidateSession,
};
use inkan_domain::signing_key::{EnsureSigningKeys, KeyFactory};
use inkan_domain::user::{CreateUser, FindUserByEmail, GetProfile};
use inkan_domain::{Clock, Fault, Random, Secret, Storage};
use inkan_http::UseCases;
use inkan_mail::{SmtpMailer, Texts};
use inkan_persistence::{PgRateLimiter, PgStorage};
use inkan_token::{
    HmacCodeHasher, JwtSessionTokens, KeyEncryption, KeyRing, KeyRingError, OutboxSealer, RsaKeyFactory,
    RsaKeySize,
};

use crate::adapters::{AuditLines, InMemoryRateLimiter, OsRandom, SystemClock};
use crate::outbox_worker::Bell;
use crate::settings;
use crate::start_error::StartError;

/// Everything that stands between the domain and the world.
pub(crate) struct Adapters {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) database: PgStorage,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) ring: Arc<KeyRing>,
    pub(crate) mailer: Arc<dyn Mailer>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) shared_limiter: Option<PgRateLimiter>,
    tokens: Arc<dyn SessionTokens>,
    hasher: Arc<dyn CodeHasher>,
    limiter: Arc<dyn RateLimiter>,
    audit: Arc<AuditLog>,
}

/// The way to the database, which is there before anything else.
pub(crate) struct Connected {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) database: PgStorage,
    secrets: Vec<Secret>,
}

impl Connected {
    /// Sets the pool up; nothing is asked of the database yet.
    pub(crate) fn new(configuration: &Configuration) -> Result<Self, StartError> {
        let random: Arc<dyn Random> = Arc::new(OsRandom);
        let secrets: Vec<Secret> = configuration.secrets.keys.iter().map(settings::secret).collect();
        let sealer = OutboxSealer::new(&secrets, Arc::clone(&random))?;
        let database = PgStorage::connect(&settings::pool(configuration), Arc::new(sealer))?;
        Ok(Self { clock: Arc::new(SystemClock), random, database, secrets })
    }

    fn encryption(&self) -> Result<KeyEncryption, Fault> {
        KeyEncryption::new(&self.secrets, Arc::clone(&self.random))
    }

    /// Loads the signing keys after making those that are missing. Nothing is made while there are keys that
    /// the secrets do not open: the right secrets would not open what the wrong ones made.
    fn keys(&self, configuration: &Configuration) -> Result<KeyRing, StartError> {
        match self.load_keys() {
            Ok(_) | Err(KeyRingError::Empty) => {}
            Err(error) => return Err(error.into()),
        }
        let ensure = EnsureSigningKeys {
            storage: Arc::new(self.database.clone()),
            factory: Arc::new(key_factory(configuration, self.encryption()?, &self.random)),
            clock: Arc::clone(&self.clock),
            secrets: i32::try_from(self.secrets.len()).unwrap_or(i32::MAX),
        };
        let made = ensure.execute()?;
        if made > 0 {
            tracing::info!(made, "signing keys made");
        }
        Ok(self.load_keys()?)
    }

    fn load_keys(&self) -> Result<KeyRing, KeyRingError> {
        KeyRing::load(Arc::new(self.database.clone()), self.encryption()?, Arc::clone(&self.clock))
    }
}

/// Makes signing keys of the configured size.
pub(crate) fn key_factory(
    configuration: &Configuration,
    encryption: KeyEncryption,
    random: &Arc<dyn Random>,
) -> impl KeyFactory + use<> {
    let size = RsaKeySize::of_bits(configuration.secrets.key_size).unwrap_or_default();
    RsaKeyFactory { size, encryption, random: Arc::clone(random) }
}

impl Adapters {
    /// Builds the rest on a database that is as it must be.
    pub(crate) fn new(
        configuration: &Configuration,
        connected: Connected,
        mailer: Option<Arc<dyn Mailer>>,
    ) -> Result<Self, StartError> {
        let ring = Arc::new(connected.keys(configuration)?);
        let tokens = JwtSessionTokens::new(Arc::clone(&ring), settings::token(configuration));
        let hasher = HmacCodeHasher::new(&connected.secrets)?;
        let Connected { clock, random, database, .. } = connected;
        let mailer = match mailer {
            Some(mailer) => mailer,
            None => Arc::new(smtp_mailer(configuration, &clock, &random)?),
        };
        let shared_limiter = match configuration.rate_limiter.store {
            RateLimiterStore::Postgres => Some(PgRateLimiter::new(&database)),
            RateLimiterStore::InMemory => None,
        };
        let limiter: Arc<dyn RateLimiter> = match &shared_limiter {
            Some(shared) => Arc::new(shared.clone()),
            None => Arc::new(InMemoryRateLimiter::default()),
        };
        Ok(Self {
            audit: Arc::new(audit_log(configuration, &random)),
            storage: Arc::new(database.clone()),
            bell: Arc::default(),
            tokens: Arc::new(tokens),
            hasher: Arc::new(hasher),
            clock,
            random,
            database,
            ring,
            mailer,
            shared_limiter,
            limiter,
        })
    }

    /// The use cases behind the public listener.
    pub(crate) fn use_cases(&self, configuration: &Configuration) -> UseCases {
        let policy = settings::session_policy(configuration);
        let limits = settings::rate_limits(&configuration.rate_limiter);
        let opening = Arc::new(SessionOpening {
            tokens: Arc::clone(&self.tokens),
            random: Arc::clone(&self.random),
            policy: policy.clone(),
        });
        let authenticate = Arc::new(self.authenticate(policy));
        UseCases {
            create_user: self.create_user(configuration, &opening, limits),
            find_user_by_email: FindUserByEmail {
                storage: Arc::clone(&self.storage),
                limiter: Arc::clone(&self.limiter),
                limits,
                clock: Arc::clone(&self.clock),
            },
            get_profile: GetProfile { storage: Arc::clone(&self.storage) },
            initialize_passcode_login: self.initialize_passcode_login(configuration, limits),
            finalize_passcode_login: self.finalize_passcode_login(configuration, opening, limits),
            validate_session: ValidateSession { authenticate: Arc::clone(&authenticate) },
            logout: Logout {
                storage: Arc::clone(&self.storage),
                audit: Arc::clone(&self.audit),
                clock: Arc::clone(&self.clock),
            },
            authenticate,
        }
    }

    /// What the threads of the outbox do.
    pub(crate) fn deliver_outbox(&self) -> DeliverOutbox {
        DeliverOutbox {
            storage: Arc::clone(&self.storage),
            mailer: Arc::clone(&self.mailer),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            most: 16,
            lease: TimeDelta::seconds(30),
            longest_delivery: TimeDelta::seconds(15),
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

    fn create_user(
        &self,
        configuration: &Configuration,
        opening: &Arc<SessionOpening>,
        limits: RateLimits,
    ) -> CreateUser {
        CreateUser {
            storage: Arc::clone(&self.storage),
            opening: Arc::clone(opening),
            audit: Arc::clone(&self.audit),
            limiter: Arc::clone(&self.limiter),
            limits,
            random: Arc::clone(&self.random),
            clock: Arc::clone(&self.clock),
            allow_signup: configuration.account.allow_signup,
            require_verification: configuration.email.require_verification,
        }
    }

    fn initialize_passcode_login(
        &self,
        configuration: &Configuration,
        limits: RateLimits,
    ) -> InitializePasscodeLogin {
        let delivery = match (configuration.email_delivery.enabled, configuration.email_delivery.mode) {
            (false, _) => MailDelivery::Off,
            (true, DeliveryMode::Outbox) => MailDelivery::Outbox(Arc::clone(&self.bell) as _),
            (true, DeliveryMode::Inline) => MailDelivery::Inline(Arc::clone(&self.mailer)),
        };
        InitializePasscodeLogin {
            storage: Arc::clone(&self.storage),
            hasher: Arc::clone(&self.hasher),
            delivery,
            limiter: Arc::clone(&self.limiter),
            limits,
            audit: Arc::clone(&self.audit),
            random: Arc::clone(&self.random),
            clock: Arc::clone(&self.clock),
            lifetime_seconds: i32::try_from(configuration.email.passcode_ttl.as_secs()).unwrap_or(i32::MAX),
        }
    }

    fn finalize_passcode_login(
        &self,
        configuration: &Configuration,
        opening: Arc<SessionOpening>,
        limits: RateLimits,
    ) -> FinalizePasscodeLogin {
        FinalizePasscodeLogin {
            storage: Arc::clone(&self.storage),
            hasher: Arc::clone(&self.hasher),
            opening,
            limiter: Arc::clone(&self.limiter),
            limits,
            audit: Arc::clone(&self.audit),
            clock: Arc::clone(&self.clock),
            most_emails: i64::from(configuration.email.limit),
        }
    }
}

fn smtp_mailer(
    configuration: &Configuration,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<SmtpMailer, StartError> {
    let texts = Texts::load(&configuration.service.name, configuration.email_delivery.templates.as_deref())?;
    let (smtp, sender) = (settings::smtp(configuration), settings::sender(configuration));
    Ok(SmtpMailer::new(smtp, &sender, texts, Arc::clone(clock), Arc::clone(random))?)
}

fn audit_log(configuration: &Configuration, random: &Arc<dyn Random>) -> AuditLog {
    let audit = &configuration.audit_log;
    let console = audit.console_enabled.then(|| -> Arc<dyn AuditConsole> {
        Arc::new(match audit.console_stream {
            ConsoleStream::Stdout => AuditLines::Stdout,
            ConsoleStream::Stderr => AuditLines::Stderr,
        })
    });
    AuditLog { is_stored: audit.storage_enabled, is_masked: audit.mask, console, random: Arc::clone(random) }
}
