//! Hooks that the file declares.

use crate::key::{Key, Kind};
use crate::settings::Reader;
use crate::show::without_password;

const FAULT: &str = "failed to validate config: failed to validate webhook settings";

/// What a hook may subscribe to (webhooks-and-audit.md, "Events").
const EVENTS: [&str; 15] = [
    "user",
    "user.create",
    "user.delete",
    "user.login",
    "user.update",
    "user.update.email",
    "user.update.email.create",
    "user.update.email.primary",
    "user.update.email.delete",
    "user.update.username",
    "user.update.username.create",
    "user.update.username.update",
    "user.update.username.delete",
    "user.update.password.update",
    "email.send",
];

pub(crate) const KEYS: &[Key] = &[
    Key::ops(
        "webhooks.enabled",
        Kind::Bool,
        "false",
        "Calls the hooks of this file; those in the database are always called.",
    ),
    Key::ops("webhooks.hooks", Kind::Hooks, "", "List of {callback, events}."),
    Key::ops(
        "webhooks.allow_time_expiration",
        Kind::Bool,
        "false",
        "Turns hooks of the database off once they expire.",
    )
    .variable("WEBHOOKS_ALLOWTIMEEXPIRATION"),
];

/// Hooks that the file declares.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// Whether the declared hooks are called.
    pub enabled: bool,
    /// The declared hooks; checked only while enabled.
    pub hooks: Vec<Hook>,
    /// Whether hooks of the database expire.
    pub allow_time_expiration: bool,
}

/// One declared hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Where events are sent.
    pub callback: String,
    /// Beginnings of the names of the events that are sent.
    pub events: Vec<String>,
}

impl Webhooks {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let webhooks = Self {
            enabled: reader.get("webhooks.enabled"),
            hooks: reader.get("webhooks.hooks"),
            allow_time_expiration: reader.get("webhooks.allow_time_expiration"),
        };
        if webhooks.enabled {
            for (index, hook) in webhooks.hooks.iter().enumerate() {
                hook.check(reader, index);
            }
        }
        webhooks
    }
}

impl Hook {
    fn check(&self, reader: &mut Reader<'_>, hook: usize) {
        let path = format!("webhooks.hooks[{hook}]");
        if let Err(error) = url::Url::parse(&self.callback) {
            let shown = without_password(&self.callback);
            reader.problems.refuse(format!(
                "{FAULT}: callback is not a valid URL: {path}.callback is {shown:?}: {error}"
            ));
        }
        for (index, event) in self.events.iter().enumerate() {
            reader.demand(EVENTS.contains(&event.as_str()), || {
                format!(
                    "{FAULT}: event '{event}' at events[{index}] is not a valid webhook event: {path}.events, \
                     expected one of {}",
                    EVENTS.join(", ")
                )
            });
        }
    }
}
