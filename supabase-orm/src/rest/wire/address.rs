//! The address: path and query string.

use super::{level::Level, related};
use crate::{
    error::QueryError,
    rest::{
        literal,
        parts::{Parts, Target},
    },
};

/// `base` + `planets?select=..&name=eq.Earth&order=id.asc&limit=10`
pub(super) fn encode(p: &Parts, base: &str) -> Result<String, QueryError> {
    let placed = related::place(p)?;
    let (select, options) =
        placed.as_ref().map_or((&p.select, &p.options), |placed| (&placed.select, &placed.options));
    let embeds = &select.embeds;
    let mut out =
        String::with_capacity(base.len() + 96 + select.text.len() + 48 * p.options.conditions.len());
    out.push_str(base);
    match &p.target {
        // names in the path are percent-encoded and never quoted
        Target::Table(name) => literal::encode_segment(&mut out, name),
        Target::Routine(name) => {
            out.push_str("rpc/");
            literal::encode_segment(&mut out, name);
        }
        Target::Root => {}
    }
    let mut query = Query { out, begun: false };
    for (key, value) in [("select=", &select.text), ("columns=", &p.columns)] {
        if !value.is_empty() {
            query.key("", key);
            query.out.push_str(value);
        }
    }
    if !p.on_conflict.is_empty() {
        query.key("", "on_conflict=");
        literal::encode(&mut query.out, p.on_conflict.as_bytes());
    }
    for (argument, value) in &p.arguments {
        query.key("", "");
        literal::encode(&mut query.out, argument.as_bytes()); // PostgREST has no quotes here
        query.out.push('=');
        literal::encode(&mut query.out, value.as_bytes());
    }
    let mut level = Level { query, prefix: "", embeds, first_column: first_column(p.table_select) };
    level.options(options)?;
    let mut query = level.query;
    for e in embeds {
        let mut level = Level { query, prefix: &e.path, embeds, first_column: first_column(e.table_select) };
        level.options(&e.options)?;
        query = level.query;
    }
    Ok(query.out)
}

/// A query string that grows.
pub(super) struct Query {
    pub(super) out: String,
    begun: bool,
}

impl Query {
    /// Begins a parameter: `?` or `&`, the path of an embed, the key.
    pub(super) fn key(&mut self, prefix: &str, key: &str) {
        self.out.push(if std::mem::replace(&mut self.begun, true) { '&' } else { '?' });
        if !prefix.is_empty() {
            for segment in prefix.split(super::level::SEPARATOR) {
                literal::name(&mut self.out, segment);
                self.out.push('.');
            }
        }
        self.out.push_str(key);
    }
}

/// The first column of a `SELECT` list, without its alias: what "never" is written with.
fn first_column(select: &str) -> &str {
    let mut in_quotes = false;
    let end = select.find(|c| {
        in_quotes ^= c == '"';
        c == ',' && !in_quotes
    });
    let item = select.get(..end.unwrap_or(select.len())).unwrap_or_default();
    match item.split_once(':') {
        Some((alias, column)) if !alias.contains('"') => column,
        _ => item,
    }
}

#[cfg(test)]
mod tests {
    use super::first_column;

    #[test]
    fn the_first_column_stands_without_its_alias() {
        assert_eq!(first_column("id,name"), "id");
        assert_eq!(first_column("first_name:\"first, name\",id"), "\"first, name\"");
        assert_eq!(first_column("\"a:b\",id"), "\"a:b\"");
    }
}
