//! `src/schema.rs` shows the tables as they are in a migrated database.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write;

use inkan_postgres::run_sql;

use crate::support;

const TABLES: &str = "SELECT table_schema, table_name, \
        (SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_index \
         JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) \
         WHERE indisprimary AND indrelid = format('%I.%I', table_schema, table_name)::regclass) \
    FROM information_schema.tables \
    WHERE table_schema = 'public' \
       OR (table_schema = 'inkan' AND table_name NOT IN ('origin', '__diesel_schema_migrations')) \
    ORDER BY 1, 2";

const COLUMNS: &str = "SELECT table_schema || '.' || table_name, column_name, data_type, is_nullable \
    FROM information_schema.columns ORDER BY ordinal_position";

fn rows(url: &str, query: &str) -> Vec<Vec<String>> {
    let text = run_sql(url, query).unwrap();
    text.lines().map(|line| line.split('|').map(ToOwned::to_owned).collect()).collect()
}

fn sql_type(name: &str) -> &'static str {
    match name {
        "uuid" => "Uuid",
        "timestamp without time zone" => "Timestamp",
        "character varying" => "Varchar",
        "text" => "Text",
        "boolean" => "Bool",
        "integer" => "Int4",
        "bigint" => "Int8",
        "bytea" => "Bytea",
        "ARRAY" => "Array<Text>",
        other => panic!("no type of diesel is known here for {other}"),
    }
}

fn table(schema: &str, name: &str, key: &str, columns: &[Vec<String>]) -> String {
    let path = if schema == "public" { name.to_owned() } else { format!("{schema}.{name}") };
    let mut text = format!("diesel::table! {{\n    {path} ({key}) {{\n");
    for column in columns.iter().filter(|column| column[0] == format!("{schema}.{name}")) {
        let [_, column, kind, nullable] = column.as_slice() else { panic!("four values") };
        let kind = sql_type(kind);
        let kind = if nullable == "YES" { format!("Nullable<{kind}>") } else { kind.to_owned() };
        if column == "type" {
            text.push_str("        #[sql_name = \"type\"]\n");
        }
        let suffix = if column == "type" { "_" } else { "" };
        writeln!(text, "        {column}{suffix} -> {kind},").unwrap();
    }
    text + "    }\n}\n"
}

fn expected(url: &str) -> String {
    let (tables, columns) = (rows(url, TABLES), rows(url, COLUMNS));
    let of = |schema: &str| {
        let tables = tables.iter().filter(|row| row[0] == schema);
        tables.map(|row| table(schema, &row[1], &row[2], &columns)).collect::<Vec<_>>().join("\n")
    };
    let names: Vec<_> = tables.iter().filter(|row| row[0] == "public").map(|row| row[1].as_str()).collect();
    format!(
        "//! The tables as `diesel` knows them. A test prints this file anew when it differs from a migrated \
         database.\n\n{}\n/// Tables of our own.\npub(crate) mod inkan {{\n{}}}\n\n\
         diesel::allow_tables_to_appear_in_same_query!({});\n",
        of("public"),
        of("inkan"),
        names.join(", ")
    )
}

/// Blanks and the comma after a last argument are the formatter's.
fn without_layout(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(",)", ")")
}

#[test]
fn the_tables_in_the_code_are_those_of_the_database() {
    let database = support::migrated();
    let expected = expected(&database.url());
    let is_same = without_layout(&expected) == without_layout(include_str!("../../src/schema.rs"));
    assert!(is_same, "src/schema.rs must be:\n{expected}");
}
