//! One action at a time in a flow (Flow API).

use std::time::Duration;

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[
    Key::flow("flow_locker.enabled", Kind::Bool, "true", "Lets one action at a time into a flow.")
        .variable("FLOWLOCKER_ENABLED"),
    Key::flow("flow_locker.store", Kind::Choice(&["in_memory"]), "in_memory", "Where locks are kept.")
        .variable("FLOWLOCKER_STORE"),
    Key::flow(
        "flow_locker.redis_config.address",
        Kind::Text,
        "",
        "Only read: the store redis is not supported.",
    )
    .variable("FLOWLOCKER_REDIS_ADDRESS"),
    Key::flow(
        "flow_locker.redis_config.password",
        Kind::Secret,
        "",
        "Only read: the store redis is not supported.",
    )
    .variable("FLOWLOCKER_REDIS_PASSWORD"),
    Key::flow("flow_locker.ttl", Kind::DurationOrZero, "0s", "Life of a lock; 0s for no end.")
        .variable("FLOWLOCKER_TTL"),
];

/// One action at a time in a flow (Flow API).
#[derive(Debug, Clone)]
pub struct FlowLocker {
    /// Whether flows are locked.
    pub enabled: bool,
    /// Life of a lock; `None` for no end.
    pub ttl: Option<Duration>,
}

impl FlowLocker {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let locker = Self { enabled: reader.get("flow_locker.enabled"), ttl: reader.get("flow_locker.ttl") };
        if locker.enabled {
            check_store(reader);
        }
        locker
    }
}

fn check_store(reader: &mut Reader<'_>) {
    let store: String = reader.get("flow_locker.store");
    if store == "redis" {
        reader.problems.refuse("flow_locker.store is \"redis\", which is not supported: use in_memory");
    } else if store != "in_memory" {
        reader.problems.refuse(format!(
            "failed to validate config: failed to validate flow_locker settings: {store} is not a valid flow locker \
             store: flow_locker.store must be in_memory"
        ));
    }
}
