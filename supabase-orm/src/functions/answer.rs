//! What a function answers.

use super::{FunctionEvents, invoke::within};
use crate::{
    error::{Error, ErrorKind, Result},
    http::{Response, ResponseBody},
    json::ReadError,
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::Instant;

/// What a function answers: status and headers are there, the body may still be arriving.
#[derive(Debug)]
#[must_use = "the body is read by `json`, `text`, `bytes`, `chunk` or `events`"]
pub struct FunctionAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: ResponseBody,
    until: Option<(Duration, Instant)>,
    place: (Method, String),
}

impl FunctionAnswer {
    pub(super) fn new(
        response: Response,
        until: Option<(Duration, Instant)>,
        place: (Method, String),
    ) -> Self {
        let Response { status, headers, body } = response;
        Self { status, headers, body, until, place }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The `content-type`, in small letters and without parameters: `application/json`.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        let text = self.headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
        let kind = text.split(';').next().unwrap_or_default().trim();
        Some(kind.to_ascii_lowercase())
    }

    /// The whole body. The reference's answer without a `responseType`.
    ///
    /// # Errors
    /// When the connection breaks in the middle of the body, or it takes longer than the timeout.
    pub async fn bytes(self) -> Result<Bytes> {
        let Self { body, until, place, .. } = self;
        let read = async { body.bytes().await.map_err(|e| Error::new(ErrorKind::Transport(e))) };
        within(until, read).await.map_err(|e| e.at(&place.0, &place.1))
    }

    /// The whole body as text. What is not UTF-8 becomes `U+FFFD`.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes).
    pub async fn text(self) -> Result<String> {
        self.bytes().await.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The whole body, read as JSON. The reference's `responseType: "json"`.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes), and when it is no JSON, or none that fits `T`.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T> {
        let place = self.place.clone();
        let body = self.bytes().await?;
        serde_json::from_slice(&body).map_err(|e| {
            let what = format!("the answer of the function: {e}");
            Error::new(ErrorKind::Decode(ReadError::new(what))).at(&place.0, &place.1)
        })
    }

    /// The next piece of the body as it arrives, `None` at its end. No timeout: a stream may be silent for long.
    ///
    /// # Errors
    /// When the connection breaks in the middle of the body.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.body.chunk().await;
        chunk.map_err(|e| Error::new(ErrorKind::Transport(e)).at(&self.place.0, &self.place.1))
    }

    /// The body as server-sent events (`text/event-stream`), one after the other as they arrive.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let mut events = db.functions().invoke("answers").json("Why?").send().await?.events();
    /// while let Some(event) = events.next().await {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn events(self) -> FunctionEvents {
        FunctionEvents::new(self)
    }
}
