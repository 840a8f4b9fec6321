//! What Inkan is about: entities, use cases and ports.
//!
//! Plain synchronous Rust that knows no framework, SQL, JSON or environment. Adapters implement the
//! ports; the use cases are named as the operations of the contract.

pub mod audit;
pub mod email;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
pub mod outbox;
pub mod passcode;
pub mod rate_limit;
pub mod session;
pub mod signing_key;
pub mod user;

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
pub use identifier::{EmailId, OutboxId, PasscodeId, SessionId, UserId};
pub use language::Language;
pub use random::Random;
pub use secret::Secret;
pub use storage::{Repositories, Storage, UnitOfWork};
