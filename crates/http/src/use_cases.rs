//! What the routes of the public listener do.

use std::sync::Arc;

use inkan_domain::passcode::{FinalizePasscodeLogin, InitializePasscodeLogin};
use inkan_domain::session::{Authenticate, Logout, ValidateSession};
use inkan_domain::user::{CreateUser, FindUserByEmail, GetProfile};

/// The use cases behind the public listener, one an operation.
pub struct UseCases {
    /// Whose request is this?
    pub authenticate: Arc<Authenticate>,
    /// `POST /users`.
    pub create_user: CreateUser,
    /// `POST /user`.
    pub find_user_by_email: FindUserByEmail,
    /// `GET /me` and `GET /users/:id`.
    pub get_profile: GetProfile,
    /// `POST /passcode/login/initialize`.
    pub initialize_passcode_login: InitializePasscodeLogin,
    /// `POST /passcode/login/finalize`.
    pub finalize_passcode_login: FinalizePasscodeLogin,
    /// `GET /sessions/validate` and `POST /sessions/validate`.
    pub validate_session: ValidateSession,
    /// `POST /logout`.
    pub logout: Logout,
}
