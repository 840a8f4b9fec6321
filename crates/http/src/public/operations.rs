//! Every operation of the public listener, in the order of the contract's section 10.

use actix_web::Route;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};

use crate::description::{self, Description};
use crate::routing::{Operation, not_found, register};
use crate::settings::PublicSettings;
use crate::{email, one_time_token, passcode, password, session, status, user, well_known};

/// An operation, when it is there, and what it is.
pub(crate) struct PublicOperation {
    pub(crate) operation: Operation,
    /// Whether these settings switch it on (contract 1.1).
    pub(crate) exists: fn(&PublicSettings) -> bool,
    /// For `GET /openapi.json`.
    pub(crate) describe: fn() -> Description,
}

/// The one table.
pub(crate) static OPERATIONS: &[PublicOperation] = &[
    post("/users", || web::to(user::create), user::create::description),
    post(
        "/passcode/login/initialize",
        || web::to(passcode::initialize_login),
        passcode::initialize_login::description,
    )
    .only_if(|settings| settings.passcode_operations_enabled),
    post(
        "/passcode/login/finalize",
        || web::to(passcode::finalize_login),
        passcode::finalize_login::description,
    )
    .only_if(|settings| settings.passcode_operations_enabled),
    put("/password", || web::to(password::set), password::set::description)
        .only_if(|settings| settings.password_operations_enabled),
    post("/password/login", || web::to(password::login), password::login::description)
        .only_if(|settings| settings.password_operations_enabled),
    get("/users/{id}", || web::to(user::get), user::get::description),
    get("/me", || web::to(user::get_me), user::get::me_description),
    post("/user", || web::to(user::find_by_email), user::find_by_email::description),
    delete("/user", || web::to(user::delete), user::delete::description)
        .only_if(|settings| settings.configuration_document.allow_deletion),
    get("/emails", || web::to(email::list), email::list::description),
    post("/emails", || web::to(email::create), email::create::description),
    post("/emails/{id}/set_primary", || web::to(email::set_primary), email::set_primary::description),
    delete("/emails/{id}", || web::to(email::delete), email::delete::description),
    post("/logout", || web::to(session::logout), session::logout::description),
    get("/sessions/validate", || web::to(session::validate), session::validate::description),
    post("/sessions/validate", || web::to(session::validate_token), session::validate_token::description),
    post("/token", || web::to(one_time_token::exchange), one_time_token::exchange::description),
    get("/.well-known/jwks.json", || web::to(well_known::jwks), well_known::jwks::description),
    get(
        well_known::status_list::PATH,
        || web::to(well_known::status_list),
        well_known::status_list::description,
    )
    .only_if(|settings| settings.status_list_ttl_seconds.is_some()),
    get("/.well-known/config", || web::to(well_known::config), well_known::config::description),
    get("/", || web::to(status::page), status::page::description),
    get("/health/alive", || web::to(status::alive), status::health::alive_description),
    get("/health/ready", || web::to(status::ready), status::health::ready_description),
    get("/openapi.json", || web::to(description::openapi), description::openapi_description),
    get("/docs", || web::to(description::docs), description::docs_description),
];

impl PublicOperation {
    const fn new(
        method: Method,
        path: &'static str,
        route: fn() -> Route,
        describe: fn() -> Description,
    ) -> Self {
        Self { operation: Operation { method, path, route }, exists: |_| true, describe }
    }

    const fn only_if(mut self, exists: fn(&PublicSettings) -> bool) -> Self {
        self.exists = exists;
        self
    }
}

const fn get(path: &'static str, route: fn() -> Route, describe: fn() -> Description) -> PublicOperation {
    PublicOperation::new(Method::GET, path, route, describe)
}

const fn post(path: &'static str, route: fn() -> Route, describe: fn() -> Description) -> PublicOperation {
    PublicOperation::new(Method::POST, path, route, describe)
}

const fn put(path: &'static str, route: fn() -> Route, describe: fn() -> Description) -> PublicOperation {
    PublicOperation::new(Method::PUT, path, route, describe)
}

const fn delete(path: &'static str, route: fn() -> Route, describe: fn() -> Description) -> PublicOperation {
    PublicOperation::new(Method::DELETE, path, route, describe)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OPERATIONS;

    #[test]
    fn no_operation_stands_twice() {
        let mut seen = BTreeSet::new();
        for entry in OPERATIONS {
            let (method, path) = (entry.operation.method.as_str(), entry.operation.path);
            assert!(seen.insert((method, path)), "{method} {path}");
        }
    }
}
