//! Contract of [`Passcodes`](crate::passcode::Passcodes) about the guesses of an account.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a broken contract panics"
)]

use chrono::TimeDelta;

use super::super::{a_passcode, moment};
use super::passcodes::count;
use super::rows::{a_stored_email, a_user, at_once};
use crate::passcode::{Added, Counted, Passcode};
use crate::rate_limit::{Allowance, GuessLimit};
use crate::{EmailId, Storage, UserId};

/// Four guesses for each account, of which one comes back every ten seconds.
pub(super) fn four_guesses() -> GuessLimit {
    GuessLimit::new(4, TimeDelta::seconds(40)).unwrap()
}

/// Guesses at this moment: how many guesses are left, or, held, the seconds until the next.
fn guess(storage: &dyn Storage, passcode: &Passcode, seconds: i64) -> Result<u32, u64> {
    let limit = four_guesses();
    let mut direct = storage.direct().unwrap();
    match direct.passcodes().count_attempt(passcode.id, Some(&limit), moment(seconds)).unwrap() {
        Counted::Attempt(attempt) => {
            let Allowance { is_allowed, limit, remaining, .. } = attempt.allowance.unwrap();
            assert_eq!((is_allowed, limit), (true, 4));
            Ok(remaining)
        }
        Counted::Held(held) => {
            assert_eq!((held.is_allowed, held.limit, held.remaining), (false, 4, 0));
            Err(held.reset_seconds)
        }
        Counted::Nothing => panic!("the passcode has attempts left"),
    }
}

fn a_passcode_for(storage: &dyn Storage, number: u128, user_id: UserId, email_id: EmailId) -> Passcode {
    let passcode = a_passcode(number, user_id, email_id);
    assert_eq!(storage.direct().unwrap().passcodes().add(&passcode, None).unwrap(), Added::Stored);
    passcode
}

/// Guesses at all passcodes of an account are counted together, and come back one by one.
pub fn an_account_has_so_many_guesses(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let [main, second] = [10, 11].map(|number| a_stored_email(storage, number, Some(user_id)));
    let [one, two] = [(100, main), (101, second)]
        .map(|(number, email_id)| a_passcode_for(storage, number, user_id, email_id));
    assert_eq!(guess(storage, &one, 0), Ok(3));
    assert_eq!(guess(storage, &two, 0), Ok(2));
    assert_eq!(guess(storage, &one, 1), Ok(1));
    assert_eq!(guess(storage, &two, 1), Ok(0));
    assert_eq!(guess(storage, &one, 1), Err(9));
    assert_eq!(guess(storage, &two, 2), Err(8));
    assert_eq!(guess(storage, &one, 10), Ok(0));
    assert_eq!(guess(storage, &two, 11), Err(9));
    storage.direct().unwrap().passcodes().remove(one.id).unwrap();
    assert_eq!(guess(storage, &two, 50), Ok(3));
}

/// Whoever is held uses no attempt up and gets no further passcode.
pub fn a_held_account_keeps_its_passcodes_and_gets_none(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, Some(user_id));
    let tried = a_passcode_for(storage, 100, user_id, email_id);
    let open = a_passcode_for(storage, 101, user_id, email_id);
    for passcode in [&tried, &tried, &tried, &open] {
        guess(storage, passcode, 0).unwrap();
    }
    for _ in 0..5 {
        assert_eq!(guess(storage, &open, 0), Err(10));
    }
    let limit = four_guesses();
    let later = a_passcode(102, user_id, email_id);
    let Added::Held(held) = storage.begin().unwrap().passcodes().add(&later, Some(&limit)).unwrap() else {
        panic!("the account is held")
    };
    assert_eq!((held.is_allowed, held.remaining, held.reset_seconds), (false, 0, 10));
    assert_eq!(storage.direct().unwrap().passcodes().find(later.id).unwrap(), None);
    let later = Passcode { created_at: moment(10), ..later };
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.passcodes().add(&later, Some(&limit)).unwrap(), Added::Stored);
    drop(direct);
    assert_eq!(guess(storage, &open, 10), Ok(0));
    assert_eq!(count(storage, &open, 10), Some(3));
}

/// What is nobody's counts for the address, whoever asks; another account is not touched.
pub fn an_address_of_nobody_is_an_account(storage: &dyn Storage) {
    let (first, second) = (a_user(storage, 1), a_user(storage, 2));
    let nobodys = a_stored_email(storage, 10, None);
    let own = a_stored_email(storage, 11, Some(first));
    let by_first = a_passcode_for(storage, 100, first, nobodys);
    let by_second = a_passcode_for(storage, 101, second, nobodys);
    assert_eq!(guess(storage, &by_first, 0), Ok(3));
    assert_eq!(guess(storage, &by_second, 0), Ok(2));
    assert_eq!(guess(storage, &by_first, 0), Ok(1));
    assert_eq!(guess(storage, &a_passcode_for(storage, 102, first, own), 0), Ok(3));
    let mut direct = storage.direct().unwrap();
    assert!(direct.emails().prove(nobodys, second, moment(0)).unwrap());
    drop(direct);
    assert_eq!(guess(storage, &by_first, 0), Ok(0));
    assert_eq!(guess(storage, &by_second, 0), Ok(3));
}

/// A right code takes back its own guess and no other, whether it opens a session or not.
pub fn a_right_code_takes_its_own_guess_back(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, Some(user_id));
    let wrong = a_passcode_for(storage, 100, user_id, email_id);
    guess(storage, &wrong, 0).unwrap();
    guess(storage, &wrong, 0).unwrap();
    let right = a_passcode_for(storage, 101, user_id, email_id);
    for _ in 0..3 {
        assert_eq!(guess(storage, &right, 0), Ok(1));
        let mut direct = storage.direct().unwrap();
        direct.passcodes().take_attempt_back(right.id, Some(&four_guesses()), moment(0)).unwrap();
    }
    assert_eq!(guess(storage, &right, 0), Ok(1));
    let mut work = storage.begin().unwrap();
    assert!(work.passcodes().spend(right.id, Some(&four_guesses())).unwrap());
    work.commit().unwrap();
    assert_eq!(guess(storage, &wrong, 0), Ok(1));
}

/// However many guess at once at however many passcodes, no more guesses are let through than there are, and
/// those at a passcode that has no attempt left take none.
pub fn guesses_at_once_stay_within_the_limit(storage: &dyn Storage) {
    let limit = GuessLimit::new(30, TimeDelta::hours(1)).unwrap();
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, Some(user_id));
    let first = a_passcode_for(storage, 100, user_id, email_id);
    let try_one = |passcode: &Passcode| {
        let mut direct = storage.direct().unwrap();
        direct.passcodes().count_attempt(passcode.id, Some(&limit), moment(1)).unwrap()
    };
    let at_first = at_once(20, |_| try_one(&first));
    assert_eq!(at_first.iter().filter(|counted| matches!(counted, Counted::Attempt(_))).count(), 3);
    assert!(!at_first.iter().any(|counted| matches!(counted, Counted::Held(_))));
    let at_all = at_once(33, |number| {
        let passcode = a_passcode_for(storage, 101 + number, user_id, email_id);
        [(); 3].map(|()| matches!(try_one(&passcode), Counted::Attempt(_)))
    });
    assert_eq!(at_all.iter().flatten().filter(|is_counted| **is_counted).count(), 27);
}
