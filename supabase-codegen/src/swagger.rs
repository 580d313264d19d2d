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
    /// Reads a document; `place` names its source in errors.
    pub(crate) fn parse(place: &str, bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        check_version(place, &json(place, bytes)?)?;
        let mut json = serde_json::Deserializer::from_slice(bytes);
        serde_path_to_error::deserialize(&mut json)
            .map_err(|e| Error::document(format!("{place}: {}", e.path()), e.inner().to_string()))
    }
}

/// Any JSON; what is not JSON is told apart by how it looks.
fn json(place: &str, bytes: &[u8]) -> Result<Value> {
    let start = bytes.trim_ascii_start();
    if start.is_empty() {
        return Err(Error::document(place, "is empty; expected the OpenAPI document of PostgREST"));
    }
    if start.starts_with(b"<") {
        return Err(Error::document(
            place,
            "is a web page, not the OpenAPI document of PostgREST; the address is that of a site, a login page or a \
             proxy: use `https://<ref>.supabase.co`",
        ));
    }
    serde_json::from_slice(bytes).map_err(|e| {
        let at = format!("{place}: line {}, column {}", e.line(), e.column());
        if e.is_eof() {
            Error::document(at, "the document is cut off here; fetch it again")
        } else {
            Error::document(at, format!("is not JSON ({e}); expected the OpenAPI document of PostgREST"))
        }
    })
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
        (None, None) => Err(Error::document(place, not_a_document(document, text("message")))),
    }
}

fn not_a_document(document: &Value, message: Option<&str>) -> String {
    if let Some(message) = message {
        return format!(
            "is an error of the server, not its document: `{message}`; the root document needs a secret key \
             (`sb_secret_..` or `service_role`)"
        );
    }
    if document.get("tables").is_some() && document.get("columns").is_some() {
        return "is a GeneratorMetadata document; this version reads the OpenAPI document of PostgREST"
            .to_owned();
    }
    "is JSON, but not an OpenAPI document: it has no `swagger` key; expected what PostgREST answers at its root"
        .to_owned()
}
