//! `GET /.well-known/config` (contract 10.19).

use crate::description::Description;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::public::PublicApi;
use crate::{ConfigurationDocument, answer};

pub(crate) async fn config(api: Data<PublicApi>) -> HttpResponse {
    answer::ready(StatusCode::OK, api.configuration.clone())
}

/// The document as it is sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConfigurationBody {
    password: Password,
    emails: Emails,
    /// `null` when there are none.
    providers: Option<Vec<String>>,
    account: Account,
    use_enterprise: bool,
}

#[derive(Serialize, ToSchema)]
struct Password {
    enabled: bool,
    min_password_length: u32,
}

#[derive(Serialize, ToSchema)]
struct Emails {
    require_verification: bool,
    max_num_of_addresses: i64,
}

#[derive(Serialize, ToSchema)]
struct Account {
    allow_deletion: bool,
    allow_signup: bool,
}

impl From<&ConfigurationDocument> for ConfigurationBody {
    fn from(document: &ConfigurationDocument) -> Self {
        let providers = document.providers.clone();
        Self {
            password: Password {
                enabled: document.password_enabled,
                min_password_length: document.min_password_length,
            },
            emails: Emails {
                require_verification: document.require_verification,
                max_num_of_addresses: document.most_emails,
            },
            providers: (!providers.is_empty()).then_some(providers),
            account: Account { allow_deletion: document.allow_deletion, allow_signup: document.allow_signup },
            use_enterprise: document.use_enterprise,
        }
    }
}

pub(crate) fn description() -> Description {
    Description::new("get_config", "well-known", "How the server is configured").answers::<ConfigurationBody>(
        200,
        "What a client needs to know.",
        json!({
            "password": { "enabled": true, "min_password_length": 8 },
            "emails": { "require_verification": true, "max_num_of_addresses": 5 },
            "providers": null,
            "account": { "allow_deletion": false, "allow_signup": true },
            "use_enterprise": false,
        }),
    )
}
