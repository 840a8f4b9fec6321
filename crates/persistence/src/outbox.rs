//! Messages that wait to be delivered.

use chrono::NaiveDateTime;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use diesel::sql_types;
use diesel::sql_types::{BigInt, Binary, Integer, Text};
use inkan_domain::outbox::{ClaimedMessage, NewMessage, Outbox, OutboxBacklog, SealedAnew};
use inkan_domain::{Fault, OutboxId, Timestamp};
use uuid::Uuid;

use crate::payload;
use crate::repositories::{PgRepositories, stored};
use crate::schema::inkan::outbox;
use crate::statement::statement;

statement! {
    /// Leases messages of a kind that are due; those that others are leasing at the same moment are passed over.
    Claim {
        kind: &'static str as Text,
        most: i64 as BigInt,
        now: NaiveDateTime as sql_types::Timestamp,
        lease_until: NaiveDateTime as sql_types::Timestamp,
    } -> (sql_types::Uuid, Binary, Integer, sql_types::Timestamp),
    "WITH due AS ( \
         SELECT id, due_at FROM inkan.outbox WHERE kind = {kind} AND due_at <= {now} \
         ORDER BY due_at, id LIMIT {most} FOR UPDATE SKIP LOCKED), \
     claimed AS ( \
         UPDATE inkan.outbox AS message SET due_at = {lease_until}, attempts = attempts + 1 \
         FROM due WHERE message.id = due.id \
         RETURNING message.id, payload, attempts, expires_at, due.due_at AS was_due_at) \
     SELECT id, payload, attempts, expires_at FROM claimed ORDER BY was_due_at, id"
}

type ClaimedRow = (Uuid, Vec<u8>, i32, NaiveDateTime);

impl Outbox for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.outbox.add", skip_all)]
    fn add(&mut self, message: &NewMessage) -> Result<(), Fault> {
        let payload = self.sealer.seal(&payload::write(&message.message)?)?;
        let statement = diesel::insert_into(outbox::table).values((
            outbox::id.eq(message.id.as_uuid()),
            outbox::kind.eq(payload::kind(&message.message)),
            outbox::payload.eq(payload),
            outbox::created_at.eq(stored(message.created_at)),
            outbox::expires_at.eq(stored(message.expires_at)),
            outbox::due_at.eq(stored(message.created_at)),
            outbox::attempts.eq(0),
        ));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.claim", skip_all)]
    fn claim(
        &mut self,
        most: u32,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Vec<ClaimedMessage>, Fault> {
        let statement = Claim {
            kind: payload::PASSCODE_MAIL,
            most: i64::from(most),
            now: stored(now),
            lease_until: stored(lease_until),
        };
        let rows: Vec<ClaimedRow> = self.run(|connection| statement.load(connection))?;
        let claimed = rows.into_iter().map(|(id, payload, attempt, expires_at)| {
            let plain = self.sealer.open(&payload)?;
            Ok(ClaimedMessage {
                id: OutboxId::new(id),
                message: plain.and_then(|plain| payload::read(&plain)),
                attempt,
                expires_at: expires_at.and_utc(),
            })
        });
        claimed.collect()
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.postpone", skip_all)]
    fn postpone(&mut self, id: OutboxId, due_at: Timestamp) -> Result<(), Fault> {
        let statement =
            diesel::update(outbox::table.find(id.as_uuid())).set(outbox::due_at.eq(stored(due_at)));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.remove", skip_all)]
    fn remove(&mut self, ids: &[OutboxId]) -> Result<(), Fault> {
        let ids: Vec<Uuid> = ids.iter().map(OutboxId::as_uuid).collect();
        let statement = diesel::delete(outbox::table.filter(outbox::id.eq_any(ids)));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.remove_expired", skip_all)]
    fn remove_expired(&mut self, now: Timestamp) -> Result<u64, Fault> {
        let statement = diesel::delete(outbox::table.filter(outbox::expires_at.le(stored(now))));
        let removed = self.run(|connection| statement.execute(connection))?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.seal_anew", skip_all)]
    fn seal_anew(&mut self, after: Option<OutboxId>, most: u32) -> Result<SealedAnew, Fault> {
        let after = after.map_or(Uuid::nil(), |after| after.as_uuid());
        let batch = outbox::table
            .filter(outbox::id.gt(after))
            .select((outbox::id, outbox::payload))
            .order(outbox::id)
            .limit(i64::from(most));
        let rows: Vec<(Uuid, Vec<u8>)> = self.run(|connection| batch.load(connection))?;
        let mut sealed = SealedAnew { changed: 0, last: rows.last().map(|(id, _)| OutboxId::new(*id)) };
        for (id, payload) in rows {
            if self.sealer.is_current(&payload)? {
                continue;
            }
            let Some(plain) = self.sealer.open(&payload)? else { continue };
            let anew = self.sealer.seal(&plain)?;
            let same = outbox::table.find(id).filter(outbox::payload.eq(payload));
            let statement = diesel::update(same).set(outbox::payload.eq(anew));
            let changed = self.run(|connection| statement.execute(connection))?;
            sealed.changed += u64::try_from(changed).unwrap_or_default();
        }
        Ok(sealed)
    }

    #[tracing::instrument(level = "debug", name = "db.outbox.backlog", skip_all)]
    fn backlog(&mut self) -> Result<OutboxBacklog, Fault> {
        let mails = outbox::table.filter(outbox::kind.eq(payload::PASSCODE_MAIL));
        let statement = mails.select((count_star(), min(outbox::created_at)));
        let (depth, oldest) =
            self.run(|connection| statement.get_result::<(i64, Option<NaiveDateTime>)>(connection))?;
        Ok(OutboxBacklog { depth, oldest: oldest.map(|time| time.and_utc()) })
    }
}
