//! Claims of the operator's own (contract 3.3): values whose texts are templates.

mod error;
mod functions;
mod lexer;
mod literal;
mod node;
mod parser;
mod printf;
mod run;
mod template;
mod token;
mod user;
mod value;
mod words;

#[cfg(test)]
mod go_cases;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value as Json};

use error::TemplateError;
use template::Template;
pub use user::TemplateUser;

/// Levels of lists and maps in one claim; a claim with more is left out.
const DEPTH: usize = 32;

/// The configured claims with their templates, parsed once.
#[derive(Debug, Default)]
pub struct ClaimsTemplate(Vec<(String, Part)>);

#[derive(Debug)]
enum Part {
    Fixed(Json),
    Template(Template),
    List(Vec<Part>),
    Map(Vec<(String, Part)>),
}

impl ClaimsTemplate {
    /// Parses every template. A claim with a template that cannot be parsed is logged and left out.
    #[must_use]
    pub fn parse(claims: &Map<String, Json>) -> Self {
        let parsed = claims.iter().filter_map(|(name, value)| match Part::parse(value, DEPTH) {
            Ok(part) => Some((name.clone(), part)),
            Err(error) => {
                tracing::warn!(claim = name, %error, "claim left out: its template cannot be parsed");
                None
            }
        });
        Self(parsed.collect())
    }

    /// The claims of this user. A claim with a template that fails is logged and left out.
    #[must_use]
    pub fn render(&self, user: &TemplateUser<'_>) -> Map<String, Json> {
        if self.0.is_empty() {
            return Map::new();
        }
        let root = user.root();
        let rendered = self.0.iter().filter_map(|(name, part)| match part.render(&root) {
            Ok(value) => Some((name.clone(), value)),
            Err(error) => {
                tracing::warn!(claim = name, %error, "claim left out: its template failed");
                None
            }
        });
        rendered.collect()
    }
}

impl Part {
    fn parse(value: &Json, depth: usize) -> Result<Self, TemplateError> {
        let Some(depth) = depth.checked_sub(1) else { return Err("too many levels".into()) };
        Ok(match value {
            Json::String(text) => Self::Template(Template::parse(text)?),
            Json::Array(values) => {
                Self::List(values.iter().map(|value| Self::parse(value, depth)).collect::<Result<_, _>>()?)
            }
            Json::Object(members) => {
                let parts =
                    members.iter().map(|(name, value)| Ok((name.clone(), Self::parse(value, depth)?)));
                Self::Map(parts.collect::<Result<_, TemplateError>>()?)
            }
            fixed => Self::Fixed(fixed.clone()),
        })
    }

    fn render(&self, root: &value::Value) -> Result<Json, TemplateError> {
        Ok(match self {
            Self::Fixed(value) => value.clone(),
            Self::Template(template) => typed(template.render(root)?),
            Self::List(parts) => parts.iter().map(|part| part.render(root)).collect::<Result<_, _>>()?,
            Self::Map(parts) => {
                let members = parts.iter().map(|(name, part)| Ok((name.clone(), part.render(root)?)));
                Json::Object(members.collect::<Result<_, TemplateError>>()?)
            }
        })
    }
}

/// Booleans, objects and lists become what they look like; everything else stays a text.
fn typed(text: String) -> Json {
    let is_enclosed = |open, close| text.starts_with(open) && text.ends_with(close);
    match text.as_str() {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        _ if is_enclosed('{', '}') || is_enclosed('[', ']') => {
            serde_json::from_str(&text).unwrap_or(Json::String(text))
        }
        _ => Json::String(text),
    }
}
