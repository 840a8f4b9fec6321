//! Every refusal with its status and message: the one table (contract 1.3).

mod refusals;

use std::borrow::Cow;

use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use inkan_domain::api_key::Scope;
use inkan_domain::rate_limit::Allowance;
use serde::Serialize;

use crate::{answer, rate_limit};

/// Why a request gets no other answer.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum ApiError {
    /// The body cannot be read, or a field breaks a rule; with the text for the client.
    Invalid(String),
    BadRequest,
    MalformedEmailId,
    EmailNotAvailable,
    NoEmail,
    /// Fewer characters than this.
    PasswordTooShort(u32),
    PasswordTooLong,
    /// The account in a path of the admin API is no UUID.
    MalformedUserId,
    Unauthorized,
    PasscodeNotFound,
    /// An administrator without a valid key.
    NoApiKey,
    Forbidden,
    EmailClaimed,
    /// The key of an administrator may not do this.
    MissingScope(Scope),
    NotFound,
    TokenNotFound,
    /// There is no such account, as administrators are told.
    UserNotFound,
    /// The body came too slowly.
    RequestTimeout,
    PasscodeTimedOut,
    Conflict,
    /// Something of a new account is taken; with the text for the administrator.
    AlreadyExists(String),
    TooManyAttempts,
    BodyTooLarge,
    UnsupportedMediaType,
    TokenExpired,
    /// What the limiter said goes into headers.
    TooManyRequests(Option<Allowance>),
    /// The cause is in the log already.
    Internal,
    /// Too busy for now.
    Unavailable,
}

impl ApiError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_)
            | Self::BadRequest
            | Self::MalformedEmailId
            | Self::EmailNotAvailable
            | Self::NoEmail
            | Self::PasswordTooShort(_)
            | Self::PasswordTooLong
            | Self::MalformedUserId => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::PasscodeNotFound | Self::NoApiKey => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::EmailClaimed | Self::MissingScope(_) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::TokenNotFound | Self::UserNotFound => StatusCode::NOT_FOUND,
            Self::RequestTimeout | Self::PasscodeTimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict | Self::AlreadyExists(_) => StatusCode::CONFLICT,
            Self::TooManyAttempts => StatusCode::GONE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TokenExpired => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) fn message(&self) -> Cow<'_, str> {
        let text = match self {
            Self::Invalid(text) | Self::AlreadyExists(text) => text,
            Self::PasswordTooShort(least) => {
                return format!("password must be at least {least} characters long").into();
            }
            Self::MissingScope(scope) => return format!("missing scope: {}", scope.as_str()).into(),
            Self::BadRequest => "Bad Request",
            Self::MalformedEmailId => "failed to parse emailId as uuid",
            Self::EmailNotAvailable => "the specified emailId is not available",
            Self::NoEmail => "an emailId needs to be specified",
            Self::PasswordTooLong => "password must not be longer than 72 bytes",
            Self::MalformedUserId => "failed to parse userId as uuid",
            Self::Unauthorized | Self::NoApiKey => "Unauthorized",
            Self::PasscodeNotFound => "passcode not found",
            Self::Forbidden => "Forbidden",
            Self::EmailClaimed => "email address has been claimed by another user",
            Self::NotFound => "Not Found",
            Self::TokenNotFound => "token not found",
            Self::UserNotFound => "user not found",
            Self::RequestTimeout => "Request Timeout",
            Self::PasscodeTimedOut => "passcode request timed out",
            Self::Conflict => "Conflict",
            Self::TooManyAttempts => "max attempts reached",
            Self::BodyTooLarge => "Request Entity Too Large",
            Self::UnsupportedMediaType => "Unsupported Media Type",
            Self::TokenExpired => "token has expired",
            Self::TooManyRequests(_) => "Too Many Requests",
            Self::Internal => "Internal Server Error",
            Self::Unavailable => "Service Unavailable",
        };
        text.into()
    }

    /// The answer, as a handler that goes on with it needs it.
    pub(crate) fn answer(&self) -> HttpResponse {
        #[derive(Serialize)]
        struct Body<'text> {
            code: u16,
            message: &'text str,
        }
        let status = self.status();
        let mut response = answer::json(status, &Body { code: status.as_u16(), message: &self.message() });
        match self {
            Self::TooManyRequests(Some(allowance)) => rate_limit::refuse(&mut response, allowance),
            Self::Unavailable => {
                response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
            }
            Self::NoApiKey => {
                let scheme = header::HeaderValue::from_static("Bearer");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
            }
            Self::RequestTimeout => {
                response.head_mut().set_connection_type(ConnectionType::Close);
            }
            _ => {}
        }
        response
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.answer()
    }
}

/// Logs a cause that the client must not see, once.
pub(crate) fn internal(cause: &dyn std::fmt::Display) -> ApiError {
    tracing::error!(error = %cause, "internal error");
    ApiError::Internal
}
