//! What Inkan is about: entities, use cases and ports.
//!
//! Plain synchronous Rust that knows no framework, SQL, JSON or environment. Adapters implement the
//! ports; the use cases are named as the operations of the contract.

pub mod admin;
pub mod api_key;
pub mod audit;
pub mod cleanup;
pub mod email;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
pub mod one_time_token;
pub mod outbox;
pub mod passcode;
pub mod password;
pub mod rate_limit;
pub mod session;
pub mod signing_key;
pub mod status_list;
pub mod user;
pub mod webhook;

mod caller;
mod clock;
mod fault;
mod identifier;
mod language;
mod random;
mod secret;
mod storage;

pub use caller::Caller;
pub use clock::{Clock, Timestamp};
pub use fault::Fault;
pub use identifier::{EmailId, OutboxId, PasscodeId, SessionId, UserId, random_uuid};
pub use language::Language;
pub use random::Random;
pub use secret::Secret;
pub use storage::{Repositories, Storage, UnitOfWork};
