//! The one layer around all routes: it looks at every request first and at every answer last.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};
use inkan_domain::Random;
use tracing::Instrument;

use super::access_log::Access;
use super::{Cors, TrustedProxies, request_id, security_headers};
use crate::Readiness;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::metrics::{Exchange, HostLabels, Metrics};
use crate::session_cookie;
use crate::settings::CookieSettings;

/// The route of everything that no route is for.
const UNMATCHED: &str = "/*";

/// What the layer needs to know; one a listener.
pub(crate) struct Edge {
    /// `None` where browsers of other origins have no business.
    pub(crate) cors: Option<Cors>,
    /// The cookie that ends when a session was idle for too long.
    pub(crate) cookie: Option<CookieSettings>,
    pub(crate) trusted_proxies: TrustedProxies,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) hosts: HostLabels,
    pub(crate) log_health_and_metrics: bool,
    pub(crate) readiness: Arc<Readiness>,
}

/// The layer itself, for [`from_fn`](actix_web::middleware::from_fn).
pub(crate) async fn guard(
    edge: Data<Edge>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let request_id = match request_id::choose(request.headers(), edge.random.as_ref()) {
        Ok(id) => id,
        Err(fault) => return Ok(request.into_response(ApiError::from(fault).answer())),
    };
    let peer = request.peer_addr();
    let client_address = edge.trusted_proxies.client_address(peer, request.headers());
    let context = RequestContext::new(request_id, client_address);
    request.extensions_mut().insert(context.clone());
    let span = tracing::info_span!("http.request", id = context.request_id());
    let response = edge.answer(request, next).instrument(span.clone()).await?;
    let _entered = span.enter();
    Ok(edge.finish(response, &context, started))
}

impl Edge {
    /// The answer to `OPTIONS` and `HEAD`, or else that of a route.
    async fn answer(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        if let (&Method::OPTIONS, Some(cors)) = (request.method(), &self.cors) {
            let mut response = HttpResponse::NoContent().finish();
            let origin = cors.allowed_origin(request.headers());
            Cors::add_preflight(origin, request.headers(), response.headers_mut());
            return Ok(request.into_response(response));
        }
        if request.method() == Method::HEAD {
            // No operation knows it, and the answer has no body that could say so.
            return Ok(request.into_response(HttpResponse::NotFound().finish()));
        }
        Ok(next.call(request).await?.map_into_boxed_body())
    }

    fn finish(
        &self,
        mut response: ServiceResponse<BoxBody>,
        context: &RequestContext,
        started: Instant,
    ) -> ServiceResponse<BoxBody> {
        let (request, answer) = (response.request().clone(), response.response_mut());
        let route = request.match_name().unwrap_or(UNMATCHED);
        if let (true, Some(cookie)) = (context.session_cookie_ends(), &self.cookie)
            && let Err(error) = session_cookie::end(answer.headers_mut(), cookie)
        {
            *answer = error.answer();
        }
        if self.readiness.is_draining() {
            // The next request of this client is for another server.
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        let headers = answer.headers_mut();
        if let Ok(id) = HeaderValue::from_str(context.request_id()) {
            headers.insert(request_id::REQUEST_ID, id);
        }
        if let (Some(cors), true) = (&self.cors, request.method() != Method::OPTIONS) {
            cors.add(cors.allowed_origin(request.headers()), headers);
        }
        let is_https = self.trusted_proxies.say_https(request.peer_addr(), request.headers());
        security_headers::add(headers, request.method(), route, is_https);

        let bytes = match answer.body().size() {
            BodySize::Sized(bytes) => bytes,
            BodySize::None | BodySize::Stream => 0,
        };
        let latency = started.elapsed();
        let status = answer.status().as_u16();
        self.metrics.observe(&Exchange {
            code: status,
            host: self.hosts.label(request.headers()),
            method: request.method(),
            url: route,
            latency,
            request_bytes: request_bytes(request.headers(), request.uri().path()),
            response_bytes: bytes,
        });
        let access = Access {
            id: context.request_id(),
            client_address: context.client_address(),
            method: request.method(),
            path: request.uri().path(),
            route,
            status,
            latency,
            bytes,
        };
        access.log(self.log_health_and_metrics);
        response
    }
}

/// About as long as the request was on the wire.
fn request_bytes(headers: &HeaderMap, path: &str) -> u64 {
    let head = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
    let body = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    u64::try_from(head + path.len()).unwrap_or(u64::MAX).saturating_add(body.unwrap_or(0))
}
