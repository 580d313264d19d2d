//! The words of `#[table(..)]` and of `select!`, each once.

use std::fmt;
use syn::Ident;

/// A word of our attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) &'static str);

impl PartialEq<Symbol> for Ident {
    fn eq(&self, word: &Symbol) -> bool {
        self == word.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The helper attribute of all derives but one.
pub(crate) const TABLE: Symbol = Symbol("table");
/// The helper attribute of `derive(Function)`.
pub(crate) const FUNCTION: Symbol = Symbol("function");

// on the struct
pub(crate) const NAME: Symbol = Symbol("name");
pub(crate) const SCHEMA: Symbol = Symbol("schema");
pub(crate) const VIEW: Symbol = Symbol("view");
pub(crate) const CRATE: Symbol = Symbol("crate");
// on the struct of `Function`, and on its fields
pub(crate) const RETURNS: Symbol = Symbol("returns");
pub(crate) const ROWS: Symbol = Symbol("rows");
pub(crate) const VOID: Symbol = Symbol("void");
pub(crate) const ARGUMENT: Symbol = Symbol("argument");
pub(crate) const VARIADIC: Symbol = Symbol("variadic");
// on the struct of `DbValue`, and on a field of `Table`
pub(crate) const SQL: Symbol = Symbol("sql");
// on the struct of `Table`, and on its fields
pub(crate) const UNIQUE: Symbol = Symbol("unique");
// on a field
pub(crate) const COLUMN: Symbol = Symbol("column");
pub(crate) const SELECT: Symbol = Symbol("select");
pub(crate) const FLATTEN: Symbol = Symbol("flatten");
pub(crate) const OMIT_NONE: Symbol = Symbol("omit_none");
pub(crate) const KEY: Symbol = Symbol("key");
pub(crate) const GENERATED: Symbol = Symbol("generated");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const REFERENCES: Symbol = Symbol("references");
pub(crate) const MANY: Symbol = Symbol("many");
pub(crate) const ONE: Symbol = Symbol("one");
pub(crate) const MAYBE_ONE: Symbol = Symbol("maybe_one");
pub(crate) const TARGET: Symbol = Symbol("target");

/// Every word of a struct.
pub(crate) const OF_CONTAINER: &[Symbol] = &[NAME, SCHEMA, VIEW, UNIQUE, RETURNS, ROWS, VOID, SQL, CRATE];

/// Every word of a field.
pub(crate) const OF_FIELD: &[Symbol] = &[
    COLUMN, SELECT, FLATTEN, OMIT_NONE, KEY, UNIQUE, GENERATED, DEFAULT, REFERENCES, MANY, ONE, MAYBE_ONE,
    TARGET, SQL, ARGUMENT, VARIADIC,
];

// in a select list
pub(crate) const COUNT: Symbol = Symbol("count");
pub(crate) const INNER: Symbol = Symbol("inner");
pub(crate) const LEFT: Symbol = Symbol("left");
/// What may stand behind the `.` of a column.
pub(crate) const AGGREGATES: &[Symbol] = &[Symbol("sum"), Symbol("avg"), Symbol("min"), Symbol("max"), COUNT];

/// Behind `::`: the names of `supabase_orm::cast`.
pub(crate) const CASTS: &[Symbol] = &[
    Symbol("text"),
    Symbol("int2"),
    Symbol("int4"),
    Symbol("int8"),
    Symbol("float4"),
    Symbol("float8"),
    Symbol("numeric"),
    Symbol("bool"),
    Symbol("uuid"),
    Symbol("date"),
    Symbol("time"),
    Symbol("timestamp"),
    Symbol("timestamptz"),
    Symbol("json"),
    Symbol("jsonb"),
];

/// What other crates call our words.
const ELSEWHERE: &[(&str, Symbol)] = &[
    ("rename", COLUMN),
    ("column_name", COLUMN),
    ("field", COLUMN),
    ("primary_key", KEY),
    ("pk", KEY),
    ("id", KEY),
    ("unique_key", UNIQUE),
    ("constraint", UNIQUE),
    ("foreign_key", REFERENCES),
    ("belongs_to", REFERENCES),
    ("fk", REFERENCES),
    ("has_many", MANY),
    ("has_one", ONE),
    ("identity", GENERATED),
    ("auto_increment", GENERATED),
    ("skip_none", OMIT_NONE),
    ("skip_serializing_if", OMIT_NONE),
    ("embed", SELECT),
    ("expr", SELECT),
    ("type", SQL),
    ("sql_type", SQL),
    ("table", NAME),
    ("table_name", NAME),
    ("readonly", VIEW),
    ("returning", RETURNS),
    ("setof", ROWS),
    ("arg", ARGUMENT),
    ("optional", DEFAULT),
    // what Postgres and Rust call the types of a cast
    ("string", Symbol("text")),
    ("varchar", Symbol("text")),
    ("String", Symbol("text")),
    ("smallint", Symbol("int2")),
    ("integer", Symbol("int4")),
    ("int", Symbol("int4")),
    ("i32", Symbol("int4")),
    ("bigint", Symbol("int8")),
    ("i64", Symbol("int8")),
    ("real", Symbol("float4")),
    ("double", Symbol("float8")),
    ("decimal", Symbol("numeric")),
    ("boolean", Symbol("bool")),
];

/// The word that `ident` is.
pub(crate) fn find(ident: &Ident, words: &[Symbol]) -> Option<Symbol> {
    words.iter().copied().find(|w| ident == w)
}

/// The word that was probably meant by `found`, which is none of `words`.
pub(crate) fn meant(found: &str, words: &[Symbol]) -> Option<Symbol> {
    let elsewhere = ELSEWHERE.iter().find(|e| e.0 == found).map(|e| e.1).filter(|w| words.contains(w));
    let near = || {
        let distance = |w: &Symbol| strsim::osa_distance(found, w.0);
        let best = words.iter().copied().min_by_key(distance)?;
        (distance(&best) <= found.len().min(best.0.len()).div_ceil(3)).then_some(best)
    };
    elsewhere.or_else(near)
}

/// `` `a`, `b` and `c` ``
pub(crate) fn list(words: &[Symbol], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_and_words_of_other_crates_are_recognised() {
        for (found, word) in [
            ("colum", COLUMN),
            ("colunm", COLUMN),
            ("omitnone", OMIT_NONE),
            ("refrences", REFERENCES),
            ("generate", GENERATED),
            ("rename", COLUMN),
            ("primary_key", KEY),
        ] {
            assert_eq!(meant(found, OF_FIELD), Some(word), "{found}");
        }
        for found in ["nonsense", "x", "with"] {
            assert_eq!(meant(found, OF_FIELD), None, "{found}");
        }
        assert_eq!(meant("primary_key", OF_CONTAINER), None);
    }

    #[test]
    fn lists_read_as_english() {
        assert_eq!(list(&[COLUMN], "or"), "`column`");
        assert_eq!(list(&[COLUMN, SELECT, FLATTEN], "or"), "`column`, `select` or `flatten`");
    }
}
