//! What every crate of the workspace has in common.
use std::path::{Path, PathBuf};

use crate::workspace::{members, root, short};

#[test]
fn every_crate_uses_the_one_lint_table() {
    for package in members() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest can be read");
        let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]").skip(1);
        assert_eq!(
            lines.find(|line| !line.is_empty()),
            Some("workspace = true"),
            "[lints] of {}",
            package.name
        );
    }
}

#[test]
fn a_folder_is_named_as_its_package() {
    for package in members() {
        let folder = package.manifest_path.parent().and_then(|folder| folder.file_name());
        assert_eq!(folder, Some(short(&package.name)), "the folder of {}", package.name);
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let mut silent = Vec::new();
    for package in members() {
        let folder = package.manifest_path.parent().expect("a manifest is in a folder").as_std_path();
        for file in rust_files(&folder.join("src")) {
            let text = std::fs::read_to_string(&file).expect("a source file can be read");
            if !text.starts_with("//! ") {
                silent.push(file.strip_prefix(root()).unwrap_or(&file).to_owned());
            }
        }
    }
    assert!(silent.is_empty(), "no opening `//!` line: {silent:#?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a source folder can be listed");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                rust_files(&path)
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}
