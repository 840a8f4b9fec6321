//! Deliveries, on fakes.

use chrono::TimeDelta;

use super::{DeliveryError, DeliveryReport, NewMessage, OutboxMessage, PasscodeMail};
use crate::fakes::{Bench, an_address, id, moment};
use crate::passcode::Code;
use crate::{Language, OutboxId, Storage};

fn a_bench_with(messages: u128) -> Bench {
    let bench = Bench::default();
    for number in 1..=messages {
        let mail = PasscodeMail {
            to: an_address(number),
            language: Language::English,
            code: Code::typed("123456".to_owned()),
            lifetime_seconds: 300,
        };
        let message = NewMessage {
            id: OutboxId::new(id(number)),
            message: OutboxMessage::PasscodeMail(mail),
            created_at: moment(0),
            expires_at: moment(300),
        };
        bench.storage.direct().unwrap().outbox().add(&message).unwrap();
    }
    bench
}

fn deliver(bench: &Bench) -> DeliveryReport {
    bench.deliver_outbox().execute().unwrap()
}

#[test]
fn a_delivered_message_is_gone() {
    let bench = a_bench_with(1);
    assert_eq!(deliver(&bench).delivered, 1);
    assert_eq!(bench.mailer.accepted().len(), 1);
    assert!(bench.storage.with(|state| state.outbox.is_empty()));
    assert_eq!(deliver(&bench), DeliveryReport::default());
}

#[test]
fn a_message_that_failed_for_now_is_tried_again_later() {
    let bench = a_bench_with(1);
    bench.mailer.refuse_next(DeliveryError::Transient("down".into()));
    assert_eq!(deliver(&bench).postponed, 1);
    assert_eq!(deliver(&bench), DeliveryReport::default());
    bench.clock.advance(TimeDelta::milliseconds(1_500));
    assert_eq!(deliver(&bench).delivered, 1);
}

#[test]
fn a_message_that_failed_for_good_is_given_up() {
    let bench = a_bench_with(1);
    bench.mailer.refuse_next(DeliveryError::Permanent("no such box".into()));
    assert_eq!(deliver(&bench).given_up, 1);
    assert!(bench.storage.with(|state| state.outbox.is_empty()));
}

#[test]
fn a_message_whose_code_is_worthless_is_not_sent() {
    let bench = a_bench_with(1);
    bench.clock.advance(TimeDelta::seconds(300));
    assert_eq!(deliver(&bench).given_up, 1);
    assert!(bench.mailer.accepted().is_empty());
}

#[test]
fn a_claimed_message_of_a_dead_process_is_sent_when_its_lease_ends() {
    let bench = a_bench_with(1);
    let lease_until = moment(30);
    bench.storage.direct().unwrap().outbox().claim(1, moment(0), lease_until).unwrap();
    assert_eq!(deliver(&bench), DeliveryReport::default());
    bench.clock.advance(TimeDelta::seconds(30));
    assert_eq!(deliver(&bench).delivered, 1);
}

#[test]
fn a_full_round_tells_that_more_may_wait() {
    let bench = a_bench_with(9);
    assert!(deliver(&bench).is_full);
    assert!(!deliver(&bench).is_full);
}
