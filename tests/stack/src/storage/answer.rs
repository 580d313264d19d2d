//! What a request is answered with.

use super::{content::Content, refusal::Refusal};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// A success, or a refusal in the server's shapes.
pub(super) type Outcome = Result<Answer, Refusal>;

const JSON: &str = "application/json; charset=utf-8";

/// An answer, or all of it but its bytes.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Answered,
}

#[derive(Debug)]
pub(super) enum Answered {
    Json(Value),
    Text(String),
    /// So many bytes of an object, from there on.
    Object {
        content: Arc<Content>,
        from: u64,
        length: u64,
    },
    Nothing,
}

impl Answer {
    pub(super) fn json(value: Value) -> Self {
        Self { status: 200, headers: vec![("content-type", JSON.to_owned())], body: Answered::Json(value) }
    }

    pub(super) fn message(text: &str) -> Self {
        Self::json(json!({"message": text}))
    }

    pub(super) fn nothing(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Answered::Nothing }
    }

    pub(super) fn text(status: u16, text: impl Into<String>) -> Self {
        let headers = vec![("content-type", "text/plain;charset=UTF-8".to_owned())];
        Self { status, headers, body: Answered::Text(text.into()) }
    }

    /// What is nowhere. Below `/bucket`, `/object` and `/render` the server has other words for that.
    pub(super) fn no_route(method: &str, path_and_query: &str) -> Self {
        let message = format!("Route {method}:{path_and_query} not found");
        let known = ["/bucket/", "/object/", "/render/"].iter().any(|path| path_and_query.starts_with(path));
        let mut answer = if known {
            let mut answer = Self::json(
                json!({"statusCode": "404", "error": "Not Found", "message": message, "code": "InvalidRequest"}),
            );
            answer.headers = vec![("content-type", "application/json".to_owned())];
            answer
        } else {
            Self::json(json!({"message": message, "error": "Not Found", "statusCode": 404}))
        };
        answer.status = 404;
        answer
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Without its bytes for HEAD.
    pub(super) async fn into_response(self, is_head: bool) -> Response {
        let length = match &self.body {
            Answered::Object { length, .. } => Some(*length),
            _ => None,
        };
        let body = match self.body {
            _ if is_head && length.is_some() => Body::empty(),
            Answered::Json(value) => Body::from(value.to_string()),
            Answered::Text(text) => Body::from(text),
            Answered::Object { content, from, length } => match content.read(from, length).await {
                Ok(body) => body,
                Err(error) => return Box::pin(Refusal::from(error).answer().into_response(is_head)).await,
            },
            Answered::Nothing => Body::empty(),
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
