//! How a table of operations becomes routes.

use actix_web::guard::GuardContext;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route};

use crate::error::ApiError;

/// One method of one path.
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// The path; at most one segment of it is a parameter, in braces.
    pub(crate) path: &'static str,
    /// Makes the route, without its method.
    pub(crate) route: fn() -> Route,
}

impl Operation {
    /// The path as metrics show it: a parameter begins with a colon.
    pub(crate) fn name(&self) -> String {
        self.path.replace('{', ":").replace('}', "")
    }
}

/// Registers operations; those of one path stand together. Other methods than theirs are answered by
/// `otherwise`.
pub(crate) fn register<'table>(
    config: &mut ServiceConfig,
    operations: impl IntoIterator<Item = &'table Operation>,
    otherwise: fn(&str) -> Route,
) {
    let mut resources: Vec<(&str, Resource)> = Vec::new();
    for operation in operations {
        let route = (operation.route)().method(operation.method.clone());
        let known = resources.iter().position(|(path, _)| *path == operation.path);
        let resource = match known {
            Some(index) => resources.remove(index).1,
            None => resource(operation, otherwise(operation.path)),
        };
        resources.push((operation.path, resource.route(route)));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}

/// A path, matched byte for byte: escapes in a request do not stand for letters.
fn resource(operation: &Operation, otherwise: Route) -> Resource {
    let (before, after) = literals(operation.path);
    let is_literal = move |context: &GuardContext<'_>| {
        let path = context.head().uri.path();
        match after {
            None => path == before,
            Some(after) => path.starts_with(before) && path.ends_with(after),
        }
    };
    web::resource(operation.path)
        .name(&operation.name())
        .guard(actix_web::guard::fn_guard(is_literal))
        .default_service(otherwise)
}

/// What stands before and after the parameter, if there is one.
fn literals(path: &'static str) -> (&'static str, Option<&'static str>) {
    let Some((before, rest)) = path.split_once('{') else { return (path, None) };
    (before, Some(rest.split_once('}').map_or("", |(_, after)| after)))
}

/// The answer to every path and method that is not in the table (contract 1.1).
pub(crate) async fn not_found() -> HttpResponse {
    ApiError::NotFound.answer()
}
