//! Stand-ins for every port, which behave as the real ones, and the contracts that both must keep.

mod bench;
mod fixed_clock;
mod fixtures;
mod hasher;
mod key_codec;
mod key_factory;
mod limiter;
mod mailer;
mod password_hasher;
mod random;
mod renderer;
mod rows;
mod sealer;
mod state;
mod status_list_tokens;
mod storage;
mod tokens;

pub mod contract;

pub use bench::Bench;
pub use fixed_clock::FixedClock;
pub use fixtures::{a_caller, a_passcode, a_session, an_address, an_email, id, moment};
pub use hasher::FakeCodeHasher;
pub use key_codec::FakeKeyCodec;
pub use key_factory::FakeKeyFactory;
pub use limiter::FakeRateLimiter;
pub use mailer::FakeMailer;
pub use password_hasher::FakePasswordHasher;
pub use random::{CountingRandom, ScriptedRandom};
pub use renderer::FakeEventRenderer;
pub use sealer::FakeSealer;
pub use state::FakeState;
pub use status_list_tokens::FakeStatusListTokens;
pub use storage::FakeStorage;
pub use tokens::FakeSessionTokens;
