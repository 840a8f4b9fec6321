//! What templates can ask for.

use inkan_domain::UserId;
use inkan_domain::session::EmailClaim;

use super::value::Value;

/// The user as templates see it. Operations with passcodes know the id and the primary address; the names are
/// empty and the metadata is absent there (contract 3.3).
#[derive(Clone, Copy, Debug)]
pub struct TemplateUser<'user> {
    /// `.User.UserID`.
    pub id: UserId,
    /// `.User.Email`.
    pub email: Option<&'user EmailClaim>,
}

impl TemplateUser<'_> {
    /// The value that `.` and `$` are at first.
    pub(crate) fn root(&self) -> Value {
        let email = self.email.map_or(Value::Absent, |email| {
            Value::object(vec![
                ("Address", "address", Value::text(email.address.as_str())),
                ("IsPrimary", "is_primary", Value::Bool(email.is_primary)),
                ("IsVerified", "is_verified", Value::Bool(email.is_verified)),
            ])
        });
        let user = Value::object(vec![
            ("UserID", "user_id", Value::text(&self.id.to_string())),
            ("Email", "email", email),
            ("Username", "username", Value::text("")),
            ("Metadata", "metadata", Value::Absent),
            ("Name", "name", Value::text("")),
            ("GivenName", "given_name", Value::text("")),
            ("FamilyName", "family_name", Value::text("")),
            ("Picture", "picture", Value::text("")),
        ]);
        Value::object(vec![("User", "User", user)])
    }
}
