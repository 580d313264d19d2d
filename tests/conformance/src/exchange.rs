//! Recorded conversations with real servers, as cases: a replaying server answers as the real one did.

use crate::{
    case::{Answer, Body, Case, Recorded, Step, Talk},
    compare::{decoded, pairs},
    multipart::Head,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
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
    multipart: Option<Multipart>,
}

/// A form, part by part.
#[derive(Debug, Deserialize)]
struct Multipart {
    parts: Vec<RecordedPart>,
}

#[derive(Debug, Deserialize)]
struct RecordedPart {
    headers: BTreeMap<String, String>,
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
    text: Option<String>,
    base64: Option<String>,
    /// of bytes that were not kept
    length: Option<usize>,
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
        body: match a.multipart {
            Some(form) => Some(form.into_body()),
            None => a.body.map(Payload::into_body),
        },
    }
}

fn answered(a: Option<Answered>) -> Answer {
    let Some(a) = a else {
        return Answer { status: 0, headers: BTreeMap::new(), body: None, drop_connection: true };
    };
    let headers = texts(a.headers);
    let is_json = headers.get("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    Answer {
        status: a.status,
        headers,
        body: a.body.map(|body| match body.length {
            // a list that was not kept
            Some(length) if is_json => {
                Body { kind: "text".to_owned(), value: format!("{:length$}", "[]").into() }
            }
            _ => body.into_body(),
        }),
        drop_connection: false,
    }
}

fn texts(headers: BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let text = |v: Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    headers.into_iter().map(|(name, value)| (name.to_lowercase(), text(value))).collect()
}

impl Payload {
    fn into_body(self) -> Body {
        let body = |kind: &str, value: Value| Body { kind: kind.to_owned(), value };
        match self {
            Self { json: Some(json), .. } => body("json", json),
            Self { base64: Some(text), .. } => body("base64", text.into()),
            Self { length: Some(length), .. } => body("base64", STANDARD.encode(vec![0; length]).into()),
            Self { raw, text, .. } => body("text", raw.or(text).unwrap_or_default().into()),
        }
    }

    fn bytes(self) -> Vec<u8> {
        match self {
            Self { base64: Some(text), .. } => STANDARD.decode(text).unwrap_or_default(),
            Self { raw, text, .. } => raw.or(text).unwrap_or_default().into_bytes(),
        }
    }
}

impl Multipart {
    /// As the recorded wire has it.
    fn into_body(self) -> Body {
        let part = |part: RecordedPart| {
            let head = Head::of(&part.headers);
            let bytes = part.body.map(Payload::bytes).unwrap_or_default();
            json!({
                "name": head.name, "filename": head.file_name, "content_type": head.content_type,
                "data_base64": STANDARD.encode(bytes),
            })
        };
        let parts: Vec<Value> = self.parts.into_iter().map(part).collect();
        Body { kind: "multipart".to_owned(), value: parts.into() }
    }
}
