//! Values as YAML, with secrets hidden.

use serde_json::{Value as Json, json};
use url::Url;

use crate::duration;
use crate::sections::{CustomProvider, Hook, IdentityProvider};
use crate::value::Value;

const HIDDEN: &str = "***";

/// One line of YAML; the flow style of YAML takes JSON as it is.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Absent => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(text) => json!(text).to_string(),
        Value::Secret(secret) => json!(hidden(secret.expose())).to_string(),
        Value::Url(url) => json!(without_password(url.expose())).to_string(),
        Value::Duration(duration) => duration::format(*duration),
        Value::Texts(texts) => json!(texts).to_string(),
        Value::Secrets(secrets) => list(secrets.iter().map(|secret| json!(hidden(secret.expose())))),
        Value::Networks(networks) => list(networks.iter().map(|network| json!(network.to_string()))),
        Value::Claims(claims) => json!(claims).to_string(),
        Value::Hooks(hooks) => list(hooks.iter().map(hook)),
        Value::CustomProviders(providers) => {
            Json::Object(providers.iter().map(|one| (one.name.clone(), custom_provider(one))).collect())
                .to_string()
        }
        Value::IdentityProviders(providers) => list(providers.iter().map(identity_provider)),
    }
}

fn list(items: impl Iterator<Item = Json>) -> String {
    Json::Array(items.collect()).to_string()
}

fn hidden(secret: &str) -> &str {
    if secret.is_empty() { "" } else { HIDDEN }
}

fn hook(hook: &Hook) -> Json {
    json!({ "callback": without_password(&hook.callback), "events": hook.events })
}

fn custom_provider(provider: &CustomProvider) -> Json {
    json!({
        "enabled": provider.enabled,
        "display_name": provider.display_name,
        "client_id": provider.client_id,
        "secret": hidden(provider.secret.expose()),
        "scopes": provider.scopes,
        "issuer": provider.issuer,
        "use_discovery": provider.use_discovery,
        "authorization_endpoint": provider.authorization_endpoint,
        "token_endpoint": provider.token_endpoint,
        "userinfo_endpoint": provider.userinfo_endpoint,
        "allow_linking": provider.allow_linking,
        "prompt": provider.prompt,
        "attribute_mapping": provider.attribute_mapping,
        "acr_values": provider.acr_values,
    })
}

fn identity_provider(provider: &IdentityProvider) -> Json {
    json!({
        "enabled": provider.enabled,
        "name": provider.name,
        "domain": provider.domain,
        "metadata_url": provider.metadata_url,
        "skip_email_verification": provider.skip_email_verification,
        "attribute_map": provider.attribute_map,
    })
}

/// An address with its passwords hidden; hidden altogether where it cannot be taken apart.
pub(crate) fn without_password(address: &str) -> String {
    if address.is_empty() {
        return String::new();
    }
    let Ok(mut url) = Url::parse(address) else {
        return HIDDEN.to_owned();
    };
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return HIDDEN.to_owned();
    }
    let has_secret = |name: &str| name.to_lowercase().contains("password");
    if url.query_pairs().any(|(name, _)| has_secret(&name)) {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let value = if has_secret(&name) { HIDDEN.to_owned() } else { value.into_owned() };
                (name.into_owned(), value)
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_hidden() {
        for (address, shown) in [
            (
                "postgres://me:hunter2@db:5432/x?sslmode=require",
                "postgres://me:***@db:5432/x?sslmode=require",
            ),
            (
                "postgres://me@db/x?password=hunter2&sslpassword=hunter2",
                "postgres://me@db/x?password=***&sslpassword=***",
            ),
            ("postgres://db/x", "postgres://db/x"),
            ("host=db password=hunter2", "***"),
            ("postgres://me:hunter2@db:port/x", "***"),
            ("", ""),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
