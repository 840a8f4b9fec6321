//! Events as JSON.

use inkan_domain::webhook::{EventData, EventRenderer};
use inkan_domain::{Fault, Secret};

use crate::mail::{MailBody, MailTexts};
use crate::user::UserBody;

/// Writes the claim `data` as the reference does.
pub struct JsonEventRenderer {
    /// `service.name`.
    pub service_name: String,
    /// Puts mails into words.
    pub texts: Box<dyn MailTexts>,
}

impl EventRenderer for JsonEventRenderer {
    fn render(&self, data: EventData<'_>) -> Result<Secret, Fault> {
        let text = match data {
            EventData::User(profile, subject) => serde_json::to_string(&UserBody::new(profile, subject)),
            EventData::Mail(mail) => {
                let parts = self.texts.render(&mail.mail);
                serde_json::to_string(&MailBody::new(mail, &parts, &self.service_name))
            }
        };
        text.map(Secret::new).map_err(Fault::internal)
    }
}
