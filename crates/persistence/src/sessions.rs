//! Sessions.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types;
use diesel::sql_types::{BigInt, Nullable, Text};
use inkan_domain::session::{Session, SessionLookup, SessionState, Sessions};
use inkan_domain::{Fault, SessionId, Timestamp};
use uuid::Uuid;

use crate::repositories::{PgRepositories, stored};
use crate::schema::sessions;
use crate::statement::statement;

/// Removes the active sessions of the user `{user_id}` beyond `{kept}`, oldest first.
macro_rules! surplus {
    () => {
        "surplus AS ( \
             DELETE FROM sessions WHERE id IN ( \
                 SELECT id FROM sessions \
                 WHERE user_id = {user_id} AND (expires_at IS NULL OR expires_at > {created_at}) \
                 ORDER BY created_at DESC, id DESC OFFSET {kept}))"
    };
}

/// Stores the session `{id}`.
macro_rules! insert_session {
    () => {
        "INSERT INTO sessions \
             (id, user_id, user_agent, ip_address, expires_at, last_used, created_at, updated_at) \
         VALUES ({id}, {user_id}, {user_agent}, {ip_address}, {expires_at}, {created_at}, {created_at}, {created_at})"
    };
}

pub(crate) use {insert_session, surplus};

statement! {
    /// Stores a session after the user's active ones beyond the limit were removed, oldest first.
    Open {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        user_agent: Option<String> as Nullable<Text>,
        ip_address: Option<String> as Nullable<Text>,
        created_at: NaiveDateTime as sql_types::Timestamp,
        expires_at: NaiveDateTime as sql_types::Timestamp,
        kept: i64 as BigInt,
    } -> (),
    concat!("WITH ", surplus!(), " ", insert_session!())
}

statement! {
    /// Reads the last use of a session that is not over.
    ReadLastUse {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as sql_types::Timestamp,
    } -> sql_types::Timestamp,
    "SELECT coalesce(last_used, created_at) FROM sessions \
     WHERE id = {id} AND user_id = {user_id} AND (expires_at IS NULL OR expires_at > {now})"
}

statement! {
    /// Reads the last use and, when that is long ago but not too long, writes a new one.
    Touch {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as sql_types::Timestamp,
        stale_before: NaiveDateTime as sql_types::Timestamp,
        idle_before: Option<NaiveDateTime> as Nullable<sql_types::Timestamp>,
    } -> sql_types::Timestamp,
    "WITH found AS ( \
         SELECT id, coalesce(last_used, created_at) AS last_used FROM sessions \
         WHERE id = {id} AND user_id = {user_id} AND (expires_at IS NULL OR expires_at > {now})), \
     touched AS ( \
         UPDATE sessions SET last_used = greatest(sessions.last_used, {now}), updated_at = {now} FROM found \
         WHERE sessions.id = found.id AND found.last_used < {stale_before} \
           AND found.last_used >= coalesce({idle_before}, '-infinity') \
         RETURNING sessions.last_used) \
     SELECT coalesce((SELECT last_used FROM touched), found.last_used) FROM found"
}

statement! {
    /// Removes some of the sessions that began in a time.
    RemoveMadeBetween {
        made_from: NaiveDateTime as sql_types::Timestamp,
        made_until: NaiveDateTime as sql_types::Timestamp,
        most: i64 as BigInt,
    } -> (),
    "DELETE FROM sessions WHERE id IN ( \
         SELECT id FROM sessions WHERE created_at >= {made_from} AND created_at < {made_until} LIMIT {most})"
}

impl Sessions for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.sessions.open", skip_all)]
    fn open(&mut self, session: &Session, limit: u32) -> Result<(), Fault> {
        let kept = i64::from(limit.saturating_sub(1));
        if let Some(place) = session.status {
            return self.open_with_place(session, place, kept);
        }
        let statement = Open {
            id: session.id.as_uuid(),
            user_id: session.user_id.as_uuid(),
            user_agent: session.user_agent.clone(),
            ip_address: session.ip_address.clone(),
            created_at: stored(session.created_at),
            expires_at: stored(session.expires_at),
            kept,
        };
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.sessions.look_up", skip_all)]
    fn look_up(&mut self, lookup: &SessionLookup) -> Result<SessionState, Fault> {
        let (id, user_id, now) = (lookup.id.as_uuid(), lookup.user_id.as_uuid(), stored(lookup.now));
        let last_used: Option<NaiveDateTime> = match lookup.touch_before.map(stored) {
            None => {
                let statement = ReadLastUse { id, user_id, now };
                self.run(|connection| statement.get_result(connection).optional())?
            }
            Some(stale_before) => {
                let idle_before = lookup.idle_before.map(stored);
                let statement = Touch { id, user_id, now, stale_before, idle_before };
                self.run(|connection| statement.get_result(connection).optional())?
            }
        };
        let Some(last_used) = last_used.map(|time| time.and_utc()) else { return Ok(SessionState::Dead) };
        let is_idle = lookup.idle_before.is_some_and(|idle_before| last_used < idle_before);
        Ok(if is_idle { SessionState::Idle } else { SessionState::Live { last_used } })
    }

    #[tracing::instrument(level = "debug", name = "db.sessions.remove", skip_all)]
    fn remove(&mut self, id: SessionId) -> Result<(), Fault> {
        let statement = diesel::delete(sessions::table.find(id.as_uuid()));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.sessions.any_made_before", skip_all)]
    fn any_made_before(&mut self, before: Timestamp, now: Timestamp) -> Result<bool, Fault> {
        let living = sessions::table
            .filter(sessions::created_at.lt(stored(before)))
            .filter(sessions::expires_at.is_null().or(sessions::expires_at.gt(stored(now))));
        let statement = diesel::select(diesel::dsl::exists(living));
        self.run(|connection| statement.get_result(connection))
    }

    #[tracing::instrument(level = "debug", name = "db.sessions.remove_made_between", skip_all)]
    fn remove_made_between(&mut self, from: Timestamp, until: Timestamp, most: u32) -> Result<u64, Fault> {
        let statement =
            RemoveMadeBetween { made_from: stored(from), made_until: stored(until), most: i64::from(most) };
        let removed = self.run(|connection| statement.execute(connection))?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
