//! Accounts that are there before anything is measured.

use super::database::Database;
use crate::Failure;

/// An account with a verified primary address.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// Id of the user.
    pub(super) user_id: String,
    /// The address.
    pub(super) address: String,
}

/// How many accounts are used at most; the others only make the tables larger.
const USED: u32 = 40_000;

/// Makes accounts and returns some of them, spread over the whole table.
pub(super) fn make(database: &Database, count: u32) -> Result<Vec<Account>, Failure> {
    database.sql(&format!(
        "CREATE TABLE bench_accounts AS \
             SELECT gen_random_uuid() AS user_id, gen_random_uuid() AS email_id, \
                    'user' || n || '@bench.example' AS address, now() AT TIME ZONE 'UTC' AS t \
             FROM generate_series(1, {count}) n; \
         INSERT INTO users (id, created_at, updated_at) SELECT user_id, t, t FROM bench_accounts; \
         INSERT INTO emails (id, user_id, address, verified, created_at, updated_at) \
             SELECT email_id, user_id, address, true, t, t FROM bench_accounts; \
         INSERT INTO primary_emails (id, email_id, user_id, created_at, updated_at) \
             SELECT gen_random_uuid(), email_id, user_id, t, t FROM bench_accounts"
    ))?;
    let rows = database.sql(&format!(
        "SELECT user_id, address FROM bench_accounts ORDER BY md5(address) LIMIT {}",
        count.min(USED)
    ))?;
    database.sql("DROP TABLE bench_accounts")?;
    database.sql("VACUUM ANALYZE")?;
    let accounts = rows.lines().map(account).collect::<Option<Vec<_>>>();
    accounts.ok_or_else(|| Failure::Bench("the accounts cannot be read".to_owned()))
}

fn account(row: &str) -> Option<Account> {
    let (user_id, address) = row.split_once('|')?;
    Some(Account { user_id: user_id.to_owned(), address: address.to_owned() })
}
