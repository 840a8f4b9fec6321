//! The mails themselves.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use inkan_domain::passcode::Code;
use inkan_mail::RenderedMail;

/// A mail as it was accepted.
pub(super) struct Mail {
    /// Counts from 1.
    pub(super) number: u64,
    /// Recipient.
    pub(super) to: String,
    /// Subject and texts.
    pub(super) rendered: RenderedMail,
    /// When it was accepted.
    pub(super) received_at: Instant,
    code: Code,
}

/// The newest mails in memory.
#[derive(Default)]
pub(super) struct Mailbox {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    mails: VecDeque<Arc<Mail>>,
    /// Number of the newest mail.
    count: u64,
    /// Up to which number the code of a mail was asked for, by recipient of one of the mails.
    asked: Vec<(String, u64)>,
}

impl State {
    /// The newest mail to an address.
    fn newest(&self, to: &str) -> Option<&Arc<Mail>> {
        self.mails.iter().rev().find(|mail| mail.to == to)
    }

    /// The same, if nobody asked for its code yet.
    fn unasked(&self, to: &str) -> Option<&Arc<Mail>> {
        let asked = self.asked.iter().find(|(address, _)| address == to).map_or(0, |(_, number)| *number);
        self.newest(to).filter(|mail| mail.number > asked)
    }

    fn forget_oldest(&mut self) {
        self.mails.pop_front();
        let mails = &self.mails;
        self.asked.retain(|(address, _)| mails.iter().any(|mail| mail.to == *address));
    }
}

impl Mailbox {
    /// Mails that are kept.
    pub(super) const KEPT: usize = 100;

    /// Puts a mail in and tells its number.
    pub(super) fn put(&self, to: String, code: Code, rendered: RenderedMail) -> u64 {
        let mut state = self.lock();
        state.count += 1;
        let number = state.count;
        state.mails.push_back(Arc::new(Mail { number, to, rendered, received_at: Instant::now(), code }));
        if state.mails.len() > Self::KEPT {
            state.forget_oldest();
        }
        drop(state);
        self.arrived.notify_all();
        number
    }

    /// All mails, the newest first.
    pub(super) fn newest_first(&self) -> Vec<Arc<Mail>> {
        self.lock().mails.iter().rev().cloned().collect()
    }

    /// The mail with this number.
    pub(super) fn get(&self, number: u64) -> Option<Arc<Mail>> {
        self.lock().mails.iter().find(|mail| mail.number == number).cloned()
    }

    /// The code of the newest mail to an address. Waits at most this long for one that nobody asked for yet,
    /// since mails arrive behind the answer of the request that causes them.
    pub(super) fn code(&self, to: &str, patience: Duration) -> Option<Code> {
        let to = to.to_lowercase();
        let (mut state, _) = self
            .arrived
            .wait_timeout_while(self.lock(), patience, |state| state.unasked(&to).is_none())
            .unwrap_or_else(PoisonError::into_inner);
        let mail = Arc::clone(state.newest(&to)?);
        state.asked.retain(|(address, _)| *address != to);
        state.asked.push((to, mail.number));
        Some(mail.code.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use inkan_domain::passcode::Code;
    use inkan_mail::RenderedMail;

    use super::Mailbox;

    fn put(mailbox: &Mailbox, to: &str, code: &str) -> u64 {
        let rendered = RenderedMail { subject: code.to_owned(), text: String::new(), html: String::new() };
        mailbox.put(to.to_owned(), Code::typed(code.to_owned()), rendered)
    }

    fn code(mailbox: &Mailbox, to: &str, patience: Duration) -> Option<String> {
        mailbox.code(to, patience).map(|code| code.expose().to_owned())
    }

    #[test]
    fn the_newest_code_to_the_address_counts() {
        let mailbox = Mailbox::default();
        put(&mailbox, "a@x.test", "111111");
        put(&mailbox, "a@x.test", "222222");
        put(&mailbox, "b@x.test", "333333");
        assert_eq!(code(&mailbox, "A@x.test", Duration::ZERO).as_deref(), Some("222222"));
        assert_eq!(code(&mailbox, "a@x.test", Duration::ZERO).as_deref(), Some("222222"));
        assert_eq!(code(&mailbox, "c@x.test", Duration::ZERO), None);
    }

    #[test]
    fn a_code_that_was_asked_for_is_not_taken_for_the_next_one() {
        let mailbox = Mailbox::default();
        put(&mailbox, "a@x.test", "111111");
        code(&mailbox, "a@x.test", Duration::ZERO);
        let next = thread::scope(|scope| {
            let waiting = scope.spawn(|| code(&mailbox, "a@x.test", Duration::from_secs(60)));
            put(&mailbox, "a@x.test", "222222");
            waiting.join().unwrap()
        });
        assert_eq!(next.as_deref(), Some("222222"));
    }

    #[test]
    fn only_the_newest_hundred_stay() {
        let mailbox = Mailbox::default();
        for number in 1..=103 {
            assert_eq!(put(&mailbox, &format!("{number}@x.test"), "111111"), number);
            code(&mailbox, &format!("{number}@x.test"), Duration::ZERO);
        }
        let kept: Vec<u64> = mailbox.newest_first().iter().map(|mail| mail.number).collect();
        assert_eq!(kept, (4..=103).rev().collect::<Vec<_>>());
        assert!(mailbox.get(3).is_none());
        assert_eq!(mailbox.get(4).unwrap().to, "4@x.test");
        assert_eq!(mailbox.lock().asked.len(), 100);
    }
}
