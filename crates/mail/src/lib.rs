//! Mail: texts in every language and delivery over SMTP, on lettre.
