//! Arrows point down: adapters know the domain and never each other, the domain knows nobody.
use cargo_metadata::DependencyKind;

use crate::workspace::{is_ours, known, members, only_tested_with, short};

/// Who may know whom outside tests.
const MAY_KNOW: [(&str, &[&str]); 12] = [
    ("app", &["config", "domain", "http", "mail", "password", "persistence", "token", "webhook"]),
    ("architecture", &[]),
    ("config", &[]),
    ("dev", &["app", "config", "domain", "mail", "postgres"]),
    ("domain", &[]),
    ("http", &["domain"]),
    ("mail", &["domain"]),
    ("password", &["domain"]),
    ("persistence", &["domain"]),
    ("postgres", &[]),
    ("token", &["domain"]),
    ("webhook", &["domain"]),
];

/// Whom tests may know besides: the fakes of the domain and a temporary server.
const TESTS_MAY_KNOW: [&str; 2] = ["domain", "postgres"];

const FAKES: &str = "fakes";

#[test]
fn every_package_has_its_place() {
    let placed: Vec<&str> = MAY_KNOW.iter().map(|(name, _)| *name).collect();
    let present: Vec<&str> = members().iter().map(|package| short(&package.name)).collect();
    assert_eq!(present, placed, "a new crate needs its line here and in ARCHITECTURE.md");
}

#[test]
fn no_arrow_points_up_or_sideways() {
    for package in members() {
        let name = short(&package.name);
        let allowed =
            MAY_KNOW.iter().find(|(placed, _)| *placed == name).map_or(&[][..], |(_, allowed)| allowed);
        for other in known(package) {
            assert!(allowed.contains(&other), "{name} may not know {other}");
        }
    }
}

#[test]
fn tests_know_only_the_fakes_and_a_temporary_server_besides() {
    for package in members() {
        for dependency in only_tested_with(package).filter(|dependency| is_ours(dependency)) {
            let other = short(&dependency.name);
            assert!(TESTS_MAY_KNOW.contains(&other), "the tests of {} may not know {other}", package.name);
        }
    }
}

#[test]
fn no_fake_is_built_into_a_program() {
    for package in members() {
        for dependency in
            package.dependencies.iter().filter(|dependency| dependency.features.contains(&FAKES.to_owned()))
        {
            let name = &package.name;
            assert_eq!(dependency.kind, DependencyKind::Development, "{name} uses fakes outside its tests");
        }
    }
}
