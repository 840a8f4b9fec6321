//! Status lists: ended sessions for services that check tokens by themselves.

use std::time::Duration;

use crate::key::{Key, Kind};
use crate::settings::Reader;

const ENABLED: &str = "session.status_list.enabled";
const URI: &str = "session.status_list.uri";
const TTL: &str = "session.status_list.ttl";

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60 * 60);

pub(crate) const KEYS: &[Key] = &[
    Key::ops(
        ENABLED,
        Kind::Bool,
        "false",
        "Publishes ended sessions as signed status lists (docs/status-list.md), which tokens then refer to.",
    ),
    Key::ops(
        URI,
        Kind::Text,
        "",
        "Where others fetch the lists: the public address of /.well-known/status-lists. Must be set when enabled.",
    ),
    Key::ops(TTL, Kind::Duration, "15s", "How long others may keep a list, in whole seconds up to 1h."),
];

/// Status lists.
#[derive(Debug, Clone)]
pub struct StatusLists {
    /// Address of the lists without their numbers; http or https.
    pub uri: String,
    /// From 1 to 3600.
    pub ttl_seconds: u32,
}

impl StatusLists {
    /// `None` when they are switched off; nothing else is looked at then.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (is_enabled, uri, ttl): (bool, String, Duration) =
            (reader.get(ENABLED), reader.get(URI), reader.get(TTL));
        if !is_enabled {
            return None;
        }
        reader.demand(is_address(&uri), || {
            format!(
                "{URI} is {uri:?}, expected the public address of /.well-known/status-lists: http or https, \
                 without query and fragment, since {ENABLED} is true"
            )
        });
        let is_whole = ttl.subsec_nanos() == 0 && (SHORTEST..=LONGEST).contains(&ttl);
        reader.demand(is_whole, || {
            format!("{TTL} is {}, expected whole seconds from 1s to 1h", crate::duration::format(ttl))
        });
        Some(Self { uri, ttl_seconds: u32::try_from(ttl.as_secs()).unwrap_or(u32::MAX) })
    }
}

fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}
