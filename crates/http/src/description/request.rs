//! What a request holds, in descriptions.

use serde_json::{Map, Value};
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::SchemaFormat;
use utoipa::openapi::{ContentBuilder, Object, ObjectBuilder, Required, Type};

use super::Description;
use crate::answer::JSON_TYPE;

/// A text member of a body.
pub(crate) struct Field {
    name: &'static str,
    text: &'static str,
    example: &'static str,
    format: Option<&'static str>,
    is_required: bool,
}

impl Field {
    /// An e-mail address.
    pub(crate) const fn email(name: &'static str) -> Self {
        let text = "An e-mail address of at most 255 characters.";
        Self { name, text, example: "ada@example.com", format: Some("email"), is_required: true }
    }

    /// A UUID.
    pub(crate) const fn uuid(name: &'static str, text: &'static str) -> Self {
        let example = "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11";
        Self { name, text, example, format: Some("uuid"), is_required: true }
    }

    /// What nobody may see.
    pub(crate) const fn password(name: &'static str, text: &'static str, example: &'static str) -> Self {
        Self { name, text, example, format: Some("password"), is_required: true }
    }

    /// It may be left out.
    pub(crate) const fn optional(self) -> Self {
        Self { is_required: false, ..self }
    }

    fn schema(&self) -> Object {
        let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(self.text));
        schema.format(self.format.map(|format| SchemaFormat::Custom(format.to_owned()))).build()
    }
}

impl Description {
    /// It reads a JSON body with these members (contract 1.4); `messages` tell what they may do wrong.
    pub(crate) fn reads(mut self, fields: &[Field], messages: &[&str]) -> Self {
        let mut schema = ObjectBuilder::new();
        let mut example = Map::new();
        for field in fields {
            schema = schema.property(field.name, field.schema());
            if field.is_required {
                schema = schema.required(field.name);
            }
            example.insert(field.name.to_owned(), Value::from(field.example));
        }
        let content =
            ContentBuilder::new().schema(Some(schema.build())).example(Some(example.into())).build();
        let body = RequestBodyBuilder::new().content(JSON_TYPE, content).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        let syntax = ["unexpected EOF"];
        let messages: Vec<_> = messages.iter().chain(&syntax).copied().collect();
        self.refuses(400, &messages)
            .refuses(408, &["Request Timeout"])
            .refuses(413, &["Request Entity Too Large"])
            .refuses(415, &["Unsupported Media Type"])
    }

    /// It names something by a UUID in its path.
    pub(crate) fn names(mut self, text: &str) -> Self {
        let schema = Object::builder().schema_type(Type::String);
        let schema = schema.format(Some(SchemaFormat::Custom("uuid".to_owned()))).build();
        let parameter = ParameterBuilder::new()
            .name("id")
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(text))
            .schema(Some(schema));
        self.operation = self.operation.parameter(parameter.build());
        self
    }

    /// It looks at a header of the request.
    pub(crate) fn looks_at(mut self, name: &str, text: &str) -> Self {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(text))
            .schema(Some(Object::with_type(Type::String)));
        self.operation = self.operation.parameter(parameter.build());
        self
    }
}
