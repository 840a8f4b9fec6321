//! What is known about a request before an operation looks at it.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use inkan_domain::Caller;

use crate::error::{ApiError, internal};

/// Made by the middleware; operations take it as an argument.
#[derive(Clone, Debug)]
pub(crate) struct RequestContext(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    request_id: String,
    client_address: IpAddr,
    session_cookie_ends: Cell<bool>,
}

impl RequestContext {
    pub(crate) fn new(request_id: String, client_address: IpAddr) -> Self {
        Self(Rc::new(Inner { request_id, client_address, session_cookie_ends: Cell::new(false) }))
    }

    pub(crate) fn request_id(&self) -> &str {
        &self.0.request_id
    }

    pub(crate) fn client_address(&self) -> IpAddr {
        self.0.client_address
    }

    /// The client as the domain knows it.
    pub(crate) fn caller(&self, request: &HttpRequest) -> Caller {
        let user_agent =
            request.headers().get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Caller::new(
            self.0.request_id.clone(),
            self.0.client_address.to_string(),
            user_agent.as_deref().unwrap_or_default(),
        )
    }

    /// The answer, whatever it will be, is to end the session cookie.
    pub(crate) fn end_session_cookie(&self) {
        self.0.session_cookie_ends.set(true);
    }

    pub(crate) fn session_cookie_ends(&self) -> bool {
        self.0.session_cookie_ends.get()
    }
}

impl FromRequest for RequestContext {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let context = request.extensions().get::<Self>().cloned();
        ready(context.ok_or_else(|| internal(&"the request has no context")))
    }
}
