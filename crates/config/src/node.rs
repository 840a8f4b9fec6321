//! The tree of values in a file, before anything is known about its keys.

use std::collections::BTreeMap;

use config::{Value, ValueKind};

/// One value as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// Names keep their case.
    Map(BTreeMap<String, Node>),
}

impl Node {
    /// What it is, for messages that must not show it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// What it is, for messages that may show it.
    pub(crate) fn found(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(value) => format!("{value:?}"),
            Self::Null | Self::List(_) | Self::Map(_) => self.kind().to_owned(),
        }
    }

    /// The text of a text or a number.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(value) => Some(value.clone()),
            Self::Integer(value) => Some(value.to_string()),
            Self::Float(value) => Some(value.to_string()),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Map(_) => None,
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value.kind {
            ValueKind::Nil => Self::Null,
            ValueKind::Boolean(value) => Self::Bool(value),
            ValueKind::I64(value) => Self::Integer(value.into()),
            ValueKind::U64(value) => Self::Integer(value.into()),
            ValueKind::I128(value) => Self::Integer(value),
            ValueKind::U128(value) => {
                i128::try_from(value).map_or_else(|_| Self::Text(value.to_string()), Self::Integer)
            }
            ValueKind::Float(value) => Self::Float(value),
            ValueKind::String(value) => Self::Text(value),
            ValueKind::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            ValueKind::Table(members) => Self::Map(merged(
                members.into_iter().map(|(name, value)| (name, Self::from(value))).collect(),
            )),
        }
    }
}

impl From<serde_json::Value> for Node {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => {
                value.as_i128().map_or_else(|| value.as_f64().map_or(Self::Null, Self::Float), Self::Integer)
            }
            Json::String(value) => Self::Text(value),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(members) => {
                Self::Map(members.into_iter().map(|(name, value)| (name, Self::from(value))).collect())
            }
        }
    }
}

/// Resolves the merge key `<<` of YAML 1.1: what is written beside it wins.
fn merged(mut members: BTreeMap<String, Node>) -> BTreeMap<String, Node> {
    let sources = match members.remove("<<") {
        Some(Node::Map(source)) => vec![Node::Map(source)],
        Some(Node::List(sources)) => sources,
        Some(other) => {
            members.insert("<<".to_owned(), other);
            Vec::new()
        }
        None => Vec::new(),
    };
    for source in sources {
        if let Node::Map(source) = source {
            for (name, value) in source {
                members.entry(name).or_insert(value);
            }
        }
    }
    members
}
