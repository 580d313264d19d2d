//! The OpenAPI document of PostgREST 9 to 16, which is Swagger 2.0: a mirror of the parts that tell about the schema.

mod notes;

pub(crate) use notes::Notes;

use crate::{Error, Result};
use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The document of one db schema.
#[derive(Debug, Deserialize)]
pub(crate) struct Document {
    #[serde(default)]
    pub(crate) info: Info,
    #[serde(default)]
    pub(crate) definitions: BTreeMap<String, Definition>,
    pub(crate) paths: BTreeMap<String, PathItem>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Info {
    /// first line of the db schema's comment, or a fixed text
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
}

/// A table or view.
#[derive(Debug, Deserialize)]
pub(crate) struct Definition {
    pub(crate) description: Option<String>,
    /// exactly the NOT NULL columns of tables
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) properties: IndexMap<String, Property>,
}

/// A column or an argument.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Property {
    pub(crate) description: Option<String>,
    /// the Postgres type
    pub(crate) format: Option<String>,
    /// the JSON type; `json` and `jsonb` have none
    #[serde(rename = "type")]
    pub(crate) json_type: Option<String>,
    #[serde(default, rename = "enum")]
    pub(crate) labels: Vec<String>,
    /// absent and `null` are different
    #[serde(default, deserialize_with = "present")]
    pub(crate) default: Option<Value>,
    #[serde(rename = "maxLength")]
    pub(crate) max_length: Option<u32>,
}

fn present<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
}

/// The methods of one path.
#[derive(Debug, Deserialize)]
pub(crate) struct PathItem {
    pub(crate) get: Option<Operation>,
    pub(crate) post: Option<Operation>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
}

/// A parameter, or a `$ref` to one, which never tells about a function.
#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: Option<String>,
    /// `multi` for a variadic argument of a function
    #[serde(rename = "collectionFormat")]
    pub(crate) collection_format: Option<String>,
    pub(crate) schema: Option<Arguments>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Arguments {
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) properties: BTreeMap<String, Property>,
}

impl Document {
    /// Whether it is one, and of a version that PostgREST writes.
    pub(crate) fn check_version(place: &str, document: &Value) -> Result<()> {
        check_version(place, document)
    }
}

fn check_version(place: &str, document: &Value) -> Result<()> {
    let text = |key: &str| document.get(key).and_then(Value::as_str);
    match (text("swagger"), text("openapi")) {
        (Some("2.0"), _) if document.get("paths").is_some_and(Value::is_object) => Ok(()),
        (Some("2.0"), _) => Err(Error::document(
            format!("{place}: paths"),
            "is missing: a Swagger 2.0 document of something else than PostgREST, or a part of one",
        )),
        (Some(other), _) => Err(Error::document(
            format!("{place}: swagger"),
            format!("version `{other}` is not known; PostgREST writes `2.0`"),
        )),
        (None, Some(other)) => Err(Error::document(
            format!("{place}: openapi"),
            format!(
                "version `{other}` is not one that PostgREST writes (Swagger 2.0): this is the document of another service"
            ),
        )),
        (None, None) => Err(Error::document(place, not_a_document(text("message")))),
    }
}

fn not_a_document(message: Option<&str>) -> String {
    if let Some(message) = message {
        return format!(
            "is an error of the server, not its document: `{message}`; the root document needs a secret key \
             (`sb_secret_..` or `service_role`)"
        );
    }
    "is JSON, but not an OpenAPI document: it has no `swagger` key; expected what PostgREST answers at its root, or \
     a GeneratorMetadata document"
        .to_owned()
}
