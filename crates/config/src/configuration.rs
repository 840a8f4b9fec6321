//! The whole tree.

use crate::sections::{
    Account, Admin, AuditLog, Cleanup, Database, Email, EmailDelivery, FlowLocker, Log, Mfa, Passkey,
    Password, Privacy, RateLimiter, Saml, Secrets, SecurityNotifications, Server, Service, Session,
    ThirdParty, Username, Webauthn, Webhooks,
};
use crate::settings::Reader;

/// Everything the server is told at start, checked. There is no reload.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Listeners and shutdown.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Keys that protect what is stored.
    pub secrets: Secrets,
    /// The name of the service.
    pub service: Service,
    /// Sessions.
    pub session: Session,
    /// What users may do with their account.
    pub account: Account,
    /// Addresses and passcodes.
    pub email: Email,
    /// How mail leaves.
    pub email_delivery: EmailDelivery,
    /// Passwords.
    pub password: Password,
    /// Passkeys.
    pub passkey: Passkey,
    /// The relying party of Web Authentication.
    pub webauthn: Webauthn,
    /// Second factors.
    pub mfa: Mfa,
    /// Limits of calls.
    pub rate_limiter: RateLimiter,
    /// Login by other services.
    pub third_party: ThirdParty,
    /// Login by SAML.
    pub saml: Saml,
    /// Hooks that the file declares.
    pub webhooks: Webhooks,
    /// The audit log.
    pub audit_log: AuditLog,
    /// Removal of what has ended.
    pub cleanup: Cleanup,
    /// The access log.
    pub log: Log,
    /// Who may use the admin API.
    pub admin: Admin,
    /// User names (Flow API).
    pub username: Username,
    /// What flows tell about accounts (Flow API).
    pub privacy: Privacy,
    /// Mails about changes (Flow API).
    pub security_notifications: SecurityNotifications,
    /// One action at a time in a flow (Flow API).
    pub flow_locker: FlowLocker,
    /// Whether answers of flows carry their state (Flow API).
    pub debug: bool,
}

impl Configuration {
    /// The `aud` of session and webhook tokens: `session.audience`, or else the relying party's id.
    #[must_use]
    pub fn audience(&self) -> Vec<String> {
        if self.session.audience.is_empty() {
            vec![self.webauthn.relying_party_id.clone()]
        } else {
            self.session.audience.clone()
        }
    }

    /// Reads the sections in the order of the reference's checks (configuration.md, E0 to E13).
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let webauthn = Webauthn::read(reader);
        let server = Server::read(reader);
        Webauthn::check_deprecated(reader);
        Self {
            email_delivery: EmailDelivery::read(reader),
            database: Database::read(reader),
            secrets: Secrets::read(reader),
            service: Service::read(reader),
            session: Session::read(reader),
            rate_limiter: RateLimiter::read(reader),
            third_party: ThirdParty::read(reader),
            saml: Saml::read(reader),
            webhooks: Webhooks::read(reader),
            flow_locker: FlowLocker::read(reader),
            email: Email::read(reader),
            account: Account::read(reader),
            password: Password::read(reader),
            passkey: Passkey::read(reader),
            mfa: Mfa::read(reader),
            audit_log: AuditLog::read(reader),
            cleanup: Cleanup::read(reader),
            log: Log::read(reader),
            admin: Admin::read(reader, &server.admin.address),
            username: Username::read(reader),
            privacy: Privacy::read(reader),
            security_notifications: SecurityNotifications::read(reader),
            debug: reader.get("debug"),
            server,
            webauthn,
        }
    }
}
