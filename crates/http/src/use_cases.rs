//! What the routes of the listeners do.

use std::sync::Arc;

use inkan_domain::admin::{AdminCreateUser, ListAuditLogs};
use inkan_domain::api_key::AuthorizeAdmin;
use inkan_domain::email::{CreateEmail, DeleteEmail, SetPrimaryEmail};
use inkan_domain::one_time_token::ExchangeToken;
use inkan_domain::passcode::{FinalizePasscodeLogin, InitializePasscodeLogin};
use inkan_domain::password::{LoginWithPassword, SetPassword};
use inkan_domain::session::{Authenticate, Logout, ValidateSession};
use inkan_domain::status_list::GetStatusList;
use inkan_domain::user::{CreateUser, DeleteUser, FindUserByEmail, GetProfile};

/// The use cases behind the public listener, one an operation.
pub struct UseCases {
    /// Whose request is this?
    pub authenticate: Arc<Authenticate>,
    /// `POST /users`.
    pub create_user: CreateUser,
    /// `POST /passcode/login/initialize`.
    pub initialize_passcode_login: InitializePasscodeLogin,
    /// `POST /passcode/login/finalize`.
    pub finalize_passcode_login: FinalizePasscodeLogin,
    /// `PUT /password`.
    pub set_password: SetPassword,
    /// `POST /password/login`.
    pub login_with_password: LoginWithPassword,
    /// `GET /me`, `GET /users/:id` and `GET /emails`.
    pub get_profile: GetProfile,
    /// `POST /user`.
    pub find_user_by_email: FindUserByEmail,
    /// `DELETE /user`.
    pub delete_user: DeleteUser,
    /// `POST /emails`.
    pub create_email: CreateEmail,
    /// `POST /emails/:id/set_primary`.
    pub set_primary_email: SetPrimaryEmail,
    /// `DELETE /emails/:id`.
    pub delete_email: DeleteEmail,
    /// `POST /logout`.
    pub logout: Logout,
    /// `GET /sessions/validate` and `POST /sessions/validate`.
    pub validate_session: ValidateSession,
    /// `POST /token`.
    pub exchange_token: ExchangeToken,
    /// `GET /.well-known/status-lists/{list}`; `None` when there are no status lists.
    pub get_status_list: Option<GetStatusList>,
}

/// The use cases behind the admin listener.
pub struct AdminUseCases {
    /// May this administrator do that?
    pub authorize: Arc<AuthorizeAdmin>,
    /// `POST /users`.
    pub create_user: AdminCreateUser,
    /// `DELETE /users/{id}`.
    pub delete_user: DeleteUser,
    /// `GET /audit_logs`.
    pub list_audit_logs: ListAuditLogs,
}
