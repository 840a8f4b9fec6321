//! The table of keys says what the contract says.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use inkan_config::{Key, Mark, all_keys};

/// One row of the tables under "Keys" in configuration.md.
struct Row {
    path: String,
    mark: String,
    default: String,
    variable: Option<String>,
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/configuration.md");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    if cells.len() < 7 || !["rest", "flow", "ops"].contains(&cells[1]) {
        return None;
    }
    let variable = cells[4].split('`').nth(1).map(str::to_owned);
    Some(Row {
        path: cells[0].trim_matches('`').to_owned(),
        mark: cells[1].to_owned(),
        default: cells[3].split('`').nth(1).unwrap_or_default().to_owned(),
        variable,
    })
}

fn key(path: &str) -> &'static Key {
    all_keys().find(|key| key.path == path).unwrap_or_else(|| unreachable!("{path} is missing"))
}

#[test]
fn every_key_of_the_contract_is_known_with_its_mark() {
    let rows = rows();
    assert_eq!(rows.len(), 196);
    for row in rows {
        let mark = match key(&row.path).mark {
            Mark::Rest => "rest",
            Mark::Flow => "flow",
            Mark::Ops => "ops",
        };
        assert_eq!(mark, row.mark, "{}", row.path);
    }
}

#[test]
fn every_default_is_that_of_the_contract_but_where_we_do_better() {
    let ours = [("server.admin.address", "127.0.0.1:8001"), ("mfa.enabled", "false")];
    for row in rows() {
        let expected = ours.iter().find(|(path, _)| *path == row.path);
        let expected = expected.map_or(row.default.as_str(), |(_, default)| default);
        let expected = expected.trim_matches(['[', ']', '"']);
        assert_eq!(key(&row.path).default, expected, "{}", row.path);
    }
}

#[test]
fn every_variable_of_the_contract_is_read() {
    let mut odd = 0;
    for row in rows() {
        let Some(variable) = row.variable else { continue };
        let key = key(&row.path);
        assert_eq!(key.variables()[0], variable, "{}", row.path);
        odd += usize::from(key.odd_variable.is_some());
    }
    assert_eq!(odd, 54);
}

#[test]
fn no_two_keys_share_a_path_or_a_variable() {
    let mut seen = BTreeSet::new();
    for key in all_keys() {
        assert!(seen.insert(key.path.to_owned()), "{}", key.path);
        for variable in key.variables() {
            assert!(seen.insert(variable.clone()), "{variable}");
        }
    }
}

#[test]
fn every_deprecated_key_names_one_that_exists() {
    for key in all_keys() {
        if let Some(replacement) = key.replacement {
            assert!(all_keys().any(|other| other.path == replacement), "{replacement}");
        }
    }
}
