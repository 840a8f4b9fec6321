//! Sessions, their token and their cookie.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::settings::Reader;

use super::StatusLists;

const COUNT: Kind = Kind::Number { min: 1, max: 4_294_967_295 };

pub(crate) const KEYS: &[Key] = &[
    Key::rest("session.lifespan", Kind::Duration, "12h", "How long a session lives, and its cookie.")
        .fault("failed to validate config: failed to validate session settings: failed to parse lifespan"),
    Key::rest(
        "session.idle_timeout",
        Kind::DurationOrZero,
        "",
        "A session that is unused for longer ends; empty for never.",
    )
    .fault("failed to validate config: failed to validate session settings: failed to parse idle_timeout"),
    Key::rest("session.limit", COUNT, "5", "Newest sessions of a user that are kept at login, at least 1."),
    Key::rest(
        "session.audience",
        Kind::Texts,
        "",
        "Audience of tokens (aud); empty for webauthn.relying_party.id.",
    ),
    Key::rest("session.issuer", Kind::Text, "", "Issuer of tokens (iss); empty leaves the claim out."),
    Key::rest("session.cookie.name", Kind::Text, "", "Name of the cookie; empty for hanko."),
    Key::rest("session.cookie.domain", Kind::Text, "", "Domain of cookies; empty for the host alone."),
    Key::rest("session.cookie.http_only", Kind::Bool, "true", "Hides the cookie from scripts."),
    Key::rest(
        "session.cookie.same_site",
        Kind::OpenChoice { words: SameSite::WORDS, other: "" },
        "strict",
        "SameSite of the session cookie: strict, lax, none; empty leaves it out.",
    ),
    Key::rest("session.cookie.secure", Kind::Bool, "true", "Sends the cookie over TLS only."),
    Key::flow(
        "session.cookie.retention",
        Kind::OpenChoice { words: Retention::WORDS, other: "persistent" },
        "persistent",
        "How long the cookie stays: session, persistent, prompt.",
    ),
    Key::rest(
        "session.enable_auth_token_header",
        Kind::Bool,
        "false",
        "Sends the token in X-Auth-Token instead of the cookie.",
    ),
    Key::rest("session.acquire_ip_address", Kind::Bool, "true", "Keeps the client address with the session.")
        .variable("SESSION_ACQUIREIPADDRESS"),
    Key::rest("session.acquire_user_agent", Kind::Bool, "true", "Keeps the user agent with the session.")
        .variable("SESSION_ACQUIREUSERAGENT"),
    Key::flow(
        "session.allow_revocation",
        Kind::Bool,
        "true",
        "Lets users end their sessions in the profile.",
    )
    .variable("SESSION_ALLOWREVOCATION"),
    Key::flow("session.show_on_profile", Kind::Bool, "true", "Lists sessions in the profile.")
        .variable("SESSION_SHOWONPROFILE"),
    Key::rest(
        "session.jwt_template.claims",
        Kind::Claims,
        "",
        "Further claims of the token; texts are templates such as {{.User.Email.Address}}.",
    )
    .variable("SESSION_JWTTEMPLATE_CLAIMS")
    .file_only(),
];

choice! {
    /// The `SameSite` attribute of the session cookie.
    pub enum SameSite {
        /// Never with requests from other sites.
        #[default]
        Strict = "strict",
        /// Only with navigations from other sites.
        Lax = "lax",
        /// With every request.
        None = "none",
        /// The attribute is left out.
        Unset = "",
    }
}

choice! {
    /// How long a browser keeps the session cookie.
    pub enum Retention {
        /// As long as the session lives.
        #[default]
        Persistent = "persistent",
        /// Until the browser closes.
        Session = "session",
        /// As the user chooses at login.
        Prompt = "prompt",
    }
}

/// Sessions.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct Session {
    /// Life of a session, at least 1 ms.
    pub lifespan: Duration,
    /// `None` lets sessions idle.
    pub idle_timeout: Option<Duration>,
    /// Newest sessions of a user that are kept, at least 1.
    pub limit: u32,
    /// `aud` as configured; see [`crate::Configuration::audience`].
    pub audience: Vec<String>,
    /// `iss`; `None` leaves it out.
    pub issuer: Option<String>,
    /// The cookie that carries the token.
    pub cookie: SessionCookie,
    /// Whether the token travels in `X-Auth-Token` instead of the cookie.
    pub enable_auth_token_header: bool,
    /// Whether the client address is kept.
    pub acquire_ip_address: bool,
    /// Whether the user agent is kept.
    pub acquire_user_agent: bool,
    /// Flow API: whether users can end sessions.
    pub allow_revocation: bool,
    /// Flow API: whether the profile lists sessions.
    pub show_on_profile: bool,
    /// Templates of further claims; names keep their case, values their type.
    pub claims: Map<String, Value>,
    /// Lists of ended sessions; `None` when they are switched off.
    pub status_lists: Option<StatusLists>,
}

/// Attributes of the session cookie.
#[derive(Debug, Clone)]
pub struct SessionCookie {
    /// Never empty.
    pub name: String,
    /// `None` keeps it to the host.
    pub domain: Option<String>,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Of the session cookie alone; other cookies have fixed values.
    pub same_site: SameSite,
    /// Over TLS only.
    pub secure: bool,
    /// Flow API alone; other logins set a persistent cookie.
    pub retention: Retention,
}

impl Session {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            lifespan: reader.get("session.lifespan"),
            idle_timeout: reader.get("session.idle_timeout"),
            limit: reader.get("session.limit"),
            audience: reader.get("session.audience"),
            issuer: reader.get("session.issuer"),
            cookie: SessionCookie::read(reader),
            enable_auth_token_header: reader.get("session.enable_auth_token_header"),
            acquire_ip_address: reader.get("session.acquire_ip_address"),
            acquire_user_agent: reader.get("session.acquire_user_agent"),
            allow_revocation: reader.get("session.allow_revocation"),
            show_on_profile: reader.get("session.show_on_profile"),
            claims: reader.get("session.jwt_template.claims"),
            status_lists: StatusLists::read(reader),
        }
    }
}

impl SessionCookie {
    fn read(reader: &mut Reader<'_>) -> Self {
        let name: Option<String> = reader.get("session.cookie.name");
        Self {
            name: name.unwrap_or_else(|| "hanko".to_owned()),
            domain: reader.get("session.cookie.domain"),
            http_only: reader.get("session.cookie.http_only"),
            same_site: reader.get("session.cookie.same_site"),
            secure: reader.get("session.cookie.secure"),
            retention: reader.get("session.cookie.retention"),
        }
    }
}
