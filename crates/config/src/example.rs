//! The text of `config.example.yaml`, made from the table of keys.

use std::fmt::Write as _;

use crate::convert::{Place, convert};
use crate::key::{Key, Kind, Mark};
use crate::node::Node;
use crate::problems::Problems;
use crate::sections::all_keys;
use crate::show::shown;

const HEADER: &str = "\
# Every key of the server with its default. A line that begins with # and no blank is a key: take
# the # away and change the value. Lines that begin with # and a blank are comments.
#
# Each key can also be given as a variable, the path in upper case with _ for the dots:
# SESSION_COOKIE_SECURE=false. Lists are written with commas there. Secrets can be given as the name
# of a file: SECRETS_KEYS_FILE, DATABASE_PASSWORD_FILE and so on. Variables win over this file.
#
# Durations are written like 90s, 15m or 1h30m. \"Flows only\" marks keys without effect so far.
";

/// The keys that stand in the file without a `#`, and with what value.
const MUST_BE_SET: [(&str, &str); 1] = [("secrets.keys", "[replace-this-with-32-random-characters]")];

/// Every key with its default, its unit and a comment; loads as it stands.
#[must_use]
pub fn example_file() -> String {
    let mut text = HEADER.to_owned();
    let mut open: Vec<&str> = Vec::new();
    for key in in_order() {
        let mut parts: Vec<&str> = key.path.split('.').collect();
        let Some(name) = parts.pop() else { continue };
        open_sections(&mut text, &mut open, &parts);
        write_key(&mut text, key, name, parts.len());
    }
    text
}

/// The keys of one section stand together, in the order in which the table first names it.
fn in_order() -> Vec<&'static Key> {
    let mut keys: Vec<&Key> = all_keys().collect();
    let mut sections: Vec<&str> = Vec::new();
    for key in &keys {
        for (end, _) in key.path.match_indices('.') {
            let section = key.path.get(..end).unwrap_or_default();
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
    }
    keys.sort_by_cached_key(|key| {
        let path = key.path.match_indices('.').map(|(end, _)| key.path.get(..end).unwrap_or_default());
        let places: Vec<Option<usize>> =
            path.map(|one| sections.iter().position(|other| *other == one)).collect();
        (places.is_empty(), places)
    });
    keys
}

fn open_sections<'a>(text: &mut String, open: &mut Vec<&'a str>, parts: &[&'a str]) {
    let shared = open.iter().zip(parts).take_while(|(one, other)| one == other).count();
    open.truncate(shared);
    if shared == 0 {
        text.push('\n');
    }
    for part in parts.iter().skip(shared) {
        line(text, open.len(), &format!("{part}:"));
        open.push(part);
    }
}

fn write_key(text: &mut String, key: &Key, name: &str, depth: usize) {
    let comment = comment(key);
    for part in wrapped(&comment, 96_usize.saturating_sub(2 * depth)) {
        line(text, depth, &format!("# {part}"));
    }
    match MUST_BE_SET.iter().find(|(path, _)| *path == key.path) {
        Some((_, value)) => line(text, depth, &format!("{name}: {value}")),
        None => line(text, depth, &format!("#{name}: {}", default(key))),
    }
}

fn line(text: &mut String, depth: usize, content: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{:indent$}{content}", "", indent = 2 * depth);
}

fn comment(key: &Key) -> String {
    let mut comment = String::new();
    if key.mark == Mark::Flow {
        comment.push_str("Flows only. ");
    }
    if let Some(replacement) = key.replacement {
        let _ = write!(comment, "Deprecated, use {replacement}. ");
    }
    comment.push_str(key.about);
    if !key.unit.is_empty() {
        let _ = write!(comment, " Unit: {}.", key.unit);
    }
    if let Some(odd) = key.odd_variable.filter(|_| !key.is_file_only) {
        let _ = write!(comment, " Also {odd}.");
    }
    if key.is_file_only {
        comment.push_str(" Not a variable.");
    }
    comment
}

fn default(key: &Key) -> String {
    if key.kind == Kind::CustomProviders || key.kind == Kind::Claims {
        return "{}".to_owned();
    }
    if key.kind == Kind::Bool && key.default.is_empty() {
        return "null".to_owned();
    }
    if matches!(key.kind, Kind::Duration | Kind::DurationOrZero) {
        return if key.default.is_empty() { "\"\"".to_owned() } else { key.default.to_owned() };
    }
    if key.kind.is_secret() {
        // Defaults are public, even those of secrets.
        return Node::Text(key.default.to_owned()).found();
    }
    let node = Node::Text(key.default.to_owned());
    let value = convert(key, &node, Place::Default, &mut Problems::default());
    value.map(|value| shown(&value)).unwrap_or_default()
}

/// Lines of at most so many characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(last) if last.chars().count() + word.chars().count() < width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
