//! Things to test with.

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use crate::email::{Email, EmailAddress};
use crate::passcode::{CodeHash, Passcode};
use crate::session::Session;
use crate::{Caller, EmailId, PasscodeId, SessionId, Timestamp, UserId};

/// The id with this number.
#[must_use]
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x4000_8000_0000_0000_0000 | number)
}

/// So many seconds after the beginning of the tests' time.
#[must_use]
pub fn moment(seconds: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_750_000_000 + seconds)
}

/// The address `x<number>@inkan.test`.
#[must_use]
pub fn an_address(number: u128) -> EmailAddress {
    EmailAddress::stored(format!("x{number}@inkan.test"))
}

/// A stored address.
#[must_use]
pub fn an_email(email_id: Uuid, user_id: Option<UserId>, is_verified: bool) -> Email {
    Email {
        id: EmailId::new(email_id),
        user_id,
        address: EmailAddress::stored(format!("{}@inkan.test", email_id.simple())),
        is_verified,
        is_primary: false,
        created_at: moment(0),
        updated_at: moment(0),
    }
}

/// A passcode of five minutes.
#[must_use]
pub fn a_passcode(number: u128, user_id: UserId, email_id: EmailId) -> Passcode {
    Passcode {
        id: PasscodeId::new(id(number)),
        user_id,
        email_id,
        lifetime_seconds: 300,
        code_hash: CodeHash::new("hash of a code".to_owned()),
        created_at: moment(0),
    }
}

/// A session that began at this moment and lasts an hour.
#[must_use]
pub fn a_session(session_id: Uuid, user_id: UserId, created_at: Timestamp) -> Session {
    Session {
        id: SessionId::new(session_id),
        user_id,
        user_agent: Some("test".to_owned()),
        ip_address: None,
        created_at,
        expires_at: created_at + TimeDelta::hours(1),
        status: None,
    }
}

/// A client at 192.0.2.1.
#[must_use]
pub fn a_caller() -> Caller {
    Caller::new("request".to_owned(), "192.0.2.1".to_owned(), "test")
}
