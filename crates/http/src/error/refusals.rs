//! What the refusals of the domain are on the wire.

use inkan_domain::Fault;
use inkan_domain::admin::AdminCreateUserError;
use inkan_domain::api_key::AuthorizeAdminError;
use inkan_domain::email::{CreateEmailError, DeleteEmailError, SetPrimaryEmailError};
use inkan_domain::one_time_token::ExchangeTokenError;
use inkan_domain::passcode::{FinalizePasscodeLoginError, InitializePasscodeLoginError};
use inkan_domain::password::{LoginWithPasswordError, SetPasswordError};
use inkan_domain::session::AuthenticateError;
use inkan_domain::status_list::GetStatusListError;
use inkan_domain::user::{CreateUserError, DeleteUserError, FindUserByEmailError, GetProfileError};

use super::{ApiError, internal};

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

impl From<GetStatusListError> for ApiError {
    fn from(error: GetStatusListError) -> Self {
        match error {
            GetStatusListError::NotFound => Self::NotFound,
            GetStatusListError::Fault(fault) => fault.into(),
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
            E::TooManyRequests | E::AccountHeld(_) => Self::TooManyRequests(None),
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
            E::TooManyRequests(allowance) | E::AccountHeld(allowance) => {
                Self::TooManyRequests(Some(allowance))
            }
            E::Fault(fault) => fault.into(),
        }
    }
}

impl From<SetPasswordError> for ApiError {
    fn from(error: SetPasswordError) -> Self {
        match error {
            SetPasswordError::TooShort(least) => Self::PasswordTooShort(least),
            SetPasswordError::TooLong => Self::PasswordTooLong,
            SetPasswordError::Forbidden => Self::Forbidden,
            SetPasswordError::Fault(fault) => fault.into(),
        }
    }
}

impl From<LoginWithPasswordError> for ApiError {
    fn from(error: LoginWithPasswordError) -> Self {
        match error {
            LoginWithPasswordError::TooLong => Self::PasswordTooLong,
            LoginWithPasswordError::TooManyRequests => Self::TooManyRequests(None),
            LoginWithPasswordError::Unauthorized => Self::Unauthorized,
            LoginWithPasswordError::Fault(fault) => fault.into(),
        }
    }
}

impl From<DeleteUserError> for ApiError {
    fn from(error: DeleteUserError) -> Self {
        match error {
            DeleteUserError::NotFound => Self::NotFound,
            DeleteUserError::Fault(fault) => fault.into(),
        }
    }
}

impl From<CreateEmailError> for ApiError {
    fn from(error: CreateEmailError) -> Self {
        match error {
            CreateEmailError::TooManyAddresses => Self::Conflict,
            CreateEmailError::Missing => Self::Invalid("address is a required field".to_owned()),
            CreateEmailError::Malformed => Self::Invalid("address must be a valid email address".to_owned()),
            CreateEmailError::UserGone => Self::Unauthorized,
            CreateEmailError::Taken => Self::BadRequest,
            CreateEmailError::Fault(fault) => fault.into(),
        }
    }
}

impl From<SetPrimaryEmailError> for ApiError {
    fn from(error: SetPrimaryEmailError) -> Self {
        match error {
            SetPrimaryEmailError::NotFound => Self::NotFound,
            SetPrimaryEmailError::Fault(fault) => fault.into(),
        }
    }
}

impl From<DeleteEmailError> for ApiError {
    fn from(error: DeleteEmailError) -> Self {
        match error {
            DeleteEmailError::NotFound => Self::NotFound,
            DeleteEmailError::Primary => Self::Conflict,
            DeleteEmailError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ExchangeTokenError> for ApiError {
    fn from(error: ExchangeTokenError) -> Self {
        match error {
            ExchangeTokenError::NotFound => Self::TokenNotFound,
            ExchangeTokenError::Expired => Self::TokenExpired,
            ExchangeTokenError::Fault(fault) => fault.into(),
        }
    }
}

impl From<AuthorizeAdminError> for ApiError {
    fn from(error: AuthorizeAdminError) -> Self {
        match error {
            AuthorizeAdminError::Unauthenticated => Self::NoApiKey,
            AuthorizeAdminError::MissingScope(scope) => Self::MissingScope(scope),
            AuthorizeAdminError::Fault(fault) => fault.into(),
        }
    }
}

impl From<AdminCreateUserError> for ApiError {
    fn from(error: AdminCreateUserError) -> Self {
        match error {
            AdminCreateUserError::Fault(fault) => fault.into(),
            taken => Self::AlreadyExists(taken.to_string()),
        }
    }
}
