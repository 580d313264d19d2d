//! From an answer to rows, a count or an error.

use super::parts::Parts;
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
        Self { body: Bytes::from_static(b"[]"), total: Some(0), range: None, place }
    }
}

/// Sends a query. Compiled once: only the decoding differs between queries.
async fn send(parts: Box<Parts>) -> Result<Reply> {
    let Some(request) = parts.request()? else { return Ok(Reply::nothing(&parts)) };
    let place = (request.method.clone(), request.path().to_owned());
    let counts = parts.prefer.count.is_some();
    let response = parts.client.send_rest(request, parts.send).await?;
    reply(response, place, counts).await
}

async fn reply(response: Response, place: (Method, String), counts: bool) -> Result<Reply> {
    let (total, range) = content_range(response.header("content-range"));
    let status = response.status;
    let content_type = response.header("content-type").map(str::to_owned);
    let proxy_status = response.header("proxy-status").map(str::to_owned);
    let body = response.body.bytes().await;
    let body = body.map_err(|e| Error::new(ErrorKind::Transport(e)).at(&place.0, &place.1))?;
    let past_the_end = counts && status == StatusCode::RANGE_NOT_SATISFIABLE;
    if past_the_end {
        return Ok(Reply { body: Bytes::from_static(b"[]"), total, range: None, place });
    }
    if status.is_success() {
        return Ok(Reply { body, total, range, place });
    }
    let kind = match PostgrestError::parse(status, &body) {
        Some(e) => ErrorKind::Postgrest(e),
        None if body.is_empty() && status.as_u16() >= 400 => {
            ErrorKind::Postgrest(PostgrestError::without_body(status, proxy_status.as_deref()))
        }
        None => ErrorKind::Unexpected { status, content_type, body },
    };
    Err(Error::new(kind).at(&place.0, &place.1))
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
    Box::pin(async move { decode(send(parts).await?) })
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
    use super::content_range;

    #[test]
    fn content_range_has_four_forms() {
        assert_eq!(content_range(Some("0-1/5")), (Some(5), Some(0..=1)));
        assert_eq!(content_range(Some("0-1/*")), (None, Some(0..=1)));
        assert_eq!(content_range(Some("*/0")), (Some(0), None));
        assert_eq!(content_range(Some("*/*")), (None, None));
        assert_eq!(content_range(None), (None, None));
    }
}
