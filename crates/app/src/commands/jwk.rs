//! `inkan jwk create|list|rotate|retire`.

use inkan_config::Configuration;
use inkan_domain::Timestamp;
use inkan_domain::signing_key::ListedKey;
use serde_json::json;

use crate::cli::{Jwk, Source};
use crate::commands::{load, moment, open, say};
use crate::settings;
use crate::start_error::StartError;
use crate::wiring::Connected;

/// Works on signing keys.
pub(super) fn run(action: &Jwk) -> Result<(), StartError> {
    match action {
        Jwk::Create { source } => create(source),
        Jwk::List { json, source } => {
            let (configuration, connected) = open(source)?;
            let keys = connected.list_signing_keys(&configuration)?.execute()?;
            if *json { say(&as_json(&keys)) } else { keys.iter().try_for_each(|key| say(&line(key))) }
        }
        Jwk::Rotate { source } => {
            let (configuration, connected) = open(source)?;
            rotate(&configuration, &connected)
        }
        Jwk::Retire { kid, source } => {
            let (configuration, connected) = open(source)?;
            retire(&configuration, &connected, kid)
        }
    }
}

/// Prints a new private key with the id `key1`, as the reference does; it is stored nowhere.
fn create(source: &Source) -> Result<(), StartError> {
    let configuration = load(source)?.configuration;
    say("create called")?;
    say(&inkan_token::private_jwk(settings::key_algorithm(&configuration), "key1")?)
}

fn rotate(configuration: &Configuration, connected: &Connected) -> Result<(), StartError> {
    let rotated = connected.rotate_signing_keys(configuration)?.execute();
    let next = rotated.map_err(|error| StartError::Command(error.to_string()))?;
    say(&format!("published {}, signs from {}", next.kid, moment(next.signs_from)))
}

fn retire(configuration: &Configuration, connected: &Connected, kid: &str) -> Result<(), StartError> {
    let retire = connected.retire_signing_key(configuration)?;
    let retired = retire.execute(kid, &mut |ended| eprintln!("Ended {ended} sessions in total."));
    let retired = retired.map_err(|error| StartError::Command(error.to_string()))?;
    say(&format!("retired {kid}, ended {} sessions", retired.sessions))?;
    retired.successor.map_or(Ok(()), |successor| say(&format!("{successor} signs now")))
}

fn line(key: &ListedKey) -> String {
    let compromised = if key.is_compromised { " (compromised)" } else { "" };
    let end = |name: &str, end: Option<Timestamp>| end.map(|end| format!("{name} {}", moment(end)));
    let columns = [
        Some(key.kid.clone()),
        Some(key.algorithm.clone().unwrap_or_else(|| "-".to_owned())),
        Some(format!("{}{compromised}", key.state.as_str())),
        end("published", Some(key.created_at)),
        end("signs from", Some(key.signs_from)),
        end("retired", key.retired_at),
        end("gone", key.gone_at),
    ];
    columns.into_iter().flatten().collect::<Vec<_>>().join("\t")
}

fn as_json(keys: &[ListedKey]) -> String {
    let member = |key: &ListedKey| {
        json!({
            "kid": key.kid,
            "algorithm": key.algorithm,
            "state": key.state.as_str(),
            "is_compromised": key.is_compromised,
            "published_at": moment(key.created_at),
            "signs_from": moment(key.signs_from),
            "retired_at": key.retired_at.map(moment),
            "gone_at": key.gone_at.map(moment),
        })
    };
    json!({ "keys": keys.iter().map(member).collect::<Vec<_>>() }).to_string()
}
