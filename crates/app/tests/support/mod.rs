//! What the journeys stand on: a database, a server in this process or as a child, mail, a client.

mod answer;
mod call;
mod catalog;
mod client;
mod command;
mod databases;
mod deadline;
mod inflate;
mod journey;
mod kept_connection;
mod mailbox;
mod own_postgres;
mod program;
mod running_server;
mod settings;
mod smtp_dialogue;
mod smtp_sink;
mod table_lock;

pub(crate) use answer::Answer;
pub(crate) use catalog::{contents, shape};
pub(crate) use client::Client;
pub(crate) use command::{Outcome, run, run_with};
pub(crate) use databases::{
    CONFORMANCE, REFERENCE_SECRETS, allow_connections, empty, foreign, migrated, migrations, number,
    reference, sql, with_key,
};
pub(crate) use deadline::{PATIENCE, eventually};
pub(crate) use inflate::inflate;
pub(crate) use journey::{Account, Inbox, Login, at_once, log_in, sign_up};
pub(crate) use kept_connection::KeptConnection;
pub(crate) use mailbox::Mailbox;
pub(crate) use own_postgres::OwnPostgres;
pub(crate) use program::Program;
pub(crate) use running_server::RunningServer;
pub(crate) use settings::{SECRET, Settings};
pub(crate) use smtp_sink::{SmtpSink, Welcome};
pub(crate) use table_lock::TableLock;
