//! What a key may do.

/// A scope of the admin API (admin-api.md, "Access control").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everything.
    All,
    /// Read accounts and what hangs on them.
    UsersRead,
    /// Change accounts and what hangs on them.
    UsersWrite,
    /// Read sessions.
    SessionsRead,
    /// End sessions.
    SessionsWrite,
    /// Make session tokens for any account.
    SessionsCreate,
    /// Read the audit log.
    AuditRead,
    /// Read webhooks.
    WebhooksRead,
    /// Change webhooks.
    WebhooksWrite,
    /// Read metrics.
    MetricsRead,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 10] = [
        Self::All,
        Self::UsersRead,
        Self::UsersWrite,
        Self::SessionsRead,
        Self::SessionsWrite,
        Self::SessionsCreate,
        Self::AuditRead,
        Self::WebhooksRead,
        Self::WebhooksWrite,
        Self::MetricsRead,
    ];

    /// Its name on the command line, in the database and in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "*",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::SessionsRead => "sessions:read",
            Self::SessionsWrite => "sessions:write",
            Self::SessionsCreate => "sessions:create",
            Self::AuditRead => "audit:read",
            Self::WebhooksRead => "webhooks:read",
            Self::WebhooksWrite => "webhooks:write",
            Self::MetricsRead => "metrics:read",
        }
    }

    /// The scope of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// Whether a key with this scope may do what needs `wanted`.
    #[must_use]
    pub fn allows(self, wanted: Self) -> bool {
        self == Self::All || self == wanted
    }
}
