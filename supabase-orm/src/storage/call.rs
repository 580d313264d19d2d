//! One request to Storage, and its answer.

use super::{Storage, source::pieces};
use crate::{
    client::Activity,
    error::{Error, ErrorKind, QueryError, Result, StorageError},
    http::{Body, Request, Response, StreamBody, retry_after},
    json::ReadError,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime},
};
use url::form_urlencoded;

/// A request under construction. Faults are kept until it is sent, so that chains need no `?`.
#[derive(Default)]
pub(super) struct Call {
    method: Method,
    path: String,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    json: Option<Map<String, Value>>,
    /// JSON that is written already, instead
    json_text: Option<Bytes>,
    /// a token stands in the query
    secret: bool,
    fault: Option<Error>,
}

/// A server that refuses a larger body may do so before it has read all of it.
const STREAMED: usize = 16 * 1024;

impl Call {
    pub(super) fn new(method: Method, path: Result<String>) -> Self {
        let mut call = Self { method, ..Self::default() };
        match path {
            Ok(path) => call.path = path,
            Err(e) => call.fault = Some(e),
        }
        call
    }

    pub(super) fn get(path: Result<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// With a JSON body, which is `{}` until something is set.
    pub(super) fn post(path: Result<String>) -> Self {
        Self { json: Some(Map::new()), ..Self::new(Method::POST, path) }
    }

    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.json.get_or_insert_default().insert(key.to_owned(), value.into());
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// The body itself, where its members come from elsewhere.
    pub(super) fn json(&mut self) -> &mut Map<String, Value> {
        self.json.get_or_insert_default()
    }

    /// The body, written already.
    pub(super) fn json_text(&mut self, text: String) {
        self.json_text = Some(text.into());
    }

    pub(super) fn query(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.query.push((key.into(), value.into()));
    }

    /// A pair of the query that nobody may see.
    pub(super) fn secret_query(&mut self, key: &'static str, value: impl Into<String>) {
        self.query(key, value);
        self.secret = true;
    }

    pub(super) fn to(&mut self, path: Result<String>) {
        match path {
            Ok(path) => self.path = path,
            Err(e) => self.fail(e),
        }
    }

    /// A header, replacing its former value.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.retain(|(other, _)| *other != name);
                self.headers.push((name, value));
            }
            // the value may be a secret
            _ => self.fail(Error::config(format!("header `{name}`: its name or value is not valid in HTTP"))),
        }
    }

    /// A header that nobody may see.
    pub(super) fn secret_header(&mut self, name: &str, value: &str) {
        self.header(name, value);
        if let Some((_, value)) = self.headers.iter_mut().find(|(other, _)| other.as_str() == name) {
            value.set_sensitive(true);
        }
    }

    /// The headers of another call.
    pub(super) fn headers_of(&mut self, other: &Self) {
        self.headers.extend(other.headers.iter().cloned());
    }

    pub(super) fn no_header(&mut self, name: &str) {
        self.headers.retain(|(other, _)| other.as_str() != name);
    }

    pub(super) fn fail(&mut self, fault: Error) {
        self.fault.get_or_insert(fault);
    }

    pub(super) fn take_fault(&mut self) -> Result<()> {
        self.fault.take().map_or(Ok(()), Err)
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// `storage/object/avatars/a.png`: what errors show.
    pub(super) fn place(&self) -> String {
        format!("storage/{}", self.path)
    }

    /// The whole address.
    pub(super) fn url(&self, base: &str) -> String {
        format!("{base}{}{}", self.path, self.query_text())
    }

    fn query_text(&self) -> String {
        if self.query.is_empty() {
            return String::new();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        format!("?{}", query.finish())
    }

    pub(super) fn request(&self, base: &str) -> Request {
        let path = format!("{}{}", self.path, self.query_text());
        let mut request = Request::new(self.method.clone(), base, &path);
        if self.secret {
            request = request.with_secret_query();
        }
        let text = match (&self.json_text, &self.json) {
            (Some(text), _) => Some(text.clone()),
            (None, json) => json.as_ref().map(|json| Value::Object(json.clone()).to_string().into()),
        };
        if let Some(text) = text {
            request.headers.set(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            request.body = json_body(text);
        }
        for (name, value) in &self.headers {
            request.headers.set(name.clone(), value.clone());
        }
        request
    }
}

fn json_body(text: Bytes) -> Body {
    if text.len() <= STREAMED {
        return Body::Bytes(text);
    }
    let length = u64::try_from(text.len()).ok();
    Body::Stream(StreamBody::new(pieces(text), length))
}

/// Tokens may stand in the query and in headers.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Storage {
    /// Sends it; the body of a success.
    pub(super) async fn bytes(&self, mut call: Call) -> Result<Bytes> {
        let answer = match call.take_fault() {
            Ok(()) => match self.client.send_once(call.request(self.client.storage_url())).await {
                Ok(response) => whole(response).await,
                Err(e) => Err(e),
            },
            Err(e) => Err(e),
        };
        answer.map_err(|e| e.at(&call.method, &call.place()))
    }

    /// Sends it and reads the answer.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T> {
        let (method, place) = (call.method.clone(), call.place());
        read(&self.bytes(call).await?).map_err(|e| e.at(&method, &place))
    }

    /// Sends it with this body; the answer of a success, which is still arriving.
    pub(super) async fn open(
        &self,
        call: &mut Call,
        body: Body,
        activity: &Activity,
        limit: Option<Duration>,
    ) -> Result<Response> {
        call.take_fault()?;
        let mut request = call.request(self.client.storage_url());
        if !matches!(body, Body::Empty) {
            request.body = body;
        }
        let response = self.client.open(request, activity, limit).await?;
        if response.status.is_success() || response.status.is_redirection() {
            return Ok(response);
        }
        Err(activity.within(limit, refusal(response)).await?)
    }
}

/// The body of an answer, if it is a success.
pub(super) async fn whole(response: Response) -> Result<Bytes> {
    if !response.status.is_success() {
        return Err(refusal(response).await);
    }
    response.body.bytes().await.map_err(|e| Error::new(ErrorKind::Transport(e)))
}

/// What the server says that is no success.
pub(super) async fn refusal(response: Response) -> Error {
    let (status, headers) = (response.status, response.headers);
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let content_type = text("content-type").map(str::to_owned);
    let wait = retry_after(text("retry-after"), SystemTime::now());
    let body = match response.body.bytes().await {
        Ok(body) => body,
        Err(e) => return Error::new(ErrorKind::Transport(e)),
    };
    Error::new(match StorageError::parse(status, content_type.as_deref(), &body, wait) {
        Some(e) => ErrorKind::Storage(e),
        None => ErrorKind::Unexpected { status, content_type, body },
    })
}

/// JSON of Storage. serde's own message may repeat a token.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(if body.is_empty() { b"null" } else { body }).map_err(|e| {
        let what = format!("{:?} at line {} column {}", e.classify(), e.line(), e.column());
        unreadable(&what)
    })
}

/// A body as JSON.
pub(super) fn written(body: &impl Serialize) -> Result<String> {
    serde_json::to_string(body).map_err(|e| QueryError::Unwritable(e.to_string()).into())
}

pub(super) fn unreadable(what: &str) -> Error {
    Error::new(ErrorKind::Decode(ReadError::new(format!("the answer of Storage: {what}"))))
}
