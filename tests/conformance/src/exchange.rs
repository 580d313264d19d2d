//! Recorded conversations with real servers, as cases: a replaying server answers as the real one did.

use crate::{
    case::{Answer, Body, Case, Recorded, Step, Talk},
    compare::{decoded, pairs},
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One recorded conversation. Those without steps are for reading.
#[derive(Debug, Deserialize)]
pub(crate) struct Conversation {
    id: String,
    steps: Option<Vec<Step>>,
    #[serde(default)]
    exchanges: Option<Vec<Exchange>>,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    result_is_last_call: bool,
    client: Option<Options>,
}

/// What differs from the default client: implicit links, the key of the first request.
#[derive(Debug, Deserialize)]
struct Options {
    flow_type: Option<String>,
    key: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Exchange {
    request: Asked,
    /// none where the server broke the connection
    response: Option<Answered>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    body: Option<Payload>,
}

#[derive(Debug, Deserialize)]
struct Answered {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    body: Option<Payload>,
}

#[derive(Debug, Deserialize)]
struct Payload {
    json: Option<Value>,
    raw: Option<String>,
}

impl Conversation {
    /// `None` if nothing can be called.
    pub(crate) fn into_case(self) -> Option<Case> {
        let steps = self.steps?;
        // those without a client were made by hand in between: a browser following a link, an administrator
        let of_client = |e: &Exchange| e.request.headers.contains_key("x-client-info");
        let exchanges = self.exchanges.unwrap_or_default().into_iter().filter(of_client);
        let (requests, responses): (Vec<_>, _) =
            exchanges.map(|e| (asked(e.request), answered(e.response))).unzip();
        let options = self.client.unwrap_or(Options { flow_type: None, key: None });
        let first = |r: &Recorded| r.headers.get("apikey").cloned();
        Some(Case {
            id: self.id,
            steps: Some(steps),
            responses,
            result: self.result,
            client_options: None,
            client_key: options.key.or_else(|| requests.first().and_then(first)),
            precondition: None,
            talk: Some(Talk {
                pkce: options.flow_type.as_deref() == Some("pkce"),
                has_result: self.result_is_last_call,
            }),
            requests,
        })
    }
}

fn asked(a: Asked) -> Recorded {
    Recorded {
        method: a.method,
        path_decoded: decoded(&a.path),
        query: pairs(&a.query),
        headers: texts(a.headers),
        body: a.body.map(Payload::into_body),
    }
}

fn answered(a: Option<Answered>) -> Answer {
    let Some(a) = a else {
        return Answer { status: 0, headers: BTreeMap::new(), body: None, drop_connection: true };
    };
    Answer {
        status: a.status,
        headers: texts(a.headers),
        body: a.body.map(Payload::into_body),
        drop_connection: false,
    }
}

fn texts(headers: BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let text = |v: Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    headers.into_iter().map(|(name, value)| (name.to_lowercase(), text(value))).collect()
}

impl Payload {
    fn into_body(self) -> Body {
        match (self.json, self.raw) {
            (Some(json), _) => Body { kind: "json".to_owned(), value: json },
            (None, raw) => Body { kind: "text".to_owned(), value: raw.unwrap_or_default().into() },
        }
    }
}
