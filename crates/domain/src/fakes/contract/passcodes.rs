//! Contract of [`Passcodes`](crate::passcode::Passcodes).
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a broken contract panics"
)]

use chrono::TimeDelta;

use super::super::{a_passcode, id, moment};
use super::guesses::four_guesses;
use super::rows::{a_stored_email, a_user, at_once};
use crate::passcode::{Added, CodeHash, Counted, Passcode};
use crate::{EmailId, PasscodeId, Storage, UserId};

/// A passcode of user 1 for the address 10, which nobody owns.
fn an_open_passcode(storage: &dyn Storage) -> Passcode {
    let user_id = a_user(storage, 1);
    let passcode = a_passcode(100, user_id, a_stored_email(storage, 10, None));
    assert_eq!(storage.direct().unwrap().passcodes().add(&passcode, None).unwrap(), Added::Stored);
    passcode
}

pub(super) fn count(storage: &dyn Storage, passcode: &Passcode, seconds: i64) -> Option<i32> {
    let mut direct = storage.direct().unwrap();
    match direct.passcodes().count_attempt(passcode.id, None, moment(seconds)).unwrap() {
        Counted::Attempt(attempt) => Some(attempt.number),
        Counted::Held(_) => panic!("nobody is held without a limit"),
        Counted::Nothing => None,
    }
}

/// Three attempts are counted, and come with all that the judgement needs; then there are none left.
pub fn an_attempt_is_counted_before_it_is_judged(storage: &dyn Storage) {
    let passcode = an_open_passcode(storage);
    let mut direct = storage.direct().unwrap();
    for number in 1..=Passcode::MOST_ATTEMPTS {
        let counted = direct.passcodes().count_attempt(passcode.id, None, moment(1)).unwrap();
        let Counted::Attempt(attempt) = counted else { panic!("an attempt is left") };
        assert_eq!((attempt.number, &attempt.passcode), (number, &passcode));
        let facts = direct.passcodes().login_facts(passcode.user_id, passcode.email_id).unwrap();
        assert_eq!(Some(attempt.facts), facts);
    }
    drop(direct);
    assert_eq!(count(storage, &passcode, 1), None);
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.passcodes().find(passcode.id).unwrap(), Some(passcode));
    let unknown = PasscodeId::new(id(101));
    let counted = direct.passcodes().count_attempt(unknown, None, moment(1)).unwrap();
    assert!(matches!(counted, Counted::Nothing));
    assert_eq!(direct.passcodes().find(unknown).unwrap(), None);
}

/// The last moment of the lifetime still counts, the next does not, and the passcode stays.
pub fn a_passcode_is_good_to_the_last_moment(storage: &dyn Storage) {
    let passcode = an_open_passcode(storage);
    let end = passcode.expires_at();
    let mut direct = storage.direct().unwrap();
    let after = end + TimeDelta::microseconds(1);
    let counted = direct.passcodes().count_attempt(passcode.id, None, after).unwrap();
    assert!(matches!(counted, Counted::Nothing));
    let counted = direct.passcodes().count_attempt(passcode.id, None, end).unwrap();
    assert!(matches!(counted, Counted::Attempt(attempt) if attempt.number == 1));
    assert!(direct.passcodes().find(passcode.id).unwrap().is_some());
}

/// An attempt that was right but refused for another reason does not use the passcode up.
pub fn an_attempt_taken_back_can_be_made_again(storage: &dyn Storage) {
    let passcode = an_open_passcode(storage);
    let take_back = || {
        storage.direct().unwrap().passcodes().take_attempt_back(passcode.id, None, moment(1)).unwrap();
    };
    take_back();
    assert_eq!(count(storage, &passcode, 1), Some(1));
    assert_eq!(count(storage, &passcode, 1), Some(2));
    take_back();
    assert_eq!(count(storage, &passcode, 1), Some(2));
    assert_eq!(count(storage, &passcode, 1), Some(3));
    take_back();
    assert_eq!(count(storage, &passcode, 1), Some(3));
    assert_eq!(count(storage, &passcode, 1), None);
}

/// Without its user or its address, a passcode is refused.
pub fn a_passcode_of_nobody_is_not_stored(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, None);
    let no_user = a_passcode(100, UserId::new(id(2)), email_id);
    let no_email = a_passcode(101, user_id, EmailId::new(id(11)));
    for passcode in [no_user, no_email] {
        for limit in [None, Some(&four_guesses())] {
            assert_eq!(storage.begin().unwrap().passcodes().add(&passcode, limit).unwrap(), Added::Gone);
        }
        assert_eq!(storage.direct().unwrap().passcodes().find(passcode.id).unwrap(), None);
    }
}

/// The facts show the address, the primary address and the number of owned ones as they are now.
pub fn facts_tell_of_the_addresses(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, None);
    let main = a_stored_email(storage, 11, Some(user_id));
    let mut direct = storage.direct().unwrap();
    let facts = direct.passcodes().login_facts(user_id, email_id).unwrap().unwrap();
    assert_eq!((facts.user_id, facts.email.id, facts.email.user_id), (user_id, email_id, None));
    assert_eq!((facts.primary_email, facts.owned_emails), (None, 1));
    assert!(!facts.has_other_credentials);

    direct.emails().make_first_primary(main, user_id, moment(1)).unwrap();
    direct.emails().prove(email_id, user_id, moment(1)).unwrap();
    let facts = direct.passcodes().login_facts(user_id, email_id).unwrap().unwrap();
    assert_eq!((facts.email.user_id, facts.email.is_verified), (Some(user_id), true));
    assert!(!facts.email.is_primary);
    let primary_email = facts.primary_email.unwrap();
    assert_eq!((primary_email.id, primary_email.is_primary, facts.owned_emails), (main, true, 2));

    let unknown = (UserId::new(id(2)), EmailId::new(id(12)));
    assert!(direct.passcodes().login_facts(unknown.0, email_id).unwrap().is_none());
    assert!(direct.passcodes().login_facts(user_id, unknown.1).unwrap().is_none());
}

/// However many ask at once, the numbers 1, 2 and 3 are given once each (contract B-5).
pub fn each_attempt_has_its_own_number(storage: &dyn Storage) {
    let passcode = an_open_passcode(storage);
    let mut numbers: Vec<_> = at_once(40, |_| count(storage, &passcode, 1)).into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3]);
}

/// Of many who remove a passcode at once, one is told that it did.
pub fn a_passcode_is_removed_once(storage: &dyn Storage) {
    let mut passcode = an_open_passcode(storage);
    let removed = at_once(10, |number| {
        let mut work = storage.begin().unwrap();
        let is_removed = match number % 2 {
            0 => work.passcodes().remove(passcode.id).unwrap(),
            _ => work.passcodes().spend(passcode.id, Some(&four_guesses())).unwrap(),
        };
        work.commit().unwrap();
        is_removed
    });
    assert_eq!(removed.into_iter().filter(|is_removed| *is_removed).count(), 1);
    passcode.code_hash = CodeHash::new("another".to_owned());
    assert_eq!(storage.direct().unwrap().passcodes().add(&passcode, None).unwrap(), Added::Stored);
    assert_eq!(storage.direct().unwrap().passcodes().find(passcode.id).unwrap(), Some(passcode));
}

/// The end of the passcode that lasts longest is told.
pub fn the_last_end_is_told(storage: &dyn Storage) {
    assert_eq!(storage.direct().unwrap().passcodes().last_end().unwrap(), None);
    let passcode = an_open_passcode(storage);
    let later = Passcode { id: PasscodeId::new(id(101)), lifetime_seconds: 900, ..passcode };
    assert_eq!(storage.direct().unwrap().passcodes().add(&later, None).unwrap(), Added::Stored);
    assert_eq!(storage.direct().unwrap().passcodes().last_end().unwrap(), Some(moment(900)));
}
