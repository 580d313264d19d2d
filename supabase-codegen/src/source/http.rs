//! The root document of a running PostgREST.

use super::{Fetched, Key};
use crate::{Error, Result};
use reqwest::{blocking::Client, blocking::Response};
use std::time::Duration;
use url::Url;

/// A large schema on a sleeping project takes its time.
const TIMEOUT: Duration = Duration::from_secs(60);
/// A server that is there says so at once.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The document of one db schema.
///
/// An address without a path is tried as a project's (`/rest/v1/`) first, then as that of a PostgREST itself.
pub(super) fn fetch(url: &str, key: Option<&Key>, schema: &str) -> Result<Fetched> {
    let base = address(url)?;
    let environment = Key::from_environment();
    let key = key.or(environment.as_ref());
    let client = Client::builder().timeout(TIMEOUT).connect_timeout(CONNECT_TIMEOUT).build();
    let client = client.map_err(|e| unreachable_server(&base, &e))?;
    let alone = base.path() == "/";
    let first = if alone { joined(&base, "rest/v1/") } else { base.clone() };
    let mut answer = get(&client, &first, key, schema)?;
    let mut place = first;
    if alone && answer.status().as_u16() == 404 {
        answer = get(&client, &base, key, schema)?;
        place = base;
    }
    read(&place, answer, key.is_some(), schema)
}

fn address(url: &str) -> Result<Url> {
    let fault = |why: String| Error::config("url", format!("{why}; use `https://<ref>.supabase.co`"));
    let parsed = Url::parse(url.trim()).map_err(|e| fault(format!("`{}` is not a URL ({e})", url.trim())))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(fault(format!("the scheme is `{}`, not http or https", parsed.scheme())));
    }
    if parsed.password().is_some() || parsed.query().is_some() {
        return Err(fault("it holds a password or a query; give the key as `--key`".to_owned()));
    }
    Ok(parsed)
}

fn joined(base: &Url, path: &str) -> Url {
    base.join(path).unwrap_or_else(|_| base.clone())
}

fn get(client: &Client, url: &Url, key: Option<&Key>, schema: &str) -> Result<Response> {
    let mut request = client.get(url.clone()).header("accept", "application/openapi+json, application/json");
    request = request.header("accept-profile", schema);
    if let Some(key) = key {
        request = request.header("apikey", key.as_str());
        if key.is_jwt() {
            request = request.bearer_auth(key.as_str());
        }
    }
    request.send().map_err(|e| unreachable_server(url, &e))
}

/// The innermost cause says most: `connection refused`.
fn unreachable_server(url: &Url, e: &reqwest::Error) -> Error {
    let mut cause: &dyn std::error::Error = e;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Error::Unreachable { url: url.to_string(), message: cause.to_string() }
}

fn read(url: &Url, answer: Response, has_key: bool, schema: &str) -> Result<Fetched> {
    let status = answer.status();
    let bytes = answer.bytes().map_err(|e| unreachable_server(url, &e))?;
    if status.is_success() {
        return Ok(Fetched { place: format!("{url} (schema `{schema}`)"), bytes: bytes.to_vec() });
    }
    Err(Error::Refused {
        url: url.to_string(),
        status: status.as_u16(),
        message: message(&bytes),
        repair: repair(status.as_u16(), has_key),
    })
}

/// The server's own words, as long as they are words.
fn message(bytes: &[u8]) -> String {
    let json: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
    let text = |key: &str| json.as_ref()?.get(key)?.as_str().map(str::to_owned);
    text("message").or_else(|| text("error")).unwrap_or_else(|| "no message".to_owned())
}

fn repair(status: u16, has_key: bool) -> &'static str {
    match status {
        401 | 403 if !has_key => {
            "give a secret key (`sb_secret_..` or `service_role`) by `--key`, SUPABASE_SECRET_KEY or `.env`"
        }
        401 | 403 => {
            "the root document needs a secret key (`sb_secret_..` or `service_role`): publishable and `anon` keys do not \
             get it"
        }
        404 => "there is no PostgREST at this address, or its OpenAPI mode is `disabled`",
        406 => "this schema is not exposed: add it to the API's exposed schemas",
        _ => "is the schema exposed, and the project awake?",
    }
}
