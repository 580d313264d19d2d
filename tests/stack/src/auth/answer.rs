//! What a request is answered with.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Map, Value, json};

/// A success, or a refusal in the server's shapes.
pub(super) type Outcome = Result<Answer, Refusal>;

/// What the server says of mistakes of its own.
pub(super) const UNHANDLED: &str = "Unexpected failure, please check server logs for more information";

/// An answer that is no error.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Json(Value),
    Html(String),
    Text(&'static str),
    Nothing,
}

impl Answer {
    pub(super) fn json(value: Value) -> Self {
        Self { status: 200, headers: Vec::new(), content: Content::Json(value) }
    }

    pub(super) fn nothing(status: u16) -> Self {
        Self { status, headers: Vec::new(), content: Content::Nothing }
    }

    pub(super) fn no_route() -> Self {
        let content = Content::Text("404 page not found\n");
        Self { status: 404, headers: Vec::new(), content }
    }

    pub(super) fn see_other(location: String) -> Self {
        let content =
            Content::Html(format!("<a href=\"{}\">See Other</a>.\n\n", location.replace('&', "&amp;")));
        Self { status: 303, headers: vec![("location", location)], content }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let (kind, body) = match self.content {
            Content::Json(value) => ("application/json", value.to_string()),
            Content::Html(html) => ("text/html; charset=utf-8", html),
            Content::Text(text) => ("text/plain; charset=utf-8", text.to_owned()),
            Content::Nothing => ("", String::new()),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if !kind.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// An error of the server.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// A member that only this error has.
    pub(super) more: Option<(&'static str, Value)>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), more: None, headers: Vec::new() }
    }

    /// Bad input.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "validation_failed", message)
    }

    /// The one answer to whatever is wrong with a code.
    pub(super) fn code_expired() -> Self {
        Self::new(403, "otp_expired", "Token has expired or is invalid")
    }

    /// The same for a link.
    pub(super) fn link_expired() -> Self {
        Self::new(403, "otp_expired", "Email link is invalid or has expired")
    }

    pub(super) fn user_gone() -> Self {
        Self::new(403, "user_not_found", "User from sub claim in JWT does not exist")
    }

    pub(super) fn weak_password() -> Self {
        let refusal = Self::new(422, "weak_password", "Password should be at least 6 characters.");
        Self { more: Some(("weak_password", json!({"reasons": ["length"]}))), ..refusal }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whose error it is in the words of OAuth, for redirects.
    pub(super) fn oauth_error(&self) -> &'static str {
        match self.status {
            403 => "access_denied",
            500.. => "server_error",
            _ => "invalid_request",
        }
    }

    /// The shape depends on whether the request names a version of the API.
    pub(super) fn into_answer(self, versioned: bool) -> Answer {
        let mut body = Map::new();
        if versioned {
            body.insert("code".to_owned(), json!(self.code));
            body.insert("message".to_owned(), json!(self.message));
        } else {
            body.insert("code".to_owned(), json!(self.status));
            body.insert("error_code".to_owned(), json!(self.code));
            body.insert("msg".to_owned(), json!(self.message));
        }
        // the real server forgets the header for these
        let forgets = self.message == UNHANDLED || versioned && self.code == "weak_password";
        body.extend(self.more.map(|(name, value)| (name.to_owned(), value)));
        let mut answer = Answer::json(Value::Object(body));
        answer.status = self.status;
        answer.headers = self.headers;
        if !forgets {
            answer = answer.with("x-sb-error-code", self.code);
        }
        if versioned { answer.with("x-supabase-api-version", "2024-01-01") } else { answer }
    }
}
