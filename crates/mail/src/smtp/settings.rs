//! What the operator decides about delivery.

use std::time::Duration;

use inkan_domain::Secret;
use lettre::Address;
use lettre::message::Mailbox;

use crate::message::mailable;

/// Transport security (configuration `email_delivery.smtp.tls`). Certificates are always verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// [`Tls::Implicit`] on port 465, else [`Tls::Opportunistic`]: the rule when nothing is configured.
    #[default]
    Automatic,
    /// Plain text (`off`).
    Off,
    /// STARTTLS (RFC 3207) when the server offers it, else plain text (`starttls`).
    Opportunistic,
    /// STARTTLS, or no mail at all (`required`).
    Required,
    /// TLS from the first byte on (RFC 8314 §3.3, `implicit`).
    Implicit,
}

impl Tls {
    /// The rule for this port, never `Automatic`.
    pub(super) const fn on_port(self, port: u16) -> Self {
        match self {
            Self::Automatic if port == 465 => Self::Implicit,
            Self::Automatic => Self::Opportunistic,
            other => other,
        }
    }

    /// Why a password is not safe on its way, if it is not.
    pub(super) const fn risk(self) -> Option<&'static str> {
        match self {
            Self::Off => Some("email_delivery.smtp.tls is off"),
            Self::Automatic | Self::Opportunistic => Some(
                "the server may offer no STARTTLS, or somebody in between may hide it; \
                 set email_delivery.smtp.tls to required or implicit",
            ),
            Self::Required | Self::Implicit => None,
        }
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// To reach one address of the server, and for the first reply on a connection that was idle.
    pub connect: Duration,
    /// One mail with everything that belongs to it.
    pub total: Duration,
    /// Connections are closed after so long without a mail; zero keeps none.
    pub idle: Duration,
}

impl Default for Timeouts {
    /// 4 s, 15 s, 30 s.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(4),
            total: Duration::from_secs(15),
            idle: Duration::from_secs(30),
        }
    }
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Host name or IP address. TLS certificates must be valid for it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User; nobody authenticates when there is none or it is empty.
    pub user: Option<String>,
    /// Password of the user; none is an empty one.
    pub password: Option<Secret>,
    /// Transport security.
    pub tls: Tls,
    /// Name for EHLO (RFC 5321 §4.1.4); the host name of the machine when there is none.
    pub hello_name: Option<String>,
    /// A certificate authority in PEM that is trusted beside those of the system.
    pub certificate_authority: Option<Vec<u8>>,
    /// How long things may take.
    pub timeouts: Timeouts,
}

/// Who the mails are from, in envelope and header.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Display name; may be empty.
    pub name: String,
    /// Bare address.
    pub address: String,
}

impl Sender {
    /// The sender for lettre.
    pub(super) fn mailbox(&self) -> Result<Mailbox, MailSettingsError> {
        let email: Address =
            mailable(&self.address).ok_or_else(|| MailSettingsError::Sender(self.address.clone()))?;
        let name = self.name.replace(char::is_control, " ").trim().to_owned();
        Ok(Mailbox::new((!name.is_empty()).then_some(name), email))
    }
}

/// Why no mailer can be made of the settings.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// The host is empty or has characters that no host name has.
    #[error("email_delivery.smtp.host is not a host name: '{0}'")]
    Host(String),
    /// The name for EHLO has blanks or characters that are not ASCII.
    #[error("the name for EHLO is not a host name: '{0}'")]
    HelloName(String),
    /// The sender is not a bare address.
    #[error("email_delivery.from_address is not an e-mail address: '{0}'")]
    Sender(String),
    /// The certificate authority cannot be read, or TLS cannot be set up.
    #[error("TLS to the mail server cannot be set up: {0}")]
    Tls(String),
    /// The system gives no thread or no event queue.
    #[error("delivery of mails cannot be started: {0}")]
    Runtime(#[from] std::io::Error),
}

#[cfg(test)]
mod tests {
    use super::Tls;

    #[test]
    fn the_port_decides_when_nothing_is_configured() {
        assert_eq!(Tls::Automatic.on_port(465), Tls::Implicit);
        assert_eq!(Tls::Automatic.on_port(587), Tls::Opportunistic);
        for tls in [Tls::Off, Tls::Opportunistic, Tls::Required, Tls::Implicit] {
            assert_eq!(tls.on_port(465), tls);
        }
    }

    #[test]
    fn only_certain_encryption_is_without_risk() {
        for (tls, is_safe) in
            [(Tls::Off, false), (Tls::Opportunistic, false), (Tls::Required, true), (Tls::Implicit, true)]
        {
            assert_eq!(tls.risk().is_none(), is_safe, "{tls:?}");
        }
    }
}
