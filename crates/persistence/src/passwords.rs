//! Hashes of passwords.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, Bool, Text};
use inkan_domain::password::{PasswordHash, Passwords};
use inkan_domain::{Fault, Timestamp, UserId};
use uuid::Uuid;

use crate::repositories::{PgRepositories, stored};
use crate::schema::password_credentials;
use crate::statement::statement;

statement! {
    /// Stores a hash and tells whether the row is new: only a row that was updated has an `xmax`.
    Set {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        hash: String as Text,
        now: NaiveDateTime as sql_types::Timestamp,
    } -> Bool,
    "INSERT INTO password_credentials AS present (id, user_id, password, created_at, updated_at) \
     VALUES ({id}, {user_id}, {hash}, {now}, {now}) \
     ON CONFLICT (user_id) DO UPDATE SET password = excluded.password, updated_at = excluded.updated_at \
     RETURNING present.xmax = 0"
}

impl Passwords for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.passwords.find", skip_all)]
    fn find(&mut self, user_id: UserId) -> Result<Option<PasswordHash>, Fault> {
        let statement = password_credentials::table
            .filter(password_credentials::user_id.eq(user_id.as_uuid()))
            .select(password_credentials::password);
        let hash = self.run(|connection| statement.get_result::<String>(connection).optional())?;
        Ok(hash.map(PasswordHash::new))
    }

    #[tracing::instrument(level = "debug", name = "db.passwords.set", skip_all)]
    fn set(&mut self, user_id: UserId, hash: &PasswordHash, id: Uuid, now: Timestamp) -> Result<bool, Fault> {
        let statement =
            Set { id, user_id: user_id.as_uuid(), hash: hash.as_str().to_owned(), now: stored(now) };
        self.run(|connection| statement.get_result(connection))
    }

    #[tracing::instrument(level = "debug", name = "db.passwords.replace", skip_all)]
    fn replace(
        &mut self,
        user_id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let unchanged = password_credentials::table
            .filter(password_credentials::user_id.eq(user_id.as_uuid()))
            .filter(password_credentials::password.eq(old.as_str()));
        let statement = diesel::update(unchanged).set((
            password_credentials::password.eq(new.as_str()),
            password_credentials::updated_at.eq(stored(now)),
        ));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }
}
