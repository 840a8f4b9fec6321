//! Places of sessions in the status lists.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, Array, BigInt, Nullable, Text};
use inkan_domain::session::Session;
use inkan_domain::status_list::{SessionStatuses, StatusChanges, StatusIndex, StatusMark};
use inkan_domain::{Fault, Timestamp};
use uuid::Uuid;

use crate::repositories::{PgRepositories, stored};
use crate::sessions::{insert_session, surplus};
use crate::statement::statement;
use crate::status_shuffle;

statement! {
    /// Stores a session as the statement without a place does, and the place with it.
    OpenWithPlace {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        user_agent: Option<String> as Nullable<Text>,
        ip_address: Option<String> as Nullable<Text>,
        created_at: NaiveDateTime as sql_types::Timestamp,
        expires_at: NaiveDateTime as sql_types::Timestamp,
        kept: i64 as BigInt,
        number: i64 as BigInt,
    } -> (),
    concat!(
        "WITH ",
        surplus!(),
        ", opened AS (",
        insert_session!(),
        ") INSERT INTO inkan.session_statuses (number, session_id, seen_used, expires_at) \
         VALUES ({number}, {id}, {created_at}, {expires_at})"
    )
}

statement! {
    /// Draws a number, which waits for nobody and is never given out again, with the secret that shuffles.
    Draw {} -> (BigInt, sql_types::Uuid),
    "SELECT nextval('inkan.session_status_numbers'), seed FROM inkan.session_status_seeds"
}

statement! {
    /// Marks ends that nobody has noticed yet with the number of this transaction.
    Collect {} -> (),
    "UPDATE inkan.session_statuses SET collected_in = txid_current() \
     WHERE number = ANY (ARRAY ( \
         SELECT number FROM inkan.session_statuses WHERE session_id IS NULL AND collected_in IS NULL \
         FOR UPDATE SKIP LOCKED))"
}

/// The oldest transaction that still runs, places of ended sessions, the least place, the last drawn number.
type Read = (BigInt, Array<BigInt>, Nullable<BigInt>, BigInt);
type ReadRow = (i64, Vec<i64>, Option<i64>, i64);

statement! {
    /// Reads ends that were noticed by no transaction that was over before the mark, or not at all yet. Those that
    /// a transaction notices which is over afterwards lie behind the new mark.
    ReadSince { mark: i64 as BigInt } -> Read,
    "SELECT txid_snapshot_xmin(txid_current_snapshot()), \
         ARRAY (SELECT number FROM inkan.session_statuses WHERE session_id IS NULL AND collected_in >= {mark} \
                UNION ALL \
                SELECT number FROM inkan.session_statuses WHERE session_id IS NULL AND collected_in IS NULL), \
         (SELECT min(number) FROM inkan.session_statuses), \
         (SELECT last_value FROM inkan.session_status_numbers)"
}

statement! {
    /// Reads every end.
    ReadAll {} -> Read,
    "SELECT txid_snapshot_xmin(txid_current_snapshot()), \
         ARRAY (SELECT number FROM inkan.session_statuses WHERE session_id IS NULL), \
         (SELECT min(number) FROM inkan.session_statuses), \
         (SELECT last_value FROM inkan.session_status_numbers)"
}

statement! {
    /// Looks anew at sessions that were not used for too long when they were last looked at. Each is looked at
    /// about once in an idle timeout.
    LookAgain {
        idle_before: NaiveDateTime as sql_types::Timestamp,
        most: i64 as BigInt,
    } -> (),
    "UPDATE inkan.session_statuses status SET seen_used = coalesce(session.last_used, session.created_at) \
     FROM sessions session \
     WHERE session.id = status.session_id AND coalesce(session.last_used, session.created_at) >= {idle_before} \
       AND status.number = ANY (ARRAY ( \
           SELECT number FROM inkan.session_statuses \
           WHERE session_id IS NOT NULL AND seen_used < {idle_before} \
           ORDER BY seen_used LIMIT {most} FOR UPDATE SKIP LOCKED))"
}

statement! {
    /// Removes those of them that were not used since. Only sessions are locked before they go, as everywhere
    /// else, so that nobody waits for each other.
    EndIdle {
        idle_before: NaiveDateTime as sql_types::Timestamp,
        most: i64 as BigInt,
    } -> (),
    "DELETE FROM sessions WHERE id = ANY (ARRAY ( \
         SELECT session.id FROM ( \
             SELECT session_id FROM inkan.session_statuses \
             WHERE session_id IS NOT NULL AND seen_used < {idle_before} ORDER BY seen_used LIMIT {most}) AS due \
         JOIN sessions session ON session.id = due.session_id \
         WHERE coalesce(session.last_used, session.created_at) < {idle_before} \
         FOR UPDATE OF session SKIP LOCKED))"
}

impl PgRepositories {
    /// Stores a session with its place.
    pub(crate) fn open_with_place(
        &mut self,
        session: &Session,
        place: StatusIndex,
        kept: i64,
    ) -> Result<(), Fault> {
        let statement = OpenWithPlace {
            id: session.id.as_uuid(),
            user_id: session.user_id.as_uuid(),
            user_agent: session.user_agent.clone(),
            ip_address: session.ip_address.clone(),
            created_at: stored(session.created_at),
            expires_at: stored(session.expires_at),
            kept,
            number: place.number(),
        };
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }
}

impl SessionStatuses for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.session_statuses.draw", skip_all)]
    fn draw(&mut self) -> Result<StatusIndex, Fault> {
        let (number, seed) = self.run(|connection| Draw {}.get_result::<(i64, Uuid)>(connection))?;
        status_shuffle::place(seed, number).ok_or_else(|| Fault::internal("every status list is full"))
    }

    #[tracing::instrument(level = "debug", name = "db.session_statuses.read", skip_all)]
    fn read(&mut self, since: Option<StatusMark>) -> Result<StatusChanges, Fault> {
        self.run(|connection| Collect {}.execute(connection))?;
        let (mark, ended, least, drawn) = match since {
            Some(StatusMark(mark)) => {
                self.run(|connection| ReadSince { mark }.get_result::<ReadRow>(connection))?
            }
            None => self.run(|connection| ReadAll {}.get_result::<ReadRow>(connection))?,
        };
        let newest_list = list_of(drawn)?;
        Ok(StatusChanges {
            ended: ended.into_iter().filter_map(StatusIndex::of_number).collect(),
            mark: StatusMark(mark),
            oldest_list: least.map_or(Ok(newest_list), list_of)?,
            newest_list,
        })
    }

    #[tracing::instrument(level = "debug", name = "db.session_statuses.end_idle", skip_all)]
    fn end_idle(&mut self, idle_before: Timestamp, most: u32) -> Result<u64, Fault> {
        let (idle_before, most) = (stored(idle_before), i64::from(most));
        let look_again = LookAgain { idle_before, most };
        let used = self.run(|connection| look_again.execute(connection))?;
        let end_idle = EndIdle { idle_before, most };
        let ended = self.run(|connection| end_idle.execute(connection))?;
        Ok(u64::try_from(used + ended).unwrap_or(u64::MAX))
    }
}

fn list_of(number: i64) -> Result<u32, Fault> {
    let place = StatusIndex::of_number(number);
    place.map(StatusIndex::list).ok_or_else(|| Fault::internal("a place that is in no status list"))
}
