//! Accounts.

mod create;
mod delete;
mod find_by_email;
mod get_profile;
mod profile;
mod repository;

pub use create::{CreateUser, CreateUserError, CreatedUser};
pub use delete::{DeleteUser, DeleteUserError};
pub use find_by_email::{FindUserByEmail, FindUserByEmailError};
pub use get_profile::{GetProfile, GetProfileError};
pub use profile::{CredentialRow, Identity, Profile, ProfileEmail, Username, WebauthnCredential};
pub use repository::{FoundUser, UserWithPrimaryEmail, Users};
