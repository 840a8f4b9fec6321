//! Every refusal with its status and message: the one table (contract 1.3).

use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use inkan_domain::Fault;
use inkan_domain::passcode::{FinalizePasscodeLoginError, InitializePasscodeLoginError};
use inkan_domain::rate_limit::Allowance;
use inkan_domain::session::AuthenticateError;
use inkan_domain::user::{CreateUserError, FindUserByEmailError, GetProfileError};
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
    Unauthorized,
    PasscodeNotFound,
    Forbidden,
    EmailClaimed,
    NotFound,
    /// The body came too slowly.
    RequestTimeout,
    PasscodeTimedOut,
    Conflict,
    TooManyAttempts,
    BodyTooLarge,
    UnsupportedMediaType,
    /// What the limiter said goes into headers.
    TooManyRequests(Option<Allowance>),
    /// The cause is in the log already.
    Internal,
    /// Too busy for now.
    Unavailable,
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_)
            | Self::BadRequest
            | Self::MalformedEmailId
            | Self::EmailNotAvailable
            | Self::NoEmail => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::PasscodeNotFound => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::EmailClaimed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::RequestTimeout | Self::PasscodeTimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooManyAttempts => StatusCode::GONE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn message(&self) -> &str {
        match self {
            Self::Invalid(text) => text,
            Self::BadRequest => "Bad Request",
            Self::MalformedEmailId => "failed to parse emailId as uuid",
            Self::EmailNotAvailable => "the specified emailId is not available",
            Self::NoEmail => "an emailId needs to be specified",
            Self::Unauthorized => "Unauthorized",
            Self::PasscodeNotFound => "passcode not found",
            Self::Forbidden => "Forbidden",
            Self::EmailClaimed => "email address has been claimed by another user",
            Self::NotFound => "Not Found",
            Self::RequestTimeout => "Request Timeout",
            Self::PasscodeTimedOut => "passcode request timed out",
            Self::Conflict => "Conflict",
            Self::TooManyAttempts => "max attempts reached",
            Self::BodyTooLarge => "Request Entity Too Large",
            Self::UnsupportedMediaType => "Unsupported Media Type",
            Self::TooManyRequests(_) => "Too Many Requests",
            Self::Internal => "Internal Server Error",
            Self::Unavailable => "Service Unavailable",
        }
    }

    /// The answer, as a handler that goes on with it needs it.
    pub(crate) fn answer(&self) -> HttpResponse {
        #[derive(Serialize)]
        struct Body<'text> {
            code: u16,
            message: &'text str,
        }
        let status = self.status();
        let mut response = answer::json(status, &Body { code: status.as_u16(), message: self.message() });
        match self {
            Self::TooManyRequests(Some(allowance)) => rate_limit::refuse(&mut response, allowance),
            Self::Unavailable => {
                response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
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

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(cause) => {
                tracing::warn!(error = %cause, "unavailable");
                Self::Unavailable
            }
            Fault::Internal(cause) => internal(&cause),
        }
    }
}

impl From<AuthenticateError> for ApiError {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Unauthenticated { idle_session_ended: _ } => Self::Unauthorized,
            AuthenticateError::CrossSite => Self::Forbidden,
            AuthenticateError::Fault(fault) => fault.into(),
        }
    }
}

impl From<CreateUserError> for ApiError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::SignupOff => Self::Forbidden,
            CreateUserError::AddressTaken => Self::Conflict,
            CreateUserError::TooManyRequests(allowance) => Self::TooManyRequests(Some(allowance)),
            CreateUserError::Fault(fault) => fault.into(),
        }
    }
}

impl From<FindUserByEmailError> for ApiError {
    fn from(error: FindUserByEmailError) -> Self {
        match error {
            FindUserByEmailError::NotFound => Self::NotFound,
            FindUserByEmailError::TooManyRequests(allowance) => Self::TooManyRequests(Some(allowance)),
            FindUserByEmailError::Fault(fault) => fault.into(),
        }
    }
}

impl From<GetProfileError> for ApiError {
    fn from(error: GetProfileError) -> Self {
        match error {
            GetProfileError::NotFound => Self::NotFound,
            GetProfileError::Fault(fault) => fault.into(),
        }
    }
}

impl From<InitializePasscodeLoginError> for ApiError {
    fn from(error: InitializePasscodeLoginError) -> Self {
        use InitializePasscodeLoginError as E;
        match error {
            E::UnknownUser => Self::BadRequest,
            E::TooManyRequests => Self::TooManyRequests(None),
            E::MalformedEmailId => Self::MalformedEmailId,
            E::UnknownEmail => Self::EmailNotAvailable,
            E::NoEmail => Self::NoEmail,
            E::ForeignEmail | E::ForeignSession => Self::Forbidden,
            E::NotDelivered(cause) => internal(&cause),
            E::Fault(fault) => fault.into(),
        }
    }
}

impl From<FinalizePasscodeLoginError> for ApiError {
    fn from(error: FinalizePasscodeLoginError) -> Self {
        use FinalizePasscodeLoginError as E;
        match error {
            E::NotFound => Self::PasscodeNotFound,
            E::Expired => Self::PasscodeTimedOut,
            E::WrongCode => Self::Unauthorized,
            E::TooManyAttempts => Self::TooManyAttempts,
            E::AddressClaimed => Self::EmailClaimed,
            E::Forbidden => Self::Forbidden,
            E::TooManyAddresses => Self::Conflict,
            E::TooManyRequests(allowance) => Self::TooManyRequests(Some(allowance)),
            E::Fault(fault) => fault.into(),
        }
    }
}
