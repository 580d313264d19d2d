//! Whether an answer is as it was recorded.

use crate::{replay::Fault, translations::Translations};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hyper::HeaderMap;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the double gives in place of recorded ids, tokens and addresses.
#[derive(Debug, Default)]
pub(crate) struct Known(Translations);

/// Headers that are compared, beside the two below. Not those for pages of other addresses: the double has none.
const COMPARED: [&str; 17] = [
    "accept-ranges",
    "cache-control",
    "content-disposition",
    "content-range",
    "content-type",
    "etag",
    "expires",
    "last-modified",
    "location",
    "tus-complete",
    "tus-extension",
    "tus-resumable",
    "tus-version",
    "upload-defer-length",
    "upload-length",
    "upload-metadata",
    "upload-offset",
];

/// Tags of bytes that were not kept: 700,000 in parts, 3 MiB of no known length.
const NOT_KEPT: [&str; 2] = ["\"e7641d2811395fe9d9f03ae5e85b198a\"", "\"c1887f0c970afa48194adf7f5c504696\""];

impl Known {
    pub(crate) fn learn(&mut self, recorded: &str, ours: &str) {
        self.0.learn(recorded, ours);
    }

    pub(crate) fn get(&self, recorded: &str) -> Option<&str> {
        self.0.get(recorded)
    }

    pub(crate) fn translate(&self, text: &str) -> String {
        self.0.translate(text)
    }

    pub(crate) fn headers(
        &mut self,
        recorded: &BTreeMap<String, String>,
        ours: &HeaderMap,
    ) -> Result<(), Fault> {
        // the length of an object; that of JSON depends on how numbers and times are written
        let of_object = recorded.contains_key("accept-ranges").then_some("content-length");
        let more = ["x-robots-tag", "tus-max-size"];
        for name in COMPARED.into_iter().chain(more).chain(of_object) {
            let ours = ours.get(name).map(|value| value.to_str().unwrap());
            let recorded = recorded.get(name).map(String::as_str);
            let same = match (name, recorded, ours) {
                ("expires" | "last-modified", Some(_), Some(ours)) => httpdate::parse_http_date(ours).is_ok(),
                ("etag", Some(recorded), Some(ours)) => self.tag(recorded, ours),
                ("location", Some(recorded), Some(ours)) => self.location(recorded, ours),
                _ => ours == recorded,
            };
            if !same {
                return Err(format!("{name} is {ours:?} instead of {recorded:?}"));
            }
        }
        Ok(())
    }

    /// Tags are hashes of bytes; where those were not kept, ours are others, and the same ones every time.
    fn tag(&mut self, recorded: &str, ours: &str) -> bool {
        recorded == ours
            || NOT_KEPT.contains(&recorded) && recorded.len() == ours.len() && self.same(recorded, ours)
    }

    /// Ours for a value that has been seen before, or is from now on.
    fn same(&mut self, recorded: &str, ours: &str) -> bool {
        let before = self.get(recorded).map(str::to_owned);
        self.learn(recorded, ours);
        before.is_none_or(|before| before == ours)
    }

    /// The address of an upload: its id is of the same bucket and key.
    fn location(&mut self, recorded: &str, ours: &str) -> bool {
        let parts = |address: &str| {
            let (before, id) = address.rsplit_once('/').unwrap();
            let named = String::from_utf8(URL_SAFE_NO_PAD.decode(id).unwrap()).unwrap();
            let name = named.rsplit_once('/').unwrap().0.to_owned();
            let route = before.split_once("/upload/").unwrap().1.to_owned();
            (id.to_owned(), route, name)
        };
        let (recorded, ours) = (parts(recorded), parts(ours));
        self.learn(&recorded.0, &ours.0);
        (recorded.1, recorded.2) == (ours.1, ours.2)
    }

    /// The same body, but for what is volatile.
    pub(crate) fn body(
        &mut self,
        recorded: &Value,
        ours: &Value,
        volatile: &BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        self.value(recorded, ours, "", volatile)
    }

    fn value(
        &mut self,
        recorded: &Value,
        ours: &Value,
        path: &str,
        volatile: &BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        match (recorded, ours) {
            (Value::Object(recorded), Value::Object(ours)) => {
                let names = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
                if names(recorded) != names(ours) {
                    return Err(format!("`{path}` has {:?} instead of {:?}", names(ours), names(recorded)));
                }
                recorded.iter().try_for_each(|(name, value)| {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.value(value, &ours[name], &path, volatile)
                })
            }
            (Value::Array(recorded), Value::Array(ours)) if recorded.len() == ours.len() => {
                let mut pairs = recorded.iter().zip(ours).enumerate();
                pairs.try_for_each(|(at, (recorded, ours))| {
                    self.value(recorded, ours, &format!("{path}[{at}]"), volatile)
                })
            }
            (Value::String(recorded), Value::String(ours))
                if self.text(recorded, ours, volatile.get(path)) =>
            {
                Ok(())
            }
            _ if recorded == ours => Ok(()),
            _ => Err(format!("`{path}` is {ours} instead of {recorded}")),
        }
    }

    fn text(&mut self, recorded: &str, ours: &str, kind: Option<&String>) -> bool {
        match kind.map(String::as_str) {
            None | Some("tus-id") => self.translate(recorded) == ours,
            // of a user, in every run the same; or in a message
            Some("uuid") if recorded == ours => true,
            Some("uuid") => match (uuid::Uuid::parse_str(recorded), uuid::Uuid::parse_str(ours)) {
                (Ok(_), Ok(_)) => self.same(recorded, ours),
                _ => without_ids(recorded) == without_ids(ours),
            },
            Some("eTag" | "etag") => self.tag(recorded, ours),
            Some("token") => self.signed(recorded, ours),
            Some("nextCursor") => {
                self.learn(recorded, ours);
                cursor(recorded) == cursor(ours)
            }
            Some("created_at" | "updated_at" | "last_accessed_at" | "lastModified" | "timestamp") => {
                ours.len() == recorded.len() && is_time(ours)
            }
            Some(other) => panic!("what is `{other}`?"),
        }
    }

    /// A token, or an address with one: the same claims but for when it was made.
    fn signed(&mut self, recorded: &str, ours: &str) -> bool {
        let parts = |text: &str| {
            let (before, token) = text.rsplit_once("?token=").unwrap_or(("", text));
            (before.to_owned(), token.to_owned())
        };
        let (recorded, ours) = (parts(recorded), parts(ours));
        self.learn(&recorded.1, &ours.1);
        recorded.0 == ours.0 && claims(&recorded.1) == claims(&ours.1)
    }
}

/// What a token says, and how long it lasts.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let lasts = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    (claims["exp"], claims["iat"]) = (lasts.into(), Value::Null);
    claims
}

/// The lines of a cursor, without the time of the last object.
fn cursor(text: &str) -> Vec<String> {
    let text = String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
    text.lines().map(|line| if line.starts_with("a:") { "a:".to_owned() } else { line.to_owned() }).collect()
}

fn is_time(text: &str) -> bool {
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};
    text.ends_with('Z') && OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

/// A message without the version of an object.
fn without_ids(text: &str) -> String {
    text.split('/')
        .map(|part| {
            part.get(36..).filter(|_| part.starts_with(|c: char| c.is_ascii_hexdigit())).unwrap_or(part)
        })
        .collect::<Vec<_>>()
        .join("/")
}
