//! A recorded use: the calls, what was sent, what came back, what was returned.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) steps: Option<Vec<Step>>,
    pub(crate) requests: Vec<Recorded>,
    pub(crate) responses: Vec<Answer>,
    pub(crate) result: Value,
    /// as Python source: `headers={..}`
    pub(crate) client_options: Option<Value>,
    pub(crate) client_key: Option<String>,
    pub(crate) precondition: Option<String>,
    /// with a real server
    #[serde(skip)]
    pub(crate) talk: Option<Talk>,
}

/// What is special about a conversation with a real server.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) pkce: bool,
    /// the result is that of the last call, not of what happened around it
    pub(crate) has_result: bool,
}

/// Makes a client, or runs a chain of calls.
#[derive(Debug, Deserialize)]
pub(crate) struct Step {
    pub(crate) client: Option<ClientStep>,
    pub(crate) bind: Option<String>,
    #[serde(default)]
    pub(crate) chain: Vec<Link>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ClientStep {
    pub(crate) url: Value,
    pub(crate) key: Value,
    #[serde(default)]
    pub(crate) options: Value,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Link {
    Root {
        root: String,
    },
    Get {
        get: String,
    },
    Call {
        call: String,
        #[serde(default)]
        args: Vec<Value>,
        #[serde(default)]
        kwargs: BTreeMap<String, Value>,
    },
}

#[derive(Debug, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) path_decoded: String,
    #[serde(default)]
    pub(crate) query: Vec<(String, String)>,
    #[serde(default, deserialize_with = "joined")]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Body>,
}

/// A header that was sent twice is a list.
fn joined<'de, D: serde::Deserializer<'de>>(d: D) -> Result<BTreeMap<String, String>, D::Error> {
    let headers: BTreeMap<String, Value> = Deserialize::deserialize(d)?;
    let text = |v: Value| match v {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(headers.into_iter().map(|(name, value)| (name, text(value))).collect())
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Body {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// of a form: its parts
    #[serde(default, alias = "parts")]
    pub(crate) value: Value,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    pub(crate) status: u16,
    #[serde(default, deserialize_with = "joined")]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Body>,
    #[serde(default)]
    pub(crate) drop_connection: bool,
}
