//! One-time tokens.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use inkan_domain::one_time_token::{OneTimeToken, OneTimeTokens};
use inkan_domain::{Fault, UserId};
use uuid::Uuid;

use crate::repositories::PgRepositories;
use crate::schema::tokens;

impl OneTimeTokens for PgRepositories {
    /// The database cannot even look for a text with U+0000, so nothing has such a value.
    #[tracing::instrument(level = "debug", name = "db.one_time_tokens.find", skip_all)]
    fn find(&mut self, value: &str) -> Result<Option<OneTimeToken>, Fault> {
        if value.contains('\0') {
            return Ok(None);
        }
        let statement = tokens::table
            .filter(tokens::value.eq(value))
            .filter(tokens::is_flow.eq(false))
            .filter(tokens::code_verifier.is_null())
            .select((tokens::id, tokens::user_id, tokens::expires_at));
        let row = self
            .run(|connection| statement.get_result::<(Uuid, Uuid, NaiveDateTime)>(connection).optional())?;
        Ok(row.map(|(id, user_id, expires_at)| OneTimeToken {
            id,
            user_id: UserId::new(user_id),
            expires_at: expires_at.and_utc(),
        }))
    }

    #[tracing::instrument(level = "debug", name = "db.one_time_tokens.remove", skip_all)]
    fn remove(&mut self, id: Uuid) -> Result<bool, Fault> {
        let statement = diesel::delete(tokens::table.find(id));
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }
}
