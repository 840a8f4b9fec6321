//! Every package that is built, or built with, may be used under a permissive licence.
use cargo_metadata::Metadata;

use crate::licence::is_allowed;
use crate::workspace::{members, metadata, metadata_of};

const ALLOWED: [&str; 9] =
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PostgreSQL", "Unicode-3.0", "Zlib"];

const OURS: &str = "MIT OR Apache-2.0";

fn refused(metadata: &Metadata) -> Vec<String> {
    metadata
        .packages
        .iter()
        .filter(|package| {
            package.license.as_deref().and_then(|licence| is_allowed(licence, &ALLOWED)) != Some(true)
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect()
}

#[test]
fn every_package_has_a_permissive_licence() {
    let refused = refused(metadata());
    assert!(refused.is_empty(), "no allowed licence: {refused:#?}");
}

#[test]
#[ignore = "needs the packages of an example that is built apart: make examples"]
fn every_package_of_the_example_has_a_permissive_licence() {
    let refused = refused(&metadata_of("examples/rust/Cargo.toml"));
    assert!(refused.is_empty(), "no allowed licence: {refused:#?}");
}

#[test]
fn our_own_packages_carry_both_licences() {
    for package in members() {
        assert_eq!(package.license.as_deref(), Some(OURS), "{}", package.name);
    }
}
