//! A mailer in front of the scripted server.

use std::sync::Arc;
use std::time::Duration;

use inkan_domain::Language;
use inkan_domain::email::EmailAddress;
use inkan_domain::fakes::{CountingRandom, FixedClock, moment};
use inkan_domain::outbox::{DeliveryError, Mailer, PasscodeMail};
use inkan_domain::passcode::Code;
use inkan_mail::{Sender, SmtpMailer, SmtpSettings, Texts, Timeouts, Tls};

use crate::server::{Script, Server};

pub(crate) const CODE: &str = "042917";

/// Settings for a plain server at this port.
pub(crate) fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        user: None,
        password: None,
        tls: Tls::Off,
        hello_name: Some("inkan.test".to_owned()),
        certificate_authority: None,
        timeouts: Timeouts::default(),
    }
}

pub(crate) fn mailer(settings: SmtpSettings) -> SmtpMailer {
    SmtpMailer::new(
        settings,
        &Sender { name: "Contract Ünit".to_owned(), address: "noreply@contract.test".to_owned() },
        Texts::load("Contract", None).unwrap(),
        Arc::new(FixedClock::at(moment(0))),
        Arc::new(CountingRandom::default()),
    )
    .unwrap()
}

/// A mail in English.
pub(crate) fn mail(to: &str) -> PasscodeMail {
    PasscodeMail {
        to: EmailAddress::stored(to.to_owned()),
        language: Language::English,
        code: Code::typed(CODE.to_owned()),
        lifetime_seconds: 300,
    }
}

/// A server with this script and a mailer for it.
pub(crate) fn bench(script: Script) -> (Server, SmtpMailer) {
    let server = Server::start(script);
    let mailer = mailer(settings(server.port));
    (server, mailer)
}

/// A server with this script and a mailer that lets a mail take no longer than this, or an idle connection
/// be silent for a tenth of a second.
pub(crate) fn impatient_bench(script: Script, total: Duration) -> (Server, SmtpMailer) {
    let server = Server::start(script);
    let mut settings = settings(server.port);
    settings.timeouts.connect = Duration::from_millis(100);
    settings.timeouts.total = total;
    (server, mailer(settings))
}

/// Whether the refusal is for good, and its words, which hold neither address nor code.
pub(crate) fn refusal(mailer: &SmtpMailer, mail: &PasscodeMail) -> (bool, String) {
    let error = mailer.deliver(mail).unwrap_err();
    let words = format!("{error} {error:?}");
    let local = mail.to.as_str().split('@').next().unwrap();
    assert!(!words.contains(local) && !words.contains(CODE) && !words.contains("@x.test"), "{words}");
    (matches!(error, DeliveryError::Permanent(_)), words)
}
