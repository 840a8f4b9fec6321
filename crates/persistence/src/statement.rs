//! Statements as plain text that the connection prepares once.

/// Defines a statement: its parameters with their SQL types, its result, and its text, in which `{name}`
/// stands for a parameter.
///
/// Unlike `diesel::sql_query`, such a statement has an identity, so that every connection parses it once.
macro_rules! statement {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident: $type:ty as $sql:ty),* $(,)? } -> $result:ty,
        $text:expr
    ) => {
        $(#[$doc])*
        #[derive(diesel::query_builder::QueryId)]
        struct $name {
            $($field: $type,)*
        }

        impl diesel::query_builder::Query for $name {
            type SqlType = $result;
        }

        impl diesel::RunQueryDsl<diesel::PgConnection> for $name {}

        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                for (text, _parameter) in $crate::statement::pieces($text) {
                    out.push_sql(text);
                    $(if _parameter == stringify!($field) {
                        out.push_bind_param::<$sql, _>(&self.$field)?;
                    })*
                }
                Ok(())
            }
        }
    };
}

pub(crate) use statement;

/// Cuts a text into pieces, each with the name of the parameter that follows it; the last has none.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (piece, after) = rest.take().map(|text| text.split_once('{').unwrap_or((text, "")))?;
        let (name, after) = after.split_once('}').unwrap_or(("", ""));
        rest = (!name.is_empty()).then_some(after);
        Some((piece, name))
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_text_is_cut_at_its_parameters() {
        let cut: Vec<_> = pieces("SELECT {one} + {two};").collect();
        assert_eq!(cut, [("SELECT ", "one"), (" + ", "two"), (";", "")]);
        assert_eq!(pieces("SELECT 1").collect::<Vec<_>>(), [("SELECT 1", "")]);
        assert_eq!(pieces("{one}").collect::<Vec<_>>(), [("", "one"), ("", "")]);
    }
}
