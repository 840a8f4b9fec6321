//! The texts of mails in every language.

mod locale;
mod placeholders;
mod source;
mod template;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use inkan_domain::Language;
use inkan_domain::outbox::PasscodeMail;

use locale::Locale;
use placeholders::{Part, Value};
use source::{Folder, HTML_LAYOUT, Source, TEXT_LAYOUT, compiled_in, locale_file};
use template::Template;

pub use source::TextsError;

/// A mail in words. Holds the code, so it does not print.
pub struct RenderedMail {
    /// The subject, one line.
    pub subject: String,
    /// The plain text; lines end with LF.
    pub text: String,
    /// A whole HTML document that loads nothing from elsewhere.
    pub html: String,
}

impl fmt::Debug for RenderedMail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RenderedMail(***)")
    }
}

/// Layouts and sentences of all languages, checked and ready.
#[derive(Clone, Debug)]
pub struct Texts {
    service_name: String,
    text: Template<Part>,
    html: Template<Part>,
    english: Locale,
    others: HashMap<Language, Locale>,
}

impl Texts {
    /// Takes the texts that are compiled in, except for files in the folder: `passcode.txt` and
    /// `passcode.html` (layouts) and one `<language tag>.txt` a language, such as `de.txt` (sentences).
    /// Their placeholders are `{{code}}`, `{{minutes}}`, `{{service_name}}` and `{{language}}`, in layouts
    /// also the names of sentences.
    ///
    /// # Errors
    /// When a file cannot be read, lacks the code or a sentence, or has a placeholder that there is not.
    pub fn load(service_name: &str, folder: Option<&Path>) -> Result<Self, TextsError> {
        let folder = Folder(folder);
        folder.check_names()?;
        let locale = |language| -> Result<Locale, TextsError> {
            folder.read(&locale_file(language), compiled_in(language))?.parse(Locale::parse)
        };
        let mut others = HashMap::new();
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            others.insert(language, locale(language)?);
        }
        let text = folder.read(TEXT_LAYOUT, include_str!("../../templates/passcode.txt"))?;
        let html = folder.read(HTML_LAYOUT, include_str!("../../templates/passcode.html"))?;
        Ok(Self {
            service_name: service_name.replace(char::is_control, " "),
            text: text.parse(layout)?,
            html: html.parse(layout)?,
            english: locale(Language::English)?,
            others,
        })
    }

    /// Writes a mail in its language.
    #[must_use]
    pub fn render(&self, mail: &PasscodeMail) -> RenderedMail {
        let locale = self.others.get(&mail.language).unwrap_or(&self.english);
        let minutes = mail.lifetime_minutes();
        let value = |value| match value {
            Value::Code => mail.code.expose().to_owned(),
            Value::Minutes => minutes.to_string(),
            Value::ServiceName => self.service_name.clone(),
            Value::Language => mail.language.tag().to_owned(),
        };
        let part = |part| match part {
            Part::Value(wanted) => value(wanted),
            Part::Sentence(sentence) => locale.sentence(sentence, mail.language, minutes).render(value),
        };
        RenderedMail {
            subject: locale.subject().render(value),
            text: self.text.render(part),
            html: self.html.render(|wanted| escape(&part(wanted))),
        }
    }
}

impl Source {
    fn parse<T>(&self, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, TextsError> {
        parse(&self.content).map_err(|problem| TextsError::Malformed { file: self.file.clone(), problem })
    }
}

fn layout(content: &str) -> Result<Template<Part>, String> {
    let layout = Template::parse(content)?;
    if layout.contains(|part| part == Part::Value(Value::Code)) {
        Ok(layout)
    } else {
        Err("it must contain {{code}}".to_owned())
    }
}

/// Escapes for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
