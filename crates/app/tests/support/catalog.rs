//! What a database looks like from outside.

use std::collections::BTreeSet;

use inkan_postgres::TestDatabase;

use super::sql;

/// The questions of `conformance/schema_check.py`.
const QUESTIONS: [(&str, &str); 10] = [
    (
        "table",
        "select relname, relkind::text, relpersistence::text from pg_class \
         where relnamespace = 'public'::regnamespace and relkind in ('r','p','v','m','f')",
    ),
    (
        "column",
        "select c.relname, row_number() over (partition by c.oid order by a.attnum), \
         a.attname, format_type(a.atttypid, a.atttypmod), \
         case when a.attnotnull then 'not null' else 'null' end, \
         coalesce(pg_get_expr(d.adbin, d.adrelid), '-'), \
         coalesce(nullif(a.attidentity::text, ''), '-'), coalesce(nullif(a.attgenerated::text, ''), '-') \
         from pg_attribute a join pg_class c on c.oid = a.attrelid \
         left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum \
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' \
         and a.attnum > 0 and not a.attisdropped",
    ),
    (
        "constraint",
        "select conrelid::regclass::text, conname, contype::text, convalidated, condeferrable, \
         pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace \
         and contype <> 'n'",
    ),
    ("index", "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'"),
    (
        "sequence",
        "select s.relname, coalesce(d.refobjid::regclass::text, '-'), coalesce(a.attname::text, '-'), \
         q.data_type::text, q.start_value, q.increment_by, q.max_value \
         from pg_class s join pg_sequences q on q.schemaname = 'public' and q.sequencename = s.relname \
         left join pg_depend d on d.objid = s.oid and d.deptype = 'a' \
         left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid \
         where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace",
    ),
    ("trigger", "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal"),
    ("view", "select viewname, definition from pg_views where schemaname = 'public'"),
    (
        "type",
        "select typname from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e','d')",
    ),
    ("extension", "select extname from pg_extension"),
    ("migration", "select version from schema_migration"),
];

/// Every fact about schema `public` of a database of the reference, one a line.
pub(crate) fn shape(database: &TestDatabase) -> BTreeSet<String> {
    // A row as text, so that all answers come at once; it begins with what the row is about.
    let questions = QUESTIONS.map(|(kind, question)| {
        format!("SELECT '{kind}|' || array_to_string(ARRAY(SELECT v.value FROM json_each_text(row_to_json(q)) v), '|') FROM ({question}) q")
    });
    sql(database, &questions.join(" UNION ALL ")).lines().map(str::to_owned).collect()
}

/// How much of everything there is in all schemas but the system's, and how many rows were ever written.
pub(crate) fn contents(database: &TestDatabase) -> String {
    let counts = "SELECT 'objects', count(*), sum(relnatts) FROM pg_class WHERE oid >= 16384 \
        UNION ALL SELECT 'schemas', count(*), 0 FROM pg_namespace WHERE oid >= 16384 \
        UNION ALL SELECT 'constraints', count(*), 0 FROM pg_constraint WHERE oid >= 16384 \
        UNION ALL SELECT 'functions', count(*), 0 FROM pg_proc WHERE oid >= 16384";
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
        WHERE schemaname IN ('public', 'inkan') ORDER BY 1";
    let rows = |table: &str| {
        format!(
            "SELECT '{table}', count(*), md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM {table} r"
        )
    };
    let rows: Vec<_> = sql(database, tables).lines().map(rows).collect();
    let counts = sql(database, counts);
    if rows.is_empty() { counts } else { format!("{counts}\n{}", sql(database, &rows.join(" UNION ALL "))) }
}
