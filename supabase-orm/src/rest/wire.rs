//! From the parts of a query to its request. Pure: same parts, same request.

mod address;
mod level;
pub(crate) use level::{SEPARATOR, find_embed};
mod related;

use super::parts::{JSON, Parts};
use crate::{
    error::{Error, Result},
    http::{Body, Headers, Request},
};
use http::{HeaderName, HeaderValue, Method, header};
use std::borrow::Cow;

// checked when this is compiled, not for every request
static ACCEPT_PROFILE: HeaderName = HeaderName::from_static("accept-profile");
static CONTENT_PROFILE: HeaderName = HeaderName::from_static("content-profile");
static JSON_VALUE: HeaderValue = HeaderValue::from_static(JSON);
static PUBLIC: HeaderValue = HeaderValue::from_static("public");

/// The request, or why the query cannot be sent.
pub(crate) fn encode(parts: &Parts) -> Result<Request> {
    let base = parts.client.rest_url();
    let url =
        address::encode(parts, base).map_err(|e| Error::from(e).at(&parts.method, parts.target.name()))?;
    let mut request = Request::at(parts.method.clone(), url, base.len());
    request.headers = headers(parts);
    if let Some(body) = &parts.body {
        request.body = Body::Bytes(body.clone());
    }
    Ok(request)
}

fn headers(parts: &Parts) -> Headers {
    let mut headers = Headers::with_capacity(5);
    match &parts.accept {
        Cow::Borrowed("") => {}
        Cow::Borrowed(kind) if *kind == JSON => headers.set(header::ACCEPT, JSON_VALUE.clone()),
        Cow::Borrowed(kind) => headers.set(header::ACCEPT, HeaderValue::from_static(kind)),
        Cow::Owned(kind) => set_text(&mut headers, header::ACCEPT, kind),
    }
    // a db schema that cannot stand in a header cannot exist in an API either; the server then says PGRST106
    let db_schema = match &parts.db_schema {
        name if name == "public" => PUBLIC.clone(),
        Cow::Borrowed(name) if is_visible_ascii(name) => HeaderValue::from_static(name),
        name => HeaderValue::try_from(name.as_ref()).unwrap_or(HeaderValue::from_static("")),
    };
    let read = parts.method == Method::GET || parts.method == Method::HEAD;
    headers.set(if read { ACCEPT_PROFILE.clone() } else { CONTENT_PROFILE.clone() }, db_schema);
    if let Some(prefer) = parts.prefer.header() {
        headers.set(HeaderName::from_static("prefer"), prefer);
    }
    if parts.body.is_some() {
        headers.set(header::CONTENT_TYPE, JSON_VALUE.clone());
    }
    for (name, value) in parts.headers.iter() {
        headers.set(name.clone(), value.clone());
    }
    headers
}

/// A text that cannot stand in a header is left out; ours can.
fn set_text(headers: &mut Headers, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.set(name, value);
    }
}

/// What `HeaderValue::from_static` takes without a panic.
fn is_visible_ascii(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}
