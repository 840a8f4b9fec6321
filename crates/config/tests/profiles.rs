//! Every configuration of the conformance suites loads.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use std::path::{Path, PathBuf};

use config::{Config, File, FileFormat};
use inkan_config::{AdminAuth, Configuration, LoadOptions, Loaded, SameSite};
use support::{load_yaml, profile};

fn conformance_profiles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/profiles")
}

fn load_file(file: PathBuf) -> Loaded {
    let shown = file.display().to_string();
    let options = LoadOptions { file: Some(file), ..LoadOptions::default() };
    Configuration::load(options).unwrap_or_else(|error| unreachable!("{shown}: {error}"))
}

/// A profile is `base.yaml` with the named file over it.
fn load_over_base(name: &str) -> Loaded {
    let mut merged = Config::builder();
    for name in ["base.yaml", name] {
        let text = std::fs::read_to_string(conformance_profiles().join(name)).unwrap();
        merged = merged.add_source(File::from_str(&text, FileFormat::Yaml));
    }
    let merged: serde_json::Value = merged.build().unwrap().try_deserialize().unwrap();
    load_yaml(&merged.to_string()).unwrap_or_else(|error| unreachable!("{name}: {error}"))
}

#[test]
fn every_profile_of_the_rest_suite_loads() {
    let mut count = 0;
    for entry in std::fs::read_dir(conformance_profiles()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let loaded = load_over_base(&name);
        assert_eq!(loaded.configuration.service.name, "Contract Service", "{name}");
        assert_eq!(loaded.configuration.admin.auth, AdminAuth::None, "{name}");
        let unknown: Vec<&String> =
            loaded.warnings.iter().filter(|text| text.starts_with("unknown")).collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn profiles_change_what_they_name() {
    assert_eq!(load_over_base("cookie-lax.yaml").configuration.session.cookie.same_site, SameSite::Lax);
    assert_eq!(load_over_base("two-keys.yaml").configuration.secrets.keys.len(), 2);
    let idle = load_over_base("idle.yaml").configuration.session.idle_timeout;
    assert_eq!(idle, Some(std::time::Duration::from_secs(5)));
    let mfa = load_over_base("mfa-on.yaml").configuration.mfa;
    assert!(mfa.enabled() && mfa.is_explicit());
}

#[test]
fn an_unknown_same_site_leaves_the_attribute_out_with_a_warning() {
    let loaded = load_over_base("cookie-odd.yaml");
    assert_eq!(loaded.configuration.session.cookie.same_site, SameSite::Unset);
    assert!(loaded.warnings.iter().any(|text| text.contains("session.cookie.same_site is \"sometimes\"")));
}

#[test]
fn the_configurations_of_the_other_suites_load() {
    for name in ["webauthn-profile", "webauthn-variant-profile", "admin_suite", "third-party-variant-profile"]
    {
        load_file(profile(&format!("{name}.yaml")));
    }
}

#[test]
fn the_configuration_of_the_take_over_loads() {
    let configuration = load_file(profile("takeover.yaml")).configuration;
    let keys: Vec<&str> = configuration.secrets.keys.iter().map(inkan_config::Secret::expose).collect();
    assert_eq!(keys, ["takeover-second-secret-für-2026", "takeover-first-secret-2025"]);
    assert_eq!(configuration.session.lifespan.as_secs(), 87_600 * 3600);
    assert_eq!(configuration.audit_log.retention.as_secs(), 876_000 * 3600);
    assert_eq!(configuration.third_party.custom_providers[0].id(), "custom_suite");
}

#[test]
fn the_configuration_of_the_third_party_suite_loads_with_all_its_providers() {
    let third_party = load_file(profile("third-party-profile.yaml")).configuration.third_party;
    let names: Vec<&str> = third_party.custom_providers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["mixedcase", "disabled", "down", "plain", "suite", "wrongissuer"]);
    let plain = &third_party.custom_providers[3];
    assert_eq!(plain.attribute_mapping["email"], "mail");
    assert!(!plain.allow_linking && plain.enabled && !plain.use_discovery);
    let google = &third_party.providers[3];
    assert_eq!((google.name, google.prompt.as_deref()), ("google", Some("select_account")));
    assert!(google.allow_linking);
}
