//! The sentences of one language.

use inkan_domain::Language;

use super::placeholders::{Sentence, Value};
use super::template::Template;

type Text = Template<Value>;

/// Subject and sentences in one language.
#[derive(Clone, Debug)]
pub(super) struct Locale {
    subject: Text,
    greeting: Text,
    introduction: Text,
    validity_one: Text,
    validity_other: Text,
    secrecy: Text,
    unexpected: Text,
}

impl Locale {
    /// Reads lines of the form `name = text`; empty lines and lines from `#` on are skipped. The names are
    /// those of the fields, each at most once and none may be missing.
    pub(super) fn parse(file: &str) -> Result<Self, String> {
        let mut entries = Entries::read(file)?;
        let locale = Self {
            subject: entries.take("subject")?,
            greeting: entries.take("greeting")?,
            introduction: entries.take("introduction")?,
            validity_one: entries.take("validity_one")?,
            validity_other: entries.take("validity_other")?,
            secrecy: entries.take("secrecy")?,
            unexpected: entries.take("unexpected")?,
        };
        if let Some((name, _text)) = entries.0.first() {
            return Err(format!("nothing is named '{name}'"));
        }
        if !locale.subject.contains(|value| value == Value::Code) {
            return Err("the subject must contain {{code}}".to_owned());
        }
        Ok(locale)
    }

    /// The subject line.
    pub(super) const fn subject(&self) -> &Text {
        &self.subject
    }

    /// A sentence, in the number that so many minutes take.
    pub(super) const fn sentence(&self, sentence: Sentence, language: Language, minutes: i32) -> &Text {
        match sentence {
            Sentence::Greeting => &self.greeting,
            Sentence::Introduction => &self.introduction,
            Sentence::Validity if is_singular(language, minutes) => &self.validity_one,
            Sentence::Validity => &self.validity_other,
            Sentence::Secrecy => &self.secrecy,
            Sentence::Unexpected => &self.unexpected,
        }
    }
}

/// Whether so many things are "one" by the plural rules of the language (Unicode CLDR).
const fn is_singular(language: Language, count: i32) -> bool {
    match language {
        Language::English | Language::German | Language::Dutch | Language::Italian => count == 1,
        Language::French | Language::BrazilianPortuguese | Language::Bengali => matches!(count, 0 | 1),
        Language::SimplifiedChinese => false,
    }
}

struct Entries<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Entries<'a> {
    fn read(file: &'a str) -> Result<Self, String> {
        let mut entries: Vec<(&str, &str)> = Vec::new();
        for line in file.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((name, text)) = line.split_once('=') else {
                return Err(format!("a line is not of the form 'name = text': {line}"));
            };
            let name = name.trim();
            if entries.iter().any(|(earlier, _text)| *earlier == name) {
                return Err(format!("'{name}' is there twice"));
            }
            entries.push((name, text.trim()));
        }
        Ok(Self(entries))
    }

    fn take(&mut self, name: &str) -> Result<Text, String> {
        let place = self.0.iter().position(|(found, _text)| *found == name);
        let Some(place) = place else {
            return Err(format!("'{name}' is missing"));
        };
        let (_name, text) = self.0.swap_remove(place);
        Template::parse(text).map_err(|problem| format!("{name}: {problem}"))
    }
}
