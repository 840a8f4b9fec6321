//! Mail of a server in this process.

use std::sync::{Condvar, Mutex};

use inkan_domain::outbox::{DeliveryError, Mailer, PasscodeMail};

use super::{Inbox, PATIENCE};

/// Takes every mail and keeps it until somebody asks for it.
#[derive(Default)]
pub(crate) struct Mailbox {
    mails: Mutex<Vec<PasscodeMail>>,
    arrived: Condvar,
}

impl Mailer for Mailbox {
    fn deliver(&self, mail: &PasscodeMail) -> Result<(), DeliveryError> {
        self.mails.lock().unwrap().push(mail.clone());
        self.arrived.notify_all();
        Ok(())
    }
}

impl Mailbox {
    /// Waits for a mail to this address and takes the oldest out.
    #[track_caller]
    pub(crate) fn take(&self, address: &str) -> PasscodeMail {
        let is_addressed = |mail: &PasscodeMail| mail.to.as_str() == address;
        let mails = self.mails.lock().unwrap();
        let (mut mails, _) = self
            .arrived
            .wait_timeout_while(mails, PATIENCE, |mails| !mails.iter().any(is_addressed))
            .unwrap();
        let position = mails.iter().position(is_addressed).expect("a mail");
        mails.remove(position)
    }

    /// Mails that nobody has asked for.
    pub(crate) fn len(&self) -> usize {
        self.mails.lock().unwrap().len()
    }
}

impl Inbox for Mailbox {
    #[track_caller]
    fn code_for(&self, address: &str) -> String {
        self.take(address).code.expose().to_owned()
    }
}
