//! `inkan apikey create|list|revoke`.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_domain::Storage;
use inkan_domain::api_key::{ApiKey, CreateApiKey, ListApiKeys, RevokeApiKey, Scope};

use crate::adapters::ApiKeyCodec;
use crate::cli::{ApiKeyAction, Source};
use crate::commands::{open, say};
use crate::start_error::StartError;
use crate::wiring::Connected;

/// Makes, lists or revokes keys of the admin API.
pub(super) fn run(action: ApiKeyAction) -> Result<(), StartError> {
    match action {
        ApiKeyAction::Create { name, scopes, days, source } => create(&name, &scopes, days, &source),
        ApiKeyAction::List { source } => {
            let connected = connect(&source)?;
            let now = connected.clock.now();
            let keys = ListApiKeys { storage: storage(&connected) }.execute()?;
            keys.iter().try_for_each(|key| say(&line(key, key.has_expired(now))))
        }
        ApiKeyAction::Revoke { name, source } => {
            let connected = connect(&source)?;
            let revoke = RevokeApiKey { storage: storage(&connected) };
            if revoke.execute(&name)? {
                say(&format!("revoked {name}"))
            } else {
                Err(StartError::Command(format!("there is no key named '{name}'")))
            }
        }
    }
}

fn create(name: &str, scopes: &[String], days: Option<u32>, source: &Source) -> Result<(), StartError> {
    if name.trim().is_empty() || name.chars().count() > 255 {
        return Err(StartError::Command("--name must have 1 to 255 characters".to_owned()));
    }
    let scopes = scopes.iter().map(|text| scope(text)).collect::<Result<Vec<_>, _>>()?;
    let connected = connect(source)?;
    let expires_at = days.map(|days| connected.clock.now() + TimeDelta::days(i64::from(days)));
    let create = CreateApiKey {
        storage: storage(&connected),
        random: Arc::clone(&connected.random),
        clock: Arc::clone(&connected.clock),
        codec: Arc::new(ApiKeyCodec),
    };
    let Some(created) = create.execute(name, scopes, expires_at)? else {
        return Err(StartError::Command(format!("there is a key named '{name}' already")));
    };
    eprintln!("This key is shown once:");
    say(created.key.expose())
}

fn scope(text: &str) -> Result<Scope, StartError> {
    Scope::parse(text).ok_or_else(|| {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        StartError::Command(format!("unknown scope '{text}', expected one of {known}"))
    })
}

fn line(key: &ApiKey, has_expired: bool) -> String {
    let scopes = key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",");
    let day = |moment: chrono::DateTime<chrono::Utc>| moment.format("%Y-%m-%d").to_string();
    let used = key.last_used_at.map_or_else(|| "never".to_owned(), day);
    let end = match key.expires_at {
        None => "never".to_owned(),
        Some(end) if has_expired => format!("{} (expired)", day(end)),
        Some(end) => day(end),
    };
    format!("{}\t{scopes}\tcreated {}\tlast used {used}\texpires {end}", key.name, day(key.created_at))
}

fn connect(source: &Source) -> Result<Connected, StartError> {
    open(source).map(|(_, connected)| connected)
}

fn storage(connected: &Connected) -> Arc<dyn Storage> {
    Arc::new(connected.database.clone())
}
