//! Whatever stands in the file and in the environment is read or refused, with a problem that is named.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use inkan_config::{Key, all_keys};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use support::{SECRET, Sources};

/// Loads and, when that is refused, demands a reason.
fn load(yaml: &str, variables: &[(String, String)]) {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for strict in [false, true] {
        let sources = Sources { yaml, variables: &variables, strict, insecure_dev: !strict };
        if let Err(refused) = sources.load().map(|loaded| loaded.effective) {
            assert!(!refused.problems().is_empty());
            assert!(refused.problems().iter().all(|problem| !problem.is_empty()));
        }
    }
}

fn keys() -> Vec<&'static Key> {
    all_keys().collect()
}

/// Values such as people write them, for any kind of key, and others.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        any::<i128>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        "-?[0-9]{1,25}(\\.[0-9]{1,25})?(ns|us|µs|ms|s|m|h|d|é)?([0-9]{1,25}(s|m|h))?",
        "(true|false|null|~|yes|on|0x[0-9a-f]{1,20}|0o[0-7]{1,5}|1_000|\\.inf|\\.nan)",
        "(https?|postgres|redis|urn)?:?/?/?[a-zé0-9:@%\\[\\].*/?#=&-]{0,30}",
        "[0-9a-f:.]{0,20}/[0-9]{0,4}(,[0-9a-f:.]{0,20}/[0-9]{0,4}){0,2}",
        "[{\\[\"]{0,3}[a-z:,\" ]{0,20}[}\\]\"]{0,3}",
    ]
}

/// One key of the table, as a file nests it.
fn nested() -> impl Strategy<Value = String> {
    let depth = proptest::option::of(1..4_usize);
    (proptest::sample::select(keys()), depth, value()).prop_map(|(key, depth, value)| {
        let names: Vec<&str> = key.path.split('.').collect();
        let names = names.get(..depth.unwrap_or(names.len())).unwrap_or(&names);
        let line = |(level, name): (usize, &&str)| {
            let name = if name.contains(['<', '*']) { "x" } else { name };
            format!("\n{}{name}:", "  ".repeat(level))
        };
        let yaml: String = names.iter().enumerate().map(line).collect();
        format!("{yaml} {value}\n")
    })
}

/// Names of the table and names that look alike.
fn variables() -> impl Strategy<Value = Vec<(String, String)>> {
    let names: Vec<String> = all_keys().flat_map(Key::variables).collect();
    let name = prop_oneof![
        proptest::sample::select(names.clone()),
        (proptest::sample::select(names), "[A-Z_0-9]{0,8}").prop_map(|(name, rest)| name + &rest),
        any::<String>(),
    ];
    vec((name, value()), 0..5)
}

proptest! {
    #[test]
    fn any_text_is_a_file_or_not(yaml in any::<String>()) {
        load(&yaml, &[]);
    }

    #[test]
    fn what_looks_like_yaml_is_read_or_refused(yaml in "([ ]{0,4}[a-z_&*!|>'\"-]{0,12}[:?]?[ ]?[a-z0-9\\[\\]{},&*!|>'\"#%@é-]{0,12}\n){0,12}") {
        load(&yaml, &[]);
    }

    #[test]
    fn every_key_takes_any_value_or_refuses_it(yaml in nested()) {
        load(&yaml, &[]);
        load(&format!("secrets: {{keys: [{SECRET}]}}\n{yaml}"), &[]);
    }

    #[test]
    fn every_variable_takes_any_value_or_refuses_it(variables in variables()) {
        load("", &variables);
        load(&format!("secrets: {{keys: [{SECRET}]}}\n"), &variables);
    }
}
