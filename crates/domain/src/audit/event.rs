//! Kinds of entries.

/// What happened (contract 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditEvent {
    /// An account was made.
    UserCreated,
    /// A user logged out.
    UserLoggedOut,
    /// A code is on its way.
    PasscodeLoginInitSucceeded,
    /// A code was asked for in vain.
    PasscodeLoginInitFailed,
    /// A right code opened a session.
    PasscodeLoginFinalSucceeded,
    /// A code was refused.
    PasscodeLoginFinalFailed,
    /// Another address became the primary one.
    PrimaryEmailChanged,
    /// An address was proven.
    EmailVerified,
    /// An account is gone.
    UserDeleted,
    /// An address was asked for.
    EmailCreated,
    /// An address was given up.
    EmailDeleted,
    /// A password was set or changed.
    PasswordSetSucceeded,
    /// A password was not set.
    PasswordSetFailed,
    /// A right password opened a session.
    PasswordLoginSucceeded,
    /// A password was refused.
    PasswordLoginFailed,
    /// A one-time token opened a session.
    TokenExchangeSucceeded,
    /// A one-time token was refused.
    TokenExchangeFailed,
}

impl AuditEvent {
    /// The text that is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserCreated => "user_created",
            Self::UserLoggedOut => "user_logged_out",
            Self::PasscodeLoginInitSucceeded => "passcode_login_init_succeeded",
            Self::PasscodeLoginInitFailed => "passcode_login_init_failed",
            Self::PasscodeLoginFinalSucceeded => "passcode_login_final_succeeded",
            Self::PasscodeLoginFinalFailed => "passcode_login_final_failed",
            Self::PrimaryEmailChanged => "primary_email_changed",
            Self::EmailVerified => "email_verified",
            Self::UserDeleted => "user_deleted",
            Self::EmailCreated => "email_created",
            Self::EmailDeleted => "email_deleted",
            Self::PasswordSetSucceeded => "password_set_succeeded",
            Self::PasswordSetFailed => "password_set_failed",
            Self::PasswordLoginSucceeded => "password_login_succeeded",
            Self::PasswordLoginFailed => "password_login_failed",
            Self::TokenExchangeSucceeded => "token_exchange_succeeded",
            Self::TokenExchangeFailed => "token_exchange_failed",
        }
    }
}
