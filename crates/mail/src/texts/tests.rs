//! Tests of the texts.

use std::collections::HashSet;
use std::fs;

use inkan_domain::Language;
use inkan_domain::email::EmailAddress;
use inkan_domain::outbox::PasscodeMail;
use inkan_domain::passcode::Code;
use tempfile::TempDir;

use super::{RenderedMail, Texts};

const CODE: &str = "042917";

fn mail(language: Language, lifetime_seconds: i32) -> PasscodeMail {
    PasscodeMail {
        to: EmailAddress::stored("ada@x.test".to_owned()),
        language,
        code: Code::typed(CODE.to_owned()),
        lifetime_seconds,
    }
}

fn rendered(language: Language, lifetime_seconds: i32) -> RenderedMail {
    Texts::load("Contract & Söhne", None).unwrap().render(&mail(language, lifetime_seconds))
}

fn groups_of_six_digits(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() == 6).collect()
}

/// Texts from a folder with this one file.
fn from_folder(file: &str, content: &str) -> Result<Texts, String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(file), content).unwrap();
    Texts::load("Contract", Some(folder.path())).map_err(|error| error.to_string())
}

#[test]
fn every_language_has_code_validity_and_service_in_both_parts() {
    for language in Language::ALL {
        let mail = rendered(language, 540);
        assert_eq!(groups_of_six_digits(&mail.text), [CODE], "{language:?}");
        assert_eq!(groups_of_six_digits(&mail.html), [CODE], "{language:?}");
        for part in [&mail.text, &mail.html] {
            let digits: Vec<&str> =
                part.split(|character: char| !character.is_ascii_digit()).filter(|run| *run == "9").collect();
            assert_eq!(digits, ["9"], "{language:?}");
            assert!(!part.contains("{{"), "{language:?}: {part}");
        }
        assert!(mail.text.contains("Contract & Söhne"), "{language:?}");
        assert!(mail.html.contains("Contract &amp; Söhne"), "{language:?}");
        assert!(mail.html.contains(&format!("<html lang=\"{}\">", language.tag())), "{language:?}");
    }
}

#[test]
fn subjects_hold_the_code_and_differ_in_all_languages() {
    let subjects: HashSet<String> =
        Language::ALL.into_iter().map(|language| rendered(language, 300).subject).collect();
    assert_eq!(subjects.len(), Language::ALL.len());
    for subject in subjects {
        assert_eq!(groups_of_six_digits(&subject), [CODE]);
        assert!(subject.contains("Contract & Söhne") && !subject.contains(char::is_control), "{subject}");
    }
}

#[test]
fn html_loads_nothing_from_elsewhere() {
    for language in Language::ALL {
        let html = rendered(language, 300).html;
        for remote in ["http", "src=", "href=", "url(", "<script", "<link", "<img", "@import"] {
            assert!(!html.contains(remote), "{language:?}: {remote}");
        }
    }
}

#[test]
fn minutes_take_the_number_that_the_language_asks_for() {
    for (language, seconds, wanted) in [
        (Language::English, 0, "0 minutes"),
        (Language::English, 60, "1 minute "),
        (Language::English, 89, "1 minute "),
        (Language::English, 90, "2 minutes"),
        (Language::German, 60, "1\u{a0}Minute "),
        (Language::German, 300, "5\u{a0}Minuten "),
        (Language::Dutch, 60, "1 minuut "),
        (Language::Dutch, 120, "2 minuten "),
        (Language::French, 0, "0\u{a0}minute "),
        (Language::French, 60, "1\u{a0}minute "),
        (Language::French, 120, "2\u{a0}minutes "),
        (Language::Italian, 60, "1 minuto "),
        (Language::Italian, 120, "2 minuti "),
        (Language::BrazilianPortuguese, 60, "1 minuto "),
        (Language::BrazilianPortuguese, 120, "2 minutos "),
        (Language::Bengali, 120, "2 মিনিট "),
        (Language::SimplifiedChinese, 60, "1 分钟"),
    ] {
        let text = rendered(language, seconds).text;
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn the_service_name_cannot_become_markup_a_placeholder_or_a_line() {
    let texts = Texts::load("<b>{{code}}</b>\r\nX", None).unwrap();
    let rendered = texts.render(&mail(Language::English, 300));
    assert!(rendered.html.contains("&lt;b&gt;{{code}}&lt;/b&gt;  X"));
    assert_eq!(rendered.subject, format!("Code {CODE} for <b>{{{{code}}}}</b>  X"));
}

#[test]
fn a_file_of_the_operator_wins_and_the_others_stay() {
    let texts = from_folder("passcode.txt", "\u{feff}{{ code }}\r\n{{greeting}}").unwrap();
    let mail = texts.render(&mail(Language::German, 300));
    assert_eq!(mail.text, format!("{CODE}\nGuten Tag!"));
    assert!(mail.html.contains("Guten Tag!"));
}

#[test]
fn sentences_of_the_operator_win() {
    let changed = super::compiled_in(Language::German).replace("Guten Tag!", "Moin = {{service_name}}");
    let texts = from_folder("de.txt", &changed).unwrap();
    assert!(texts.render(&mail(Language::German, 300)).text.starts_with("Moin = Contract\n"));
    assert!(texts.render(&mail(Language::Dutch, 300)).text.starts_with("Hallo!\n"));
}

#[test]
fn malformed_files_are_refused_by_name() {
    let english = super::compiled_in(Language::English);
    for (file, content, problem) in [
        ("passcode.txt", "no code".to_owned(), "must contain {{code}}"),
        ("passcode.html", "<p>{{codes}}</p>".to_owned(), "no placeholder {{codes}}"),
        ("passcode.html", "{{code}} {{greeting".to_owned(), "not closed"),
        ("passcode.txt", "{{code}} {{subject}}".to_owned(), "no placeholder {{subject}}"),
        ("en.txt", english.replace("Code {{code}}", "Code"), "subject must contain {{code}}"),
        ("en.txt", english.replace("{{minutes}}", "{{hours}}"), "no placeholder {{hours}}"),
        ("en.txt", english.replace("greeting =", "greetings ="), "'greeting' is missing"),
        ("en.txt", format!("{english}farewell = Bye\n"), "nothing is named 'farewell'"),
        ("en.txt", format!("{english}greeting = Bye\n"), "'greeting' is there twice"),
        ("en.txt", format!("{english}greeting\n"), "not of the form"),
    ] {
        let refusal = from_folder(file, &content).unwrap_err();
        assert!(refusal.contains(file) && refusal.contains(problem), "{problem}: {refusal}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let folder = TempDir::new().unwrap();
    let gone = folder.path().join("gone");
    assert!(Texts::load("X", Some(&gone)).unwrap_err().to_string().contains("gone"));
}

#[test]
fn a_file_with_an_unknown_name_is_left_alone() {
    assert!(from_folder("README.md", "How we write mails").is_ok());
}

#[test]
fn a_rendered_mail_does_not_print() {
    assert_eq!(format!("{:?}", rendered(Language::English, 300)), "RenderedMail(***)");
}
