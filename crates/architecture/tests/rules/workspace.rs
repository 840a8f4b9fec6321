//! What Cargo knows about the workspace, read once.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

/// Folders of the workspace's packages carry the name without it.
const PREFIX: &str = "inkan-";

/// The whole graph for this machine's target; needs no network once the workspace was built.
pub(crate) fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| metadata_of("Cargo.toml"))
}

/// The graph of a package of its own; needs the network unless that package was built.
pub(crate) fn metadata_of(manifest: &str) -> Metadata {
    let options = ["--locked", "--filter-platform", &host()].map(str::to_owned).to_vec();
    MetadataCommand::new()
        .manifest_path(root().join(manifest))
        .other_options(options)
        .exec()
        .expect("cargo metadata answers")
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/ is in the root").to_owned()
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The packages of the workspace, by name.
pub(crate) fn members() -> Vec<&'static Package> {
    let mut members = metadata().workspace_packages();
    members.sort_by(|left, right| left.name.cmp(&right.name));
    members
}

/// The name without the common prefix: `http` for `inkan-http`.
pub(crate) fn short(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

pub(crate) fn is_ours(dependency: &Dependency) -> bool {
    dependency.path.is_some()
}

/// Everything that ends up in what the package builds: normal and build dependencies.
pub(crate) fn built_in(package: &Package) -> impl Iterator<Item = &Dependency> {
    package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development)
}

pub(crate) fn only_tested_with(package: &Package) -> impl Iterator<Item = &Dependency> {
    package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Development)
}

/// The short names of the workspace's packages that this one knows outside its tests.
pub(crate) fn known(package: &Package) -> BTreeSet<&str> {
    built_in(package).filter(|one| is_ours(one)).map(|one| short(&one.name)).collect()
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc answers");
    let answer = String::from_utf8(output.stdout).expect("rustc answers in UTF-8");
    let host = answer.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc tells its host").to_owned()
}
