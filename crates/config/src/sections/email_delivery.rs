//! How mail leaves.

use std::path::PathBuf;

use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::secret::Secret;
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate smtp settings";
const IMPLICIT_TLS_PORT: u16 = 465;

pub(crate) const KEYS: &[Key] = &[
    Key::rest(
        "email_delivery.enabled",
        Kind::Bool,
        "true",
        "Sends mail; off leaves it to receivers of the webhook email.send.",
    ),
    Key::rest(
        "email_delivery.mode",
        Kind::Choice(DeliveryMode::WORDS),
        "outbox",
        "outbox sends behind the answer, inline while the request waits.",
    ),
    Key::rest("email_delivery.from_address", Kind::Text, "noreply@hanko.io", "Address of the sender."),
    Key::rest("email_delivery.from_name", Kind::Text, "Hanko", "Name of the sender."),
    Key::rest(
        "email_delivery.templates",
        Kind::Text,
        "",
        "Folder with texts of your own; empty for those built in.",
    ),
    Key::rest("email_delivery.smtp.host", Kind::Text, "localhost", "Host of the mail server."),
    Key::rest("email_delivery.smtp.port", Kind::Text, "465", "Port of the mail server, 1 to 65535."),
    Key::rest(
        "email_delivery.smtp.user",
        Kind::Text,
        "",
        "User at the mail server; empty for no authentication.",
    ),
    Key::rest("email_delivery.smtp.password", Kind::Secret, "", "Password at the mail server."),
    Key::rest(
        "email_delivery.smtp.tls",
        Kind::Choice(SmtpTls::WORDS),
        "",
        "off, starttls (when offered), required (STARTTLS or nothing), implicit; empty for implicit on port 465, else starttls.",
    ),
];

choice! {
    /// When mail is handed to the mail server.
    pub enum DeliveryMode {
        /// Behind the answer, with retries.
        #[default]
        Outbox = "outbox",
        /// While the request waits, as the reference does.
        Inline = "inline",
    }
}

choice! {
    /// Transport security towards the mail server.
    pub enum SmtpTls {
        /// STARTTLS when the server offers it.
        #[default]
        StartTls = "starttls",
        /// Never.
        Off = "off",
        /// STARTTLS, or no mail.
        Required = "required",
        /// From the first byte.
        Implicit = "implicit",
    }
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct EmailDelivery {
    /// Whether we send mail at all.
    pub enabled: bool,
    /// When mail is handed over.
    pub mode: DeliveryMode,
    /// Address of the sender.
    pub from_address: String,
    /// Name of the sender.
    pub from_name: String,
    /// Folder with texts that replace those built in; it exists.
    pub templates: Option<PathBuf>,
    /// The mail server.
    pub smtp: Smtp,
}

/// The mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Not blank while delivery is on.
    pub host: String,
    /// Not 0 while delivery is on.
    pub port: u16,
    /// `None` for no authentication.
    pub user: Option<String>,
    /// Counts only with a user.
    pub password: Secret,
    /// Transport security, the default already settled by the port.
    pub tls: SmtpTls,
}

impl EmailDelivery {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let enabled = reader.get("email_delivery.enabled");
        if enabled {
            check_deprecated(reader);
        }
        let templates: Option<PathBuf> = reader.get("email_delivery.templates");
        reader.demand(templates.as_ref().is_none_or(|folder| folder.is_dir()), || {
            format!("email_delivery.templates is {templates:?}, expected a folder that exists")
        });
        Self {
            enabled,
            mode: reader.choice("email_delivery.mode", |text| {
                format!("email_delivery.mode is {text:?}, expected outbox or inline")
            }),
            from_address: reader.get("email_delivery.from_address"),
            from_name: reader.get("email_delivery.from_name"),
            templates,
            smtp: Smtp::read(reader, enabled),
        }
    }
}

impl Smtp {
    fn read(reader: &mut Reader<'_>, is_used: bool) -> Self {
        let port = port(reader, is_used);
        let smtp = Self {
            host: reader.get("email_delivery.smtp.host"),
            port,
            user: reader.get("email_delivery.smtp.user"),
            password: reader.get("email_delivery.smtp.password"),
            tls: tls(reader, port),
        };
        reader.demand(!is_used || !smtp.host.trim().is_empty(), || {
            format!(
                "{FAULT}: smtp host must not be empty: email_delivery.smtp.host is empty, expected a host"
            )
        });
        let may_be_plain = matches!(smtp.tls, SmtpTls::Off | SmtpTls::StartTls);
        if is_used && smtp.user.is_some() && may_be_plain {
            reader.problems.note(
                "email_delivery.smtp.user is set, but the password may travel in plain text: \
                 set email_delivery.smtp.tls to required or implicit",
            );
        }
        smtp
    }
}

fn port(reader: &mut Reader<'_>, is_used: bool) -> u16 {
    let text: String = reader.get("email_delivery.smtp.port");
    let port = text.trim().parse().unwrap_or(0);
    reader.demand(!is_used || port != 0, || {
        format!(
            "failed to create mailer: failed to parse SMTP port: email_delivery.smtp.port is {text:?}, \
             expected a number from 1 to 65535"
        )
    });
    port
}

fn tls(reader: &mut Reader<'_>, port: u16) -> SmtpTls {
    const PATH: &str = "email_delivery.smtp.tls";
    let text: Option<String> = reader.get(PATH);
    match text {
        None if port == IMPLICIT_TLS_PORT => SmtpTls::Implicit,
        None => SmtpTls::StartTls,
        Some(_) => reader
            .choice(PATH, |text| format!("{PATH} is {text:?}, expected off, starttls, required or implicit")),
    }
}

/// The reference checks its deprecated section even where it has no effect.
fn check_deprecated(reader: &mut Reader<'_>) {
    for name in ["host", "port"] {
        let path = format!("smtp.{name}");
        let text: String = reader.get(&path);
        reader.demand(!text.trim().is_empty(), || {
            format!("{FAULT}: smtp {name} must not be empty: {path} is empty, expected a text")
        });
    }
}
