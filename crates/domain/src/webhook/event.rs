//! What others can be told of.

/// An event (contract 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebhookEvent {
    /// An account is complete.
    UserCreate,
    /// An account is gone.
    UserDelete,
    /// An account has a further address.
    UserUpdateEmailCreate,
    /// An account has another primary address.
    UserUpdateEmailPrimary,
    /// An account has an address less.
    UserUpdateEmailDelete,
    /// A mail was sent, or is for the receiver to send.
    EmailSend,
}

impl WebhookEvent {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserCreate => "user.create",
            Self::UserDelete => "user.delete",
            Self::UserUpdateEmailCreate => "user.update.email.create",
            Self::UserUpdateEmailPrimary => "user.update.email.primary",
            Self::UserUpdateEmailDelete => "user.update.email.delete",
            Self::EmailSend => "email.send",
        }
    }

    /// Whether a hook that subscribed to this text gets the event: its name begins with the text.
    #[must_use]
    pub fn is_wanted_by(self, subscribed: &str) -> bool {
        self.as_str().starts_with(subscribed)
    }
}

#[cfg(test)]
mod tests {
    use super::WebhookEvent;

    #[test]
    fn a_hook_gets_what_begins_with_its_text() {
        let event = WebhookEvent::UserUpdateEmailCreate;
        assert!(event.is_wanted_by("user"));
        assert!(event.is_wanted_by("user.update.email"));
        assert!(!event.is_wanted_by("user.update.email.delete"));
        assert!(!event.is_wanted_by("email"));
    }
}
