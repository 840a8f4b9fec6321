//! Every operation of the public listener, in the order of the contract's section 10.

use actix_web::Route;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};

use crate::routing::{Operation, not_found, register};
use crate::{PublicSettings, email, one_time_token, passcode, password, session, status, user, well_known};

/// An operation and when it is there.
pub(crate) struct PublicOperation {
    pub(crate) operation: Operation,
    /// Whether these settings switch it on (contract 1.1).
    pub(crate) exists: fn(&PublicSettings) -> bool,
}

/// The one table.
pub(crate) static OPERATIONS: &[PublicOperation] = &[
    always(Method::POST, "/users", || web::to(user::create)),
    with_passcodes("/passcode/login/initialize", || web::to(passcode::initialize_login)),
    with_passcodes("/passcode/login/finalize", || web::to(passcode::finalize_login)),
    with_passwords(Method::PUT, "/password", || web::to(password::set)),
    with_passwords(Method::POST, "/password/login", || web::to(password::login)),
    always(Method::GET, "/users/{id}", || web::to(user::get)),
    always(Method::GET, "/me", || web::to(user::get_me)),
    always(Method::POST, "/user", || web::to(user::find_by_email)),
    PublicOperation {
        operation: Operation { method: Method::DELETE, path: "/user", route: || web::to(user::delete) },
        exists: |settings| settings.configuration_document.allow_deletion,
    },
    always(Method::GET, "/emails", || web::to(email::list)),
    always(Method::POST, "/emails", || web::to(email::create)),
    always(Method::POST, "/emails/{id}/set_primary", || web::to(email::set_primary)),
    always(Method::DELETE, "/emails/{id}", || web::to(email::delete)),
    always(Method::POST, "/logout", || web::to(session::logout)),
    always(Method::GET, "/sessions/validate", || web::to(session::validate)),
    always(Method::POST, "/sessions/validate", || web::to(session::validate_token)),
    always(Method::POST, "/token", || web::to(one_time_token::exchange)),
    always(Method::GET, "/.well-known/jwks.json", || web::to(well_known::jwks)),
    always(Method::GET, "/.well-known/config", || web::to(well_known::config)),
    always(Method::GET, "/", || web::to(status::page)),
    always(Method::GET, "/health/alive", || web::to(status::alive)),
    always(Method::GET, "/health/ready", || web::to(status::ready)),
];

const fn always(method: Method, path: &'static str, route: fn() -> Route) -> PublicOperation {
    PublicOperation { operation: Operation { method, path, route }, exists: |_| true }
}

const fn with_passcodes(path: &'static str, route: fn() -> Route) -> PublicOperation {
    let operation = Operation { method: Method::POST, path, route };
    PublicOperation { operation, exists: |settings| settings.passcode_operations_enabled }
}

const fn with_passwords(method: Method, path: &'static str, route: fn() -> Route) -> PublicOperation {
    let operation = Operation { method, path, route };
    PublicOperation { operation, exists: |settings| settings.password_operations_enabled }
}

/// Registers what these settings switch on. Below `/emails/`, whatever does not exist does not exist only for
/// those who are signed in (contract 1.1).
pub(super) fn routes(config: &mut ServiceConfig, settings: &PublicSettings) {
    let existing = OPERATIONS.iter().filter(|operation| (operation.exists)(settings));
    register(config, existing.map(|existing| &existing.operation), |path| {
        if path.starts_with("/emails/") { web::to(email::not_found) } else { web::to(not_found) }
    });
    config.service(web::resource("/emails/{rest:.*}").name("/emails/*").to(email::not_found));
}
