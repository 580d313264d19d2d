//! From an answer to rows, a count or an error.

use super::{expect::Expected, parts::Parts};
use crate::{
    error::{Error, ErrorKind, PostgrestError, Result},
    http::{BoxFuture, Request, Response},
    json::{JsonReader, ReadError},
};
use bytes::Bytes;
use http::{Method, StatusCode};
use std::ops::RangeInclusive;

/// The future of a query: one type, whatever the query.
pub type QueryFuture<O> = BoxFuture<'static, Result<O>>;

/// An answer that is not an error.
#[derive(Debug)]
pub struct Reply {
    pub(crate) body: Bytes,
    /// of `Content-Range`
    pub(crate) total: Option<u64>,
    pub(crate) range: Option<RangeInclusive<u64>>,
    /// of a POST that was asked for headers only
    pub(crate) location: Option<String>,
    /// the texts of `Warning` headers
    pub(crate) warnings: Vec<String>,
    /// at most so many rows were asked for
    asked: Option<u64>,
    /// the server's own limit, as the client knows it
    max_rows: u64,
    place: (Method, String),
}

impl Reply {
    /// A fault of decoding, with the request it belongs to.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).at(&self.place.0, &self.place.1)
    }

    /// Decodes the body; nothing may follow.
    pub(crate) fn decode<T>(
        &self,
        read: impl FnOnce(&mut JsonReader<'_>) -> Result<T, ReadError>,
    ) -> Result<T> {
        let mut reader = JsonReader::new(if self.body.is_empty() { b"null" } else { &self.body });
        let value = read(&mut reader).and_then(|value| reader.end().map(|()| value));
        value.map_err(|e| self.error(ErrorKind::Decode(e)))
    }

    /// What an update without assignments answers that nobody wants rows of.
    fn nothing(parts: &Parts) -> Self {
        let place = (parts.method.clone(), parts.target.name().to_owned());
        Self { body: Bytes::from_static(b"[]"), total: Some(0), ..Self::of(parts, place) }
    }

    fn of(parts: &Parts, place: (Method, String)) -> Self {
        Self {
            body: Bytes::new(),
            total: None,
            range: None,
            location: None,
            warnings: Vec::new(),
            asked: parts.options.limit,
            max_rows: parts.client.max_rows(),
            place,
        }
    }

    /// Whether the server's row limit may have cut these rows: fewer came than were asked for, and there are more, or nobody
    /// knows and it is as many as the limit.
    pub(crate) fn maybe_cut(&self, rows: usize) -> bool {
        let rows = rows as u64;
        if self.asked.is_some_and(|asked| rows >= asked) {
            return false;
        }
        match (self.total, &self.range) {
            (Some(total), Some(range)) => range.end().saturating_add(1) < total,
            (Some(total), None) if self.place.0 != Method::GET => rows < total && rows > 0,
            (Some(_), None) => false,
            (None, _) => rows >= self.max_rows,
        }
    }

    /// Says so where nothing else can: the rows alone do not show it.
    pub(crate) fn warn_if_cut(&self, rows: usize) {
        if self.maybe_cut(rows) {
            tracing::warn!(
                path = self.place.1,
                rows,
                "the server's row limit may have cut the answer: `.stream_all()` reads all rows, `.count(..)` tells, `.limit(..)` is a limit on purpose"
            );
        }
    }

    /// The same for a set of values, which only the range tells the number of.
    pub(crate) fn warn_if_cut_by_range(&self) {
        if let Some(range) = &self.range {
            let rows = range.end().saturating_sub(*range.start()).saturating_add(1);
            self.warn_if_cut(usize::try_from(rows).unwrap_or(usize::MAX));
        }
    }

    /// A write changed as many rows as it was expected to.
    fn check(self, expected: Option<Expected>) -> Result<Self> {
        let Some(expected) = expected else { return Ok(self) };
        match self.total {
            Some(found) if expected.holds(found) => Ok(self),
            Some(found) => Err(self.error(ErrorKind::Affected { expected, found })),
            None => Err(self.error(ErrorKind::Decode(ReadError::new(
                "the answer does not say how many rows were changed (`Content-Range`)",
            )))),
        }
    }
}

/// Sends a query. Compiled once: only the decoding differs between queries.
pub(crate) async fn send(parts: &Parts) -> Result<Reply> {
    let Some(request) = parts.request()? else { return Ok(Reply::nothing(parts)) };
    let place = (request.method.clone(), request.path().to_owned());
    let response = parts.client.send_rest(request, parts.send).await?;
    reply(response, Reply::of(parts, place), parts.prefer.count.is_some()).await?.check(parts.expected)
}

async fn reply(response: Response, mut reply: Reply, counts: bool) -> Result<Reply> {
    (reply.total, reply.range) = content_range(response.header("content-range"));
    reply.location = response.header("location").map(str::to_owned);
    reply.warnings = warnings(&response, &reply.place.1);
    let status = response.status;
    let content_type = response.header("content-type").map(str::to_owned);
    let proxy_status = response.header("proxy-status").map(str::to_owned);
    let body = response.body.bytes().await.map_err(|e| reply.error(ErrorKind::Transport(e)))?;
    if counts && status == StatusCode::RANGE_NOT_SATISFIABLE {
        // past the end
        return Ok(Reply { body: Bytes::from_static(b"[]"), range: None, ..reply });
    }
    if status.is_success() {
        return Ok(Reply { body, ..reply });
    }
    Err(reply.error(match PostgrestError::parse(status, &body) {
        Some(e) => ErrorKind::Postgrest(e),
        None if body.is_empty() && status.as_u16() >= 400 => {
            ErrorKind::Postgrest(PostgrestError::without_body(status, proxy_status.as_deref()))
        }
        None => ErrorKind::Unexpected { status, content_type, body },
    }))
}

/// The texts of `Warning: 299 PostgREST "text"`; they are logged too, because most answers have no place for them.
fn warnings(response: &Response, path: &str) -> Vec<String> {
    let headers = response.headers.get_all(http::header::WARNING).iter();
    let texts = headers.map(|value| warning_text(&String::from_utf8_lossy(value.as_bytes()))).collect();
    for text in &texts {
        tracing::warn!(path, warning = text, "the server warns");
    }
    texts
}

/// `299 agent "text" "date"`: the text, or all of it if it has another form.
fn warning_text(header: &str) -> String {
    let quoted = header.split_once('"').map(|(_, rest)| rest);
    let Some(rest) = quoted else { return header.trim().to_owned() };
    let (mut text, mut chars) = (String::new(), rest.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            '"' => break,
            c => text.push(c),
        }
    }
    text
}

/// `0-1/5`, `*/0`, `0-1/*`
fn content_range(header: Option<&str>) -> (Option<u64>, Option<RangeInclusive<u64>>) {
    let Some((range, total)) = header.and_then(|h| h.split_once('/')) else { return (None, None) };
    let bounds = range.split_once('-').and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
    (total.parse().ok(), bounds)
}

/// One box per request: `.await` stays cheap to compile and the future's type can be written down.
pub(crate) fn run<O: 'static>(
    parts: Box<Parts>,
    decode: impl FnOnce(Reply) -> Result<O> + Send + 'static,
) -> QueryFuture<O> {
    Box::pin(async move { decode(send(&parts).await?) })
}

/// Anything that has a request: expectations of a fake transport are queries themselves.
pub trait Sends {
    /// The request, without credentials. `None`: there is nothing to send, for instance an update without assignments.
    ///
    /// # Errors
    /// When the query cannot be sent as it stands.
    fn request(&self) -> Result<Option<Request>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_its_text() {
        assert_eq!(warning_text(r#"299 PostgREST "use the \"alias\"" "Wed""#), r#"use the "alias""#);
        assert_eq!(warning_text("odd"), "odd");
    }

    #[test]
    fn content_range_has_four_forms() {
        assert_eq!(content_range(Some("0-1/5")), (Some(5), Some(0..=1)));
        assert_eq!(content_range(Some("0-1/*")), (None, Some(0..=1)));
        assert_eq!(content_range(Some("*/0")), (Some(0), None));
        assert_eq!(content_range(Some("*/*")), (None, None));
        assert_eq!(content_range(None), (None, None));
    }
}
