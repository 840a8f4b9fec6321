//! Why a template does not work.

use std::borrow::Cow;

/// A fault in a template, told for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct TemplateError(Cow<'static, str>);

impl From<&'static str> for TemplateError {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for TemplateError {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}
