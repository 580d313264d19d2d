//! From the parts of a query to its request. Pure: same parts, same request.

mod address;
mod level;
pub(crate) use level::{SEPARATOR, find_embed};
mod related;

use super::parts::{Content, Parts};
use crate::{
    error::{Error, QueryError, Result},
    http::{Body, Headers, Request},
};
use http::{HeaderName, HeaderValue, Method, header};
use std::borrow::Cow;

// checked when this is compiled, not for every request
static ACCEPT_PROFILE: HeaderName = HeaderName::from_static("accept-profile");
static CONTENT_PROFILE: HeaderName = HeaderName::from_static("content-profile");
static JSON: HeaderValue = HeaderValue::from_static("application/json");
static BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
static TEXT: HeaderValue = HeaderValue::from_static("text/plain");
static PUBLIC: HeaderValue = HeaderValue::from_static("public");

/// The request, or why the query cannot be sent.
pub(crate) fn encode(parts: &Parts) -> Result<Request> {
    let base = parts.client.rest_url();
    let refuse = |e| Error::from(e).at(&parts.method, parts.target.name());
    let url = address::encode(parts, base).map_err(refuse)?;
    let limit = parts.client.max_url_length();
    if url.len() > limit {
        return Err(refuse(QueryError::UrlTooLong { length: url.len(), limit }));
    }
    let mut request = Request::at(parts.method.clone(), url, base.len());
    request.headers = headers(parts).map_err(refuse)?;
    if let Some(body) = &parts.body {
        request.body = Body::Bytes(body.clone());
    }
    Ok(request)
}

fn headers(parts: &Parts) -> Result<Headers, QueryError> {
    let mut headers = Headers::with_capacity(5);
    if let Some(form) = parts.accept.header()? {
        headers.set(header::ACCEPT, form);
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
        let content = match parts.content {
            Content::Json => &JSON,
            Content::Bytes => &BYTES,
            Content::Text => &TEXT,
        };
        headers.set(header::CONTENT_TYPE, content.clone());
    }
    for (name, value) in parts.headers.iter() {
        headers.set(name.clone(), value.clone());
    }
    Ok(headers)
}

/// What `HeaderValue::from_static` takes without a panic.
fn is_visible_ascii(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}
