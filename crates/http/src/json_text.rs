//! JSON objects and strings as they come, even with broken text in them.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object in order, each value as it stands.
pub(crate) struct Members<'text>(pub(crate) Vec<(Text, &'text RawValue)>);

impl<'text> Deserialize<'text> for Members<'text> {
    fn deserialize<D: Deserializer<'text>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'text> Visitor<'text> for Object {
            type Value = Members<'text>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A string in which every lone surrogate became U+FFFD.
pub(crate) struct Text(pub(crate) String);

impl<'text> Deserialize<'text> for Text {
    fn deserialize<D: Deserializer<'text>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Text, E> {
                String::from_utf8(without_surrogates(bytes.to_vec())).map(Text).map_err(E::custom)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// The reader passes a lone surrogate on as the three bytes that UTF-8 would have for it (RFC 3629 §3), as
/// many as U+FFFD has.
fn without_surrogates(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut rest = bytes.as_mut_slice();
    while let Some(position) = rest.iter().position(|byte| *byte == 0xed) {
        let Some(tail) = rest.get_mut(position..) else { break };
        if let [first, second @ 0xa0..=0xbf, third, ..] = tail {
            (*first, *second, *third) = (0xef, 0xbf, 0xbd);
        }
        let Some(next) = tail.get_mut(1..) else { break };
        rest = next;
    }
    bytes
}
