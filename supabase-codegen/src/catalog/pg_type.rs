//! Types of Postgres, as `format_type` prints them.

use postgres_types::Type;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of a column or an argument. In a snapshot it is a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub(crate) enum PgType {
    /// A type that every database has.
    Builtin(Type),
    /// An array of this type.
    Array(Box<Self>),
    /// A type of the database or of an extension.
    Named(QualifiedName),
}

/// A name with its db schema, as far as it is told. In a snapshot it is a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub(crate) struct QualifiedName {
    /// The db schema.
    pub(crate) schema: Option<String>,
    /// The name.
    pub(crate) name: String,
}

impl QualifiedName {
    /// The db schema, or nothing.
    pub(crate) fn schema(&self) -> &str {
        self.schema.as_deref().unwrap_or_default()
    }

    /// Whether it may name this one: without a db schema it does whatever that is.
    pub(crate) fn is(&self, whole: &Self) -> bool {
        self.name == whole.name && (self.schema.is_none() || self.schema == whole.schema)
    }

    /// `schema.name`, either part perhaps quoted.
    pub(crate) fn parse(text: &str) -> Self {
        let (first, rest) = part(text);
        match rest.strip_prefix('.') {
            Some(rest) => Self { schema: Some(first), name: part(rest).0 },
            None => Self { schema: None, name: first },
        }
    }
}

/// One identifier at the beginning of a text, without its quotes, and what follows.
fn part(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        return (name.to_owned(), rest);
    };
    let (mut name, mut chars) = (String::new(), quoted.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        match (c, chars.peek()) {
            ('"', Some((_, '"'))) => {
                name.push('"');
                chars.next();
            }
            ('"', _) => return (name, quoted.get(at + 1..).unwrap_or_default()),
            _ => name.push(c),
        }
    }
    (name, "")
}

impl PgType {
    /// `json` or `jsonb`.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self, Self::Builtin(Type::JSON | Type::JSONB))
    }

    /// The name of a type of the database, without the brackets of arrays.
    pub(crate) fn named(&self) -> Option<&QualifiedName> {
        match self {
            Self::Named(name) => Some(name),
            Self::Array(element) => element.named(),
            Self::Builtin(_) => None,
        }
    }

    /// `integer`, `character varying(3)`, `text[]`, `public."Mixed Case"`; and the two integers of newer documents.
    pub(crate) fn parse(text: &str) -> Self {
        let (mut text, mut dimensions) = (text.trim(), 0);
        while let Some(element) = text.strip_suffix("[]") {
            text = element;
            dimensions += 1;
        }
        (0..dimensions.min(DIMENSIONS)).fold(Self::scalar(text), |t, _| Self::Array(Box::new(t)))
    }

    /// An array of these, unless that has more dimensions than there are.
    pub(crate) fn array(element: Self) -> Self {
        let mut inner = &element;
        for _ in 0..DIMENSIONS {
            match inner {
                Self::Array(of) => inner = of,
                _ => return Self::Array(Box::new(element)),
            }
        }
        element
    }

    fn scalar(text: &str) -> Self {
        let bare = without_modifier(text);
        builtin(&bare).map_or_else(|| Self::Named(QualifiedName::parse(&bare)), Self::Builtin)
    }
}

/// `numeric(10,2)` is `numeric`, `timestamp(3) with time zone` is `timestamp with time zone`.
fn without_modifier(text: &str) -> String {
    match (text.find('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close && !text.contains('"') => {
            let (before, after) = (text.get(..open), text.get(close + 1..));
            format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

/// Names of SQL and their short forms; every other builtin is printed under its own name.
fn builtin(name: &str) -> Option<Type> {
    Some(match name {
        "boolean" => Type::BOOL,
        "smallint" => Type::INT2,
        // since PostgREST 14.8 `int32` stands for `smallint` too: i32 holds both
        "integer" | "int" | "int32" => Type::INT4,
        "bigint" | "int64" => Type::INT8,
        "real" => Type::FLOAT4,
        "double precision" => Type::FLOAT8,
        "decimal" => Type::NUMERIC,
        "character varying" => Type::VARCHAR,
        "character" => Type::BPCHAR,
        "\"char\"" => Type::CHAR,
        "timestamp without time zone" => Type::TIMESTAMP,
        "timestamp with time zone" => Type::TIMESTAMPTZ,
        "time without time zone" => Type::TIME,
        "time with time zone" => Type::TIMETZ,
        "bit varying" => Type::VARBIT,
        _ => return SHORT.iter().find(|t| t.name() == name).cloned(),
    })
}

/// Builtins that are told by the name they have in `pg_type`.
const SHORT: &[Type] = &[
    Type::BOOL,
    Type::BYTEA,
    Type::NAME,
    Type::INT8,
    Type::INT2,
    Type::INT4,
    Type::TEXT,
    Type::OID,
    Type::TID,
    Type::XID,
    Type::CID,
    Type::JSON,
    Type::JSONB,
    Type::XML,
    Type::POINT,
    Type::LSEG,
    Type::PATH,
    Type::BOX,
    Type::POLYGON,
    Type::LINE,
    Type::CIRCLE,
    Type::CIDR,
    Type::INET,
    Type::MACADDR,
    Type::MACADDR8,
    Type::FLOAT4,
    Type::FLOAT8,
    Type::MONEY,
    Type::BPCHAR,
    Type::VARCHAR,
    Type::DATE,
    Type::TIME,
    Type::TIMESTAMP,
    Type::TIMESTAMPTZ,
    Type::INTERVAL,
    Type::TIMETZ,
    Type::BIT,
    Type::VARBIT,
    Type::NUMERIC,
    Type::UUID,
    Type::PG_LSN,
    Type::TS_VECTOR,
    Type::TSQUERY,
    Type::JSONPATH,
    Type::REGCLASS,
    Type::REGPROC,
    Type::REGPROCEDURE,
    Type::REGOPER,
    Type::REGOPERATOR,
    Type::REGTYPE,
    Type::REGROLE,
    Type::REGNAMESPACE,
    Type::REGCONFIG,
    Type::REGDICTIONARY,
    Type::INT4_RANGE,
    Type::INT8_RANGE,
    Type::NUM_RANGE,
    Type::TS_RANGE,
    Type::TSTZ_RANGE,
    Type::DATE_RANGE,
    Type::INT4MULTI_RANGE,
    Type::INT8MULTI_RANGE,
    Type::NUMMULTI_RANGE,
    Type::TSMULTI_RANGE,
    Type::TSTZMULTI_RANGE,
    Type::DATEMULTI_RANGE,
];

/// Postgres has at most six dimensions; a wrong document may have any number.
const DIMENSIONS: usize = 6;

impl From<QualifiedName> for String {
    fn from(name: QualifiedName) -> Self {
        let schema = name.schema.as_deref().map(|s| format!("{}.", quoted(s))).unwrap_or_default();
        format!("{schema}{}", quoted(&name.name))
    }
}

impl From<String> for QualifiedName {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<PgType> for String {
    fn from(t: PgType) -> Self {
        match t {
            PgType::Array(element) => format!("{}[]", Self::from(*element)),
            PgType::Named(name) => name.into(),
            PgType::Builtin(ref b) if *b == Type::CHAR => "\"char\"".to_owned(),
            PgType::Builtin(ref b) if *b == Type::BPCHAR => "character".to_owned(),
            PgType::Builtin(_) => t.to_string(),
        }
    }
}

impl From<String> for PgType {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

/// As SQL quotes a name that is not plain.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl fmt::Display for PgType {
    /// As SQL writes it, for comments.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Named(name) => name.fmt(f),
            Self::Builtin(t) => f.write_str(match t.name() {
                "bool" => "boolean",
                "int2" => "smallint",
                "int4" => "integer",
                "int8" => "bigint",
                "float4" => "real",
                "float8" => "double precision",
                "bpchar" => "char",
                name => name,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_every_spelling() {
        for (text, expected) in [
            ("integer", Type::INT4),
            ("int32", Type::INT4),
            ("int64", Type::INT8),
            ("timestamp(3) with time zone", Type::TIMESTAMPTZ),
            ("character varying(42)", Type::VARCHAR),
            ("\"char\"", Type::CHAR),
            ("numeric(10,2)", Type::NUMERIC),
            ("datemultirange", Type::DATEMULTI_RANGE),
            ("tsvector", Type::TS_VECTOR),
        ] {
            assert_eq!(PgType::parse(text), PgType::Builtin(expected), "{text}");
        }
        let array = PgType::parse("integer[][]");
        assert_eq!(array.to_string(), "integer[][]");
    }

    #[test]
    fn texts_of_a_snapshot_are_read_back() {
        let name = |schema: &str, name: &str| {
            PgType::Named(QualifiedName { schema: Some(schema.into()), name: name.into() })
        };
        let awkward = ["Quoted Enum", "a.b", "c\"d", "text", "x[]", "f(1)", "", "é"];
        for t in awkward.map(|n| name("public", n)).into_iter().chain([
            name("Other Schema", "mood"),
            PgType::Builtin(Type::CHAR),
            PgType::Builtin(Type::BPCHAR),
            PgType::Array(Box::new(PgType::Array(Box::new(name("public", "Quoted Enum"))))),
            PgType::Array(Box::new(PgType::Builtin(Type::TIMESTAMPTZ))),
        ]) {
            assert_eq!(PgType::from(String::from(t.clone())), t, "{t:?}");
        }
        assert_eq!(PgType::parse(&"[]".repeat(100_000)).to_string().len(), "[]".len() * DIMENSIONS);
    }

    #[test]
    fn names_of_the_database_keep_schema_and_quotes() {
        let named = |text: &str| match PgType::parse(text) {
            PgType::Named(q) => (q.schema.unwrap_or_default(), q.name),
            other => panic!("{other}"),
        };
        assert_eq!(named("public.mood"), ("public".into(), "mood".into()));
        assert_eq!(named(r#"public."Quoted Enum""#), ("public".into(), "Quoted Enum".into()));
        assert_eq!(named(r#""a.b"."c""d""#), ("a.b".into(), "c\"d".into()));
        assert_eq!(named("public.vector(1536)"), ("public".into(), "vector".into()));
        assert_eq!(named("mood"), (String::new(), "mood".into()));
    }
}
