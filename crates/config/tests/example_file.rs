//! `config.example.yaml` is complete, current and loads.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use std::path::Path;

use inkan_config::{Configuration, LoadOptions, Mark, Origin, all_keys, example_file};
use support::load_yaml;

fn stored() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config.example.yaml")).unwrap()
}

/// Takes the `#` off every key.
fn with_every_key() -> String {
    let key = |line: &str| {
        let content = line.trim_start();
        match content.strip_prefix('#') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => line.replacen('#', "", 1),
            _ => line.to_owned(),
        }
    };
    stored().lines().map(key).collect::<Vec<_>>().join("\n")
}

#[test]
fn it_is_what_the_table_of_keys_makes_of_it() {
    let hint = "write it anew: cargo run -p inkan-config --example write_example";
    for (number, (stored, made)) in stored().lines().zip(example_file().lines()).enumerate() {
        assert_eq!(stored, made, "line {}; {hint}", number + 1);
    }
    assert_eq!(stored(), example_file(), "{hint}");
}

#[test]
fn it_loads_as_it_stands_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.yaml");
    std::fs::write(&file, stored()).unwrap();
    let options = LoadOptions { file: Some(file), strict: true, ..LoadOptions::default() };
    let loaded = Configuration::load(options).unwrap();
    assert_eq!(loaded.warnings, Vec::<String>::new());
    let set: Vec<&str> =
        loaded.effective.iter().filter(|key| key.origin != Origin::Default).map(|key| key.path).collect();
    assert_eq!(set, ["secrets.keys"]);
}

#[test]
fn it_holds_every_key_with_its_default() {
    let defaults = load_yaml("").unwrap();
    let all = load_yaml(&with_every_key()).unwrap();
    let unknown: Vec<&String> = all.warnings.iter().filter(|text| text.starts_with("unknown")).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for key in all_keys() {
        let found = all.effective.iter().find(|one| one.path == key.path).unwrap();
        if key.path != "admin.metrics_public" {
            assert_eq!(found.origin, Origin::File, "{}", key.path);
        }
        let default = defaults.effective.iter().find(|one| one.path == key.path);
        if let Some(default) = default {
            assert_eq!(found.value_shown, default.value_shown, "{}", key.path);
        }
    }
}

#[test]
fn it_marks_the_keys_of_flows() {
    let flows = all_keys().filter(|key| key.mark == Mark::Flow).count();
    assert_eq!(stored().matches("# Flows only. ").count(), flows);
}
