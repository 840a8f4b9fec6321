//! Contract of [`Outbox`](crate::outbox::Outbox).
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a broken contract panics"
)]

use super::super::{an_address, id, moment};
use super::rows::at_once;
use crate::outbox::{NewMessage, OutboxBacklog, OutboxMessage, PasscodeMail};
use crate::passcode::Code;
use crate::webhook::{WebhookMessage, WebhookTarget};
use crate::{Language, OutboxId, Secret, Storage};

fn add(storage: &dyn Storage, number: u128, seconds: i64) {
    let message = NewMessage {
        id: OutboxId::new(id(number)),
        message: OutboxMessage::PasscodeMail(PasscodeMail {
            to: an_address(number),
            language: Language::German,
            code: Code::typed("012345".to_owned()),
            lifetime_seconds: 300,
        }),
        created_at: moment(seconds),
        expires_at: moment(seconds + 300),
    };
    storage.direct().unwrap().outbox().add(&message).unwrap();
}

/// Claims at this moment, with a lease of 60 seconds: ids and attempts.
fn claim(storage: &dyn Storage, most: u32, seconds: i64) -> Vec<(OutboxId, i32)> {
    let mut direct = storage.direct().unwrap();
    let claimed = direct.outbox().claim(most, moment(seconds), moment(seconds + 60)).unwrap();
    claimed.iter().map(|message| (message.id, message.attempt)).collect()
}

fn attempts(numbers: &[u128], attempt: i32) -> Vec<(OutboxId, i32)> {
    numbers.iter().map(|number| (OutboxId::new(id(*number)), attempt)).collect()
}

/// A claimed message is the one that was added.
pub fn what_is_added_is_claimed(storage: &dyn Storage) {
    add(storage, 1, 0);
    let mut direct = storage.direct().unwrap();
    let claimed = direct.outbox().claim(10, moment(0), moment(60)).unwrap();
    let [message] = claimed.as_slice() else { panic!("one message was added") };
    assert_eq!((message.id, message.attempt), (OutboxId::new(id(1)), 1));
    assert_eq!(message.expires_at, moment(300));
    let Some(OutboxMessage::PasscodeMail(mail)) = &message.message else { panic!("it can be read") };
    assert_eq!((&mail.to, mail.language), (&an_address(1), Language::German));
    assert_eq!((mail.code.expose(), mail.lifetime_seconds), ("012345", 300));
}

/// What is due longest comes first, no more than asked for, and nothing that is not due.
pub fn the_longest_due_come_first(storage: &dyn Storage) {
    for (number, seconds) in [(1, 2), (2, 1), (3, 3), (4, 9)] {
        add(storage, number, seconds);
    }
    assert_eq!(claim(storage, 2, 3), attempts(&[2, 1], 1));
    assert_eq!(claim(storage, 2, 3), attempts(&[3], 1));
    assert_eq!(claim(storage, 2, 8), []);
    assert_eq!(claim(storage, 2, 9), attempts(&[4], 1));
}

/// Nobody gets a claimed message before its lease ends; then it is the next attempt.
pub fn a_lease_keeps_others_away(storage: &dyn Storage) {
    add(storage, 1, 0);
    assert_eq!(claim(storage, 10, 0), attempts(&[1], 1));
    assert_eq!(claim(storage, 10, 59), []);
    assert_eq!(claim(storage, 10, 60), attempts(&[1], 2));
}

/// A postponed message is due at the moment that was named.
pub fn a_postponed_message_comes_back(storage: &dyn Storage) {
    add(storage, 1, 0);
    claim(storage, 10, 0);
    storage.direct().unwrap().outbox().postpone(OutboxId::new(id(1)), moment(5)).unwrap();
    assert_eq!(claim(storage, 10, 4), []);
    assert_eq!(claim(storage, 10, 5), attempts(&[1], 2));
}

/// Messages that are removed or too late are gone, and the backlog tells of the others.
pub fn what_is_done_or_too_late_goes(storage: &dyn Storage) {
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.outbox().backlog().unwrap(), OutboxBacklog::default());
    drop(direct);
    for (number, seconds) in [(1, 1), (2, 2), (3, 3)] {
        add(storage, number, seconds);
    }
    let mut direct = storage.direct().unwrap();
    let backlog = direct.outbox().backlog().unwrap();
    assert_eq!(backlog, OutboxBacklog { depth: 3, oldest: Some(moment(1)) });
    direct.outbox().remove(&[OutboxId::new(id(2)), OutboxId::new(id(9))]).unwrap();
    assert_eq!(direct.outbox().remove_expired(moment(300)).unwrap(), 0);
    assert_eq!(direct.outbox().remove_expired(moment(301)).unwrap(), 1);
    let backlog = direct.outbox().backlog().unwrap();
    assert_eq!(backlog, OutboxBacklog { depth: 1, oldest: Some(moment(3)) });
}

/// Events wait beside the mails, and nobody who claims mails gets one.
pub fn events_are_not_claimed_as_mails(storage: &dyn Storage) {
    let targets = [WebhookTarget::Configured("https://inkan.test".to_owned()), WebhookTarget::Stored(id(9))];
    for (number, target) in (1..).zip(targets) {
        let data = Secret::new("{}".to_owned());
        let event = WebhookMessage { target, event: "user.create".to_owned(), data };
        let message = NewMessage {
            id: OutboxId::new(id(number)),
            message: OutboxMessage::Webhook(event),
            created_at: moment(0),
            expires_at: moment(300),
        };
        storage.direct().unwrap().outbox().add(&message).unwrap();
    }
    assert_eq!(claim(storage, 10, 0), []);
    add(storage, 3, 0);
    assert_eq!(claim(storage, 10, 0), attempts(&[3], 1));
    assert_eq!(storage.direct().unwrap().outbox().remove_expired(moment(300)).unwrap(), 3);
}

/// Of many who claim at once, each message goes to one.
pub fn each_message_is_claimed_once(storage: &dyn Storage) {
    for number in 0..40 {
        add(storage, number, 0);
    }
    let claimed = at_once(4, |_| {
        let mut mine = Vec::new();
        loop {
            let some = claim(storage, 3, 0);
            if some.is_empty() {
                return mine;
            }
            mine.extend(some);
        }
    });
    let mut claimed: Vec<_> = claimed.into_iter().flatten().collect();
    claimed.sort_unstable();
    assert_eq!(claimed, attempts(&(0..40).collect::<Vec<_>>(), 1));
}

/// Sealing anew goes through all messages in batches and changes none of them.
pub fn a_message_that_is_sealed_anew_stays_the_same(storage: &dyn Storage) {
    for number in 1..=3 {
        add(storage, number, 0);
    }
    let mut looked_at = Vec::new();
    let mut after = None;
    loop {
        let mut work = storage.begin().unwrap();
        let batch = work.outbox().seal_anew(after, 2).unwrap();
        work.commit().unwrap();
        let Some(last) = batch.last else { break };
        looked_at.push(last);
        after = Some(last);
    }
    assert_eq!(looked_at, [2, 3].map(|number| OutboxId::new(id(number))));
    let claimed = storage.direct().unwrap().outbox().claim(9, moment(1), moment(60)).unwrap();
    assert!(claimed.len() == 3 && claimed.iter().all(|message| message.message.is_some()));
}
