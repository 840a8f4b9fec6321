//! What may be removed, and when.

use chrono::TimeDelta;

use crate::Timestamp;

/// A table that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CleanupTable {
    /// Entries older than their retention.
    AuditLogs,
    /// Flows after their end.
    Flows,
    /// Ceremonies after their end.
    WebauthnSessionData,
    /// Places in the status lists ten minutes after the end of their tokens, so that services whose clocks differ
    /// do not take an ended session for a living one. They go before their sessions, whose removal would mark them.
    SessionStatuses,
    /// Sessions after their end.
    Sessions,
    /// Passcodes a day after their end, so that they answer 408 meanwhile (contract B-27).
    Passcodes,
    /// One-time tokens a day after their end.
    Tokens,
    /// SAML logins that were begun, after their end.
    SamlStates,
    /// SAML replay guards after their end.
    SamlIdpInitiatedRequests,
    /// Trusted devices after their end.
    TrustedDevices,
    /// Messages of the outbox after their end.
    Outbox,
    /// Counters of limits after their window.
    RateLimits,
}

impl CleanupTable {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::AuditLogs,
        Self::Flows,
        Self::WebauthnSessionData,
        Self::SessionStatuses,
        Self::Sessions,
        Self::Passcodes,
        Self::Tokens,
        Self::SamlStates,
        Self::SamlIdpInitiatedRequests,
        Self::TrustedDevices,
        Self::Outbox,
        Self::RateLimits,
    ];

    /// Its name, as on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuditLogs => "audit_logs",
            Self::Flows => "flows",
            Self::WebauthnSessionData => "webauthn_session_data",
            Self::SessionStatuses => "session_statuses",
            Self::Sessions => "sessions",
            Self::Passcodes => "passcodes",
            Self::Tokens => "tokens",
            Self::SamlStates => "saml_states",
            Self::SamlIdpInitiatedRequests => "saml_idp_initiated_requests",
            Self::TrustedDevices => "trusted_devices",
            Self::Outbox => "outbox",
            Self::RateLimits => "rate_limits",
        }
    }

    /// The table of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == text)
    }
}

/// How long things are kept after their end.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Age of audit entries (`audit_log.retention`).
    pub audit_logs: TimeDelta,
}

impl Retention {
    /// Rows of this table that ended (audit entries: were made) before this moment may go.
    #[must_use]
    pub fn before(&self, table: CleanupTable, now: Timestamp) -> Timestamp {
        let kept_for = match table {
            CleanupTable::AuditLogs => self.audit_logs,
            CleanupTable::SessionStatuses => TimeDelta::minutes(10),
            CleanupTable::Passcodes | CleanupTable::Tokens => TimeDelta::days(1),
            _ => TimeDelta::zero(),
        };
        now.checked_sub_signed(kept_for).unwrap_or(Timestamp::MIN_UTC)
    }
}
