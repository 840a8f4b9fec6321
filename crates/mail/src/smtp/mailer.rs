//! The adapter: [`SmtpMailer`].

use std::sync::Arc;
use std::time::Duration;

use inkan_domain::outbox::{DeliveryError, Mailer, PasscodeMail};
use inkan_domain::{Clock, Random};
use lettre::message::Mailbox;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::timeout;

use super::connection::Connection;
use super::connector::Connector;
use super::failure::{Failure, Stage};
use super::pool::Pool;
use super::settings::{MailSettingsError, Sender, SmtpSettings, Timeouts};
use crate::message::{ComposeError, Composed, compose};
use crate::texts::{RenderedMail, Texts};

/// Delivers mails to one SMTP server, over connections that it keeps for a while. Threads that deliver at
/// the same time do not wait for each other. Must not be called from asynchronous code.
pub struct SmtpMailer {
    sender: Mailbox,
    texts: Texts,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    connector: Connector,
    pool: Arc<Pool>,
    timeouts: Timeouts,
    handle: Handle,
    runtime: Option<Runtime>,
}

impl SmtpMailer {
    /// Checks the settings and starts one thread; the server is not contacted yet. Warns when a password may
    /// travel in plain text.
    ///
    /// # Errors
    /// When the settings make no sense, or the system gives no thread.
    pub fn new(
        settings: SmtpSettings,
        sender: &Sender,
        texts: Texts,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, MailSettingsError> {
        let sender = sender.mailbox()?;
        let timeouts = settings.timeouts;
        let connector = Connector::new(settings)?;
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("mail").enable_all().build()?;
        let pool = Arc::new(Pool::new(timeouts.idle));
        let every = timeouts.idle.max(Duration::from_secs(1)) / 2;
        runtime.spawn(Pool::tidy(Arc::downgrade(&pool), every));
        Ok(Self {
            sender,
            texts,
            clock,
            random,
            connector,
            pool,
            timeouts,
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// The words of a mail, as it would be delivered.
    #[must_use]
    pub fn render(&self, mail: &PasscodeMail) -> RenderedMail {
        self.texts.render(mail)
    }

    fn try_to_deliver(&self, mail: &PasscodeMail) -> Result<(), Failure> {
        let now = self.clock.now();
        let composed = compose(mail, self.render(mail), &self.sender, now, &*self.random)?;
        self.handle.block_on(async {
            let late = |_elapsed| Failure::transient(Stage::Connection, "the server took too long");
            timeout(self.timeouts.total, self.send(&composed)).await.map_err(late)?
        })
    }

    /// A server may close an idle connection at any time, or refuse another mail over it. Then nothing of the
    /// mail was taken yet, and a new connection decides.
    async fn send(&self, mail: &Composed) -> Result<(), Failure> {
        if let Some(mut idle) = self.pool.take() {
            match timeout(self.timeouts.connect, idle.announce(mail)).await {
                Ok(Ok(())) => return self.finish(idle, mail).await,
                Ok(Err(_)) | Err(_) => idle.close_in_background(),
            }
        }
        let mut fresh = self.connector.connect().await?;
        if let Err(failure) = fresh.announce(mail).await {
            fresh.close_in_background();
            return Err(failure);
        }
        self.finish(fresh, mail).await
    }

    async fn finish(&self, mut connection: Connection, mail: &Composed) -> Result<(), Failure> {
        let outcome = connection.hand_over(mail).await;
        match outcome {
            Ok(()) => self.pool.keep(connection),
            Err(_) => connection.close_in_background(),
        }
        outcome
    }
}

impl Mailer for SmtpMailer {
    fn deliver(&self, mail: &PasscodeMail) -> Result<(), DeliveryError> {
        self.try_to_deliver(mail).map_err(|failure| failure.masked(mail))
    }
}

impl Drop for SmtpMailer {
    /// A runtime that is dropped inside another one panics; this way it ends by itself.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl From<ComposeError> for Failure {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Recipient | ComposeError::Build => Self::permanent(Stage::Recipient, error),
            ComposeError::Random(_) => Self::transient(Stage::Recipient, error),
        }
    }
}
