//! Keys of administrators.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use inkan_domain::api_key::{ApiKey, ApiKeys, KeyDigest, Scope};
use inkan_domain::{Fault, Timestamp};
use uuid::Uuid;

use crate::repositories::{PgRepositories, stored};
use crate::schema::inkan::api_keys;
use crate::schema::inkan::api_keys::all_columns;

#[derive(Queryable)]
struct ApiKeyRow {
    id: Uuid,
    name: String,
    digest: Vec<u8>,
    scopes: Vec<String>,
    created_at: NaiveDateTime,
    last_used_at: Option<NaiveDateTime>,
    expires_at: Option<NaiveDateTime>,
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = Fault;

    /// Scopes that this version does not know allow nothing.
    fn try_from(row: ApiKeyRow) -> Result<Self, Fault> {
        let digest = <[u8; 32]>::try_from(row.digest.as_slice()).map_err(Fault::internal)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            digest: KeyDigest(digest),
            scopes: row.scopes.iter().filter_map(|scope| Scope::parse(scope)).collect(),
            created_at: row.created_at.and_utc(),
            last_used_at: row.last_used_at.map(|time| time.and_utc()),
            expires_at: row.expires_at.map(|time| time.and_utc()),
        })
    }
}

impl ApiKeys for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.api_keys.add", skip_all)]
    fn add(&mut self, key: &ApiKey) -> Result<bool, Fault> {
        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let statement = diesel::insert_into(api_keys::table)
            .values((
                api_keys::id.eq(key.id),
                api_keys::name.eq(&key.name),
                api_keys::digest.eq(key.digest.0.as_slice()),
                api_keys::scopes.eq(scopes),
                api_keys::created_at.eq(stored(key.created_at)),
                api_keys::last_used_at.eq(key.last_used_at.map(stored)),
                api_keys::expires_at.eq(key.expires_at.map(stored)),
            ))
            .on_conflict(api_keys::name)
            .do_nothing();
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }

    #[tracing::instrument(level = "debug", name = "db.api_keys.all", skip_all)]
    fn all(&mut self) -> Result<Vec<ApiKey>, Fault> {
        let statement = api_keys::table.select(all_columns).order((api_keys::created_at, api_keys::id));
        let rows = self.run(|connection| statement.load::<ApiKeyRow>(connection))?;
        rows.into_iter().map(ApiKey::try_from).collect()
    }

    #[tracing::instrument(level = "debug", name = "db.api_keys.find", skip_all)]
    fn find(&mut self, digest: &KeyDigest) -> Result<Option<ApiKey>, Fault> {
        let statement = api_keys::table.filter(api_keys::digest.eq(digest.0.as_slice())).select(all_columns);
        let row = self.run(|connection| statement.get_result::<ApiKeyRow>(connection).optional())?;
        row.map(ApiKey::try_from).transpose()
    }

    #[tracing::instrument(level = "debug", name = "db.api_keys.touch", skip_all)]
    fn touch(&mut self, id: Uuid, now: Timestamp) -> Result<(), Fault> {
        let statement = diesel::update(api_keys::table.find(id)).set(api_keys::last_used_at.eq(stored(now)));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.api_keys.remove", skip_all)]
    fn remove(&mut self, name: &str) -> Result<bool, Fault> {
        let statement = diesel::delete(api_keys::table.filter(api_keys::name.eq(name)));
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }
}
