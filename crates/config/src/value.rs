//! A value that was read as its key demands.

use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde_json::{Map, Value as Json};

use crate::secret::Secret;
use crate::sections::{CustomProvider, Hook, IdentityProvider};

/// What a key holds after reading.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Neither set nor defaulted.
    Absent,
    Bool(bool),
    Number(u64),
    Text(String),
    Secret(Secret),
    /// Secret only in its password.
    Url(Secret),
    Duration(Duration),
    Texts(Vec<String>),
    Secrets(Vec<Secret>),
    Networks(Vec<IpNet>),
    Claims(Map<String, Json>),
    Hooks(Vec<Hook>),
    CustomProviders(Vec<CustomProvider>),
    IdentityProviders(Vec<IdentityProvider>),
}

/// How a field of the tree takes its value.
pub(crate) trait FromValue: Sized + Default {
    /// `None` where the kind of the key and the type of the field disagree.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty: $variant:ident,)+) => {
        $(impl FromValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant(inner) => Some(inner.clone()),
                    _ => None,
                }
            }
        })+
    };
}

from_value! {
    bool: Bool,
    u64: Number,
    String: Text,
    Secret: Secret,
    Duration: Duration,
    Vec<String>: Texts,
    Vec<Secret>: Secrets,
    Vec<IpNet>: Networks,
    Map<String, Json>: Claims,
    Vec<Hook>: Hooks,
    Vec<CustomProvider>: CustomProviders,
    Vec<IdentityProvider>: IdentityProviders,
}

impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        u64::from_value(value).and_then(|number| Self::try_from(number).ok())
    }
}

impl FromValue for Option<bool> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Absent => Some(None),
            other => bool::from_value(other).map(Some),
        }
    }
}

/// Empty means none.
impl FromValue for Option<String> {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value).map(|text| Some(text).filter(|text| !text.is_empty()))
    }
}

/// Empty means none.
impl FromValue for Option<PathBuf> {
    fn from_value(value: &Value) -> Option<Self> {
        Option::<String>::from_value(value).map(|text| text.map(PathBuf::from))
    }
}

/// Empty means none.
impl FromValue for Option<Secret> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Secret(secret) | Value::Url(secret) => {
                Some(Some(secret.clone()).filter(|secret| !secret.is_empty()))
            }
            _ => None,
        }
    }
}

/// Zero means none.
impl FromValue for Option<Duration> {
    fn from_value(value: &Value) -> Option<Self> {
        Duration::from_value(value).map(|duration| Some(duration).filter(|duration| !duration.is_zero()))
    }
}
