//! Keys of administrators and what they may do.

mod authorize;
mod manage;
mod repository;
mod scope;
#[cfg(test)]
mod tests;

pub use authorize::{AuthorizeAdmin, AuthorizeAdminError, KeyCodec, KeyDigest};
pub use manage::{CreateApiKey, CreatedApiKey, ListApiKeys, RevokeApiKey};
pub use repository::{ApiKey, ApiKeys};
pub use scope::Scope;
