//! Whether the tables in `public` look as they should.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use inkan_domain::Fault;

use super::session::Session;

/// What the schema of the reference consists of, one thing a line: kind, name, `=`, definition.
const EXPECTED: &str = include_str!("shape.txt");

/// Tables, columns, constraints, other indexes and triggers of `public`; indexes of ours are no difference.
const FACTS: &str = "\
    SELECT 'table ' || relname AS name, 'present' AS definition \
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
    UNION ALL \
    SELECT 'column ' || class.relname || '.' || attname, \
           format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END \
               || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') \
    FROM pg_attribute JOIN pg_class class ON class.oid = attrelid \
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum \
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped \
    UNION ALL \
    SELECT 'constraint ' || class.relname || '.' || conname, pg_get_constraintdef(con.oid) \
    FROM pg_constraint con JOIN pg_class class ON class.oid = conrelid \
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n' \
    UNION ALL \
    SELECT 'index ' || class.relname || '.' || index.relname, pg_get_indexdef(index.oid) \
    FROM pg_index JOIN pg_class class ON class.oid = indrelid JOIN pg_class index ON index.oid = indexrelid \
    WHERE class.relnamespace = 'public'::regnamespace AND index.relname NOT LIKE 'inkan\\_%' \
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')) \
    UNION ALL \
    SELECT 'trigger ' || class.relname || '.' || tgname, 'present' \
    FROM pg_trigger JOIN pg_class class ON class.oid = tgrelid \
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal";

#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// One sentence for everything that is missing, is other than expected, or is there in addition; of the last,
/// tables, indexes and nullable columns only when they are not tolerated.
pub(super) fn differences(session: &mut Session, tolerates_extra: bool) -> Result<Vec<String>, Fault> {
    let found: BTreeMap<String, String> =
        session.load::<Fact>(FACTS)?.into_iter().map(|fact| (fact.name, fact.definition)).collect();
    let found = found.iter().map(|(name, definition)| (name.as_str(), definition.as_str())).collect();
    Ok(compare(&expected(), &found, tolerates_extra))
}

type Facts<'text> = BTreeMap<&'text str, &'text str>;

fn expected() -> Facts<'static> {
    EXPECTED.lines().filter_map(|line| line.split_once(" = ")).collect()
}

fn compare(expected: &Facts<'_>, found: &Facts<'_>, tolerates_extra: bool) -> Vec<String> {
    let wanted = expected.iter().filter_map(|(name, wanted)| match found.get(name) {
        Some(definition) if definition == wanted => None,
        Some(definition) => Some(format!("{name} is {definition}, not {wanted}")),
        None if is_of_missing(name, expected, found) => None,
        None => Some(format!("{name} is missing")),
    });
    let additional = found
        .iter()
        .filter(|(name, _)| !expected.contains_key(*name) && !is_of_missing(name, found, expected))
        .filter(|(name, definition)| !(tolerates_extra && is_harmless(name, definition)))
        .map(|(name, _)| format!("{name} is additional"));
    wanted.chain(additional).collect()
}

/// Whether the thing belongs to a table that is a difference itself, so that it need not be told.
fn is_of_missing(name: &str, own: &Facts<'_>, other: &Facts<'_>) -> bool {
    let Some((_kind, rest)) = name.split_once(' ') else { return false };
    let Some((table, _)) = rest.split_once('.') else { return false };
    let table = format!("table {table}");
    own.contains_key(table.as_str()) && !other.contains_key(table.as_str())
}

fn is_harmless(name: &str, definition: &str) -> bool {
    name.starts_with("table ")
        || name.starts_with("index ")
        || (name.starts_with("column ") && !definition.contains(" not null"))
}

#[cfg(test)]
mod tests {
    use super::{Facts, compare};

    const EXPECTED: [(&str, &str); 3] =
        [("table users", "present"), ("column users.id", "uuid not null"), ("index users.users_idx", "(id)")];

    fn differences(change: impl FnOnce(&mut Facts<'static>), tolerates_extra: bool) -> Vec<String> {
        let expected = Facts::from(EXPECTED);
        let mut found = expected.clone();
        change(&mut found);
        compare(&expected, &found, tolerates_extra)
    }

    #[test]
    fn the_same_has_no_differences() {
        assert!(differences(|_found| {}, false).is_empty());
    }

    #[test]
    fn a_missing_or_changed_thing_is_never_tolerated() {
        let lost = differences(|found| found.retain(|name, _| !name.starts_with("index")), true);
        assert_eq!(lost, ["index users.users_idx is missing"]);
        let changed = differences(|found| found.extend([("column users.id", "text")]), true);
        assert_eq!(changed, ["column users.id is text, not uuid not null"]);
    }

    #[test]
    fn of_a_missing_table_only_the_table_is_told() {
        assert_eq!(differences(Facts::clear, false), ["table users is missing"]);
    }

    #[test]
    fn harmless_additions_are_told_unless_they_are_tolerated() {
        let add = |found: &mut Facts<'static>| {
            found.insert("table pets", "present");
            found.insert("column pets.id", "uuid not null");
            found.insert("column users.age", "integer");
            found.insert("index users.age_idx", "(age)");
        };
        let told = [
            "column users.age is additional",
            "index users.age_idx is additional",
            "table pets is additional",
        ];
        assert_eq!(differences(add, false), told);
        assert!(differences(add, true).is_empty());
    }

    #[test]
    fn additions_that_refuse_rows_are_never_tolerated() {
        let add = |found: &mut Facts<'static>| {
            found.insert("column users.age", "integer not null default 0");
            found.insert("constraint users.age_check", "CHECK ((age > 0))");
            found.insert("trigger users.watch", "present");
        };
        assert_eq!(differences(add, true).len(), 3);
    }
}
