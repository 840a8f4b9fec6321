//! The body of `POST /users`, in the order of its checks (admin-api.md, "Users").

use std::collections::HashSet;

use actix_web::web::Bytes;
use inkan_domain::admin::{AdminEmail, AdminNewUser};
use inkan_domain::{Timestamp, UserId};
use serde_json::value::RawValue;

use crate::error::ApiError;
use crate::go_text::quoted;
use crate::json_reader::{Document, JsonError};
use crate::time_parsing;
use crate::validation::{self, Violation, lenient_uuid};

/// Longest user name in characters: the width of the column.
const LONGEST_USERNAME: usize = 255;

/// What the body says, in its form.
#[derive(Debug, Default)]
pub(super) struct NewUserForm {
    id: Option<UserId>,
    emails: Vec<EmailForm>,
    username: Option<String>,
    created_at: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct EmailForm {
    address: Option<String>,
    is_primary: bool,
    is_verified: bool,
}

impl From<JsonError> for ApiError {
    fn from(error: JsonError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl NewUserForm {
    /// Reads the members.
    ///
    /// # Errors
    /// 400 when the body is not JSON or a member has another form.
    pub(super) fn read(body: Option<&Bytes>) -> Result<Self, ApiError> {
        let Some(body) = body else { return Ok(Self::default()) };
        let text = String::from_utf8_lossy(body);
        let document = Document { text: &text };
        let mut form = Self::default();
        let names = ["id", "emails", "username", "created_at"];
        for (index, value) in document.members(document.root()?, "", names)? {
            match index {
                0 => form.id = read_id(&document, value)?,
                1 => form.emails = read_emails(&document, value)?,
                2 => form.username = document.string(value, "username")?,
                _ => form.created_at = read_time(&document, value)?,
            }
        }
        Ok(form)
    }

    /// The account that is wanted.
    ///
    /// # Errors
    /// 400 when a rule is broken.
    pub(super) fn checked(self) -> Result<AdminNewUser, ApiError> {
        let emails = checked_emails(self.emails)?;
        let username = self.username.filter(|username| !username.is_empty());
        if emails.is_empty() && username.is_none() {
            return Err(invalid("at least one of [Emails, Username] must be set"));
        }
        match emails.iter().filter(|email| email.is_primary).count() {
            0 if !emails.is_empty() => return Err(invalid("at least one primary email must be provided")),
            0 | 1 => {}
            _ => return Err(invalid("only one primary email is allowed")),
        }
        if username.as_deref().is_some_and(|username| !is_storable(username)) {
            return Err(invalid("username is invalid"));
        }
        Ok(AdminNewUser { id: self.id, emails, username, created_at: self.created_at })
    }
}

fn invalid(text: &str) -> ApiError {
    ApiError::Invalid(text.to_owned())
}

fn is_storable(username: &str) -> bool {
    username.chars().count() <= LONGEST_USERNAME && !username.contains('\0')
}

fn read_id<'text>(document: &Document<'text>, value: &'text RawValue) -> Result<Option<UserId>, ApiError> {
    let Some(text) = document.string(value, "id")? else { return Ok(None) };
    match lenient_uuid(&text) {
        Some(id) => Ok(Some(UserId::new(id))),
        None if matches!(text.len(), 32 | 34 | 36 | 38 | 41 | 45) => {
            Err(invalid("uuid: invalid UUID format"))
        }
        None => {
            let length = text.len();
            let text = quoted(&text);
            Err(ApiError::Invalid(format!("uuid: incorrect UUID length {length} in string {text}")))
        }
    }
}

fn read_time<'text>(
    document: &Document<'text>,
    value: &'text RawValue,
) -> Result<Option<Timestamp>, ApiError> {
    let text = document.string(value, "created_at")?;
    text.map(|text| time_parsing::parse(&text).map_err(ApiError::Invalid)).transpose()
}

fn read_emails<'text>(
    document: &Document<'text>,
    value: &'text RawValue,
) -> Result<Vec<EmailForm>, JsonError> {
    let elements = document.elements(value, "emails")?;
    elements.into_iter().map(|element| read_email(document, element)).collect()
}

fn read_email<'text>(document: &Document<'text>, value: &'text RawValue) -> Result<EmailForm, JsonError> {
    let mut form = EmailForm::default();
    for (index, value) in document.members(value, "emails", ["address", "is_primary", "is_verified"])? {
        match index {
            0 => form.address = document.string(value, "emails.address")?,
            1 => form.is_primary = document.boolean(value, "emails.is_primary")?,
            _ => form.is_verified = document.boolean(value, "emails.is_verified")?,
        }
    }
    Ok(form)
}

/// The addresses; no two are the same as they were given.
fn checked_emails(forms: Vec<EmailForm>) -> Result<Vec<AdminEmail>, Violation> {
    let mut given = HashSet::new();
    let is_unique = forms.iter().all(|form| given.insert(form.address.clone().unwrap_or_default()));
    let mut violations = Vec::new();
    if !is_unique {
        violations.push(Violation::not_unique("emails"));
    }
    let mut emails = Vec::new();
    for form in forms {
        match validation::email("address", form.address) {
            Ok(address) => {
                let (is_primary, is_verified) = (form.is_primary, form.is_verified);
                emails.push(AdminEmail { address, is_primary, is_verified });
            }
            Err(violation) => violations.push(violation),
        }
    }
    match Violation::joined(violations) {
        None => Ok(emails),
        Some(violation) => Err(violation),
    }
}
