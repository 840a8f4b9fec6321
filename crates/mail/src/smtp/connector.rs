//! Opens connections to the mail server.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use inkan_domain::Secret;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::Connection;
use super::failure::{Failure, Stage};
use super::settings::{MailSettingsError, SmtpSettings, Tls};
use super::wire::{PlainWire, TlsWire};

/// What TLS needs. Made when it is first needed, since the certificates of the system take long to read;
/// made at once with an authority of the operator's, so that a broken one is refused at the start.
#[derive(Default)]
struct Security {
    start_tls: OnceLock<TlsParameters>,
    implicit: OnceLock<tokio_native_tls::TlsConnector>,
}

/// Opens connections that are encrypted and authenticated as configured.
pub(super) struct Connector {
    host: String,
    port: u16,
    hello: ClientId,
    user: Option<String>,
    password: Secret,
    tls: Tls,
    authority: Option<Vec<u8>>,
    security: Security,
    timeout: Duration,
}

impl Connector {
    /// Checks the settings, and warns when the password may travel in plain text.
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, MailSettingsError> {
        let host = settings.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if !is_host(&host) {
            return Err(MailSettingsError::Host(settings.host));
        }
        let hello = match settings.hello_name {
            Some(name) if !is_host(&name) => return Err(MailSettingsError::HelloName(name)),
            Some(name) => ClientId::Domain(name),
            None => ClientId::default(),
        };
        let tls = settings.tls.on_port(settings.port);
        let user = settings.user.filter(|user| !user.is_empty());
        if let (Some(_), Some(reason)) = (&user, tls.risk()) {
            tracing::warn!("the password for the mail server may travel in plain text: {reason}");
        }
        let connector = Self {
            tls,
            authority: settings.certificate_authority,
            security: Security::default(),
            host,
            port: settings.port,
            hello,
            user,
            password: settings.password.unwrap_or_else(|| Secret::new(String::new())),
            timeout: settings.timeouts.connect,
        };
        if connector.authority.is_some() {
            connector.prepare().map_err(MailSettingsError::Tls)?;
        }
        Ok(connector)
    }

    /// Makes what TLS needs; a text tells why that is not possible.
    fn prepare(&self) -> Result<(), String> {
        match self.tls {
            Tls::Off => Ok(()),
            Tls::Implicit => self.implicit().map(drop),
            Tls::Automatic | Tls::Opportunistic | Tls::Required => self.start_tls().map(drop),
        }
    }

    fn implicit(&self) -> Result<&tokio_native_tls::TlsConnector, String> {
        if let Some(ready) = self.security.implicit.get() {
            return Ok(ready);
        }
        let made = implicit(self.authority.as_deref()).map_err(|error| error.to_string())?;
        Ok(self.security.implicit.get_or_init(|| made))
    }

    fn start_tls(&self) -> Result<&TlsParameters, String> {
        if let Some(ready) = self.security.start_tls.get() {
            return Ok(ready);
        }
        let made = start_tls(&self.host, self.authority.as_deref()).map_err(|error| error.to_string())?;
        Ok(self.security.start_tls.get_or_init(|| made))
    }

    /// A new connection, ready for a mail.
    pub(super) async fn connect(&self) -> Result<Connection, Failure> {
        let stream = self.reach().await.map_err(|error| Failure::transient(Stage::Connection, error))?;
        let wire: Box<dyn AsyncTokioStream> = if self.tls == Tls::Implicit {
            let connector =
                self.implicit().map_err(|reason| Failure::transient(Stage::Encryption, reason))?;
            let stream = connector.connect(&self.host, stream).await;
            Box::new(TlsWire(stream.map_err(|error| Failure::transient(Stage::Encryption, error))?))
        } else {
            Box::new(PlainWire::new(stream))
        };
        let mut smtp = AsyncSmtpConnection::connect_with_transport(wire, &self.hello)
            .await
            .map_err(|error| Failure::of(Stage::Greeting, &error))?;
        self.encrypt(&mut smtp).await?;
        self.authenticate(&mut smtp).await?;
        Ok(Connection::new(smtp))
    }

    /// TCP to the first address that answers. Small packets leave at once: lettre writes a mail in two
    /// pieces, and the second would wait for a delayed acknowledgement of the first (RFC 896, RFC 1122
    /// §4.2.3.2).
    async fn reach(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::other("the host has no address");
        let lookup = tokio::net::lookup_host((self.host.as_str(), self.port));
        for address in timeout(self.timeout, lookup).await?? {
            match timeout(self.timeout, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Ok(Err(error)) => last = error,
                Err(elapsed) => last = elapsed.into(),
            }
        }
        Err(last)
    }

    async fn encrypt(&self, smtp: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        if matches!(self.tls, Tls::Off | Tls::Implicit) {
            return Ok(());
        }
        if smtp.can_starttls() {
            let parameters =
                self.start_tls().map_err(|reason| Failure::transient(Stage::Encryption, reason))?;
            let parameters = parameters.clone();
            return smtp
                .starttls(parameters, &self.hello)
                .await
                .map_err(|error| Failure::of(Stage::Encryption, &error));
        }
        if self.tls == Tls::Required {
            return Err(Failure::transient(
                Stage::Encryption,
                "the server does not offer STARTTLS, which email_delivery.smtp.tls requires",
            ));
        }
        Ok(())
    }

    async fn authenticate(&self, smtp: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let Some(user) = &self.user else {
            return Ok(());
        };
        let credentials = Credentials::new(user.clone(), self.password.expose().to_owned());
        smtp.auth(DEFAULT_MECHANISMS, &credentials)
            .await
            .map(|_accepted| ())
            .map_err(|error| Failure::of(Stage::Authentication, &error))
    }
}

fn implicit(authority: Option<&[u8]>) -> Result<tokio_native_tls::TlsConnector, native_tls::Error> {
    let mut builder = native_tls::TlsConnector::builder();
    builder.min_protocol_version(Some(native_tls::Protocol::Tlsv12));
    if let Some(pem) = authority {
        builder.add_root_certificate(native_tls::Certificate::from_pem(pem)?);
    }
    Ok(builder.build()?.into())
}

fn start_tls(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, lettre::transport::smtp::Error> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    builder.build()
}

fn is_host(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_graphic())
}
