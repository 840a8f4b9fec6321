//! Every operation of the admin listener.

use actix_web::Route;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use inkan_domain::api_key::Scope;

use super::{audit_logs, create_user, delete_user};
use crate::routing::{Operation, not_found, register};
use crate::status;

/// Who may do something (admin-api.md, "Access control").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody.
    Public,
    /// Whoever has a key, whatever its scopes are.
    AnyKey,
    /// Whoever has a key with this scope.
    Key(Scope),
}

/// An operation and who may use it.
pub(super) struct AdminOperation {
    pub(super) operation: Operation,
    pub(super) access: Access,
}

/// The one table.
pub(super) static OPERATIONS: &[AdminOperation] = &[
    with(Scope::UsersWrite, Method::POST, "/users", || web::to(create_user::create)),
    with(Scope::UsersWrite, Method::DELETE, "/users/{id}", || web::to(delete_user::delete)),
    with(Scope::AuditRead, Method::GET, "/audit_logs", || web::to(audit_logs::list)),
    with(Scope::MetricsRead, Method::GET, METRICS, || web::to(status::metrics)),
    get(Access::AnyKey, "/", || web::to(status::page)),
    get(Access::Public, "/health/alive", || web::to(status::alive)),
    get(Access::Public, "/health/ready", || web::to(status::ready)),
];

/// The one path that a setting opens.
pub(super) const METRICS: &str = "/metrics";

const fn with(scope: Scope, method: Method, path: &'static str, route: fn() -> Route) -> AdminOperation {
    AdminOperation { operation: Operation { method, path, route }, access: Access::Key(scope) }
}

const fn get(access: Access, path: &'static str, route: fn() -> Route) -> AdminOperation {
    AdminOperation { operation: Operation { method: Method::GET, path, route }, access }
}

pub(super) fn routes(config: &mut ServiceConfig) {
    register(config, OPERATIONS.iter().map(|entry| &entry.operation), |_| web::to(not_found));
}
