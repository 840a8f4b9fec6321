//! The use cases behind the admin listener.

use std::sync::Arc;

use inkan_config::{AdminAuth, Configuration};
use inkan_domain::admin::{AdminCreateUser, ListAuditLogs};
use inkan_domain::api_key::{AuthorizeAdmin, KeyCodec};
use inkan_http::AdminUseCases;

use super::Adapters;
use crate::adapters::ApiKeyCodec;
use crate::settings;

impl Adapters {
    /// Every use case of the admin listener.
    pub(crate) fn admin_use_cases(&self, configuration: &Configuration) -> AdminUseCases {
        AdminUseCases {
            authorize: Arc::new(self.authorize_admin(configuration)),
            create_user: AdminCreateUser {
                storage: Arc::clone(&self.storage),
                webhooks: Arc::clone(&self.webhooks),
                random: Arc::clone(&self.random),
                clock: Arc::clone(&self.clock),
            },
            delete_user: self.delete_user(),
            list_audit_logs: ListAuditLogs { storage: Arc::clone(&self.storage) },
        }
    }

    fn authorize_admin(&self, configuration: &Configuration) -> AuthorizeAdmin {
        let keys = configuration.admin.api_keys.iter().map(settings::secret);
        AuthorizeAdmin {
            storage: Arc::clone(&self.storage),
            clock: Arc::clone(&self.clock),
            codec: Arc::new(ApiKeyCodec),
            configured: keys.map(|key| ApiKeyCodec.digest(&key)).collect(),
            is_open: configuration.admin.auth == AdminAuth::None,
        }
    }
}
