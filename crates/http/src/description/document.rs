//! The whole description of the public API.

use actix_web::http::Method;
use utoipa::openapi::path::{HttpMethod, PathItem, Paths};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder};

use super::{Description, Schemas};
use crate::public::PublicOperation;
use crate::settings::PublicSettings;

/// Name of the scheme for tokens in `Authorization`.
pub(super) const BEARER: &str = "bearer";
/// Name of the scheme for tokens in the session cookie.
pub(super) const COOKIE: &str = "cookie";

const TEXT: &str = "Every answer carries `X-Request-Id`. Paths and methods that are not listed are 404.";

/// Describes the operations that these settings switch on.
pub(crate) fn document(operations: &[PublicOperation], settings: &PublicSettings) -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas = Schemas::new();
    for entry in operations.iter().filter(|entry| (entry.exists)(settings)) {
        let Some(method) = method(&entry.operation.method) else { continue };
        let Description { operation, answers, schemas: named } = (entry.describe)();
        let answers = answers.into_iter().map(|(status, response)| (status.to_string(), response));
        let operation =
            answers.fold(operation, |operation, (status, response)| operation.response(status, response));
        let item = PathItem::new(method, operation.build());
        match paths.paths.get_mut(entry.operation.path) {
            Some(known) => known.merge_operations(item),
            None => {
                paths.paths.insert(entry.operation.path.to_owned(), item);
            }
        }
        schemas.extend(named);
    }
    let cookie = ApiKeyValue::with_description(settings.cookie.name.as_str(), "The session cookie.");
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let bearer = bearer.description(Some("The token of a session.")).build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .security_scheme(COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let mut info = Info::new("Inkan", env!("CARGO_PKG_VERSION"));
    info.description = Some(TEXT.to_owned());
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
}

fn method(method: &Method) -> Option<HttpMethod> {
    match *method {
        Method::GET => Some(HttpMethod::Get),
        Method::POST => Some(HttpMethod::Post),
        Method::PUT => Some(HttpMethod::Put),
        Method::DELETE => Some(HttpMethod::Delete),
        Method::PATCH => Some(HttpMethod::Patch),
        _ => None,
    }
}
