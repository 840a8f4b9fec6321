//! Builds every adapter once and hands each use case the ports that it names.

mod admin;
mod delivery;
mod keys;
mod public;

use std::sync::Arc;

use inkan_config::{Configuration, ConsoleStream, RateLimiterStore};
use inkan_domain::audit::{AuditConsole, AuditLog};
use inkan_domain::cleanup::{CleanUp, Retention};
use inkan_domain::outbox::Mailer;
use inkan_domain::passcode::CodeHasher;
use inkan_domain::rate_limit::RateLimiter;
use inkan_domain::session::SessionTokens;
use inkan_domain::signing_key::RotateSigningKeys;
use inkan_domain::webhook::Webhooks;
use inkan_domain::{Clock, Random, Secret, Storage};
use inkan_mail::{SmtpMailer, Texts};
use inkan_password::PoolingPasswordHasher;
use inkan_persistence::{PgCleanup, PgRateLimiter, PgStorage};
use inkan_token::{HmacCodeHasher, JwtSessionTokens, KeyRing, KeyRingError, OutboxSealer};
use inkan_webhook::JsonEventRenderer;

use crate::adapters::{AuditLines, InMemoryRateLimiter, MailWords, OsRandom, SystemClock};
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
    pub(crate) rotation: Arc<RotateSigningKeys>,
    pub(crate) mailer: Arc<dyn Mailer>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) shared_limiter: PgRateLimiter,
    pub(crate) passwords: Arc<PoolingPasswordHasher>,
    tokens: Arc<dyn SessionTokens>,
    hasher: Arc<dyn CodeHasher>,
    limiter: Arc<dyn RateLimiter>,
    audit: Arc<AuditLog>,
    webhooks: Arc<Webhooks>,
}

/// The way to the database, which is there before anything else.
#[derive(Clone)]
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

    /// Removes what has ended, so many rows at a time.
    pub(crate) fn clean_up(&self, configuration: &Configuration, batch: u32) -> CleanUp {
        clean_up(configuration, &self.database, &self.clock, batch)
    }
}

fn clean_up(
    configuration: &Configuration,
    database: &PgStorage,
    clock: &Arc<dyn Clock>,
    batch: u32,
) -> CleanUp {
    CleanUp {
        store: Arc::new(PgCleanup::new(database)),
        clock: Arc::clone(clock),
        retention: Retention { audit_logs: settings::delta(configuration.audit_log.retention) },
        batch,
    }
}

impl Adapters {
    /// Builds the rest on a database that is as it must be.
    pub(crate) fn new(
        configuration: &Configuration,
        connected: Connected,
        loaded: Result<KeyRing, KeyRingError>,
        mailer: Option<Arc<dyn Mailer>>,
    ) -> Result<Self, StartError> {
        let ring = Arc::new(connected.keys(configuration, loaded)?);
        let rotation = connected.rotate_signing_keys(configuration)?;
        let tokens = JwtSessionTokens::new(Arc::clone(&ring), settings::token(configuration));
        let hasher = HmacCodeHasher::new(&connected.secrets)?;
        let Connected { clock, random, database, .. } = connected;
        let mailer = match mailer {
            Some(mailer) => mailer,
            None => Arc::new(smtp_mailer(configuration, &clock, &random)?),
        };
        let shared_limiter = PgRateLimiter::new(&database);
        let passwords = PoolingPasswordHasher::new(settings::passwords(configuration), Arc::clone(&random))?;
        let bell = Arc::default();
        let webhooks = webhooks(configuration, &random, &bell)?;
        let limiter: Arc<dyn RateLimiter> = match configuration.rate_limiter.store {
            RateLimiterStore::Postgres => Arc::new(shared_limiter.clone()),
            RateLimiterStore::InMemory => Arc::new(InMemoryRateLimiter::default()),
        };
        Ok(Self {
            audit: Arc::new(audit_log(configuration, &random)),
            storage: Arc::new(database.clone()),
            passwords: Arc::new(passwords),
            webhooks: Arc::new(webhooks),
            bell,
            tokens: Arc::new(tokens),
            hasher: Arc::new(hasher),
            clock,
            random,
            database,
            ring,
            rotation: Arc::new(rotation),
            mailer,
            shared_limiter,
            limiter,
        })
    }
}

/// The hooks of the configuration, when they are on, and what they are told.
fn webhooks(
    configuration: &Configuration,
    random: &Arc<dyn Random>,
    bell: &Arc<Bell>,
) -> Result<Webhooks, StartError> {
    let hooks = configuration.webhooks.hooks.iter().filter(|_| configuration.webhooks.enabled);
    let service_name = configuration.service.name.clone();
    let renderer = JsonEventRenderer { service_name, texts: Box::new(MailWords(mail_texts(configuration)?)) };
    Ok(Webhooks {
        configured: hooks.map(|hook| (hook.callback.clone(), hook.events.clone())).collect(),
        renderer: Arc::new(renderer),
        random: Arc::clone(random),
        signal: Arc::clone(bell) as _,
    })
}

fn mail_texts(configuration: &Configuration) -> Result<Texts, StartError> {
    Ok(Texts::load(&configuration.service.name, configuration.email_delivery.templates.as_deref())?)
}

fn smtp_mailer(
    configuration: &Configuration,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<SmtpMailer, StartError> {
    let texts = mail_texts(configuration)?;
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
