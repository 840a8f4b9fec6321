//! Contract of [`AuditRecords`](crate::audit::AuditRecords).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use crate::admin::AuditFilter;
use crate::audit::{AuditEvent, AuditRecord};
use crate::{Caller, Storage, UserId};

/// No text is too long or too strange to be stored; no entries are fine, too.
pub fn long_texts_are_stored(storage: &dyn Storage) {
    let long = "é\0".repeat(300);
    let record = AuditRecord {
        id: id(1),
        event: AuditEvent::UserCreated,
        error: Some(long.clone()),
        caller: Caller { request_id: long.clone(), ip_address: long.clone(), user_agent: long.clone() },
        user_id: None,
        user_email: Some(long),
        created_at: moment(0),
    };
    let other = AuditRecord { id: id(2), error: None, user_email: None, ..record.clone() };
    storage.direct().unwrap().audit_records().add(&[record, other]).unwrap();
    storage.direct().unwrap().audit_records().add(&[]).unwrap();
}

/// Six entries, one a second from 1 on, but for the last, which is as old as the one before. Those with even
/// numbers are of user 1 at 192.0.2.1, the others of nobody at 198.51.100.7.
fn six_entries(storage: &dyn Storage) {
    let records: Vec<_> = (1..=6)
        .map(|number| {
            let is_of_user = number % 2 == 0;
            let ip_address = if is_of_user { "192.0.2.1" } else { "198.51.100.7" };
            let caller = Caller::new(format!("request {number}"), ip_address.to_owned(), "test");
            AuditRecord {
                id: id(number),
                event: if number < 3 { AuditEvent::UserCreated } else { AuditEvent::EmailCreated },
                error: (number == 1).then(|| "refused".to_owned()),
                caller,
                user_id: is_of_user.then(|| UserId::new(id(1))),
                user_email: is_of_user.then(|| format!("x{number}@inkan.test")),
                created_at: moment(i64::try_from(number).unwrap().min(5)),
            }
        })
        .collect();
    storage.direct().unwrap().audit_records().add(&records).unwrap();
}

/// The numbers of the entries on a page, and the total.
fn page(storage: &dyn Storage, filter: &AuditFilter, offset: i64, most: i64) -> (Vec<u128>, i64) {
    let page = storage.direct().unwrap().audit_records().list(filter, offset, most).unwrap();
    let numbers = page.records.iter().map(|record| record.id.as_u128() ^ id(0).as_u128());
    (numbers.collect(), page.total)
}

/// The newest entry comes first, entries of one moment by id, and the total does not depend on the page.
pub fn pages_begin_with_the_newest(storage: &dyn Storage) {
    let all = AuditFilter::default();
    assert_eq!(page(storage, &all, 0, 10), (vec![], 0));
    six_entries(storage);
    assert_eq!(page(storage, &all, 0, 10), (vec![6, 5, 4, 3, 2, 1], 6));
    assert_eq!(page(storage, &all, 0, 4), (vec![6, 5, 4, 3], 6));
    assert_eq!(page(storage, &all, 4, 4), (vec![2, 1], 6));
    assert_eq!(page(storage, &all, 8, 4), (vec![], 6));
    assert_eq!(page(storage, &all, 0, 0), (vec![], 6));
}

/// An entry is read as it was written.
pub fn an_entry_is_read_as_it_was_written(storage: &dyn Storage) {
    six_entries(storage);
    let mut direct = storage.direct().unwrap();
    let records = direct.audit_records().list(&AuditFilter::default(), 4, 2).unwrap().records;
    let [second, first] = records.as_slice() else { unreachable!("a page of two entries") };
    assert_eq!((first.event.as_str(), first.error.as_deref()), ("user_created", Some("refused")));
    assert_eq!((first.request_id.as_str(), first.source_ip.as_str()), ("request 1", "198.51.100.7"));
    assert_eq!((first.user_id, first.user_email.as_deref(), second.error.as_deref()), (None, None, None));
    assert_eq!((second.user_id, second.user_email.as_deref()), (Some(id(1)), Some("x2@inkan.test")));
    assert_eq!((second.user_agent.as_str(), second.details.as_deref()), ("test", Some("null")));
    assert_eq!((second.created_at, second.updated_at), (moment(2), moment(2)));
}

/// Everything that a filter says must hold: bounds exclude, kinds are exact, texts are parts.
pub fn filters_narrow_the_list(storage: &dyn Storage) {
    six_entries(storage);
    let none = AuditFilter::default;
    let text = |text: &str| Some(text.to_owned());
    let user = id(1).to_string();
    let kinds = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    for (filter, numbers) in [
        (AuditFilter { start_time: Some(moment(4)), ..none() }, vec![6, 5]),
        (AuditFilter { end_time: Some(moment(2)), ..none() }, vec![1]),
        (AuditFilter { start_time: Some(moment(1)), end_time: Some(moment(4)), ..none() }, vec![3, 2]),
        (AuditFilter { types: kinds(&["user_created"]), ..none() }, vec![2, 1]),
        (AuditFilter { types: kinds(&["user_created", "email_created"]), ..none() }, vec![6, 5, 4, 3, 2, 1]),
        (AuditFilter { types: kinds(&["user_created,email_created"]), ..none() }, vec![]),
        (AuditFilter { types: kinds(&[""]), ..none() }, vec![]),
        (AuditFilter { types: kinds(&["user"]), ..none() }, vec![]),
        (AuditFilter { actor_user_id: text(&user[20..]), ..none() }, vec![6, 4, 2]),
        (AuditFilter { actor_user_id: text("ffff"), ..none() }, vec![]),
        (AuditFilter { actor_email: text("4@inkan"), ..none() }, vec![4]),
        (AuditFilter { meta_source_ip: text("51.100"), ..none() }, vec![5, 3, 1]),
        (AuditFilter { q: text("x6@"), ..none() }, vec![6]),
        (AuditFilter { q: text("198.51"), ..none() }, vec![5, 3, 1]),
        (AuditFilter { q: text(&user), ..none() }, vec![6, 4, 2]),
        (AuditFilter { q: text("inkan"), types: kinds(&["email_created"]), ..none() }, vec![6, 4]),
        (AuditFilter { q: text("inkan\0"), ..none() }, vec![]),
        (AuditFilter { q: text("\\"), ..none() }, vec![]),
        (AuditFilter { types: kinds(&["\0"]), ..none() }, vec![]),
    ] {
        let total = i64::try_from(numbers.len()).unwrap();
        assert_eq!(page(storage, &filter, 0, 10), (numbers, total), "{filter:?}");
    }
}
