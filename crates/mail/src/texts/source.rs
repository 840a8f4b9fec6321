//! Where the files of the texts come from: compiled in, or a folder of the operator.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};

use inkan_domain::Language;

/// Why texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// The folder or a file in it cannot be read.
    #[error("{path}: {cause}", path = path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file is not of the right form.
    #[error("{file}: {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Name of the layout of the plain text.
pub(super) const TEXT_LAYOUT: &str = "passcode.txt";
/// Name of the layout of the HTML text.
pub(super) const HTML_LAYOUT: &str = "passcode.html";

/// A file's content and how it is called in errors.
pub(super) struct Source {
    /// Path, or plain name when compiled in.
    pub(super) file: String,
    /// The whole content.
    pub(super) content: String,
}

/// A folder of the operator, if there is one.
pub(super) struct Folder<'a>(pub(super) Option<&'a Path>);

impl Folder<'_> {
    /// The file from the folder; the one compiled in when there is none.
    pub(super) fn read(&self, name: &str, compiled_in: &str) -> Result<Source, TextsError> {
        let default = || Source { file: name.to_owned(), content: compiled_in.to_owned() };
        let Some(folder) = self.0 else {
            return Ok(default());
        };
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(content) => Ok(Source { file: path.display().to_string(), content: tidy(&content) }),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(default()),
            Err(cause) => Err(TextsError::Unreadable { path, cause }),
        }
    }

    /// Warns of files that nobody reads, since their names may be misspelt.
    pub(super) fn check_names(&self) -> Result<(), TextsError> {
        let Some(folder) = self.0 else {
            return Ok(());
        };
        let unreadable = |cause| TextsError::Unreadable { path: folder.to_owned(), cause };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            if !name.to_str().is_some_and(is_known) {
                tracing::warn!(file = %folder.join(name).display(), "not a file of mail texts: ignored");
            }
        }
        Ok(())
    }
}

/// Takes out what some editors put in: a byte order mark and carriage returns.
fn tidy(content: &str) -> String {
    content.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn is_known(name: &str) -> bool {
    name == TEXT_LAYOUT
        || name == HTML_LAYOUT
        || Language::ALL.into_iter().any(|language| locale_file(language) == name)
}

/// Name of the file with the sentences of a language.
pub(super) fn locale_file(language: Language) -> String {
    format!("{}.txt", language.tag())
}

/// The sentences of a language as they are compiled in.
pub(super) const fn compiled_in(language: Language) -> &'static str {
    match language {
        Language::Bengali => include_str!("../../locales/bn.txt"),
        Language::BrazilianPortuguese => include_str!("../../locales/pt-BR.txt"),
        Language::Dutch => include_str!("../../locales/nl.txt"),
        Language::English => include_str!("../../locales/en.txt"),
        Language::French => include_str!("../../locales/fr.txt"),
        Language::German => include_str!("../../locales/de.txt"),
        Language::Italian => include_str!("../../locales/it.txt"),
        Language::SimplifiedChinese => include_str!("../../locales/zh-CN.txt"),
    }
}
