//! A request as data.

use super::StreamBody;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use std::fmt;

/// One HTTP request, complete but for the credentials.
///
/// A [`Transport`](super::Transport) sends it, a test compares it. Two requests are equal when method, address, headers and
/// body are; [`credentials`](Self::credentials) are left out, so the request of a query (see
/// [`Sends`](crate::Sends)) equals the one that arrives at a transport.
///
/// `Debug` shows neither credentials nor the body, only its length.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole address, percent-encoded: `https://x.supabase.co/rest/v1/planets?select=id`.
    pub url: String,
    /// What the request itself asks for: `accept`, `prefer`, `accept-profile`, ..
    pub headers: Headers,
    /// What the client adds when it sends: key, token, the headers of every request. Empty before that.
    pub credentials: Headers,
    /// The payload.
    pub body: Body,
    /// Where the part behind the project's address begins in `url`.
    path_at: usize,
    /// The query holds a token.
    secret_query: bool,
}

impl Request {
    /// A request to `base` + `path`, without headers or payload. `path` is percent-encoded.
    #[must_use]
    pub fn new(method: Method, base: &str, path: &str) -> Self {
        let mut url = String::with_capacity(base.len() + path.len());
        url.push_str(base);
        url.push_str(path);
        Self::at(method, url, base.len())
    }

    /// The same from an address that is already joined; its path begins at `path_at`.
    pub(crate) fn at(method: Method, url: String, path_at: usize) -> Self {
        Self {
            method,
            url,
            headers: Headers::default(),
            credentials: Headers::default(),
            body: Body::Empty,
            path_at,
            secret_query: false,
        }
    }

    /// The same with a query that `Debug` must not show: a token stands in it.
    #[cfg_attr(not(feature = "storage"), expect(dead_code, reason = "signed addresses are of storage"))]
    pub(crate) fn with_secret_query(mut self) -> Self {
        self.secret_query = true;
        self
    }

    /// The part behind the service's address, with the query: `planets?select=id`.
    ///
    /// ```
    /// # use supabase_orm::http::{Method, Request};
    /// let r = Request::new(Method::GET, "http://localhost/rest/v1/", "planets?select=id");
    /// assert_eq!(r.path_and_query(), "planets?select=id");
    /// assert_eq!(r.path(), "planets");
    /// ```
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        self.url.get(self.path_at..).unwrap_or_default()
    }

    /// The path alone: no query, so no value of a filter. This is what errors and logs show.
    #[must_use]
    pub fn path(&self) -> &str {
        let path = self.path_and_query();
        path.split_once('?').map_or(path, |(path, _)| path)
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.method == other.method
            && self.url == other.url
            && self.headers == other.headers
            && self.body == other.body
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &if self.secret_query { self.path() } else { self.path_and_query() })
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A short list of headers, each name once.
#[derive(Clone, Default, PartialEq)]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    pub(crate) fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }

    /// Sets a header, replacing its former value.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(slot) => slot.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// The value of a header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&HeaderValue> {
        self.0.iter().find(|(n, _)| n.as_str().eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// The value of a header as text; `None` also if it is not ASCII.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|v| v.to_str().ok())
    }

    /// All headers, in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(n, v)| (n, v))
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// The payload of a [`Request`].
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// No payload, and no `content-type`.
    #[default]
    Empty,
    /// A payload in memory. Clones share it.
    Bytes(Bytes),
    /// A payload that is read while it is sent, once. [`ReqwestTransport`](super::ReqwestTransport) gives it a connection of its
    /// own, see [`StreamBody`].
    Stream(StreamBody),
}

impl Body {
    /// The payload in memory; empty for [`Body::Empty`] and [`Body::Stream`].
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Empty | Self::Stream(_) => &[],
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(stream) => stream.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_credentials_and_no_body() {
        let mut r = Request::new(Method::POST, "http://h/auth/v1/", "token");
        r.credentials.set(HeaderName::from_static("apikey"), HeaderValue::from_static("k3y"));
        r.body = b"pa55word".to_vec().into();
        let text = format!("{r:?}");
        assert!(!text.contains("k3y") && !text.contains("pa55word"), "{text}");
        assert!(text.contains("8 bytes"), "{text}");
    }

    #[test]
    fn a_header_is_replaced_not_repeated() {
        let mut h = Headers::default();
        h.set(http::header::ACCEPT, HeaderValue::from_static("a"));
        h.set(http::header::ACCEPT, HeaderValue::from_static("b"));
        assert_eq!(h.iter().count(), 1);
        assert_eq!(h.text("Accept"), Some("b"));
    }
}
