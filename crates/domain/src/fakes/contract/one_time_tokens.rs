//! Contract of [`OneTimeTokens`](crate::one_time_token::OneTimeTokens).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use super::Seeds;
use super::rows::{a_user, at_once};
use crate::one_time_token::OneTimeToken;
use crate::{Storage, UserId};

fn a_token(number: u128, user_id: UserId) -> OneTimeToken {
    OneTimeToken { id: id(number), user_id, expires_at: moment(60) }
}

/// Only the exact value finds a token, whether or not its time is over.
pub fn a_token_is_found_by_its_value(storage: &dyn Storage, seeds: &dyn Seeds) {
    let token = a_token(10, a_user(storage, 1));
    seeds.token("Value", &token);
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.one_time_tokens().find("Value").unwrap(), Some(token));
    for other in ["value", "Value ", "Val%", "", "Value\0"] {
        assert_eq!(direct.one_time_tokens().find(other).unwrap(), None, "{other:?}");
    }
}

/// Of many who spend a token at once, one does.
pub fn a_token_is_removed_once(storage: &dyn Storage, seeds: &dyn Seeds) {
    let user_id = a_user(storage, 1);
    for number in [10, 11] {
        seeds.token(&format!("value {number}"), &a_token(number, user_id));
    }
    let removed = at_once(8, |_| storage.direct().unwrap().one_time_tokens().remove(id(10)).unwrap());
    assert_eq!(removed.into_iter().filter(|has_removed| *has_removed).count(), 1);
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.one_time_tokens().find("value 10").unwrap(), None);
    assert!(direct.one_time_tokens().find("value 11").unwrap().is_some());
}

/// The tokens of an account end with it.
pub fn tokens_end_with_their_account(storage: &dyn Storage, seeds: &dyn Seeds) {
    for number in [1, 2] {
        seeds.token(&format!("value {number}"), &a_token(10 + number, a_user(storage, number)));
    }
    let mut direct = storage.direct().unwrap();
    direct.users().remove(UserId::new(id(1))).unwrap();
    assert_eq!(direct.one_time_tokens().find("value 1").unwrap(), None);
    assert!(direct.one_time_tokens().find("value 2").unwrap().is_some());
}
