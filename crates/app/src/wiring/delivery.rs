//! The work beside requests.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_config::Configuration;
use inkan_domain::cleanup::CleanUp;
use inkan_domain::outbox::DeliverOutbox;

use super::{Adapters, clean_up};

impl Adapters {
    /// What the threads of the outbox do.
    pub(crate) fn deliver_outbox(&self) -> DeliverOutbox {
        DeliverOutbox {
            storage: Arc::clone(&self.storage),
            mailer: Arc::clone(&self.mailer),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            most: 16,
            lease: TimeDelta::seconds(30),
            longest_delivery: TimeDelta::seconds(15),
        }
    }

    /// What the clean-up in the background does; `None` when it is switched off.
    pub(crate) fn background_clean_up(&self, configuration: &Configuration) -> Option<CleanUp> {
        let cleanup = &configuration.cleanup;
        cleanup.enabled.then(|| clean_up(configuration, &self.database, &self.clock, cleanup.batch_size))
    }
}
