//! What an operation is, as the description of the API tells it (`OpenAPI` 3.1).

mod document;
mod headers;
mod page;
mod request;
mod served;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::path::OperationBuilder;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, Response, Schema};
use utoipa::{PartialSchema, ToSchema};

pub(crate) use document::document;
pub(crate) use request::Field;
pub(crate) use served::{Described, docs, docs_description, openapi, openapi_description};

use crate::answer::JSON_TYPE;

/// Schemas that a description names.
pub(crate) type Schemas = BTreeMap<String, RefOr<Schema>>;

/// An operation in words and types. Every part is added by one method; the later ones speak of what the
/// earlier ones added.
pub(crate) struct Description {
    operation: OperationBuilder,
    answers: BTreeMap<u16, Response>,
    schemas: Schemas,
}

/// Every refusal (contract 1.3).
#[derive(ToSchema)]
#[schema(as = Error)]
#[expect(dead_code, reason = "only its form is told")]
struct ErrorBody {
    /// The status of the answer.
    code: u16,
    /// What is wrong.
    message: String,
}

impl Description {
    /// An operation with its unique name, its group and what it does.
    pub(crate) fn new(id: &str, group: &str, summary: &str) -> Self {
        let operation = OperationBuilder::new().operation_id(Some(id)).tag(group).summary(Some(summary));
        Self { operation, answers: BTreeMap::new(), schemas: Schemas::new() }
    }

    /// What else is to be known.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.operation = self.operation.description(Some(text));
        self
    }

    /// It needs a session (contract 4.2).
    pub(crate) fn protected(mut self) -> Self {
        let none: [&str; 0] = [];
        for scheme in [document::BEARER, document::COOKIE] {
            self.operation = self.operation.security(SecurityRequirement::new(scheme, none));
        }
        self.refuses(401, &["Unauthorized"])
    }

    /// It changes something, so that another site may not send it with the cookie (contract B-31).
    pub(crate) fn refuses_other_sites(self) -> Self {
        self.refuses(403, &["Forbidden"])
    }

    /// It succeeds with this body.
    pub(crate) fn answers<T: ToSchema>(mut self, status: u16, text: &str, example: Value) -> Self {
        let name = T::name().into_owned();
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        self.schemas.extend(nested);
        self.schemas.insert(name.clone(), T::schema());
        self.answers_with(status, text, Ref::from_schema_name(name), example)
    }

    /// It succeeds with a list of these.
    pub(crate) fn answers_list<T: ToSchema>(mut self, status: u16, text: &str, example: Value) -> Self {
        self = self.answers::<T>(status, text, example.clone());
        let list = utoipa::openapi::Array::new(Ref::from_schema_name(T::name()));
        self.answers_with(status, text, Schema::from(list), example)
    }

    /// It succeeds with a body of this schema.
    pub(crate) fn answers_with(
        mut self,
        status: u16,
        text: &str,
        schema: impl Into<RefOr<Schema>>,
        example: Value,
    ) -> Self {
        let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
        self.add(status, text, Some((JSON_TYPE, content)));
        self
    }

    /// It answers with something else than JSON.
    pub(crate) fn answers_text(mut self, status: u16, text: &str, media_type: &str) -> Self {
        self.add(status, text, Some((media_type, Content::new(Some(String::schema())))));
        self
    }

    /// It succeeds without a body.
    pub(crate) fn answers_nothing(mut self, status: u16, text: &str) -> Self {
        self.add(status, text, None);
        self
    }

    /// It is refused with one of these messages.
    pub(crate) fn refuses(mut self, status: u16, messages: &[&str]) -> Self {
        self.schemas.insert(ErrorBody::name().into_owned(), ErrorBody::schema());
        let example = |message: &&str| json!({ "code": status, "message": message });
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(ErrorBody::name())))
            .example(messages.first().map(example))
            .build();
        let text = messages.iter().map(|message| format!("`{message}`")).collect::<Vec<_>>().join(", ");
        self.add(status, &text, Some((JSON_TYPE, content)));
        self
    }

    fn add(&mut self, status: u16, text: &str, content: Option<(&str, Content)>) {
        let mut response = Response::new(text);
        if let Some((media_type, content)) = content {
            response.content.insert(media_type.to_owned(), content.into());
        }
        self.answers.insert(status, response);
    }
}
