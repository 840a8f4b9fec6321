//! Values with members of their own: claims, hooks, providers.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value as Json};

use crate::file::nearest;
use crate::node::Node;
use crate::problems::Problems;
use crate::scalar::{self, Unreadable};
use crate::secret::Secret;
use crate::sections::{CustomProvider, Hook, IDENTITY_ATTRIBUTES, IdentityProvider};

/// The members of one object, taken one by one; names match without regard to case.
struct Object<'a> {
    path: String,
    members: BTreeMap<String, &'a Node>,
    names: Vec<&'static str>,
    problems: &'a mut Problems,
}

impl<'a> Object<'a> {
    fn open(node: &'a Node, path: String, problems: &'a mut Problems) -> Option<Self> {
        let Node::Map(members) = node else {
            problems.refuse(format!("{path} expected a map, found {}", node.kind()));
            return None;
        };
        let members = members.iter().filter(|(_, node)| **node != Node::Null);
        let members = members.map(|(name, node)| (name.to_lowercase(), node)).collect();
        Some(Self { path, members, names: Vec::new(), problems })
    }

    fn take<T: Default>(
        &mut self,
        name: &'static str,
        read: impl Fn(&Node) -> Result<T, Unreadable>,
    ) -> Option<T> {
        self.names.push(name);
        let node = self.members.remove(name)?;
        match read(node) {
            Ok(value) => Some(value),
            Err(unreadable) => {
                let found = if name == "secret" { node.kind().to_owned() } else { node.found() };
                self.problems.refuse(format!(
                    "failed to unmarshal config: decoding failed due to the following error(s): \
                     '{}.{name}' expected type '{}'; found {found}",
                    self.path, unreadable.wanted
                ));
                Some(T::default())
            }
        }
    }

    fn flag(&mut self, name: &'static str) -> bool {
        self.take(name, scalar::boolean).unwrap_or_default()
    }

    fn text(&mut self, name: &'static str) -> String {
        self.take(name, scalar::text).unwrap_or_default()
    }

    fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.take(name, scalar::texts).unwrap_or_default()
    }

    fn map(&mut self, name: &'static str) -> BTreeMap<String, String> {
        self.take(name, text_map).unwrap_or_default()
    }

    /// Warns of members that nobody took.
    fn close(self) {
        for name in self.members.keys() {
            let path = &self.path;
            self.problems.warn(match nearest(name, self.names.iter().copied()) {
                Some(other) => format!("unknown key {path}.{name}: did you mean {path}.{other}?"),
                None => format!("unknown key {path}.{name}"),
            });
        }
    }
}

fn text_map(node: &Node) -> Result<BTreeMap<String, String>, Unreadable> {
    let Node::Map(members) = node else {
        return Err(Unreadable { wanted: "map[string]string", reason: "" });
    };
    members.iter().map(|(name, node)| Ok((name.clone(), scalar::text(node)?))).collect()
}

/// An empty text is what a variable or a default gives for "nothing".
fn is_nothing(node: &Node) -> bool {
    matches!(node, Node::Null) || matches!(node, Node::Text(text) if text.is_empty())
}

fn items<'a>(node: &'a Node, path: &str, problems: &mut Problems) -> Option<Vec<(String, &'a Node)>> {
    match node {
        Node::List(items) => {
            Some(items.iter().enumerate().map(|(index, item)| (format!("{path}[{index}]"), item)).collect())
        }
        node if is_nothing(node) => Some(Vec::new()),
        other => {
            problems.refuse(format!("{path} expected a list, found {}", other.kind()));
            None
        }
    }
}

/// The claims with their case, order of names and JSON types.
pub(crate) fn claims(node: &Node, path: &str) -> Result<Map<String, Json>, String> {
    match node {
        Node::Map(members) => Ok(members.iter().map(|(name, node)| (name.clone(), json(node))).collect()),
        node if is_nothing(node) => Ok(Map::new()),
        other => Err(format!("{path} expected a map, found {}", other.kind())),
    }
}

fn json(node: &Node) -> Json {
    match node {
        Node::Null => Json::Null,
        Node::Bool(value) => Json::Bool(*value),
        Node::Integer(value) => Number::from_i128(*value).map_or(Json::Null, Json::Number),
        Node::Float(value) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
        Node::Text(value) => Json::String(value.clone()),
        Node::List(items) => Json::Array(items.iter().map(json).collect()),
        Node::Map(members) => {
            Json::Object(members.iter().map(|(name, node)| (name.clone(), json(node))).collect())
        }
    }
}

/// JSON objects with `;` between them (configuration.md, "Environment rules").
pub(crate) fn hooks_in_variable(text: &str) -> Result<Node, String> {
    if text.trim().is_empty() {
        return Ok(Node::List(Vec::new()));
    }
    let hook = |part: &str| match serde_json::from_str::<Json>(part) {
        Ok(object @ Json::Object(_)) => Ok(Node::from(object)),
        Ok(_) => Err("invalid map json: expected JSON objects with ; between them".to_owned()),
        Err(error) => Err(format!("invalid map json: {error}; expected JSON objects with ; between them")),
    };
    text.split(';').map(hook).collect::<Result<_, _>>().map(Node::List)
}

/// Reads `webhooks.hooks`.
pub(crate) fn hooks(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<Hook>> {
    let mut hooks = Vec::new();
    for (path, item) in items(node, path, problems)? {
        let mut object = Object::open(item, path, problems)?;
        hooks.push(Hook { callback: object.text("callback"), events: object.texts("events") });
        object.close();
    }
    Some(hooks)
}

/// Reads `third_party.custom_providers`.
pub(crate) fn custom_providers(
    node: &Node,
    path: &str,
    problems: &mut Problems,
) -> Option<Vec<CustomProvider>> {
    let members = match node {
        Node::Map(members) => members,
        node if is_nothing(node) => return Some(Vec::new()),
        other => {
            problems.refuse(format!("{path} expected a map, found {}", other.kind()));
            return None;
        }
    };
    let mut providers = Vec::new();
    for (name, node) in members {
        let name = name.to_lowercase();
        let mut object = Object::open(node, format!("{path}.{name}"), problems)?;
        providers.push(custom_provider(name, &mut object));
        object.close();
    }
    Some(providers)
}

fn custom_provider(name: String, object: &mut Object<'_>) -> CustomProvider {
    CustomProvider {
        name,
        enabled: object.flag("enabled"),
        display_name: object.text("display_name"),
        client_id: object.text("client_id"),
        secret: Secret::new(object.text("secret")),
        scopes: object.texts("scopes"),
        issuer: object.text("issuer"),
        use_discovery: object.flag("use_discovery"),
        authorization_endpoint: object.text("authorization_endpoint"),
        token_endpoint: object.text("token_endpoint"),
        userinfo_endpoint: object.text("userinfo_endpoint"),
        allow_linking: object.flag("allow_linking"),
        prompt: object.text("prompt"),
        attribute_mapping: object.map("attribute_mapping"),
        acr_values: object.texts("acr_values"),
    }
}

/// Reads `saml.identity_providers`.
pub(crate) fn identity_providers(
    node: &Node,
    path: &str,
    problems: &mut Problems,
) -> Option<Vec<IdentityProvider>> {
    let mut providers = Vec::new();
    for (path, item) in items(node, path, problems)? {
        let mut object = Object::open(item, path.clone(), problems)?;
        let attribute_map = object.map("attribute_map");
        providers.push(IdentityProvider {
            enabled: object.flag("enabled"),
            name: object.text("name"),
            domain: object.text("domain"),
            metadata_url: object.text("metadata_url"),
            skip_email_verification: object.flag("skip_email_verification"),
            attribute_map: known_attributes(attribute_map, &path, object.problems),
        });
        object.close();
    }
    Some(providers)
}

fn known_attributes(
    attributes: BTreeMap<String, String>,
    path: &str,
    problems: &mut Problems,
) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for (name, value) in attributes {
        let name = name.to_lowercase();
        if IDENTITY_ATTRIBUTES.contains(&name.as_str()) {
            known.insert(name, value);
        } else {
            problems.warn(format!("unknown key {path}.attribute_map.{name}"));
        }
    }
    known
}
