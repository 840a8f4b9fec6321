//! The claims of a new session token (contract 3.2).

use inkan_domain::session::SessionClaims;
use serde_json::{Map, Value, json};

use crate::claims_template::{ClaimsTemplate, TemplateUser};

/// The claims of the template, then those that always have the last word.
pub(crate) fn payload(
    claims: &SessionClaims,
    audience: &[String],
    issuer: Option<&str>,
    template: &ClaimsTemplate,
) -> Map<String, Value> {
    let user = TemplateUser { id: claims.user_id, email: claims.email.as_ref() };
    let mut payload = template.render(&user);
    let mut set = |name: &str, value: Value| payload.insert(name.to_owned(), value);
    if let Some(email) = &claims.email {
        let address = email.address.as_str();
        let email = json!({
            "address": address, "is_primary": email.is_primary, "is_verified": email.is_verified,
        });
        set("email", email);
    }
    if let Some(issuer) = issuer {
        set("iss", json!(issuer));
    }
    if let Some(status) = &claims.status {
        set("status", json!({ "status_list": { "idx": status.index, "uri": status.uri } }));
    }
    set("aud", json!(audience));
    set("exp", json!(claims.expires_at.timestamp()));
    set("iat", json!(claims.issued_at.timestamp()));
    set("session_id", json!(claims.session_id.to_string()));
    set("sub", json!(claims.user_id.to_string()));
    payload
}
