//! Why the server does not start.

use inkan_domain::Fault;
use inkan_mail::{MailSettingsError, TextsError};
use inkan_persistence::MigrateError;
use inkan_token::KeyRingError;

/// One clear line for the person who starts the server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong; one line each.
    #[error("{0}")]
    Configuration(#[from] inkan_config::ConfigurationErrors),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// As configured.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database is not what the server needs.
    #[error("{0}")]
    Database(String),
    /// The database cannot be asked or changed.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
    /// The database holds second factors, which a passcode login would pass by.
    #[error(
        "the database holds second factors (TOTP secrets or security keys), and mfa.enabled is not set: passcode \
         and password logins would pass them by. Set mfa.enabled to true, which takes these operations away, or \
         to false, which ignores the second factors"
    )]
    SecondFactors,
    /// The signing keys cannot be used.
    #[error("{0}")]
    Keys(#[from] KeyRingError),
    /// The mail settings make no sense.
    #[error("{0}")]
    Mail(#[from] MailSettingsError),
    /// The mail templates make no sense.
    #[error("{0}")]
    Texts(#[from] TextsError),
    /// What the command line asks for cannot be done.
    #[error("{0}")]
    Command(String),
    /// Passwords cannot be hashed.
    #[error("{0}")]
    Passwords(#[from] inkan_password::PasswordSettingsError),
    /// An adapter failed.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// The metrics contradict each other.
    #[error("{0}")]
    Metrics(#[from] inkan_http::MetricsError),
    /// The system gives no threads or sockets.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl StartError {
    /// Whether it is worth waiting: the database is not there yet, or too busy.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Migrate(MigrateError::Database(Fault::Unavailable(_)))
                | Self::Keys(KeyRingError::Storage(Fault::Unavailable(_)))
                | Self::Fault(Fault::Unavailable(_))
        )
    }
}
