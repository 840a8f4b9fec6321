//! Protected operations: who is it? (contract 4.2)

use actix_web::HttpRequest;
use inkan_domain::UserId;
use inkan_domain::session::{AuthenticateError, Credentials, SignedIn};

use crate::context::RequestContext;
use crate::credentials;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::use_cases::UseCases;

impl PublicApi {
    /// Finds out who is signed in, before an operation looks at anything else.
    ///
    /// # Errors
    /// 401 without a living session, 403 when another site sent the request.
    pub(crate) async fn authenticate(
        &self,
        request: &HttpRequest,
        context: &RequestContext,
    ) -> Result<SignedIn, ApiError> {
        self.run_signed_in(request, context, |_, signed_in| Ok::<_, ApiError>(*signed_in)).await
    }

    /// Runs a use case for whoever is signed in; for operations that read no body.
    ///
    /// # Errors
    /// As [`PublicApi::authenticate`], and those of the use case.
    pub(crate) async fn run_signed_in<T, E>(
        &self,
        request: &HttpRequest,
        context: &RequestContext,
        work: impl FnOnce(&UseCases, &SignedIn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let credentials =
            credentials::of_protected_operation(request, &self.settings.cookie.name, &self.origins);
        if credentials.candidates.is_empty() {
            // Nobody without a token takes a place from somebody with one.
            return Err(ApiError::Unauthorized);
        }
        let outcome = self.run(move |use_cases| {
            let signed_in = use_cases.authenticate.execute(&credentials)?;
            let outcome = work(use_cases, &signed_in);
            Ok::<_, AuthenticateError>((signed_in, outcome))
        });
        match outcome.await? {
            Ok((signed_in, outcome)) => {
                if signed_in.idle_session_ended {
                    context.end_session_cookie();
                }
                outcome.map_err(Into::into)
            }
            Err(error) => {
                if let AuthenticateError::Unauthenticated { idle_session_ended: true } = &error {
                    context.end_session_cookie();
                }
                Err(error.into())
            }
        }
    }

    /// The tokens of an operation that works without a session, too (contract 4.4).
    pub(crate) fn open_credentials(&self, request: &HttpRequest) -> Credentials {
        credentials::of_open_operation(request, &self.settings.cookie.name, &self.origins)
    }
}

/// The user of the session that came along, if there is one.
///
/// # Errors
/// 403 when another site sent the request.
pub(crate) fn session_user(
    use_cases: &UseCases,
    credentials: &Credentials,
) -> Result<Option<UserId>, AuthenticateError> {
    if credentials.candidates.is_empty() {
        return Ok(None);
    }
    use_cases.authenticate.identify(credentials)
}
