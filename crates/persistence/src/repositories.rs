//! All repositories over one connection, with or without a transaction.

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::{PgConnection, QueryResult};
use inkan_domain::api_key::ApiKeys;
use inkan_domain::audit::AuditRecords;
use inkan_domain::email::Emails;
use inkan_domain::one_time_token::OneTimeTokens;
use inkan_domain::outbox::{Outbox, Sealer};
use inkan_domain::passcode::Passcodes;
use inkan_domain::password::Passwords;
use inkan_domain::session::Sessions;
use inkan_domain::signing_key::SigningKeys;
use inkan_domain::status_list::SessionStatuses;
use inkan_domain::user::Users;
use inkan_domain::webhook::WebhookSubscriptions;
use inkan_domain::{Fault, Repositories, Timestamp, UnitOfWork};
use r2d2::PooledConnection;

use crate::fault::{fault, is_connection_lost};
use crate::pool::Connecting;

/// Every port of stored things on one connection. Dropping it within a transaction undoes that at once.
pub(crate) struct PgRepositories {
    link: PooledConnection<Connecting>,
    pub(crate) sealer: Arc<dyn Sealer>,
    is_in_transaction: bool,
    has_failed: bool,
}

impl PgRepositories {
    pub(crate) fn new(link: PooledConnection<Connecting>, sealer: Arc<dyn Sealer>) -> Self {
        Self { link, sealer, is_in_transaction: false, has_failed: false }
    }

    /// Starts a transaction (read committed).
    pub(crate) fn begin(&mut self) -> Result<(), Fault> {
        self.run(AnsiTransactionManager::begin_transaction)?;
        self.is_in_transaction = true;
        Ok(())
    }

    /// Whether the connection is gone.
    pub(crate) fn is_lost(&self) -> bool {
        self.link.is_lost
    }

    /// Has the connection closed instead of going back into the pool.
    pub(crate) fn give_up(&mut self) {
        self.link.is_lost = true;
    }

    /// Runs a statement and keeps in mind what its failure means for the connection.
    pub(crate) fn attempt<T>(
        &mut self,
        statement: impl FnOnce(&mut PgConnection) -> QueryResult<T>,
    ) -> QueryResult<T> {
        let outcome = statement(&mut self.link.connection);
        if let Err(error) = &outcome {
            self.has_failed = true;
            self.link.is_lost |= is_connection_lost(error);
        }
        outcome
    }

    /// As [`Self::attempt`], with a fault of the domain.
    pub(crate) fn run<T>(
        &mut self,
        statement: impl FnOnce(&mut PgConnection) -> QueryResult<T>,
    ) -> Result<T, Fault> {
        self.attempt(statement).map_err(|error| fault(&error))
    }
}

/// A moment as the database keeps it: UTC without a zone.
pub(crate) fn stored(moment: Timestamp) -> NaiveDateTime {
    moment.naive_utc()
}

impl UnitOfWork for PgRepositories {
    /// `PostgreSQL` answers the commit of a failed transaction with a silent rollback, so that is refused here.
    fn commit(mut self: Box<Self>) -> Result<(), Fault> {
        if self.has_failed {
            return Err(Fault::internal("a unit of work in which a statement failed cannot be committed"));
        }
        self.run(AnsiTransactionManager::commit_transaction)?;
        self.is_in_transaction = false;
        Ok(())
    }
}

impl Drop for PgRepositories {
    fn drop(&mut self) {
        if self.is_in_transaction && !self.link.is_lost {
            let undone = AnsiTransactionManager::rollback_transaction(&mut self.link.connection);
            if let Err(error) = undone {
                self.link.is_lost = true;
                tracing::debug!(error = %fault(&error), "rollback failed, the connection is closed instead");
            }
        }
    }
}

impl Repositories for PgRepositories {
    fn users(&mut self) -> &mut dyn Users {
        self
    }
    fn emails(&mut self) -> &mut dyn Emails {
        self
    }
    fn passcodes(&mut self) -> &mut dyn Passcodes {
        self
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        self
    }
    fn audit_records(&mut self) -> &mut dyn AuditRecords {
        self
    }
    fn passwords(&mut self) -> &mut dyn Passwords {
        self
    }
    fn one_time_tokens(&mut self) -> &mut dyn OneTimeTokens {
        self
    }
    fn webhook_subscriptions(&mut self) -> &mut dyn WebhookSubscriptions {
        self
    }
    fn api_keys(&mut self) -> &mut dyn ApiKeys {
        self
    }
    fn signing_keys(&mut self) -> &mut dyn SigningKeys {
        self
    }
    fn session_statuses(&mut self) -> &mut dyn SessionStatuses {
        self
    }
}
