//! `GeneratorMetadata`, version 1: a mirror of the parts that tell about the schema. Unknown parts are ignored.
//!
//! Tools of Supabase write it from the catalog of a database. Parts marked as ours are written by this crate's own query
//! only, because the contract has no place for them.

use crate::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

/// The version that is read.
const VERSION: u64 = 1;

/// A document: any number of db schemas.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    #[serde(default)]
    pub(crate) schemas: Vec<DbSchema>,
    pub(crate) tables: Vec<Table>,
    #[serde(default)]
    pub(crate) foreign_tables: Vec<Table>,
    #[serde(default)]
    pub(crate) views: Vec<View>,
    #[serde(default)]
    pub(crate) materialized_views: Vec<Table>,
    pub(crate) columns: Vec<Column>,
    #[serde(default)]
    pub(crate) primary_keys: Vec<PrimaryKey>,
    /// ours: with names and several columns
    #[serde(default)]
    pub(crate) unique_keys: Vec<UniqueKey>,
    #[serde(default)]
    pub(crate) relationships: Vec<Relationship>,
    #[serde(default)]
    pub(crate) functions: Vec<Function>,
    #[serde(default)]
    pub(crate) types: Vec<Type>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DbSchema {
    pub(crate) name: String,
    /// ours
    pub(crate) comment: Option<String>,
}

/// A table, foreign table or materialized view.
#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub(crate) id: i64,
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) comment: Option<String>,
    /// ours: PostgREST hides partitions
    #[serde(default)]
    pub(crate) is_partition: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct View {
    #[serde(flatten)]
    pub(crate) table: Table,
    #[serde(default)]
    pub(crate) is_insert_enabled: bool,
    #[serde(default)]
    pub(crate) is_update_enabled: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Column {
    pub(crate) table_id: i64,
    pub(crate) ordinal_position: i64,
    pub(crate) name: String,
    /// of a generated column, its expression
    pub(crate) default_value: Option<String>,
    /// the name in `pg_type`, domains resolved once
    pub(crate) format: String,
    pub(crate) type_schema: Option<String>,
    #[serde(default)]
    pub(crate) is_identity: bool,
    pub(crate) identity_generation: Option<String>,
    #[serde(default)]
    pub(crate) is_generated: bool,
    pub(crate) is_nullable: bool,
    #[serde(default = "yes")]
    pub(crate) is_updatable: bool,
    #[serde(default)]
    pub(crate) is_unique: bool,
    pub(crate) comment: Option<String>,
    /// ours
    pub(crate) max_length: Option<u32>,
}

fn yes() -> bool {
    true
}

/// One column of a primary key.
#[derive(Debug, Deserialize)]
pub(crate) struct PrimaryKey {
    pub(crate) table_id: i64,
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct UniqueKey {
    pub(crate) table_id: i64,
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) is_primary: bool,
}

/// A foreign key, or what one becomes where a view shows its columns.
#[derive(Debug, Deserialize)]
pub(crate) struct Relationship {
    pub(crate) foreign_key_name: String,
    pub(crate) schema: String,
    pub(crate) relation: String,
    pub(crate) columns: Vec<String>,
    pub(crate) referenced_schema: String,
    pub(crate) referenced_relation: String,
    pub(crate) referenced_columns: Vec<String>,
    #[serde(default)]
    pub(crate) is_one_to_one: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Function {
    pub(crate) schema: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) args: Vec<Argument>,
    #[serde(default)]
    pub(crate) argument_types: String,
    #[serde(default)]
    pub(crate) identity_argument_types: String,
    pub(crate) return_type_id: i64,
    #[serde(default)]
    pub(crate) return_type: String,
    pub(crate) return_type_relation_id: Option<i64>,
    #[serde(default)]
    pub(crate) is_set_returning_function: bool,
    pub(crate) prorows: Option<f64>,
    pub(crate) behavior: Option<String>,
    /// ours
    pub(crate) comment: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Argument {
    #[serde(default)]
    pub(crate) mode: Mode,
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) type_id: i64,
    pub(crate) has_default: Option<bool>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    #[default]
    In,
    Out,
    InOut,
    Variadic,
    Table,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Type {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) schema: String,
    /// as SQL writes it
    pub(crate) format: String,
    #[serde(default)]
    pub(crate) enums: Vec<String>,
    /// of a composite
    #[serde(default)]
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) comment: Option<String>,
    /// of the row type of a table or view, or of a composite
    pub(crate) type_relation_id: Option<i64>,
    /// ours: of a domain
    pub(crate) base_type_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) type_id: i64,
}

impl Metadata {
    /// Whether a document is of this kind, of whatever version.
    pub(crate) fn is_one(document: &Value) -> bool {
        let has = |key: &str| document.get(key).is_some();
        has("version") && has("tables") && has("columns") && !has("swagger")
    }

    pub(crate) fn check_version(place: &str, document: &Value) -> Result<()> {
        match document.get("version") {
            Some(v) if v.as_u64() == Some(VERSION) => Ok(()),
            other => Err(Error::document(
                format!("{place}: version"),
                format!(
                    "GeneratorMetadata of version `{}` is not known, only version `{VERSION}`: use another version of this \
                     program or of the one that wrote the document",
                    other.unwrap_or(&Value::Null)
                ),
            )),
        }
    }
}
