//! Everything that `make run` starts, and its orderly end.

use std::net::SocketAddr;
use std::sync::Arc;

use inkan_app::{Listeners, Overrides, Server, Sockets};
use inkan_config::{Configuration, Loaded};
use inkan_mail::Texts;

use super::database::Database;
use super::instructions::Instructions;
use super::{Options, configuration, ports, secret};
use crate::{Failure, MailPage, MailServer};

/// A running server with its database and its mail page.
pub struct Development {
    server: Server,
    mail: MailServer,
    database: Database,
    instructions: Instructions,
}

impl Development {
    /// Starts database, mail page and server. Must be called on a tokio runtime, and blocks it for most of the
    /// time.
    ///
    /// # Errors
    /// [`Failure`]; nothing is left running.
    pub async fn start(options: &Options) -> Result<Self, Failure> {
        let listener = ports::claim(options)?;
        let database = Database::start(options)?;
        let secret = secret::read_or_make(&database.folder.secret())?;
        let Loaded { configuration, warnings, source_file, .. } =
            configuration::load(options, database.url(), secret)?;
        if let Some(file) = source_file {
            tracing::info!("Using config file: {}", file.display());
        }
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let sockets =
            Sockets::bind(&configuration, Listeners::All).map_err(|error| ports::explain(error, options))?;
        inkan_app::migrate(&configuration)?;
        let page = Arc::new(MailPage::new(texts(&configuration)?, listener.local_addr()?));
        let mail = MailServer::start(listener, Arc::clone(&page))?;
        let overrides = Overrides { mailer: Some(page) };
        let server = Server::start(&configuration, sockets, overrides).await?;
        let instructions = Instructions::new(&server, &mail, &configuration)?;
        Ok(Self { server, mail, database, instructions })
    }

    /// Where the public API listens.
    #[must_use]
    pub const fn public_address(&self) -> SocketAddr {
        self.instructions.public
    }

    /// Where the mail page is.
    #[must_use]
    pub const fn mail_address(&self) -> SocketAddr {
        self.mail.address()
    }

    /// What the developer is told: addresses and a login by curl.
    #[must_use]
    pub fn instructions(&self) -> String {
        self.instructions.to_string()
    }

    /// The three lines of the login, for a POSIX shell; the last prints the token.
    #[must_use]
    pub fn login_lines(&self) -> [String; 3] {
        self.instructions.login()
    }

    /// Whether everything still runs.
    ///
    /// # Errors
    /// [`Failure::PostgresEnded`].
    pub fn check(&mut self) -> Result<(), Failure> {
        if self.database.server.is_running() {
            return Ok(());
        }
        Err(Failure::PostgresEnded(self.database.server.folder().to_owned()))
    }

    /// Ends the server, then the mail page, then the database.
    ///
    /// # Errors
    /// When the database cannot be stopped.
    pub async fn stop(self) -> Result<(), Failure> {
        let Self { server, mail, database, .. } = self;
        server.stop().await;
        drop(mail);
        let Database { server, folder } = database;
        server.stop()?;
        drop(folder);
        Ok(())
    }
}

fn texts(configuration: &Configuration) -> Result<Texts, Failure> {
    Ok(Texts::load(&configuration.service.name, configuration.email_delivery.templates.as_deref())?)
}
