//! The values of templates.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::error::TemplateError;

/// A value. Texts and objects are shared, so copies cost little.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// The literal `nil`.
    Nil,
    /// An object that is not there.
    Absent,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number, always finite.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// An object with named fields.
    Object(Arc<[Field]>),
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    name: &'static str,
    json_name: &'static str,
    value: Value,
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// An object with the names of its fields in templates and in JSON.
    pub(crate) fn object(fields: Vec<(&'static str, &'static str, Self)>) -> Self {
        let fields = fields.into_iter().map(|(name, json_name, value)| Field { name, json_name, value });
        Self::Object(fields.collect())
    }

    pub(crate) fn field(&self, name: &str) -> Result<Self, TemplateError> {
        match self {
            Self::Object(fields) => {
                let field = fields.iter().find(|field| field.name == name);
                field
                    .map(|field| field.value.clone())
                    .ok_or_else(|| format!("there is no field {name}").into())
            }
            Self::Absent => Err(format!("the object with the field {name} is absent").into()),
            _ => Err(format!("a value without fields has no field {name}").into()),
        }
    }

    /// Whether `if` takes its first branch.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Nil | Self::Absent => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Object(_) => true,
        }
    }

    /// The value as it is printed; objects print as JSON.
    pub(crate) fn print(&self) -> String {
        match self {
            Self::Nil | Self::Absent => "<nil>".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => print_float(*value),
            Self::Text(text) => text.as_ref().to_owned(),
            Self::Object(_) => self.json().to_string(),
        }
    }

    /// Fields that are absent or empty are left out of objects.
    fn json(&self) -> Json {
        match self {
            Self::Nil | Self::Absent => Json::Null,
            Self::Bool(value) => Json::from(*value),
            Self::Int(value) => Json::from(*value),
            Self::Float(value) => Json::from(*value),
            Self::Text(text) => Json::from(text.as_ref()),
            Self::Object(fields) => {
                let shown = fields.iter().filter(|field| match &field.value {
                    Self::Nil | Self::Absent => false,
                    Self::Text(text) => !text.is_empty(),
                    _ => true,
                });
                Json::Object(
                    shown
                        .map(|field| (field.json_name.to_owned(), field.value.json()))
                        .collect::<Map<_, _>>(),
                )
            }
        }
    }
}

/// Shortest form; with an exponent below 1e-4 and from 1e6 on, as Go prints it.
fn print_float(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 || (1e-4..1e6).contains(&magnitude) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}e{sign}{digits:0>2}")
}
