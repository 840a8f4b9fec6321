//! ARCHITECTURE.md says what is so.
use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{known, members, read, short};

/// Cells of a line such as `| a | b |`.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// The words in backticks.
fn names(cell: &str) -> BTreeSet<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The table headed `crate` and `knows`, up to the first line that is no row.
fn table(page: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let rows =
        page.lines().skip_while(|line| !line.starts_with("| crate | knows |")).skip(2).map_while(cells);
    rows.filter_map(|row| {
        let name = names(row.first()?).into_iter().next()?;
        Some((name, names(row.get(1)?)))
    })
    .collect()
}

#[test]
fn the_page_names_every_crate_and_every_arrow() {
    let page = read("ARCHITECTURE.md");
    let written = table(&page);
    let present: BTreeMap<&str, BTreeSet<&str>> =
        members().into_iter().map(|package| (short(&package.name), known(package))).collect();
    assert_eq!(written, present, "ARCHITECTURE.md (left) differs from the manifests (right)");
}

#[test]
fn a_table_ends_where_its_lines_end() {
    let page =
        "text\n| crate | knows | what |\n|---|---|---|\n| `a` | `b`, `c` | x |\n| `b` | | y |\n\n| `z` | | |";
    let expected = BTreeMap::from([("a", BTreeSet::from(["b", "c"])), ("b", BTreeSet::new())]);
    assert_eq!(table(page), expected);
}
