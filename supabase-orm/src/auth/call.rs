//! One request to the Auth server, and its answer.

use super::Auth;
use crate::{
    client::Bearer,
    error::{AuthError, Error, ErrorKind, Result},
    http::{Body, Request, Response, retry_after},
    json::ReadError,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::time::SystemTime;
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
    #[expect(dead_code, reason = "administration is to come")]
    Key,
}

/// A request under construction.
#[derive(Debug, Clone)]
pub(super) struct Call {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
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

    pub(super) fn query(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.query.push((key, value.into()));
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
        self.query.retain(|(key, _)| *key != "redirect_to");
        self.query.push(("redirect_to", url.into()));
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
        let client = self.client();
        let request = call.request(client.auth_url());
        let place = (request.method.clone(), format!("auth/{}", request.path()));
        let bearer = self.bearer(&call.who).await.map_err(|e| e.at(&place.0, &place.1))?;
        let response = client.send_as(request, bearer).await;
        let answer = match response {
            Ok(response) => answer(response).await,
            Err(e) => Err(e),
        };
        answer.map_err(|e| e.at(&place.0, &place.1))
    }

    /// Sends it and reads the answer.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let body = self.bytes(call).await?;
        read(&body).map_err(|e| e.at(&call.method, &format!("auth/{}", call.path)))
    }

    async fn bearer(&self, who: &Who) -> Result<Option<HeaderValue>> {
        let client = self.client();
        let unfit = || Error::new(ErrorKind::Credentials("the access token cannot stand in a header".into()));
        let token = match (who, client.bearer_kind()) {
            (Who::Key, _) => None,
            (Who::Token(token), _) => return Ok(Some(token.clone())),
            (_, Bearer::Token(token)) => Some(token.clone()),
            (_, Bearer::Provider(provider)) => {
                provider.access_token().await.map_err(|e| Error::new(ErrorKind::Credentials(e)))?
            }
            (Who::Anyone, Bearer::Session | Bearer::Key) => {
                self.keeper().load().await;
                self.keeper().session().map(|session| session.access_token.clone())
            }
            (Who::User, Bearer::Session | Bearer::Key) => self.keeper().access_token(client).await?,
        };
        match token {
            Some(token) => token.header().map(Some).ok_or_else(unfit),
            None if matches!(who, Who::User) => Err(Error::new(ErrorKind::NoSession)),
            None => Ok(client.key_bearer().cloned()),
        }
    }
}

/// JSON of the Auth server. serde's own message may repeat a token.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(if body.is_empty() { b"null" } else { body }).map_err(|e| {
        let what = format!("{:?} at line {} column {}", e.classify(), e.line(), e.column());
        Error::new(ErrorKind::Decode(ReadError::new(format!("the answer of the Auth server: {what}"))))
    })
}

async fn answer(response: Response) -> Result<Bytes> {
    let status = response.status;
    let code = response.header("x-sb-error-code").map(str::to_owned);
    let content_type = response.header("content-type").map(str::to_owned);
    let wait = retry_after(response.header("retry-after"), SystemTime::now());
    let body = response.body.bytes().await.map_err(|e| Error::new(ErrorKind::Transport(e)))?;
    if status.is_success() {
        return Ok(body);
    }
    Err(Error::new(match AuthError::parse(status, &body, code.as_deref(), wait) {
        Some(e) => ErrorKind::Auth(e),
        None => ErrorKind::Unexpected { status, content_type, body },
    }))
}
