//! One request to the Auth server, and its answer.

use super::Auth;
use crate::{
    client::{AccessToken, Bearer},
    error::{AuthError, Error, ErrorKind, QueryError, Result},
    http::{Body, Request, Response, retry_after},
    json::ReadError,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::{borrow::Cow, time::SystemTime};
use url::form_urlencoded;

static API_VERSION: HeaderName = HeaderName::from_static("x-supabase-api-version");
/// Errors then have a string as their code.
static VERSION: HeaderValue = HeaderValue::from_static("2024-01-01");
static JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// As whom a request is sent.
#[derive(Debug, Clone)]
pub(super) enum Who {
    /// Whoever is signed in, as long as the token is there; else the key.
    Anyone,
    /// Whoever is signed in, with a token that is refreshed if need be; nobody is an error.
    User,
    /// The user of this token.
    Token(HeaderValue),
    /// The key alone: administration.
    Key,
}

/// A request under construction.
#[derive(Debug, Clone)]
pub(super) struct Call {
    method: Method,
    path: String,
    query: Vec<(Cow<'static, str>, String)>,
    body: Option<Map<String, Value>>,
    who: Who,
}

impl Call {
    pub(super) fn new(method: Method, path: impl Into<String>, who: Who) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None, who }
    }

    pub(super) fn post(path: impl Into<String>) -> Self {
        let body = Some(Map::new());
        Self { body, ..Self::new(Method::POST, path, Who::Anyone) }
    }

    /// The same with a place for the proof of a captcha, as the official clients send it.
    pub(super) fn secured(path: impl Into<String>) -> Self {
        let mut call = Self::post(path);
        call.set_below("gotrue_meta_security", "captcha_token", Value::Null);
        call
    }

    pub(super) fn query(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.add(key, value);
        self
    }

    /// One more pair of the query.
    pub(super) fn add(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.query.push((key.into(), value.into()));
    }

    /// The same with a body, which is `{}` until something is set.
    pub(super) fn with_body(mut self) -> Self {
        self.body.get_or_insert_default();
        self
    }

    /// A pair of the query that stands there once.
    pub(super) fn put_query(&mut self, key: &'static str, value: impl Into<String>) {
        self.query.retain(|(other, _)| other != key);
        self.add(key, value);
    }

    /// Another path.
    pub(super) fn to(&mut self, path: impl Into<String>) {
        self.path = path.into();
    }

    /// The same for somebody else.
    pub(super) fn who(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.body.get_or_insert_default().insert(key.to_owned(), value.into());
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// A member of a member: `gotrue_meta_security.captcha_token`.
    pub(super) fn set_below(&mut self, key: &str, member: &str, value: impl Into<Value>) {
        let below = self.body.get_or_insert_default().entry(key).or_insert_with(|| Map::new().into());
        if let Some(map) = below.as_object_mut() {
            map.insert(member.to_owned(), value.into());
        }
    }

    pub(super) fn redirect_to(&mut self, url: impl Into<String>) {
        self.put_query("redirect_to", url);
    }

    fn request(&self, base: &str) -> Request {
        let mut path = self.path.clone();
        if !self.query.is_empty() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.query);
            path.push('?');
            path.push_str(&query.finish());
        }
        let mut request = Request::new(self.method.clone(), base, &path);
        request.headers.set(API_VERSION.clone(), VERSION.clone());
        if let Some(body) = &self.body {
            request.headers.set(header::CONTENT_TYPE, JSON.clone());
            request.body = Body::from(Value::Object(body.clone()).to_string().into_bytes());
        }
        request
    }
}

impl Auth {
    /// Sends it; the body of a success.
    pub(super) async fn bytes(&self, call: &Call) -> Result<Bytes> {
        self.answer(call).await.map(|(_, body)| body)
    }

    /// Sends it; the headers and the body of a success.
    pub(super) async fn answer(&self, call: &Call) -> Result<(HeaderMap, Bytes)> {
        let client = self.client();
        let request = call.request(client.auth_url());
        let place = (request.method.clone(), format!("auth/{}", request.path()));
        let bearer = self.bearer(&call.who).await.map_err(|e| e.at(&place.0, &place.1))?;
        let response = client.send_as(request, bearer).await;
        let answer = match response {
            Ok(response) => checked(response).await,
            Err(e) => Err(e),
        };
        answer.map_err(|e| e.at(&place.0, &place.1))
    }

    /// Sends it and reads the answer.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let body = self.bytes(call).await?;
        read(&body).map_err(|e| e.at(&call.method, &format!("auth/{}", call.path)))
    }

    /// Sends it and reads the answer, headers too.
    pub(super) async fn call_with_headers<T: DeserializeOwned>(&self, call: &Call) -> Result<(HeaderMap, T)> {
        let (headers, body) = self.answer(call).await?;
        let read = read(&body).map_err(|e| e.at(&call.method, &format!("auth/{}", call.path)))?;
        Ok((headers, read))
    }

    async fn bearer(&self, who: &Who) -> Result<Option<HeaderValue>> {
        let unfit = || Error::new(ErrorKind::Credentials("the access token cannot stand in a header".into()));
        let token = match who {
            Who::Key => None,
            Who::Token(token) => return Ok(Some(token.clone())),
            Who::Anyone | Who::User => self.token(who).await?,
        };
        match token {
            Some(token) => token.header().map(Some).ok_or_else(unfit),
            None if matches!(who, Who::User) => Err(Error::new(ErrorKind::NoSession)),
            None => Ok(self.client().key_bearer().cloned()),
        }
    }

    /// The access token of whoever this handle acts for; `None` if nobody is signed in.
    pub(super) async fn own_token(&self) -> Result<Option<AccessToken>> {
        self.token(&Who::User).await
    }

    async fn token(&self, who: &Who) -> Result<Option<AccessToken>> {
        let client = self.client();
        Ok(match (who, client.bearer_kind()) {
            (Who::Key | Who::Token(_), _) => None,
            (_, Bearer::Token(token)) => Some(token.clone()),
            (_, Bearer::Provider(provider)) => {
                provider.access_token().await.map_err(|e| Error::new(ErrorKind::Credentials(e)))?
            }
            (Who::Anyone, Bearer::Session | Bearer::Key) => {
                self.keeper().load().await;
                self.keeper().session().map(|session| session.access_token.clone())
            }
            (Who::User, Bearer::Session | Bearer::Key) => self.keeper().access_token(client).await?,
        })
    }
}

/// A part of a path that the server knows as an id. What is none is sent, for the server to say so, as long as it is one part.
pub(super) fn segment<'i>(what: &'static str, id: &'i str) -> Result<&'i str> {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
    let fits = id.bytes().all(letter) && id.bytes().any(|b| b != b'.');
    if fits { Ok(id) } else { Err(Error::new(ErrorKind::Query(QueryError::InvalidName(what)))) }
}

/// An id of administration: a UUID, or nothing is sent.
pub(super) fn uuid<'i>(what: &'static str, id: &'i str) -> Result<&'i str> {
    let digit = |(at, b): (usize, u8)| match at {
        8 | 13 | 18 | 23 => b == b'-',
        _ => b.is_ascii_hexdigit(),
    };
    let fits = id.len() == 36 && id.bytes().enumerate().all(digit);
    if fits { Ok(id) } else { Err(Error::new(ErrorKind::Query(QueryError::InvalidName(what)))) }
}

/// JSON of the Auth server. serde's own message may repeat a token.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(if body.is_empty() { b"null" } else { body }).map_err(|e| {
        let what = format!("{:?} at line {} column {}", e.classify(), e.line(), e.column());
        Error::new(ErrorKind::Decode(ReadError::new(format!("the answer of the Auth server: {what}"))))
    })
}

async fn checked(response: Response) -> Result<(HeaderMap, Bytes)> {
    let status = response.status;
    let code = response.header("x-sb-error-code").map(str::to_owned);
    let content_type = response.header("content-type").map(str::to_owned);
    let wait = retry_after(response.header("retry-after"), SystemTime::now());
    let headers = response.headers;
    let body = response.body.bytes().await.map_err(|e| Error::new(ErrorKind::Transport(e)))?;
    if status.is_success() {
        return Ok((headers, body));
    }
    Err(Error::new(match AuthError::parse(status, &body, code.as_deref(), wait) {
        Some(e) => ErrorKind::Auth(e),
        None => ErrorKind::Unexpected { status, content_type, body },
    }))
}
