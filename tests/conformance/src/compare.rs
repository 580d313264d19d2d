//! Whether a request is the recorded one: method, path, query as pairs, body as a value, and the headers that count.

use crate::{
    auth::secret_of_flow,
    case::{Case, Recorded},
    multipart,
    server::Seen,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn requests(case: &Case, seen: &[Seen], base_url: &str) -> Result<(), String> {
    same_requests(&case.requests, seen, base_url, case.talk.is_some())
}

/// `nulls_may_be_absent`: of a real server, which does not tell a null from nothing.
pub(crate) fn same_requests(
    recorded: &[Recorded],
    seen: &[Seen],
    base_url: &str,
    nulls_may_be_absent: bool,
) -> Result<(), String> {
    if recorded.len() != seen.len() {
        return Err(format!("{} requests were recorded, {} were sent", recorded.len(), seen.len()));
    }
    // storage and PostgREST may tell a null from nothing; the Auth server never does
    let is_auth = |r: &Recorded| r.path_decoded.starts_with("/auth/");
    recorded.iter().zip(seen).enumerate().try_for_each(|(n, (r, s))| {
        one(r, s, base_url, nulls_may_be_absent || is_auth(r))
            .map_err(|e| if recorded.len() > 1 { format!("request {n}: {e}") } else { e })
    })
}

fn one(recorded: &Recorded, seen: &Seen, base_url: &str, nulls_may_be_absent: bool) -> Result<(), String> {
    same("method", &recorded.method, &seen.method)?;
    let placed = |text: &str| text.replace("{{base_url}}", base_url);
    same("path", &placed(&recorded.path_decoded), &decoded(&seen.path))?;
    query(&of_service(recorded), &pairs(&seen.query))?;
    body(recorded, seen, nulls_may_be_absent)?;
    headers(recorded, seen)
}

/// The official client sends `page=&per_page=` to the Auth server where nothing is asked, which is read as absent.
fn of_service(recorded: &Recorded) -> Vec<(String, String)> {
    let unset = |(key, value): &&(String, String)| {
        value.is_empty()
            && matches!(key.as_str(), "page" | "per_page")
            && recorded.path_decoded.starts_with("/auth/")
    };
    recorded.query.iter().filter(|pair| !unset(pair)).cloned().collect()
}

fn same(what: &str, recorded: &str, sent: &str) -> Result<(), String> {
    if recorded == sent { Ok(()) } else { Err(format!("{what}: recorded `{recorded}`, sent `{sent}`")) }
}

pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|p| !p.is_empty());
    parts
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(k, v)| (decoded(&k.replace('+', " ")), decoded(&v.replace('+', " "))))
        .collect()
}

/// Order matters only among pairs of one key.
fn query(recorded: &[(String, String)], sent: &[(String, String)]) -> Result<(), String> {
    let group = |pairs: &[(String, String)]| {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in pairs {
            groups.entry(unquoted(key)).or_default().push(value.clone());
        }
        groups
    };
    let (recorded, sent) = (group(recorded), group(sent));
    let keys: BTreeSet<&String> = recorded.keys().chain(sent.keys()).collect();
    for key in keys {
        let (r, s) = (recorded.get(key), sent.get(key));
        let equal = match (r, s) {
            (Some(r), Some(s)) if key == "columns" => columns(r) == columns(s),
            (Some(r), Some(s)) => {
                let equal = |(r, s): (&String, &String)| operands_equal(r, s) || secret_of_flow(key, r, s);
                r.len() == s.len() && r.iter().zip(s).all(equal)
            }
            _ => false,
        };
        if !equal {
            return Err(format!("query `{key}`: recorded {r:?}, sent {s:?}"));
        }
    }
    Ok(())
}

/// A quoted name is that name: PostgREST needs the quotes for some, and takes them for all.
fn unquoted(key: &str) -> String {
    match key.strip_prefix('"').and_then(|k| k.strip_suffix('"')) {
        Some(name) => name.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => key.to_owned(),
    }
}

/// A set of names; quotes around a plain name mean nothing.
fn columns(values: &[String]) -> BTreeSet<String> {
    values.iter().flat_map(|v| v.split(',')).map(|c| c.trim_matches('"').to_owned()).collect()
}

/// An operand that is JSON is compared as a value: its white space and escapes are free.
fn operands_equal(recorded: &str, sent: &str) -> bool {
    let json = |text: &str| {
        let at = text.find(['{', '['])?;
        let (operator, json) = text.split_at(at);
        Some((operator.to_owned(), serde_json::from_str::<Value>(json).ok()?))
    };
    recorded == sent || json(recorded).is_some_and(|r| Some(r) == json(sent))
}

fn body(recorded: &Recorded, seen: &Seen, nulls_may_be_absent: bool) -> Result<(), String> {
    let sent: Option<Value> = serde_json::from_slice(&seen.body).ok();
    match &recorded.body {
        Some(b) if b.kind == "multipart" => multipart::same(&b.value, seen),
        None if seen.body.is_empty() => Ok(()),
        None => Err(format!("body: none was recorded, {} bytes were sent", seen.body.len())),
        // the official client sends `{}` with a DELETE, which PostgREST does not read
        Some(b)
            if recorded.method == "DELETE" && b.value == serde_json::json!({}) && seen.body.is_empty() =>
        {
            Ok(())
        }
        Some(b)
            if b.kind == "json"
                && sent.as_ref().is_some_and(|sent| same_json(&b.value, sent, nulls_may_be_absent)) =>
        {
            Ok(())
        }
        Some(b) if b.kind == "base64" => match b.value.as_str().and_then(|text| STANDARD.decode(text).ok()) {
            Some(bytes) if bytes == seen.body => Ok(()),
            _ => Err(format!("body: recorded {}, sent {:?}", b.value, seen.body)),
        },
        Some(b) if b.value.as_str().is_some_and(|text| text.as_bytes() == seen.body) => Ok(()),
        Some(b) => Err(format!("body: recorded {}, sent {}", b.value, String::from_utf8_lossy(&seen.body))),
    }
}

/// As values; secrets of flows by their form.
fn same_json(recorded: &Value, sent: &Value, nulls_may_be_absent: bool) -> bool {
    match (recorded, sent) {
        (Value::Object(r), Value::Object(s)) => {
            let absent = |value: &Value| nulls_may_be_absent && all_null(value);
            let member = |(name, value): (&String, &Value)| match (value, s.get(name)) {
                (value, None) => absent(value),
                (Value::String(r), Some(Value::String(s))) if secret_of_flow(name, r, s) => true,
                (value, Some(sent)) => same_json(value, sent, nulls_may_be_absent),
            };
            r.iter().all(member) && s.keys().all(|name| r.contains_key(name))
        }
        (Value::Array(r), Value::Array(s)) => {
            r.len() == s.len() && r.iter().zip(s).all(|(r, s)| same_json(r, s, nulls_may_be_absent))
        }
        // 1 and 1.0 are one number
        (Value::Number(r), Value::Number(s)) => r == s || r.as_f64() == s.as_f64(),
        _ => recorded == sent,
    }
}

/// Null, or an object of nothing else: the proof of a captcha that there is none of.
fn all_null(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty() && map.values().all(all_null),
        value => value.is_null(),
    }
}

fn headers(recorded: &Recorded, seen: &Seen) -> Result<(), String> {
    let reads = matches!(recorded.method.as_str(), "GET" | "HEAD");
    let both = |name: &str| {
        (recorded.headers.get(name).map(String::as_str), seen.headers.get(name).map(String::as_str))
    };
    let mut names: Vec<&str> = vec!["apikey", "authorization"];
    names.push(if reads { "accept-profile" } else { "content-profile" });
    let own = |name: &&str| name.starts_with("x-") && *name != "x-client-info";
    names.extend(recorded.headers.keys().chain(seen.headers.keys()).map(String::as_str).filter(own));
    for name in names {
        let (r, s) = both(name);
        if r != s {
            return Err(format!("header {name}: recorded {r:?}, sent {s:?}"));
        }
    }
    let (r, s) = both("accept");
    if r.unwrap_or("*/*") != s.unwrap_or("*/*") {
        return Err(format!("header accept: recorded {r:?}, sent {s:?}"));
    }
    let (r, s) = both("content-type");
    let forms = |text: Option<&str>| text.is_some_and(|t| t.starts_with("multipart/form-data; boundary="));
    if !seen.body.is_empty() && r != s && !(forms(r) && forms(s)) {
        return Err(format!("header content-type: recorded {r:?}, sent {s:?}"));
    }
    let (r, s) = both("prefer");
    let tokens = |p: Option<&str>| {
        p.unwrap_or_default()
            .split(',')
            .map(|t| t.trim().to_owned())
            .filter(|t| !t.is_empty())
            .collect::<BTreeSet<_>>()
    };
    if tokens(r) == tokens(s) { Ok(()) } else { Err(format!("header prefer: recorded {r:?}, sent {s:?}")) }
}
