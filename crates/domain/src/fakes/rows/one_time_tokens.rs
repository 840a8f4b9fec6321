//! One-time tokens in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::Fault;
use crate::one_time_token::{OneTimeToken, OneTimeTokens};

impl OneTimeTokens for FakeState {
    fn find(&mut self, value: &str) -> Result<Option<OneTimeToken>, Fault> {
        Ok(self.one_time_tokens.get(value).copied())
    }

    fn remove(&mut self, id: Uuid) -> Result<bool, Fault> {
        let before = self.one_time_tokens.len();
        self.one_time_tokens.retain(|_, token| token.id != id);
        Ok(self.one_time_tokens.len() < before)
    }
}
