//! Operations on sessions.

mod claims;
mod logout;
mod validate;
mod validate_token;

pub(crate) use logout::logout;
pub(crate) use validate::validate;
pub(crate) use validate_token::validate_token;
