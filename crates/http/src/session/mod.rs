//! Operations on sessions.

mod claims;
pub(crate) mod logout;
pub(crate) mod validate;
pub(crate) mod validate_token;

pub(crate) use logout::logout;
pub(crate) use validate::validate;
pub(crate) use validate_token::validate_token;
