//! Columns of a document, and what it can tell of their defaults.

use crate::{
    catalog::{Column, Default, Identity, PgType, QualifiedName},
    swagger::{Notes, Property},
};
use serde_json::Value;

pub(super) fn lower(name: &str, property: &Property, required: &[String]) -> Column {
    let notes = Notes::parse(property.description.as_deref());
    let nullable = !required.iter().any(|r| r == name);
    Column {
        name: name.to_owned(),
        pg_type: pg_type(property),
        nullable,
        default: default(property, !notes.foreign_keys.is_empty()),
        identity: Identity::No,
        updatable: true,
        comment: notes.comment.map(str::to_owned),
        max_length: property.max_length,
    }
}

pub(super) fn pg_type(property: &Property) -> PgType {
    match (property.format.as_deref(), property.json_type.as_deref()) {
        (Some(format), _) => PgType::parse(format),
        (None, Some("boolean")) => PgType::parse("boolean"),
        (None, Some("integer")) => PgType::parse("bigint"),
        (None, Some("number")) => PgType::parse("numeric"),
        (None, Some("string")) => PgType::parse("text"),
        (None, _) => PgType::Named(QualifiedName { schema: None, name: "unknown".to_owned() }),
    }
}

/// PostgREST shows a default only if it is JSON once its type is cut off.
///
/// Of types that are strings in JSON every default is, whether literal or expression. Of numbers, booleans, arrays and
/// `json` only some are: identity, `nextval(..)`, negative numbers and expressions vanish. So only a column that is a string
/// surely has none; and a foreign key, whose value is the application's to give.
fn default(property: &Property, foreign_key: bool) -> Default {
    match &property.default {
        Some(Value::String(text)) => Default::Expression(text.clone()),
        Some(other) => Default::Expression(other.to_string()),
        None if foreign_key || property.json_type.as_deref() == Some("string") => Default::None,
        None => Default::Unknown,
    }
}
