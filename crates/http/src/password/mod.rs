//! Operations on passwords.

pub(crate) mod login;
pub(crate) mod set;

pub(crate) use login::login;
pub(crate) use set::set;

use inkan_domain::UserId;
use inkan_domain::password::Password;

use crate::error::ApiError;
use crate::validation::{both, required, uuid};

/// What both operations read.
const FIELDS: [&str; 2] = ["user_id", "password"];

/// The fields as they should be.
///
/// # Errors
/// 400 with all that is wrong with them.
fn checked([user_id, password]: [Option<String>; 2]) -> Result<(UserId, Password), ApiError> {
    let (user_id, password) = both(uuid("user_id", user_id), required("password", password))?;
    Ok((UserId::new(user_id), Password::typed(password)))
}
