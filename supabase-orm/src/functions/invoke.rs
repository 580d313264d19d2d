//! One call of a function, before it is sent.

use super::{FunctionAnswer, Functions, Region};
use crate::{
    Client,
    error::{Error, ErrorKind, FunctionError, QueryError, Result},
    http::{Body, Headers, Request, Response},
    rest::literal::encode_segment,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use std::{borrow::Cow, fmt, time::Duration};
use tokio::time::Instant;
use url::form_urlencoded;

impl Functions {
    /// A call of a function, by POST. Behind the name a path may follow, which the function sees: `orders/7/lines`. The
    /// reference's `functions.invoke`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, functions::Region, http::Method};
    /// # use std::time::Duration;
    /// # async fn f(db: &Client) -> Result<()> {
    /// let call = db.functions().invoke("orders/7").method(Method::GET).query("lines", "all");
    /// let answer = call.region(Region::EU_WEST_1).timeout(Duration::from_secs(5)).send().await?;
    /// println!("{} {}", answer.status(), answer.text().await?);
    /// # Ok(()) }
    /// ```
    pub fn invoke(&self, name: impl Into<String>) -> Invoke {
        Invoke {
            client: self.client.clone(),
            name: name.into(),
            method: Method::POST,
            query: Vec::new(),
            headers: Headers::default(),
            region: self.client.functions_region().cloned(),
            body: Body::Empty,
            content_type: None,
            timeout: self.client.limit(),
            fault: None,
        }
    }
}

/// One call of a function.
///
/// Nothing happens before `send()`. `Debug` does not show what is sent.
#[must_use = "nothing happens before `send()`"]
pub struct Invoke {
    client: Client,
    name: String,
    method: Method,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Headers,
    region: Option<Region>,
    body: Body,
    content_type: Option<HeaderValue>,
    timeout: Option<Duration>,
    fault: Option<Error>,
}

impl Invoke {
    /// A body that is JSON.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.body(bytes, "application/json"),
            Err(e) => self.fail(QueryError::Unwritable(e.to_string()).into()),
        }
    }

    /// A body that is text.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.body(text.into().into_bytes(), "text/plain")
    }

    /// A body that is bytes.
    pub fn bytes(self, bytes: impl Into<Bytes>) -> Self {
        self.body(bytes, "application/octet-stream")
    }

    /// A body that is the fields of a form, as a browser sends one without files.
    pub fn form<'p>(self, fields: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.body(form.finish().into_bytes(), "application/x-www-form-urlencoded")
    }

    /// A body of another kind: `content_type` says which, unless a [`header`](Self::header) does.
    pub fn body(mut self, bytes: impl Into<Bytes>, content_type: &str) -> Self {
        self.body = Body::Bytes(bytes.into());
        match HeaderValue::from_str(content_type) {
            Ok(value) => self.content_type = Some(value),
            Err(_) => return self.fail(Error::config("the type of a body is not valid in HTTP")),
        }
        self
    }

    /// The first fault counts; nothing is sent then.
    fn fail(mut self, fault: Error) -> Self {
        self.fault.get_or_insert(fault);
        self
    }

    /// The method. Default is POST.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// A pair of the address's query.
    pub fn query(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.query.push((key.into(), value.into()));
        self
    }

    /// A header of this call. `authorization` and `apikey` too: they take the place of the client's.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(matches!(name.as_str(), "authorization" | "apikey"));
                self.headers.set(name, value);
            }
            // the value may be a secret
            _ => {
                return self
                    .fail(Error::config(format!("header `{name}`: its name or value is not valid in HTTP")));
            }
        }
        self
    }

    /// Where it runs. Default is the client's [`functions_region`](crate::ClientBuilder::functions_region), else the nearest.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// How long the answer may take, until its head is there; and until its end where it is read as a whole. Default is the
    /// client's.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sends it, once. Dropping the future cancels.
    ///
    /// # Errors
    /// [`ErrorKind::Function`] when the function, or what runs it, answers with an error; when it cannot be reached, or takes
    /// longer than the timeout; when the name is none that can stand in an address, and nothing is sent.
    pub async fn send(mut self) -> Result<FunctionAnswer> {
        let (method, place) = (self.method.clone(), format!("functions/{}", self.name));
        let until = self.timeout.map(|limit| (limit, Instant::now() + limit));
        let sent = match (self.fault.take(), self.request()) {
            (Some(fault), _) => Err(fault),
            (None, Err(fault)) => Err(fault.into()),
            (None, Ok(request)) => within(until, self.client.send_to_function(request)).await,
        };
        let answer = match sent {
            Ok(response) => refused(response).await,
            Err(e) => Err(e),
        };
        let response = answer.map_err(|e| e.at(&method, &place))?;
        Ok(FunctionAnswer::new(response, until, (method, place)))
    }

    fn request(&self) -> Result<Request, QueryError> {
        let mut path = path(&self.name)?;
        let region = self.region.as_ref().and_then(Region::named);
        if region.is_some() || !self.query.is_empty() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.query);
            query.extend_pairs(region.map(|region| ("forceFunctionRegion", region)));
            path.push('?');
            path.push_str(&query.finish());
        }
        let mut request = Request::new(self.method.clone(), self.client.functions_url(), &path);
        request.headers = self.headers.clone();
        if let Some(region) = region {
            let value = HeaderValue::from_str(region).map_err(|_| QueryError::InvalidName("region"))?;
            request.headers.set(HeaderName::from_static("x-region"), value);
        }
        if let Some(kind) = self.content_type.clone().filter(|_| self.headers.get("content-type").is_none()) {
            request.headers.set(header::CONTENT_TYPE, kind);
        }
        if self.headers.get("accept").is_none() {
            request.headers.set(header::ACCEPT, HeaderValue::from_static("*/*"));
        }
        request.body = self.body.clone();
        Ok(request)
    }
}

impl fmt::Debug for Invoke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invoke")
            .field("name", &self.name)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Name and path of a function, encoded. What would mean something else in an address is refused: `?`, `#`, `..`.
fn path(name: &str) -> Result<String, QueryError> {
    let unfit = |segment: &str| matches!(segment, "" | "." | "..") || segment.contains(['?', '#', '\\']);
    if name.split('/').any(unfit) {
        return Err(QueryError::InvalidName("name of the function (what follows a `?` is `.query(..)`)"));
    }
    let mut path = String::with_capacity(name.len());
    for segment in name.split('/') {
        if !path.is_empty() {
            path.push('/');
        }
        encode_segment(&mut path, segment);
    }
    Ok(path)
}

/// What takes no longer than this.
pub(super) async fn within<T>(
    until: Option<(Duration, Instant)>,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    match until {
        None => work.await,
        Some((limit, end)) => match tokio::time::timeout_at(end, work).await {
            Ok(done) => done,
            Err(_) => Err(Error::new(ErrorKind::Timeout(limit))),
        },
    }
}

/// The relay's word counts before the status: it says that the function was not reached.
async fn refused(response: Response) -> Result<Response> {
    let relay = response.header("x-relay-error").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if !relay && response.status.is_success() {
        return Ok(response);
    }
    let (status, headers) = (response.status, response.headers);
    let body = response.body.bytes().await.map_err(|e| Error::new(ErrorKind::Transport(e)))?;
    Err(Error::new(ErrorKind::Function(FunctionError { relay, status, headers, body })))
}
