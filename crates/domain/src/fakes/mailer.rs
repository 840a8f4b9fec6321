//! A mailer that keeps what it is given.

use std::sync::Mutex;

use crate::outbox::{DeliveryError, Mailer, PasscodeMail};

/// Accepts mails, or refuses them when told to.
#[derive(Debug, Default)]
pub struct FakeMailer {
    accepted: Mutex<Vec<PasscodeMail>>,
    refusals: Mutex<Vec<DeliveryError>>,
}

impl FakeMailer {
    /// The next mail is refused in this way.
    pub fn refuse_next(&self, error: DeliveryError) {
        if let Ok(mut refusals) = self.refusals.lock() {
            refusals.push(error);
        }
    }

    /// All mails accepted so far.
    #[must_use]
    pub fn accepted(&self) -> Vec<PasscodeMail> {
        self.accepted.lock().map(|mails| mails.clone()).unwrap_or_default()
    }
}

impl Mailer for FakeMailer {
    fn deliver(&self, mail: &PasscodeMail) -> Result<(), DeliveryError> {
        if let Some(error) = self.refusals.lock().ok().and_then(|mut refusals| refusals.pop()) {
            return Err(error);
        }
        if let Ok(mut accepted) = self.accepted.lock() {
            accepted.push(mail.clone());
        }
        Ok(())
    }
}
