//! Operations on accounts.

pub(crate) mod create;
mod credential;
pub(crate) mod delete;
pub(crate) mod find_by_email;
pub(crate) mod get;
mod profile;
mod provider;

pub(crate) use create::create;
pub(crate) use credential::CredentialBody;
pub(crate) use delete::delete;
pub(crate) use find_by_email::find_by_email;
pub(crate) use get::{get, get_me};
pub(crate) use profile::{EmailBody, ProfileView};
